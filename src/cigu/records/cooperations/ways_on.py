"""From a need's page on to the cooperation that came of it."""

from __future__ import annotations

from typing import Any

from cigu.records.needs.links import Link, offer
from cigu.records.needs.models import Need

from .models import Cooperation


@offer
def to_cooperation(need: Need, user: Any) -> Link | None:
    found = Cooperation.objects.for_(user).filter(need=need).order_by("-pk").first()
    return Link(found.number, found.get_absolute_url()) if found is not None else None
