"""How the cells of a workbook name territories, domains, segments and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Link
from cigu.core.imports.values import BadCell
from cigu.core.places.models import Domain, Segment, Territory

from .models import Organisation
from .names import spellings

OFFERED = 200  # entries of a drop-down
ZONES = {"高新技术产业开发区": "高新区", "经济技术开发区": "经开区"}


class TerritoryLink(Link):
    """Those in which the officer works come first: one name stands in many provinces."""

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "code")
        return Territory.objects.filter(mine).select_related("parent")

    def names(self, row: Any) -> Iterable[str]:
        """昆都仑区 is also called 昆都仑, and 包头稀土高新技术产业开发区 稀土高新区."""
        name, city = row.name_zh, row.parent.name_zh[:-1] if row.parent else ""
        short = name[:-1] if len(name) > 2 and name[-1] in "市区县旗" else ""
        zone = ""
        for long, brief in ZONES.items():
            if name.endswith(long):
                zone = name.removesuffix(long) + brief
        return filter(None, (name, row.code, row.name_en, short, zone, zone.removeprefix(city)))

    def offered(self, user: Any) -> list[str]:
        return [row.name_zh for row in self.rows(user)[:OFFERED]]


class DomainLink(Link):
    def rows(self, user: Any) -> Any:
        return Domain.objects.all()

    def names(self, row: Any) -> Iterable[str]:
        return (row.name_zh, row.code, row.name_en) if row.name_en else (row.name_zh, row.code)

    def offered(self, user: Any) -> list[str]:
        return [row.name_zh for row in self.rows(user)[:OFFERED]]


class SegmentLink(DomainLink):
    def rows(self, user: Any) -> Any:
        return Segment.objects.all()


class OrganisationLink(Link):
    """By full name, credit code or short name; brackets and widths make no difference."""

    def rows(self, user: Any) -> Any:
        return Organisation.objects.for_(user)

    def narrowed(self, rows: Any, texts: set[str]) -> Any:
        spelt = {form for text in texts for form in spellings(text)}
        return rows.filter(
            Q(name_zh__in=spelt) | Q(credit_code__in=spelt) | Q(short_name__in=spelt)
        )

    def names(self, row: Any) -> Iterable[str]:
        return filter(None, (row.name_zh, row.shown("credit_code"), row.short_name))

    def find(self, texts: Iterable[str], user: Any) -> dict[str, Any]:
        """The name of a record that was merged leads to the one that goes on."""
        found = super().find(texts, user)
        lost = {text for text, row in found.items() if isinstance(row, BadCell)}
        if lost:
            merged = Organisation.objects.merged().filter(
                name_zh__in={form for text in lost for form in spellings(text)}
            )
            seen = {row.pk: row for row in self.rows(user).filter(merged__in=merged)}
            goes_on = {key_of(row.name_zh): seen.get(row.merged_into_id) for row in merged}
            found |= {text: row for text in lost if (row := goes_on.get(key_of(text)))}
        return found


TERRITORY, DOMAIN, SEGMENT, ORGANISATION = (
    TerritoryLink(), DomainLink(), SegmentLink(), OrganisationLink()
)  # fmt: skip
