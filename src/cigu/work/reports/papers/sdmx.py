"""The figures of a report as SDMX-CSV 2.0, one line for each query."""

from __future__ import annotations

from cigu.core.figures import sdmx
from cigu.core.figures.registry import figure

from ..writing.composing import Composed, unit_of
from ..writing.values import Value


def as_csv(composed: Composed) -> bytes:
    seen = {v.key: v for run in composed.runs() for v in run.values}
    return sdmx.as_csv(_observation(composed.report.number, value) for value in seen.values())


def _observation(number: str, value: Value) -> sdmx.Observation:
    item, where = figure(value.ident), value.where
    return sdmx.Observation(
        flow=sdmx.REPORT, source=number, figure=item, territory=where.territory.pk,
        domain=where.domain.pk if where.domain else None, since=where.period.start,
        until=where.period.end, value=value.value, complete=value.complete, unit=unit_of(item.id),
        comparator="=" if value.complete else "≥", version=item.version,
        synthetic=value.synthetic, title=str(item.label),
    )  # fmt: skip
