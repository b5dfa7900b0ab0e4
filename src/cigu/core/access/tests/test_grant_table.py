"""Who may give which role to whom, and where: a table written by hand, every case of it asked."""

from __future__ import annotations

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connections, transaction

from cigu.core.access import guards
from cigu.core.access.actions import create_account, end_grant, grant_role
from cigu.core.access.errors import NotAllowed, PowersUnited
from cigu.core.access.factories import make_domain, make_party, make_territory, make_user
from cigu.core.access.guards import can_grant
from cigu.core.access.models import Grant, Party, User
from cigu.core.access.roles import PARTY_ROLES, Role
from cigu.core.access.scope import Access
from cigu.core.audit.models import AuditLeaf

DAY = date(2024, 6, 14)
ONE = timedelta(days=1)
GIVERS = [
    "machine", "secadmin", "officer of the city", "officer of the city for rare earth", "sysadmin",
    "auditor", "registrar", "broker", "commissioner", "leader", "enterprise", "expert", "nobody",
    "visitor", "disabled secadmin",
]  # fmt: skip
RECEIVERS = ["new", "officer", "enterprise", "sysadmin", "secadmin", "auditor", "herself"]
PLACES = ["inside", "inside but steel", "outside", "in no register"]
TABLE = Path(__file__).with_name("grants.csv").read_text(encoding="utf-8")
ROWS = list(csv.DictReader(TABLE.splitlines()))


def right_answer(case: dict[str, str]) -> str:
    """Exactly one row of the table speaks of each case."""
    found = [
        row["answer"] for row in ROWS
        if all(row[name] == "*" or value in row[name].split("|") for name, value in case.items())
    ]  # fmt: skip
    assert len(found) == 1, (case, found)
    return found[0]


@pytest.fixture
def places(db: Any, day: date, monkeypatch: pytest.MonkeyPatch) -> dict[str, Party]:
    """A party for each place; this stands for the registers, which are rooms above this one."""
    parties = {name: make_party() for name in PLACES}
    county, elsewhere = make_territory("150203"), make_territory("150102")
    make_domain(), make_domain("steel", "钢铁")
    known = {
        parties["inside"].pk: (county, "rare_earth"),
        parties["inside but steel"].pk: (county, "steel"),
        parties["outside"].pk: (elsewhere, "rare_earth"),
    }
    monkeypatch.setattr(guards, "place_of", lambda party: known.get(party.pk, (None, "")))
    return parties


def people(places: dict[str, Party]) -> dict[str, Any]:
    city, body = make_territory("150200"), places["inside"]
    found: dict[str, Any] = {
        role: make_user(role) for role in
        ("sysadmin", "secadmin", "auditor", "registrar", "broker", "commissioner", "leader")
    }  # fmt: skip
    found |= {role: make_user(role, party=body) for role in ("enterprise", "expert")}
    found["officer of the city"] = make_user("officer", territory=city)
    found["officer of the city for rare earth"] = make_user(
        "officer", territory=city, domain=make_domain()
    )
    found |= {"nobody": make_user(), "visitor": AnonymousUser(), "machine": "cigu user"}
    found["disabled secadmin"] = make_user("secadmin")
    found["disabled secadmin"].is_active = False
    return found


def answer(action: Callable[[], Any]) -> str:
    try:
        with transaction.atomic():
            action()
            transaction.set_rollback(True)
    except NotAllowed:
        return "refused"
    except PowersUnited:
        return "apart"
    return "given"


def test_every_giver_role_receiver_and_place_is_answered_as_the_table_says(
    places: dict[str, Party],
) -> None:
    givers = people(places)
    others = {role: make_user(role) for role in ("officer", "sysadmin", "secadmin", "auditor")}
    others |= {"new": make_user(), "enterprise": make_user("enterprise", party=places["outside"])}
    wrong = []
    for giver, role, whom, place in product(GIVERS, Role.values, RECEIVERS, PLACES):
        if role not in PARTY_ROLES and place != "inside":
            continue  # only parties have a place
        case = {"by": giver, "role": role, "whom": whom, "place": place}
        by = givers[giver]
        is_user = isinstance(by, User)
        user = others.get(whom) or (by if is_user else others["officer"])
        party = places[place] if role in PARTY_ROLES else None
        Access.forget(by)
        found = answer(
            lambda u=user, r=role, b=by, p=party: grant_role(
                user=u, role=r, by=b, party=p, valid_from=DAY, reason="因"
            )
        )
        if can_grant(by, role, user, party) != (found != "refused"):
            wrong.append((case, "the guard says something else"))
        if found != right_answer(case):
            wrong.append((case, found))
    assert wrong == []


def test_who_may_not_give_a_role_may_not_end_it_either(places: dict[str, Party]) -> None:
    found = people(places)
    firms = {place: make_user("enterprise", party=party) for place, party in places.items()}
    officer = found["officer of the city"]
    ended = {place: answer(lambda u=user: end_grant(grant=u.grants.get(), by=officer))
             for place, user in firms.items()}  # fmt: skip
    assert ended == {"inside": "given", "inside but steel": "given", "outside": "refused",
                     "in no register": "refused"}  # fmt: skip
    security = found["secadmin"]
    assert answer(lambda: end_grant(grant=security.grants.get(), by=security)) == "refused"
    assert answer(lambda: end_grant(grant=officer.grants.get(), by=security)) == "given"


@pytest.mark.parametrize(("who", "right"), [
    ("machine", "given"), ("sysadmin", "given"), ("officer of the city", "given"),
    ("secadmin", "refused"), ("auditor", "refused"), ("leader", "refused"),
    ("enterprise", "refused"), ("nobody", "refused"), ("visitor", "refused"),
])  # fmt: skip
def test_accounts_are_made_by_those_who_give_no_rights_to_them(
    who: str, right: str, places: dict[str, Party]
) -> None:
    by = people(places)[who]
    made = answer(lambda: create_account(username="neu", password=None, name="拟名", by=by))
    assert made == right


def test_a_new_account_has_no_rights(places: dict[str, Party]) -> None:
    system = people(places)["sysadmin"]
    user = create_account(username="neu", password=None, name="拟名", by=system)
    assert not Access.of(user).grants and not Access.of(user).works


def test_powers_may_follow_each_other_and_a_grant_that_never_held_unites_nothing(
    db: Any, day: date
) -> None:
    user = make_user("sysadmin", valid_from=DAY, valid_to=DAY + 10 * ONE)
    with pytest.raises(PowersUnited):
        grant_role(user=user, role="auditor", by=None, valid_from=DAY + 9 * ONE)
    with pytest.raises(PowersUnited):
        grant_role(user=user, role="broker", by=None, valid_from=DAY - ONE, valid_to=DAY + ONE)
    grant_role(user=user, role="auditor", by=None, valid_from=DAY + 10 * ONE)
    grant_role(user=user, role="broker", by=None, valid_from=DAY - 9 * ONE, valid_to=DAY)
    taken_back = make_user("secadmin", valid_from=DAY, valid_to=DAY)
    grant_role(user=taken_back, role="officer", by=None, valid_from=DAY)


def test_the_reason_of_a_grant_stands_in_the_audit(db: Any, day: date) -> None:
    security, user = make_user("secadmin"), make_user()
    given = grant_role(user=user, role="leader", by=security, valid_from=DAY, reason="换届")
    leaf = AuditLeaf.objects.get(object_uid=given.uid)
    assert (leaf.verb, leaf.actor_id, leaf.reason) == ("access.grant_role", security.pk, "换届")


@pytest.mark.django_db(transaction=True)
def test_of_two_grants_at_once_that_would_unite_powers_one_is_refused(
    shared_database: Any, day: date
) -> None:
    user, start = make_user(), Barrier(6)

    def give(role: str) -> str:
        try:
            start.wait(20)
            grant_role(user=User.objects.get(pk=user.pk), role=role, by=None, valid_from=DAY)
        except PowersUnited:
            return "apart"
        finally:
            connections["default"].close()
        return "given"

    roles = ["sysadmin", "secadmin", "auditor", "officer", "leader", "broker"]
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(give, roles))
    held = set(Grant.objects.filter(user=user).values_list("role", flat=True))
    assert len(held) == told.count("given") >= 1
    assert len(held) == 1 or held <= {"officer", "leader", "broker"}
