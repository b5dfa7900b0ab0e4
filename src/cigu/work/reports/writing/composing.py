"""A report as blocks with its numbers in place: the same for page, Word, PDF and plain text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cigu.core.figures.published import chinese_units
from cigu.core.figures.registry import figure
from cigu.core.figures.sources import Where
from cigu.core.ui.words import num
from cigu.engines.basis.periods import Period

from ..models import Report, ReportSection
from .slots import BlockSlot, FigureSlot, PairSlot, Parsed, WordSlot, paragraphs
from .values import Value, Values, values_of

UNKNOWN = "（暂缺）"
AT_LEAST = "不少于"
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class FigureRun:
    """A number in the text: what is printed, and the queries it comes from."""

    text: str
    values: tuple[Value, ...]
    number: Decimal | None
    unit: str

    @property
    def ident(self) -> str:
        return self.values[0].ident

    @property
    def final(self) -> bool:
        return self.number is not None and all(v.complete for v in self.values)


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Paragraph:
    runs: tuple[str | FigureRun, ...]

    @property
    def text(self) -> str:
        return "".join(r if isinstance(r, str) else r.text for r in self.runs)


@dataclass(frozen=True)
class Table:
    """``chart``: drawn as bars too; the picture reads this table."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[FigureRun, ...]], ...]
    chart: bool = False


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Composed:
    report: Report
    title: str
    blocks: tuple[Block, ...]

    def runs(self) -> Iterator[FigureRun]:
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from (r for r in block.runs if isinstance(r, FigureRun))
            elif isinstance(block, Table):
                yield from (cell for _head, cells in block.rows for cell in cells)

    def idents(self) -> list[str]:
        """In the order in which they first stand in the text."""
        return list(dict.fromkeys(v.ident for run in self.runs() for v in run.values))

    @property
    def text(self) -> str:
        """What the hash is made over and the checker reads."""
        return "\n".join([self.title, *(line for b in self.blocks for line in _lines(b))])

    @property
    def synthetic(self) -> bool:
        return any(v.synthetic for run in self.runs() for v in run.values)


def compose(report: Report, values: Values | None = None) -> Composed:
    """Always in Chinese: it is an official paper, whoever reads it."""
    with translation.override("zh-hans"):
        source = values or values_of(report)
        blocks: list[Block] = []
        for at, section in enumerate(report.sections.order_by("order")):
            blocks.append(Heading(f"{NUMERALS[at % 10]}、{section.heading}"))
            blocks += section_blocks(section, report, source)
        return Composed(report, report.title, tuple(blocks))


def section_blocks(section: ReportSection, report: Report, values: Values) -> Iterator[Block]:
    words = words_of(report)
    for parsed in paragraphs(section.body):
        yield from _blocks(parsed, report.where, values, words)


def words_of(report: Report) -> dict[str, str]:
    where = report.where
    since, until = where.period.start, where.as_of
    return {
        "since": day_zh(since), "until": day_zh(until), "year": f"{until.year}年",
        "period": f"{day_zh(since)}至{day_zh(until)}", "territory": report.territory.name_zh,
        "domain": report.domain.name_zh if report.domain else "", "office": report.office,
    }  # fmt: skip


def day_zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _blocks(parsed: Parsed, where: Where, values: Values, words: dict[str, str]) -> Iterator[Block]:
    if isinstance(parsed, BlockSlot):
        yield _table(parsed, where, values)
        return
    yield Paragraph(tuple(_run(piece, where, values, words) for piece in parsed))


def _run(piece: Any, where: Where, values: Values, words: dict[str, str]) -> str | FigureRun:
    if isinstance(piece, FigureSlot):
        return _figure(piece, values.of(piece.ident, where))
    if isinstance(piece, PairSlot):
        return _pair(piece, values.of(piece.top, where), values.of(piece.bottom, where))
    return words[piece.name] if isinstance(piece, WordSlot) else str(piece)


def _figure(slot: FigureSlot, value: Value) -> FigureRun:
    unit = "" if slot.bare else unit_of(slot.ident)
    if value.value is None:
        return FigureRun(UNKNOWN, (value,), None, unit)
    sign = "" if value.complete else AT_LEAST
    return FigureRun(f"{sign}{plain_num(value.value)}{unit}", (value,), value.value, unit)


def _pair(slot: PairSlot, top: Value, bottom: Value) -> FigureRun:
    share = slot.sign == "%"
    if top.value is None or not bottom.value:
        return FigureRun(UNKNOWN, (top, bottom), None, "")
    ratio = top.value / bottom.value * (100 if share else 1)
    number = ratio.quantize(Decimal("0.1" if share else "0.01"), rounding=ROUND_HALF_UP)
    unit = "%" if share else unit_of(slot.top)
    return FigureRun(f"{number}{unit}", (top, bottom), number, unit)


def unit_of(ident: str) -> str:
    """The measure word as reports print it."""
    return chinese_units().get(ident) or str(figure(ident).unit)


def plain_num(value: Decimal) -> str:
    """In running text a number has no thousands separator below ten thousand."""
    return f"{value:f}" if abs(value) < 10_000 else num(value)


# ---- tables ----
def _table(slot: BlockSlot, where: Where, values: Values) -> Table:
    places = _counties(where) if slot.over == "counties" else _months(where)
    rows = []
    for label, place in places:
        cells = tuple(_figure(FigureSlot(i, bare=True), values.of(i, place)) for i in slot.idents)
        if slot.over == "months" or any(cell.number for cell in cells):
            rows.append((label, cells))
    heads = tuple(f"{figure(i).label}（{unit_of(i)}）" for i in slot.idents)
    first = _("County or zone") if slot.over == "counties" else _("Month")
    return Table(_title(slot), (first, *heads), tuple(rows), chart=slot.kind == "chart")


def _title(slot: BlockSlot) -> str:
    names = "、".join(str(figure(i).label) for i in slot.idents)
    over = _("by county or zone") if slot.over == "counties" else _("by month")
    return _("%(names)s, %(over)s") % {"names": names, "over": over}


def _counties(where: Where) -> list[tuple[str, Where]]:
    rows = where.territory.children.order_by("path")
    return [(t.name_zh, replace(where, territory=t)) for t in rows]


def _months(where: Where) -> list[tuple[str, Where]]:
    out, start = [], where.period.start
    while start < where.period.end:
        end = min((start.replace(day=1) + timedelta(days=32)).replace(day=1), where.period.end)
        out.append((f"{start.year}年{start.month}月", where.at(Period(start, end))))
        start = end
    return out


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield block.title
        yield "\t".join(block.heads)
        for label, cells in block.rows:
            yield "\t".join([label, *(cell.text for cell in cells)])
        return
    yield block.text
