"""Number characters that name something and count nothing: 四个一, 政策包550, GB/T 1234, 5G.

Found first, as stretches of the folded text that the reader of quantities leaves out.
"""

from __future__ import annotations

import re
from typing import Final

from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.units import unit_at

_PATTERN: Final = pattern("identifier")
_QUOTED: Final = re.compile(r"[“「『‘《\"]([^“”‘’「」『』《》\"\n]{1,24})[”」』’》\"]")
_NUMBER = re.compile(r"[\d一二三四五六七八九十两百千万亿]")
_LETTERS_FIRST = re.compile(r"[A-Za-z&]{2,}\d+(?:\.\d+)?")
_AMOUNT_BEHIND = re.compile(
    r"(?:,\d{3})*(?:[万亿]|%|元|家(?!庭)|项(?!目)|件|人(?!才)|吨|亩|台|套|辆)"
)
_ALONE = re.compile(r"[\d一二三四五六七八九十百千万亿两.]+")
_LATIN_AFTER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=[A-Za-z])")
_SAID = re.compile(r"(?:说|表示|指出|介绍|称|道|强调|认为|告诉)[^,。]{0,4}[:,]?$")
_AMOUNT: Final = pattern("amount")


def identifiers(text: str) -> list[tuple[int, int]]:
    """Stretches of folded `text` that hold number characters and name something, in order."""
    spans = [found.span() for found in _PATTERN.finditer(text) if not _is_glued_amount(text, found)]
    spans += [span for span in _quoted(text)]
    spans += [span for span in _glued(text)]
    return _merged(spans)


def _is_glued_amount(text: str, found: re.Match[str]) -> bool:
    """GDP3000亿元, RMB1,200万元: letters before an amount, no code."""
    return bool(_LETTERS_FIRST.fullmatch(found[0]) and _AMOUNT_BEHIND.match(text, found.end()))


def _quoted(text: str) -> list[tuple[int, int]]:
    """The name in quotes, unless it is speech or holds an amount: “达到3亿元”."""
    out = []
    for found in _QUOTED.finditer(text):
        inner = found[1]
        if (
            not _NUMBER.search(inner)
            or _ALONE.fullmatch(inner)
            or _AMOUNT.search(inner)
            or "。" in inner
        ):
            continue
        if _SAID.search(text[max(0, found.start() - 12) : found.start()]):
            continue
        out.append(found.span(1))
    return out


def _glued(text: str) -> list[tuple[int, int]]:
    """5G, 3D, 4S: digits that run into a Latin word which is no unit."""
    out = []
    for found in _LATIN_AFTER.finditer(text):
        unit, _ = unit_at(text, found.end())
        letter, behind = text[found.end()], text[found.end() + 1 : found.end() + 2]
        if unit.dimension or (letter in "kKM" and not behind.isalpha()):
            continue
        if letter in "eE" and behind and behind in "+-0123456789":
            continue
        stop = found.end()
        while stop < len(text) and text[stop].isascii() and text[stop].isalnum():
            stop += 1
        out.append((found.start(), stop))
    return out


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
