"""Numbers run from 1 without gap; the counter stands at the highest. One family per table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import CharField, Q

from cigu.core.audit.models import AuditedModel
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, line, never, rows_of

from .models import Counter

FORM = r"^[A-Z]+-[0-9]{4}-[0-9]{4,}$"
COLUMNS = ("number", "report_number")  # every column that a series is given to

never(
    "numbers.series_form",
    "a series is named by capital letters",
    Counter,
    ~Q(series__regex=r"^[A-Z]+$"),
    "series",
)
never(
    "numbers.year_sensible",
    "a series counts in a year of this century",
    Counter,
    Q(year__lt=2000) | Q(year__gt=2100),
    "series",
    "year",
)
never(
    "numbers.counter_used",
    "a counter exists because a number was given",
    Counter,
    Q(last=0),
    "series",
    "year",
)


def numbered() -> list[tuple[type[AuditedModel], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        if issubclass(model, AuditedModel)
        for field in model._meta.concrete_fields
        if field.name in COLUMNS and isinstance(field, CharField)
    ]


def _family(model: type[AuditedModel], column: str) -> None:
    table = model._meta.db_table + ("" if column == "number" else f"_{column}")
    odd = Q(**{f"{column}__isnull": False}) & ~Q(**{f"{column}__regex": FORM})
    never(f"numbers.{table}.form", "a number reads SERIES-YEAR-COUNT",
          model, odd, column)  # fmt: skip
    _gap_free(model, column, table)


def _gap_free(model: type[AuditedModel], column: str, table: str) -> None:
    @invariant(f"numbers.{table}.gap_free", "numbers run from 1 to the counter, without gap")
    def find() -> Iterator[str]:
        runs: dict[tuple[str, int], list[int]] = {}
        given = rows_of(model).filter(**{f"{column}__regex": FORM}).values_list("uid", column)
        for _uid, number in given.iterator(CHUNK):
            series, year, count = number.rsplit("-", 2)
            run = runs.setdefault((series, int(year)), [0, 0])
            run[0], run[1] = run[0] + 1, max(run[1], int(count))
        for (series, year), (count, highest) in sorted(runs.items()):
            last: Any = Counter.objects.filter(series=series, year=year).values_list("last").first()
            if not (last and count == highest == last[0]):
                yield line(model, f"{series}-{year}", given=count, highest=highest,
                           counter=last[0] if last else None)  # fmt: skip


for _model, _column in numbered():
    _family(_model, _column)
