"""Two reports beside each other: the figures in which they contradict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cigu.engines.factcheck import compare, read

from .judging.wording import told
from .models import ReportCheck


@dataclass(frozen=True)
class Contradiction:
    """The figure of each report, with its sentence, and what is wrong between them."""

    first: Any
    second: Any
    first_sentence: str
    second_sentence: str
    words: str


def compared(one: ReportCheck, two: ReportCheck) -> list[Contradiction]:
    a, b = (read(c.text, period=c.where.period, territory=c.territory.name_zh) for c in (one, two))
    out = []
    for found in compare(a, b):
        first, second = a.figure(found.first), b.figure(found.second)
        out.append(
            Contradiction(first, second, _sentence(a, first), _sentence(b, second), told(found))
        )
    return out


def _sentence(reading: Any, figure: Any) -> str:
    return str(reading.text[slice(*_ends(figure.sentence))]).strip()


def _ends(span: Any) -> tuple[int, int]:
    return int(span.start), int(span.end)
