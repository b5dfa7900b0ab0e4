"""Territories form one tree, domains another; segments stand in a domain."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from cigu.core.invariants.rows import never

from .models import Domain, Segment, Territory

PARENT = Concat(F("parent__path"), F("code"), Value("/"))
ROOT = Concat(Value("/"), F("code"), Value("/"))

never(
    "places.path_of_parent",
    "a territory's path is its parent's and its own code",
    Territory,
    Q(parent__isnull=False) & ~Q(path=PARENT),
    "path",
)
never(
    "places.path_of_root",
    "a territory without parent begins the path",
    Territory,
    Q(parent__isnull=True) & ~Q(path=ROOT),
    "path",
)
never(
    "places.level_known",
    "a territory has a known level",
    Territory,
    ~Q(level__in=Territory.Level.values),
    "level",
)
never(
    "places.only_nation_is_root",
    "only a nation lies in no other territory",
    Territory,
    Q(parent__isnull=True) & ~Q(level="nation"),
    "level",
)
never("places.not_own_parent", "no territory lies in itself", Territory, Q(parent=F("code")))
never(
    "places.town_in_county",
    "a town lies in a county or a zone",
    Territory,
    Q(level="town") & ~Q(parent__level__in=["county", "zone"]),
    "parent_id",
)
never(
    "places.province_in_nation",
    "a province lies in the nation",
    Territory,
    Q(level="province") & ~Q(parent__level="nation"),
    "parent_id",
)
never("places.territory_named", "a territory has a name", Territory, Q(name_zh=""))
never("places.domain_not_own_parent", "no domain lies in itself", Domain, Q(parent=F("code")))
never(
    "places.domain_no_circle",
    "no two domains lie in each other",
    Domain,
    Q(parent__parent=F("code")),
    "parent_id",
)
never("places.domain_named", "a domain has a name", Domain, Q(name_zh=""))
never("places.segment_named", "a segment has a name", Segment, Q(name_zh=""))
