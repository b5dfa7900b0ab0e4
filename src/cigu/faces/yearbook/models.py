"""Notes that say why a published and a computed value differ."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.access.scope import ScopedModel, ScopedQuerySet
from cigu.core.figures.models import StaffScope
from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory


class NoteQuerySet(ScopedQuerySet):
    def on(self, where: Where) -> Any:
        return self.filter(
            territory=where.territory, domain=where.domain, since=where.period.start,
            until=where.period.end,
        )  # fmt: skip


class YearbookNote(ScopedModel):
    """An officer's explanation of one figure in one scope. A new note stands beside the old."""

    scope = StaffScope()

    figure = models.CharField(_("figure"), max_length=20)
    territory = models.ForeignKey(
        Territory, models.PROTECT, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("before"))
    text = models.TextField(_("note"))
    noted_on = models.DateField(_("written"))
    author = models.ForeignKey(User, models.PROTECT, verbose_name=_("author"), related_name="+")

    objects = NoteQuerySet.as_manager()

    class Meta:
        db_table = "yearbook_note"
        indexes = [models.Index(fields=["territory", "since", "figure"], name="yearbook_note_of")]
        constraints = [
            models.CheckConstraint(name="yearbook_note_period", condition=Q(until__gt=F("since")))
        ]

    def __str__(self) -> str:
        return f"{self.figure} {self.noted_on}"
