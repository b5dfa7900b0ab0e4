"""Valid places, accounts and parties, made by the room's actions. All of it is synthetic."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from cigu.core.audit.recording import change
from cigu.core.places.models import Domain, Segment, Territory

from .actions import create_account, create_party, grant_role
from .models import Party, User

LONG_AGO = date(2020, 1, 1)
_serial = count(1)
PLACES = {
    "100000": ("nation", "中国", None),
    "150000": ("province", "内蒙古自治区", "100000"),
    "150100": ("city", "呼和浩特市", "150000"),
    "150102": ("county", "新城区", "150100"),
    "150200": ("city", "包头市", "150000"),
    "150203": ("county", "昆都仑区", "150200"),
    "150204": ("county", "青山区", "150200"),
}


def make_territory(code: str = "150203") -> Territory:
    """The territory with everything above it; the codes are the official ones."""
    level, name, above = PLACES[code]
    parent = make_territory(above) if above else None
    found = Territory.objects.filter(code=code).first()
    return found or Territory.objects.create(code=code, level=level, name_zh=name, parent=parent)


def make_domain(code: str = "rare_earth", name: str = "稀土") -> Domain:
    return Domain.objects.get_or_create(code=code, defaults={"name_zh": name})[0]


def make_segment(code: str = "magnet", name: str = "磁材") -> Segment:
    found = {"name_zh": name, "domain": make_domain()}
    return Segment.objects.get_or_create(code=code, defaults=found)[0]


def make_party(kind: str = Party.Kind.ORGANISATION, name: str = "") -> Party:
    with change("test.party", by=None, on=LONG_AGO):
        return create_party(kind=kind, name=name or f"子虚单位{next(_serial)}", synthetic=True)


def make_user(
    role: str = "", *, username: str = "", password: str | None = None, territory: Any = None,
    domain: Any = None, party: Party | None = None, valid_from: date = LONG_AGO,
    valid_to: date | None = None,
) -> User:  # fmt: skip
    """An account with at most one grant; ``grant_role`` gives it more."""
    username = username or f"{role or 'user'}{next(_serial)}"
    user = create_account(
        username=username, password=password, name=f"拟名{username}", by=None, synthetic=True
    )
    if role:
        grant_role(
            user=user, role=role, by=None, territory=territory, domain=domain, party=party,
            valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip
    return user
