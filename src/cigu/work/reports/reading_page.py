"""The page of a checked report: its text in parts, each figure a mark, the panel beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from cigu.core.figures.registry import compute, registered
from cigu.core.figures.sources import Where
from cigu.core.places.models import Territory
from cigu.core.ui.words import num
from cigu.engines.basis.periods import Period

from .evidence import definition, doubt, records
from .judging.catalogue import names
from .judging.wording import VERDICTS, verdict_words
from .models import CheckDecision, CheckedFigure, ReportCheck

PART = 12_000  # characters of the text on one page
LISTED = 60  # figures in the list beside it
HEADS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "（", "第")


@dataclass(frozen=True)
class Mark:
    order: int
    text: str
    css: str
    words: str
    url: str
    open: bool


@dataclass(frozen=True)
class Tab:
    label: str
    count: int
    url: str
    current: bool


@dataclass(frozen=True)
class Entry:
    """A line of the list beside the text."""

    order: int
    text: str
    record: str
    look: str
    words: str
    url: str
    open: bool
    decided: str


class Page:
    def __init__(self, check: ReportCheck, query: Any) -> None:
        self.check = check
        self.view = query.get("view", "") if query.get("view", "") in VERDICTS else ""
        self.wanted = query.get("fig", "")
        self.part_wanted = query.get("part", "")

    @cached_property
    def rows(self) -> list[CheckedFigure]:
        return list(self.check.figures.order_by("order"))

    @cached_property
    def chosen(self) -> CheckedFigure | None:
        wanted = self.wanted
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 8):
            return None
        return next((row for row in self.rows if row.order == int(wanted)), None)

    # ---- the text in parts ----
    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Cut at line ends, so that no sentence is torn."""
        text, out, start = self.check.text, [], 0
        while start < len(text):
            end = start + PART
            cut = text.find("\n", end) if end < len(text) else -1
            end = len(text) if end >= len(text) or cut < 0 else cut + 1
            out.append((start, end))
            start = end
        return out or [(0, 0)]

    @cached_property
    def part(self) -> int:
        """The part asked for, or the one in which the chosen figure stands; from 1."""
        wanted = self.part_wanted
        if wanted.isascii() and wanted.isdigit() and 0 < int(wanted[:6]) <= len(self.spans):
            return int(wanted)
        at = self.chosen.start if self.chosen is not None else 0
        return next(
            n for n, (a, b) in enumerate(self.spans, 1) if a <= at < b or n == len(self.spans)
        )

    @property
    def parts(self) -> int:
        return len(self.spans)

    @property
    def earlier_url(self) -> str:
        return self.url(part=self.part - 1) if self.part > 1 else ""

    @property
    def later_url(self) -> str:
        return self.url(part=self.part + 1) if self.part < self.parts else ""

    @cached_property
    def lines(self) -> list[tuple[str, list[Any]]]:
        """Kind of the line (title, heading, row, text) and its pieces."""
        start, end = self.spans[self.part - 1]
        rows = [row for row in self.rows if start <= row.start < end]
        text, out = self.check.text[start:end], []
        for at, line in _lines(text, start):
            pieces = list(self._pieces(line, at, rows))
            kind = "title" if at == 0 else _kind(line)
            if line.strip():
                out.append((kind, pieces))
        return out

    def _pieces(self, line: str, at: int, rows: list[CheckedFigure]) -> Iterator[Any]:
        done, end = at, at + len(line)
        for row in rows:
            if row.start < done or row.start >= end:
                continue
            if row.start > done:
                yield line[done - at : row.start - at]
            yield self.mark(row)
            done = min(row.end, end)
        if done < end:
            yield line[done - at :]

    def mark(self, row: CheckedFigure) -> Mark:
        _look, css = VERDICTS[row.verdict]
        return Mark(
            row.order, row.data["text"], css, verdict_words(row.verdict),
            self.url(fig=row.order), row is self.chosen,
        )  # fmt: skip

    # ---- what stands around it ----
    def url(self, **more: Any) -> str:
        kept = {"view": self.view} if self.view else {}
        return f"{self.check.get_absolute_url()}?{urlencode({**kept, **more})}"

    @property
    def close_url(self) -> str:
        return str(self.check.get_absolute_url())

    @cached_property
    def tabs(self) -> list[Tab]:
        base = self.check.get_absolute_url()
        all_of = Tab(_("All"), len(self.rows), base, not self.view)
        found = [
            Tab(verdict_words(v), self.check.tally.get(v, 0), f"{base}?{urlencode({'view': v})}",
                self.view == v)
            for v in VERDICTS
        ]  # fmt: skip
        return [all_of, *(tab for tab in found if tab.count)]

    @cached_property
    def decided(self) -> dict[tuple[int, int], str]:
        rows = self.check.decisions.exclude(sort=CheckDecision.Sort.LINK).order_by("pk")
        return {(row.start, row.end): str(row.get_sort_display()) for row in rows}

    @cached_property
    def entries(self) -> list[Entry]:
        """Of the chosen verdict; without one, what does not simply agree, the worst first."""
        order = {verdict: at for at, verdict in enumerate(RANK)}
        rows = [r for r in self.rows if (r.verdict == self.view if self.view else r.verdict != OK)]
        rows.sort(key=lambda row: (order[row.verdict], row.order))
        return [self.entry(row) for row in rows[:LISTED]]

    @property
    def listed_of(self) -> int:
        if self.view:
            return int(self.check.tally.get(self.view, 0))
        return len(self.rows) - int(self.check.tally.get(OK, 0))

    def entry(self, row: CheckedFigure) -> Entry:
        look, _css = VERDICTS[row.verdict]
        return Entry(
            row.order, row.data["text"], record_text(row), look, verdict_words(row.verdict),
            self.url(fig=row.order), row is self.chosen,
            self.decided.get((row.start, row.end), ""),
        )  # fmt: skip

    def beside(self, step: int) -> str:
        """The address of the figure before or after the chosen one; in the chosen view."""
        rows = [r for r in self.rows if not self.view or r.verdict == self.view or r is self.chosen]
        at = next(n for n, row in enumerate(rows) if row is self.chosen) + step
        return self.url(fig=rows[at].order) if 0 <= at < len(rows) else ""


OK = "agrees"
RANK = ("differs", "inconsistent in itself", "not in the records", "cannot be judged", OK)


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    at = start
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _kind(line: str) -> str:
    short = len(line) <= 30 and line.strip().startswith(HEADS) and line.strip()[-1:] not in "。；"
    return "row" if "\t" in line else "heading" if short else "text"


def record_text(row: CheckedFigure) -> str:
    record = row.data["record"]
    if record is None or record["value"] is None:
        return "—"
    sign = "" if record["comparator"] == "=" else record["comparator"]
    return f"{sign}{num(record['value'])}"


# ---- the panel ----
def panel(page: Page, user: Any) -> dict[str, Any]:
    """What the text says, what the records say, the difference, and why."""
    row: Any = page.chosen
    data = row.data
    decisions = page.check.decisions.filter(start=row.start, end=row.end)
    return {
        "row": row, "data": data, "entry": page.entry(row), "close_url": page.close_url,
        "before_url": page.beside(-1), "after_url": page.beside(1),
        "indicator": row.indicator, "indicator_name": names().get(row.indicator, ""),
        "said": said(row), "gap": gap(row), "record_text": record_text(row),
        "record": data["record"], "chosen_by": chosen_by(data["chosen"]),
        "reasons": [r["text"] for r in data["reasons"]], "nearest": nearest(row),
        "decisions": decisions.select_related("author").order_by("-pk"),
        "evidence": evidence(page.check, row, user),
        "notes": [n["text"] for n in page.check.notes if row.order in n["figures"]],
    }  # fmt: skip


def said(row: CheckedFigure) -> str:
    """The value in the unit in which it was written."""
    return str(row.data["text"])


def gap(row: CheckedFigure) -> Any:
    """Records minus text, for plain figures in one unit."""
    data, record = row.data, row.data["record"]
    if record is None or record["value"] is None or data["comparator"] != "=":
        return None
    if data["value_to"] is not None or row.verdict not in (OK, "differs"):
        return None
    return record["value"] - data["value"] if data["unit"] == record["unit"] else None


def chosen_by(code: str) -> str:
    return {
        "engine": _("found from the words"), "memory": _("remembered from an earlier report"),
        "person": _("chosen by a person"),
    }.get(code, "")  # fmt: skip


def nearest(row: CheckedFigure) -> str:
    found = row.data["nearest"]
    if found is None:
        return ""
    name = names().get(found["indicator"], "")
    words = _("%(value)s %(unit)s would agree: %(name)s, %(place)s, %(period)s.")
    return words % {"value": num(found["value"]), "unit": found["unit"], "name": name,
                    "place": found["territory"], "period": found["period"]}  # fmt: skip


def evidence(check: ReportCheck, row: CheckedFigure, user: Any) -> dict[str, Any] | None:
    """The records behind the computed value, as far as the viewer may see them."""
    record, item = row.data["record"], registered().get(row.indicator)
    if record is None or item is None:
        return None
    place = Territory.objects.get(pk=record["territory"])
    result = compute(item, Where(place, check.domain, Period.parse(record["period"])))
    return {"definition": definition(result), "doubt": doubt(result), **records(result, user)}
