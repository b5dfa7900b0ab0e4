"""Slips as people make them: a digit, a unit, a period, a comparator, a swapped pair, a broken sum.

Each mutation changes one figure of a text that holds; the text with it no longer holds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

NUMBER = re.compile(r"(\d+(?:\.\d+)?)(亿元|万元|家|条|个|位|场|项|名|人|件|%)")
PERIOD = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日至(\d{4})年(\d{1,2})月(\d{1,2})日")
UNITS = {
    "家": "场",
    "条": "家",
    "个": "场",
    "位": "家",
    "场": "家",
    "项": "家",
    "名": "家",
    "人": "家",
}


@dataclass(frozen=True)
class Mutation:
    kind: str
    text: str
    what: str


def mutations(text: str, seed: int = 20230608) -> Iterator[Mutation]:
    """All mutations of the prose of ``text``, in an order that the seed fixes."""
    body = text.split("\n")
    found = [m for at, line in enumerate(body) if "\t" not in line for m in _of(body, at)]
    random.Random(seed).shuffle(found)
    yield from found


def sample(text: str, most: int, seed: int = 20230608) -> list[Mutation]:
    """Up to ``most``, the kinds in turn, so that each is there."""
    by_kind: dict[str, list[Mutation]] = {}
    for one in mutations(text, seed):
        by_kind.setdefault(one.kind, []).append(one)
    out: list[Mutation] = []
    while len(out) < most and any(by_kind.values()):
        for rest in by_kind.values():
            if rest and len(out) < most:
                out.append(rest.pop())
    return out


def _of(body: list[str], at: int) -> Iterator[Mutation]:
    line = body[at]
    numbers = list(NUMBER.finditer(line))
    for found in numbers:
        value, unit = found[1], found[2]
        for place in range(len(value.replace(".", ""))):
            new = _digit(value, place)
            yield _made(body, at, found.start(1), found.end(1), new, "digit")
        if len(set(value)) > 1 and value[0] != value[1] and value[1] != "0":
            swapped = value[1] + value[0] + value[2:]
            yield _made(body, at, found.start(1), found.end(1), swapped, "swapped digits")
        yield _made(body, at, found.start(1), found.end(1), f"{value}0", "ten times")
        if unit in UNITS:
            yield _made(body, at, found.start(2), found.end(2), UNITS[unit], "unit")
        yield _made(body, at, found.start(), found.end(), f"超过{found[0]}", "comparator")
        yield _made(body, at, found.start(), found.end(), f"不足{found[0]}", "comparator")
    for one, two in pairwise(numbers):
        if one[1] != two[1]:
            new = f"{two[1]}{one[2]}{line[one.end() : two.start()]}{one[1]}{two[2]}"
            yield _made(body, at, one.start(), two.end(), new, "swapped pair")
    for found in PERIOD.finditer(line):
        if numbers:
            years = f"{int(found[1]) - 2}年{found[2]}月{found[3]}日至{int(found[4]) - 2}年"
            new = f"{years}{found[5]}月{found[6]}日"
            yield _made(body, at, found.start(), found.end(), new, "period")
    yield from _sums(body, at, numbers)


def _sums(body: list[str], at: int, numbers: list[re.Match[str]]) -> Iterator[Mutation]:
    """A sentence with a sum that does not add up, behind two figures of one unit."""
    line = body[at]
    for one, two in pairwise(numbers):
        if one[2] == two[2] and line.endswith("。") and "." not in one[1] + two[1]:
            total = int(one[1]) + int(two[1]) + 1
            new = f"{line[:-1]}，两项合计{total}{one[2]}。"
            text = "\n".join([*body[:at], new, *body[at + 1 :]])
            yield Mutation("broken sum", text, f"{one[0]} + {two[0]} = {total}")


def _digit(value: str, place: int) -> str:
    """The digit at ``place``, counted without the point, becomes another; never a leading zero."""
    digits = [n for n, c in enumerate(value) if c != "."]
    at = digits[place]
    new = str((int(value[at]) + 3) % 10)
    if at == 0 and new == "0":
        new = "4"
    return value[:at] + new + value[at + 1 :]


def _made(body: list[str], at: int, start: int, end: int, new: str, kind: str) -> Mutation:
    line = body[at]
    text = "\n".join([*body[:at], line[:start] + new + line[end:], *body[at + 1 :]])
    return Mutation(kind, text, f"{line[start:end]} → {new}")
