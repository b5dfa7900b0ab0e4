"""Organisations by the room's own actions; the register's account enters them anywhere."""

from __future__ import annotations

from itertools import count
from typing import Any

from cigu.core.access.factories import make_domain, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.engines.basis.credit_code import synthetic_code

from .actions import register_organisation
from .models import Organisation

_serial = count(70_000_001)


def registry() -> User:
    """An officer of the whole country, who may register everything."""
    found = User.objects.filter(username="registry").first()
    return found or make_user(Role.OFFICER, username="registry", territory=make_territory("100000"))


def make_organisation(kind: str = Organisation.Kind.ENTERPRISE, **fields: Any) -> Organisation:
    serial = next(_serial)
    given = {
        "name_zh": f"子虚单位{serial}",
        "territory": fields.get("territory") or make_territory(),
        "credit_code": synthetic_code(serial),
        "synthetic": True,
        "by": registry(),
    }
    return register_organisation(kind=kind, **{**given, **fields})


def make_enterprise(**fields: Any) -> Organisation:
    given = {"domain": fields.get("domain") or make_domain()}
    return make_organisation(Organisation.Kind.ENTERPRISE, **{**given, **fields})


def make_institute(**fields: Any) -> Organisation:
    return make_organisation(Organisation.Kind.INSTITUTE, **fields)
