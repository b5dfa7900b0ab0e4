"""Reads a report: blocks in order, sentences, figures with their surroundings, relations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period
from cigu.engines.basis.text import Span
from cigu.engines.factcheck.drafts import Draft, drafts, milestones
from cigu.engines.factcheck.layout import Block, Line, layout
from cigu.engines.factcheck.model import (
    Figure,
    Identifier,
    Reading,
    Relation,
    Scope,
    Vague,
    When,
)
from cigu.engines.factcheck.passages import Passage, passage, sentence_spans
from cigu.engines.factcheck.quantities import Marked, marked
from cigu.engines.factcheck.relations import Link, links, named
from cigu.engines.factcheck.tables import sums, told
from cigu.engines.factcheck.vague import vague

_TIMES_OF = re.compile(r"^的[\d.一二两三四五六七八九十]+倍")  # 是2018年的1.9倍
_IS_AS = re.compile("恢复[至到]$|相当于$")  # 恢复至2019年的92%
LONGEST = 2_000_000  # characters; a book of 500 pages has about 500,000


@dataclass(slots=True)
class _Made:
    """What is gathered while reading, in reading order."""

    figures: list[Figure]
    relations: list[Relation]
    times: list[When]
    vague: list[Vague]
    names: list[Identifier]


def read(text: str, *, period: Period | None = None, territory: str | None = None) -> Reading:
    """The figures of a report with what the prose says of each and between them.

    `period` is what the report is about: it dates 去年 and 6月8日, and a figure of which the
    text says no time. `territory` is the place meant where the text names none.
    Raises CiguError "empty" (no text) and "too_long" (over 2,000,000 characters).
    A text without figures gives a reading without figures.
    """
    _check(text)
    arranged = layout(text)
    made = _Made([], [], [], [], [])
    given = Scope(territory or "")
    latest = period
    above = ""
    for number, group in enumerate(_groups(arranged.blocks)):
        if group[0].sort == "table":
            _read_table(made, [x for b in group for x in b.lines], number, group[0].heading, above)
            continue
        above = group[0].lines[-1].text
        its = passage(group[0])
        found = marked(its.text, latest)
        _read_passage(made, its, found, number, given)
        full = [w.period for w in found.times if w.period is not None and w.sort != "by"]
        latest = period or (full[-1] if full else latest)
    figures, relations = _in_order(made)
    figures = tuple(_dated(f, period) for f in figures)
    return Reading(
        text, figures, relations, arranged.repairs,
        tuple(sorted(made.times, key=lambda w: w.begin)),
        tuple(sorted(made.vague, key=lambda v: v.start)),
        tuple(sorted(made.names, key=lambda n: n.start)), territory or "", period,
    )  # fmt: skip


def _check(text: str) -> None:
    if not text.strip():
        raise CiguError(
            "empty", "The report has no text.", remedy="A scanned page needs recognition first."
        )
    if len(text) > LONGEST:
        raise CiguError(
            "too_long",
            f"The report has {len(text)} characters; at most {LONGEST} are read at once.",
            remedy="Check it chapter by chapter.",
            length=len(text),
            limit=LONGEST,
        )


def _groups(blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Neighbouring rows of a table together, every other block alone."""
    table: list[Block] = []
    for block in blocks:
        if block.sort == "table":
            table.append(block)
            continue
        if table:
            yield table
            table = []
        yield [block]
    if table:
        yield table


def _read_passage(made: _Made, its: Passage, found: Marked, number: int, given: Scope) -> None:
    at = 0
    for first, last in sentence_spans(its.text):
        inside = []
        while at < len(found.quantities) and found.quantities[at].start < last:
            inside.append(found.quantities[at])
            at += 1
        whens = [w for w in found.times if first <= w.begin < last and not _compares(found, w)]
        its_drafts = drafts(found.text, (first, last), inside, whens, given)
        if not its_drafts:
            its_drafts = milestones(found.text, (first, last), whens)
        made_links = links(found.text, its_drafts)
        its_drafts = named(found.text, its_drafts, made_links)
        _add(made, its, its_drafts, made_links, number, found.text[first:last])
    made.times += [_placed(w, its) for w in found.times]
    made.vague += [Vague(*its.span(v.start, v.end), v.text, v.sort) for v in vague(found.text)]
    made.names += [Identifier(*its.span(a, b), its.text[a:b]) for a, b in found.names if b > a]


def _compares(found: Marked, when: When) -> bool:
    """较上年, 比2019年, 与上年同期相比: what a figure is held against, not when it was."""
    before, after = found.text[max(0, when.begin - 3) : when.begin], found.text[when.end :]
    if _TIMES_OF.match(after):
        return True
    if before.endswith(("较", "比", "高于", "低于", "同")) or _IS_AS.search(before):
        return True
    return after[:6].lstrip("同期").startswith("相比")


def _placed(when: When, its: Passage) -> When:
    begin, end = its.span(when.begin, when.end)
    return replace(when, begin=begin, end=end, text=its.text[when.begin : when.end])


def _add(
    made: _Made, its: Passage, found: list[Draft], between: list[Link], number: int, context: str
) -> None:
    first = len(made.figures) + 1
    for offset, draft in enumerate(found):
        made.figures.append(_figure(first + offset, draft, its, number, context))
    for link in between:
        idents = tuple(first + at for at in link.at)
        made.relations.append(Relation(link.sort, idents, link.roles, link.names))


def _figure(ident: int, draft: Draft, its: Passage, number: int, context: str) -> Figure:
    q = draft.quantity
    start, end = its.span(q.start, q.end)
    a, b = its.span(*draft.sentence) if len(its.starts) == 1 else (
        its.place(draft.sentence[0]), its.place(draft.sentence[1] - 1) + 1,
    )  # fmt: skip
    number_end = min(end, start + q.number_end - q.start)
    quantity = replace(q, start=start, end=end, number_end=number_end)
    return Figure(
        ident, start, end, q.text, q.value, q.value_to, q.unit, q.comparator, draft.kind, quantity,
        draft.when.period if draft.when else None, draft.when.text if draft.when else "",
        draft.scope, draft.counted, draft.clause, draft.place.topic, draft.place.nearby,
        draft.place.ahead, draft.role, context,
        Span(min(a, b), max(a, b)), number, its.heading, draft.falls,
    )  # fmt: skip


def _read_table(made: _Made, lines: list[Line], number: int, heading: str, above: str) -> None:
    found = list(told(lines, above))
    first = len(made.figures) + 1
    for one in found:
        made.figures.append(_cell(len(made.figures) + 1, one.draft, number, heading))
    for parts, total in sums(found):
        idents = (*(first + at for at in parts), first + total)
        roles = (*("part",) * len(parts), "total")
        made.relations.append(Relation("sum", idents, roles))


def _cell(ident: int, draft: Draft, number: int, heading: str) -> Figure:
    q = draft.quantity
    return Figure(
        ident, q.start, q.end, q.text, q.value, q.value_to, q.unit, q.comparator, draft.kind, q,
        draft.when.period if draft.when else None, draft.when.text if draft.when else "",
        draft.scope, draft.counted, draft.left, draft.place.topic, "", "", "", draft.left,
        Span(*draft.sentence), number, heading, draft.falls,
    )  # fmt: skip


def _in_order(made: _Made) -> tuple[tuple[Figure, ...], tuple[Relation, ...]]:
    """Ids by place in the text; a moved line was read out of its place."""
    ordered = sorted(made.figures, key=lambda f: (f.start, f.id))
    new = {figure.id: i for i, figure in enumerate(ordered, 1)}
    figures = tuple(replace(figure, id=new[figure.id]) for figure in ordered)
    relations = tuple(replace(r, figures=tuple(new[i] for i in r.figures)) for r in made.relations)
    return figures, relations


def _dated(figure: Figure, period: Period | None) -> Figure:
    return replace(figure, period=period) if figure.period is None and period else figure
