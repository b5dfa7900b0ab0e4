"""Half-open periods [start, end): the last day is the one before `end`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cigu.engines.basis.errors import CiguError


class PeriodError(CiguError):
    """`code` is "format", "date" or "order"; `data["value"]` is the text given."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` (in) to `end` (out). Raises PeriodError "order" if empty."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise PeriodError(
                "order",
                f"The period {self.start}/{self.end} has no day in it.",
                remedy="The second day is the first one that no longer counts; put it later.",
                value=f"{self.start}/{self.end}",
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """Reads "2023-06-08/2024-06-08". Raises PeriodError (format, date, order)."""
        parts = text.strip().split("/")
        if len(parts) != 2:
            raise PeriodError(
                "format",
                f"'{text}' is not a period.",
                remedy="Write two days and a slash: 2023-06-08/2024-06-08; the second is left out.",
                value=text,
            )
        return cls(_day(parts[0], text), _day(parts[1], text))

    def contains(self, day: date) -> bool:
        """Whether the day counts; a datetime counts by its own calendar day."""
        plain = day.date() if isinstance(day, datetime) else day
        return self.start <= plain < self.end

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


def _day(text: str, whole: str) -> date:
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError:
        raise PeriodError(
            "date",
            f"'{text.strip()}' in '{whole}' is not a day.",
            remedy="Write year-month-day with an existing day, for example 2024-02-29.",
            value=whole,
        ) from None
