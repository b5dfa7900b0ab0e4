"""Put a pack's public part into the registers; a second run changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from cigu.core.places.models import Domain, Segment, Territory
from cigu.records.organisations.actions import register_organisation
from cigu.records.organisations.models import Organisation, SegmentLead
from cigu.records.organisations.statements import name_lead
from cigu.records.platforms.actions import (
    give_grade,
    record_acceptance,
    record_merger,
    register_platform,
)
from cigu.records.platforms.models import Platform

from .reading import PackError, rows

Say = Callable[[str], None]
KINDS = {
    "university": Organisation.Kind.UNIVERSITY,
    "institute": Organisation.Kind.INSTITUTE,
    "laboratory": Organisation.Kind.LABORATORY,
    "park": Organisation.Kind.PARK,
}
NOT_SEGMENTS = frozenset(
    {"university", "institute", "laboratory", "centre", "station", "base", "incubator"}
)


def load_places(region: str) -> None:
    load_territories(region)
    load_chain(region)


def load_territories(region: str) -> int:
    """How many the pack names."""
    listed = rows(region, "territories.csv")
    for row in listed:
        Territory(
            code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], level=row["level"],
            parent=_parent(row["parent"]), status=row["status"], source=row["source"],
        ).save()  # fmt: skip
    return len(listed)


def load_chain(region: str) -> int:
    """Domains and segments; how many segments the pack names."""
    for row in rows(region, "domains.csv"):
        Domain.objects.update_or_create(
            code=row["code"],
            defaults={"name_zh": row["name_zh"], "name_en": row["name_en"],
                      "parent_id": row["parent"] or None},
        )  # fmt: skip
    listed = rows(region, "segments.csv")
    for row in listed:
        Segment.objects.update_or_create(
            code=row["code"],
            defaults={"name_zh": row["name_zh"], "name_en": row["name_en"],
                      "domain_id": row["domain"], "tier": int(row["tier"])},
        )  # fmt: skip
    return len(listed)


def _parent(code: str) -> Territory | None:
    if not code:
        return None
    found = Territory.objects.filter(pk=code).first()
    if found is None:
        raise PackError(
            "territory", f"territories.csv: parent {code} is not listed above its child.",
            remedy="Put parents first.", value=code,
        )  # fmt: skip
    return found


def load_public(region: str, territory: str, domain: str, by: Any, say: Say) -> None:
    """Real organisations with status and source; nothing is guessed into them."""
    place, field = Territory.objects.get(pk=territory), Domain.objects.get(pk=domain)
    known = set(Organisation.objects.values_list("pack_key", flat=True))
    listed = rows(region, "public/enterprises.csv")
    for number, row in enumerate(listed, 1):
        if row["id"] not in known:
            _organisation(row, place, field, by)
        if number % 20 == 0 or number == len(listed):
            say(f"{number} / {len(listed)}")


def load_platforms(region: str, territory: str, by: Any) -> None:
    """Platforms and what became of them, and lead enterprises; after the bodies."""
    place = Territory.objects.get(pk=territory)
    listed = rows(region, "public/platforms.csv")
    fresh = [row for row in listed if _platform(row, place, by)]
    for row in fresh:
        _became(row, by)
    for row in rows(region, "public/leads.csv"):
        _lead(row, by)


def _organisation(row: dict[str, str], place: Territory, field: Domain, by: Any) -> None:
    parts = row["segment"].split(";")
    segments = Segment.objects.filter(pk__in=[p for p in parts if p not in NOT_SEGMENTS])
    register_organisation(
        by=by, kind=_kind(row, parts), name_zh=row["name_zh"], territory=place, domain=field,
        segments=segments, name_en=row["name_en"] or "", products=row["products_zh"],
        fact=row["fact_zh"], status=row["status"], name_form=row["name_form"],
        source=row["source"], pack_key=row["id"],
    )  # fmt: skip


def _kind(row: dict[str, str], parts: list[str]) -> str:
    if row["kind"] == "enterprise":
        return Organisation.Kind.ENTERPRISE
    if row["kind"] == "park":
        return Organisation.Kind.PARK
    return KINDS.get(parts[0], Organisation.Kind.CENTRE)


def _platform(row: dict[str, str], place: Territory, by: Any) -> bool:
    """A day that no source gives stays empty. False where it stood there already."""
    counted = row["group"] == "count" or re.fullmatch(r"remaining.*", row["name"])
    if counted or Platform.objects.filter(group=row["group"], name=row["name"]).exists():
        return False
    body = Organisation.objects.filter(name_zh=row["body"] or row["name"]).first()
    register_platform(
        by=by, name=row["name"], group=row["group"], grade=row["level_zh"], territory=place,
        organisation=body, note=row["note_zh"], status=row["status"], source=row["source"],
        kind=row["kind"], core=bool(row["core"]), since=_day(row["since"]),
        domain=Domain.objects.filter(pk=row["domain"]).first(),
    )  # fmt: skip
    return True


def _became(row: dict[str, str], by: Any) -> None:
    """Grade, acceptance and merger, each with the source of its row."""
    platform = Platform.objects.get(group=row["group"], name=row["name"])
    known = {"by": by, "source": row["source"], "status": row["status"]}
    if row["grade"]:
        give_grade(platform=platform, grade=row["grade"], since=_day(row["grade_since"]), **known)
    if row["acceptance"]:
        record_acceptance(platform=platform, result=row["acceptance"], held_on=None, **known)
    for name in filter(None, row["predecessors"].split(";")):
        other = Platform.objects.filter(name=name, synthetic=False).first()
        what = {"platform": other} if other else {"printed": name}
        # that they went into it is read in the source, on which day is taken from its plaque
        day_known = {**known, "status": "inferred"} if row["merged_on"] else known
        record_merger(successor=platform, merged_on=_day(row["merged_on"]), **what, **day_known)


def _lead(row: dict[str, str], by: Any) -> None:
    """Named in a source as lead or backbone of a segment; since when, no source says."""
    body = Organisation.objects.get(pack_key=row["organisation"])
    segment = Segment.objects.get(pk=row["segment"])
    if not SegmentLead.objects.filter(organisation=body, segment=segment).exists():
        name_lead(
            organisation=body, segment=segment, role=row["role"], by=by, source=row["source"],
            status=row["status"],
        )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
