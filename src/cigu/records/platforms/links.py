"""How the cells of a workbook name platforms and the stages that they cover."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Link
from cigu.core.imports.values import BadCell

from .models import Platform, Stage

STAGE_WORDS = {
    "基础研究": Stage.BASIC, "应用研究": Stage.APPLIED, "工程化": Stage.ENGINEERING,
    "工程开发": Stage.ENGINEERING, "中试": Stage.PILOT, "中试验证": Stage.PILOT,
    "成果转化": Stage.TRANSFER, "转化": Stage.TRANSFER, "检测": Stage.TESTING,
    "检验检测": Stage.TESTING, "检测评价": Stage.TESTING, "标准": Stage.STANDARDS,
    "标准制定": Stage.STANDARDS, "标准制修订": Stage.STANDARDS,
}  # fmt: skip


class PlatformLink(Link):
    """By name; where one name stands in several lists, 名称（组别） tells which is meant."""

    def rows(self, user: Any) -> Any:
        return Platform.objects.for_(user)

    def names(self, row: Any) -> Iterable[str]:
        return (row.name, self.told(row))

    def told(self, row: Any) -> str:
        return f"{row.name}（{row.group}）" if row.group else str(row.name)

    def find(self, texts: Iterable[str], user: Any) -> dict[str, Any]:
        """An exact name without a group, as it is taken out, wins over those of other lists."""
        found = super().find(texts, user)
        lost = [text for text, row in found.items() if isinstance(row, BadCell)]
        for row in self.rows(user).filter(name__in=lost, group="") if lost else ():
            found[row.name] = row
        return found


class StageLink(Link):
    """No records: the stages are fixed, and a platform covers several of them."""

    def told(self, row: Any) -> str:
        with override("zh-hans"):
            return str(Stage(row).label)

    def offered(self, user: Any) -> list[str]:
        return [self.told(stage) for stage in Stage]

    def find(self, texts: Iterable[str], user: Any) -> dict[str, Any]:
        known = {key_of(word): stage.value for word, stage in STAGE_WORDS.items()}
        for language in ("zh-hans", "en"):
            with override(language):
                known |= {key_of(str(stage.label)): stage.value for stage in Stage}
        return {text: known.get(key_of(text)) or self._unknown(text) for text in texts}

    def _unknown(self, text: str) -> BadCell:
        return BadCell(
            "choice", _("“%(text)s” is no stage: choose from %(words)s.")
            % {"text": text[:40], "words": "、".join(self.offered(None))},
        )  # fmt: skip


PLATFORM, STAGE = PlatformLink(), StageLink()
