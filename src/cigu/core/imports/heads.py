"""Where the table begins: titles above it, one or two rows of headings, notes and totals below."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .books import Line
from .cells import key_of

SEEN = 30  # rows in which headings are looked for
TOTALS = re.compile(r"^(合计|总计|小计|共计|累计|平均|汇总)")
NOTES = re.compile(
    r"^(注|备注|说明|填表人|制表|制表人|审核|审核人|负责人|填报单位|填报日期|单位[（(]盖章|联系人电话)[:：（(\s]?"
)
Known = Callable[[str], str]  # a heading → the column it stands for, or ""


@dataclass(frozen=True)
class Head:
    """``row`` is the last row of headings; ``names`` holds one for each column of the sheet."""

    row: int
    rows: int
    names: list[str]
    score: float = 0
    above: list[str] = field(default_factory=list)  # titles over the table


def find_head(lines: Sequence[Line], known: Known) -> Head | None:
    """The row, or two rows, most of whose cells are known headings."""
    best: Head | None = None
    for at in range(len(lines)):
        for rows in (1, 2):
            found = _head(lines, at, rows, known)
            if found is not None and (best is None or found.score > best.score):
                best = found
    return best


def head_at(lines: Sequence[Line], row: int, rows: int) -> Head:
    """The headings that a person pointed at."""
    at = next((i for i, line in enumerate(lines) if line.number == row), None)
    if at is None:
        return Head(row, rows, [])
    first = max(0, at - rows + 1)
    above = [" ".join(filter(None, line.cells)) for line in lines[:first] if not line.is_empty]
    return Head(row, rows, _names(lines[first : at + 1]), above=above)


def _head(lines: Sequence[Line], at: int, rows: int, known: Known) -> Head | None:
    pair = lines[at : at + rows]
    if len(pair) < rows or any(line.is_empty for line in pair):
        return None
    names = _names(pair)
    hits = {known(name) for name in names} - {""}
    filled = sum(1 for name in names if name)
    if len(hits) < 2:
        return None
    share = len(hits) / max(filled, 1)
    score = len(hits) + share - (0.5 if rows == 2 else 0) - 0.01 * at
    above = [" ".join(filter(None, line.cells)) for line in lines[:at] if not line.is_empty]
    return Head(pair[-1].number, rows, names, score, above)


def _names(pair: Sequence[Line]) -> list[str]:
    """Of two rows both are told, the upper one once: 联系方式·电话."""
    width = max((len(line.cells) for line in pair), default=0)
    names = []
    for column in range(width):
        parts: list[str] = []
        for line in pair:
            text = line.cells[column] if column < len(line.cells) else ""
            text = text.replace("\n", "")
            if text and text not in parts:
                parts.append(text)
        names.append("·".join(parts))
    return names


def is_aside(line: Line, names: Sequence[str]) -> str:
    """Why a row below the headings is no record: "total", "note", "head" again, or ""."""
    filled = [cell for cell in line.cells if cell]
    first = filled[0].replace(" ", "") if filled else ""
    if TOTALS.match(first) or any(TOTALS.fullmatch(c.replace(" ", "")) for c in filled[:3]):
        return "total"
    if NOTES.match(first) and len(filled) <= 3:
        return "note"
    same = sum(1 for cell, name in zip(line.cells, names, strict=False) if cell and cell == name)
    if same >= 2 and same >= len(filled) / 2:
        return "head"
    return ""


def heading_key(heading: str) -> str:
    """Two spellings of one heading share it: 企业名称、企业名称*、企业 名称（全称）."""
    return key_of(re.sub(r"[（(\[【][^）)\]】]*[）)\]】]?", "", heading)) or key_of(heading)
