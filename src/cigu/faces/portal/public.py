"""What the public sees of each kind of record: the rows that ``for_`` gives a visitor who has not
signed in, whoever reads the page. A page of the portal is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.figures.models import Publication
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import Need
from cigu.records.publicnotices.models import PublicNotice
from cigu.work.reports.models import Report
from cigu.work.roadshows.models import Event

from .models import Withdrawal

PUBLIC = AnonymousUser()


@dataclass(frozen=True)
class Kind:
    """One kind of record on the portal. ``published`` names the column of the day."""

    code: str  # of addresses: portal:needs, /portal/feeds/needs.atom
    one: str  # of the address of one record: portal:need
    label: Any
    model: Any
    published: str
    summary: Callable[[Any], str]
    related: tuple[str, ...] = ()
    when: str = ""  # the day that a reader looks for, where it is another

    def shown(self) -> Any:
        rows = self.model.objects.for_(PUBLIC).exclude(uid__in=Withdrawal.standing(self.model))
        return rows.select_related(*self.related)

    def newest(self, most: int) -> list[Any]:
        return list(self.shown().order_by(f"-{self.published}", "-pk")[:most])

    def day(self, row: Any) -> Any:
        return getattr(row, self.published)

    def reading_day(self, row: Any) -> Any:
        return getattr(row, self.when or self.published)

    def address(self, row: Any) -> str:
        return reverse(f"portal:{self.one}", args=[row.number])

    @property
    def list_address(self) -> str:
        return reverse(f"portal:{self.code}")

    @property
    def feed_address(self) -> str:
        return reverse("portal:feed", args=[self.code])


def need_line(need: Need) -> str:
    """The target as it is written: ≤ 110 K; else the beginning of the problem."""
    if need.target is not None and need.unit:
        words = (need.metric, need.comparator, f"{need.target.normalize():f}", need.unit)
        return " ".join(word for word in words if word)
    return need.problem[:200]


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("needs", "need", _("Needs"), Need, "published_on", need_line, ("segment", "domain")),
        Kind("achievements", "achievement", _("Achievements"), Achievement, "published_on",
             lambda row: str(row.abstract)[:300], ("segment", "domain", "owner", "team")),
        Kind("events", "event", _("Events"), Event, "announced_on",
             lambda row: str(row.place), ("territory", "domain"), "held_on"),
        Kind("notices", "notice", _("Public notices"), PublicNotice, "displayed_on",
             lambda row: f"{row.get_kind_display()} {row.office}", ("territory", "domain")),
        Kind("reports", "report", _("Annual reports"), Report, "published_on",
             lambda row: str(row.office), ("territory", "domain", "publication")),
        Kind("figures", "publication", _("Published figures"), Publication, "published_on",
             lambda row: f"{row.territory} {row.domain or ''}", ("territory", "domain")),
    )
}  # fmt: skip


def kind_of(row: Any) -> Kind | None:
    """None also for no row."""
    return next((kind for kind in KINDS.values() if isinstance(row, kind.model)), None)


def shown_of(rows: list[Any]) -> dict[Any, str]:
    """Of records of any kinds: the uid and public address of those that the portal shows."""
    out: dict[Any, str] = {}
    for kind in KINDS.values():
        wanted = [row.pk for row in rows if isinstance(row, kind.model)]
        if wanted:
            out |= {row.uid: kind.address(row) for row in kind.shown().filter(pk__in=wanted)}
    return out
