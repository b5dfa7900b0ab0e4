"""Put a pack's public part into the registers; a second run changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from cigu.core.places.models import Domain, Segment, Territory
from cigu.records.organisations.actions import register_organisation
from cigu.records.organisations.models import Organisation
from cigu.records.platforms.actions import register_platform
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
    for row in rows(region, "territories.csv"):
        Territory(
            code=row["code"], name_zh=row["name_zh"], name_en=row["name_en"], level=row["level"],
            parent=_parent(row["parent"]), status=row["status"], source=row["source"],
        ).save()  # fmt: skip
    for row in rows(region, "domains.csv"):
        Domain.objects.update_or_create(
            code=row["code"],
            defaults={"name_zh": row["name_zh"], "name_en": row["name_en"],
                      "parent_id": row["parent"] or None},
        )  # fmt: skip
    for row in rows(region, "segments.csv"):
        Segment.objects.update_or_create(
            code=row["code"],
            defaults={"name_zh": row["name_zh"], "name_en": row["name_en"],
                      "domain_id": row["domain"], "tier": int(row["tier"])},
        )  # fmt: skip


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
    """Real organisations and platforms with status and source; nothing is guessed into them."""
    place, field = Territory.objects.get(pk=territory), Domain.objects.get(pk=domain)
    known = set(Organisation.objects.values_list("pack_key", flat=True))
    listed = rows(region, "public/enterprises.csv")
    for number, row in enumerate(listed, 1):
        if row["id"] not in known:
            _organisation(row, place, field, by)
        if number % 20 == 0 or number == len(listed):
            say(f"{number} / {len(listed)}")
    for row in rows(region, "public/platforms.csv"):
        _platform(row, place, by)


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


def _platform(row: dict[str, str], place: Territory, by: Any) -> None:
    counted = row["group"] == "count" or re.fullmatch(r"remaining.*", row["name"])
    if counted or Platform.objects.filter(group=row["group"], name=row["name"]).exists():
        return
    body = Organisation.objects.filter(name_zh=row["name"]).first()
    register_platform(
        by=by, name=row["name"], group=row["group"], grade=row["level_zh"], territory=place,
        organisation=body, note=row["note_zh"], status=row["status"], source=row["source"],
    )  # fmt: skip
