"""A line of the yearbook as the list draws it."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from cigu.core.ui.words import DASH, chip, num, signed

from . import verdicts
from .lines import Line


class Entry:
    """A line as the list draws it."""

    def __init__(self, line: Line, table: Any) -> None:
        self.line, self.table = line, table
        self.id, self.label = line.id, line.label
        self.section, self.kind = line.indicator.section, line.indicator.kind
        self.seed, self.verdict = line.indicator.seed, line.verdict
        self.published, self.computed = line.published, line.computed
        self.difference, self.unit = line.difference, line.unit

    def __str__(self) -> str:
        return f"{self.id} {self.label}"

    @property
    def kind_label(self) -> Any:
        return self.line.indicator.kind_label

    def _opens(self, text: Any, css: str = "") -> SafeString:
        url = self.table.panel_url(self)
        return format_html(
            '<a{} href="{}" hx-get="{}" hx-target="#evidence" hx-swap="innerHTML"'
            ' hx-push-url="true">{}</a>',
            format_html(' class="{}" data-ref="{}"', css, self.id) if css else "", url, url, text,
        )  # fmt: skip

    @property
    def heading(self) -> SafeString:
        return self._opens(self.label)

    @property
    def published_cell(self) -> Any:
        line = self.line
        if line.published is None:
            return format_html('<span class="t3">{}</span>', words_of(line.comparator) or DASH)
        upper = line.indicator.value_to if line.frozen is None else None
        after = f"–{num(upper)}" if upper is not None else ""
        sign = format_html('<span class="cg-cmp">{}</span>', line.sign) if line.sign else ""
        return format_html("{}{}{}", sign, num(line.published), after)

    @property
    def computed_cell(self) -> Any:
        if self.line.result is None or self.computed is None:
            return format_html('<span class="t3">{}</span>', DASH)
        sign = self.line.computed_sign
        mark = format_html('<span class="cg-cmp">{}</span>', sign) if sign else ""
        return format_html("{}{}", mark, self._opens(num(self.computed), "cg-fig"))

    @property
    def difference_cell(self) -> Any:
        if self.difference is not None:
            css = "t3" if not self.difference else "late b" if self.verdict in WRONG else "warn"
            return format_html('<span class="{}">{}</span>', css, signed(self.difference))
        return format_html('<span class="t3">{}</span>', bound_words(self.line) or DASH)

    @property
    def state_cell(self) -> SafeString:
        return chip(self.line.look, self.line.verdict_label)

    @property
    def verdict_text(self) -> str:
        return str(self.line.verdict_label)


WRONG = frozenset({verdicts.DIFFERS})


def words_of(comparator: str) -> Any:
    """What stands where no number was published."""
    return {"several": _("several"), "qualitative": _("in words")}.get(comparator, "")


def bound_words(line: Line) -> Any:
    """A published bound is met or not; it has no difference."""
    if line.verdict == verdicts.AGREES:
        return _("met")
    return _("not met") if line.verdict == verdicts.DIFFERS else ""


def plain(value: Any, text: str) -> Any:
    """A number for the spreadsheet where the text is nothing but that number."""
    return value if value is not None and text == num(value) else text
