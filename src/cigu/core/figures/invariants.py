"""Completeness, publications, and what was frozen with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import Exists, F, OuterRef, Q

from cigu.core.clock.business import today
from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, after_day, before, differs, line, never, rows_of

from .freezing import ALGORITHM, intact
from .models import Completeness, FrozenFigure, FrozenRow, Publication
from .registry import registered


def _registers() -> list[str]:
    return sorted({name for figure in registered().values() for name in figure.registers})


never(
    "figures.completeness_span",
    "a register is declared complete to a day after its first",
    Completeness,
    before("until", "since"),
    "since",
    "until",
)
never(
    "figures.completeness_register_known",
    "a declared register stands behind a figure",
    Completeness,
    lambda: ~Q(register__in=_registers()),
    "register",
)
never(
    "figures.completeness_says_how",
    "a declaration says how it was checked",
    Completeness,
    Q(method=""),
    "register",
)
never(
    "figures.completeness_not_ahead",
    "nothing is declared complete beyond today",
    Completeness,
    after_day(today, "until"),
    "until",
)
never(
    "figures.publication_span",
    "a publication's period has a length",
    Publication,
    Q(until__lte=F("since")),
    "since",
    "until",
)
never(
    "figures.publication_version",
    "versions of a publication begin with 1",
    Publication,
    Q(version=0),
    "number",
)
never(
    "figures.publication_not_ahead",
    "nothing is published on a day to come",
    Publication,
    after_day(today, "published_on"),
    "published_on",
)
never(
    "figures.publication_has_figures",
    "a publication holds at least one figure",
    Publication,
    ~Exists(FrozenFigure.objects.filter(publication=OuterRef("pk"))),
    "number",
)
never(
    "figures.earlier_version_exists",
    "a later version has the one before it",
    Publication,
    Q(version__gt=1)
    & ~Exists(
        Publication.objects.filter(
            territory=OuterRef("territory"),
            since=OuterRef("since"),
            until=OuterRef("until"),
            version=OuterRef("version") - 1,
        )
    ),
    "number",
    "version",
)
never(
    "figures.frozen_algorithm",
    "a frozen figure names the algorithm of its hash",
    FrozenFigure,
    ~Q(algorithm=ALGORITHM),
    "algorithm",
)
never(
    "figures.frozen_version",
    "a frozen figure names the version of its definition",
    FrozenFigure,
    Q(definition_version=0),
    "figure",
)
never(
    "figures.frozen_basis",
    "a frozen figure is invented exactly if its publication is",
    FrozenFigure,
    differs("synthetic", "publication__synthetic"),
    "figure",
)
never(
    "figures.real_figure_real_rows",
    "no invented record stands behind a real publication",
    FrozenRow,
    Q(synthetic=True, frozen__synthetic=False),
    "object_uid",
)


@invariant("figures.frozen_hash", "the frozen rows still give the frozen hash")
def hashes() -> Iterator[str]:
    for frozen in rows_of(FrozenFigure).iterator(CHUNK):
        if not intact(frozen):
            yield line(FrozenFigure, frozen.uid, figure=frozen.figure, hash=frozen.row_hash[:12])


@invariant("figures.frozen_record_exists", "the record behind a published figure still exists")
def records() -> Iterator[str]:
    yield from _behind(lambda subject: ~Exists(subject))


@invariant("figures.frozen_revision_reached", "no figure was frozen from a revision to come")
def revisions() -> Iterator[str]:
    yield from _behind(lambda s: Exists(s.filter(revision__lt=OuterRef("object_revision"))))


def _behind(wrong: Callable[[Any], Any]) -> Iterator[str]:
    kinds = rows_of(FrozenRow).order_by().values_list("object_type", flat=True).distinct()
    for kind in list(kinds):
        subject = rows_of(apps.get_model(kind)).filter(uid=OuterRef("object_uid"))
        found = rows_of(FrozenRow).filter(wrong(subject), object_type=kind)
        for uid, about in found.values_list("uid", "object_uid").iterator(CHUNK):
            yield line(FrozenRow, uid, record=f"{kind} {about}")
