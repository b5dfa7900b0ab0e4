"""Amounts without a number and claims without one: 数个, 几个亿, 全部, 国内首家, 创历史新高."""

from __future__ import annotations

from typing import Final

from cigu.engines.factcheck.grammar import alternatives
from cigu.engines.factcheck.model import Vague

_PATTERN: Final = alternatives("vague")


def vague(text: str, shift: int = 0) -> list[Vague]:
    """Those of plain `text`; places are shifted by `shift`."""
    return [
        Vague(found.start() + shift, found.end() + shift, found[0], str(found.lastgroup))
        for found in _PATTERN.finditer(text)
    ]
