"""A published version of figures: each frozen value with unit, basis and completeness. Records
behind a value are counted here and named nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cigu.core.figures import sdmx
from cigu.core.figures.models import FrozenFigure, Publication
from cigu.core.figures.registry import registered
from cigu.core.quotas.visitors import take_rows
from cigu.core.ui.words import num
from cigu.faces.yearbook.indicators import SECTIONS, Indicator, indicators

from ..answers import page
from ..tables import last_day
from .records import found, frame

VERSIONS = 64  # whose counts are kept at hand


@dataclass(frozen=True)
class Line:
    """One frozen figure as the public reads it."""

    frozen: FrozenFigure
    indicator: Indicator | None
    n: int
    n_synthetic: int

    @property
    def id(self) -> str:
        return str(self.frozen.figure)

    @cached_property
    def figure(self) -> Any:
        return registered()[self.id]

    @property
    def label(self) -> str:
        return self.indicator.label if self.indicator else str(self.figure.label)

    @property
    def unit(self) -> str:
        return self.indicator.unit if self.indicator else str(self.figure.unit)

    @property
    def section(self) -> Any:
        return self.indicator.section_label if self.indicator else ""

    @property
    def final(self) -> bool:
        return bool(self.frozen.parameters.get("final", True))

    @property
    def comparator(self) -> str:
        if self.final:
            return ""
        return "≥" if self.figure.grows else "≈"

    @property
    def value(self) -> Decimal | None:
        found: Decimal | None = self.frozen.value
        if found is None:
            return None
        return found.quantize(Decimal(1)) if found == found.to_integral() else found.normalize()

    @property
    def text(self) -> str:
        return str(self.frozen.text) or num(self.value)

    @property
    def basis(self) -> str:
        if not self.n:
            return _("no records")
        if not self.n_synthetic:
            return _("real records")
        return _("synthetic records") if self.n_synthetic == self.n else _(
            "real and synthetic records")  # fmt: skip

    @property
    def hash_text(self) -> str:
        return f"{self.frozen.algorithm}:{self.frozen.row_hash[:12]}…"


@lru_cache(maxsize=VERSIONS)
def counted(uid: UUID) -> dict[str, tuple[int, int]]:
    """Records behind each figure of a version, and how many of them are synthetic. Neither
    changes once they are frozen, so that nobody's visit has them counted again."""
    rows = FrozenFigure.objects.filter(publication__uid=uid).annotate(
        n=Count("rows"), n_synthetic=Count("rows", filter=Q(rows__synthetic=True))
    )
    return {row.figure: (row.n, row.n_synthetic) for row in rows}


def lines(publication: Publication) -> list[Line]:
    """Only figures of the level public; in the order of the chapters."""
    known = {item.id: item for item in indicators()}
    order, public = list(SECTIONS), registered()
    counts = counted(publication.uid)
    out = [
        Line(row, known.get(row.figure), *counts[row.figure])
        for row in publication.figures.all()
        if row.figure in public and public[row.figure].level == "public"
    ]
    return sorted(out, key=lambda line: (
        order.index(line.indicator.section) if line.indicator else len(order), line.id
    ))  # fmt: skip


@require_safe
def publication(request: HttpRequest, number: str) -> HttpResponse:
    row = found("figures", number)
    return page(request, "portal/figures.html", lambda: _drawn(request, row), [row])


def _drawn(request: HttpRequest, row: Publication) -> dict[str, Any]:
    shown = lines(row)
    chosen = next((line for line in shown if line.id == request.GET.get("fig")), None)
    return frame(
        request, "figures", row, lines=shown, chosen=chosen,
        unfinished=sum(not line.final for line in shown), last_day=last_day(row),
    )  # fmt: skip


@require_safe
def publication_csv(request: HttpRequest, number: str) -> HttpResponse:
    """The same values as SDMX-CSV 2.0."""
    row = found("figures", number)
    shown = lines(row)
    take_rows(len(shown))
    content = sdmx.as_csv(observation(row, line) for line in shown)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = content_disposition_header(True, f"{row.number}.csv")
    response["Content-Disposition"] = name or ""
    return response


def observation(row: Publication, line: Line) -> sdmx.Observation:
    return sdmx.Observation(
        flow=sdmx.YEARBOOK, source=row.number, figure=line.figure,
        territory=row.territory_id, domain=row.domain_id, since=row.since, until=row.until,
        value=line.frozen.value, complete=line.final, unit=line.unit,
        comparator=line.comparator or "=", version=line.frozen.definition_version,
        synthetic=bool(line.n_synthetic), title=line.label,
    )  # fmt: skip
