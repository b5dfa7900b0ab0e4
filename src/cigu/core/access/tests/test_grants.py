"""Grants: who gives them, when they hold, and that a change of them is felt at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from cigu.core.access.acting import acting
from cigu.core.access.actions import create_account, end_grant, grant_role
from cigu.core.access.errors import DateRefused, NotAllowed
from cigu.core.access.factories import make_domain, make_party, make_territory, make_user
from cigu.core.access.models import Grant, User
from cigu.core.access.roles import RIGHTS, Role
from cigu.core.access.scope import NO_DOMAIN, Access, role_at
from cigu.core.audit.errors import AuditError
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel

ONE = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def security(day: date) -> User:
    return make_user(Role.SECURITY_ADMIN)


def give(user: User, role: str, by: Any, **fields: Any) -> Grant:
    return grant_role(user=user, role=role, by=by, valid_from=date(2024, 6, 14), **fields)


def test_a_new_grant_is_felt_at_once_and_so_is_its_end(security: User) -> None:
    user = make_user()
    assert not Access.of(user).has(Role.BROKER)
    grant = give(user, Role.BROKER, security)
    assert Access.of(user).has(Role.BROKER)
    end_grant(grant=grant, by=security)
    assert not Access.of(user).has(Role.BROKER)


def test_a_grant_ends_before_its_last_day_and_begins_on_its_first(day: date) -> None:
    user = make_user(Role.BROKER, valid_from=day, valid_to=day + ONE)
    held = []
    for moment in (day - ONE, day, day + ONE):
        with travel(moment):
            held.append(Access.of(user).has(Role.BROKER))
    assert held == [False, True, False]


def test_a_grant_that_has_not_begun_can_be_taken_back(security: User, day: date) -> None:
    user = make_user(Role.BROKER, valid_from=day + 30 * ONE)
    end_grant(grant=user.grants.get(), by=security)
    with travel(day + 40 * ONE):
        assert not Access.of(user).has(Role.BROKER)


def test_only_the_security_administrator_gives_rights(day: date) -> None:
    user, party = make_user(), make_party()
    officer, system = make_user(Role.OFFICER), make_user(Role.SYSTEM_ADMIN)
    for by, role in [(officer, Role.OFFICER), (system, Role.SECURITY_ADMIN), (user, Role.BROKER)]:
        with pytest.raises(NotAllowed):
            give(user, role, by)
    give(user, Role.ENTERPRISE, officer, party=party)
    give(user, Role.OFFICER, "cigu user")
    with pytest.raises(NotAllowed):
        end_grant(grant=officer.grants.get(), by=officer)
    with pytest.raises(NotAllowed):
        create_account(username="x", password=None, name="拟名", by=make_user())


def test_a_visitor_without_account_makes_none_and_gives_no_rights(day: date) -> None:
    visitor = AnonymousUser()
    with pytest.raises(NotAllowed):
        create_account(username="x", password=None, name="拟名", by=visitor)
    with pytest.raises(NotAllowed):
        give(make_user(), Role.OFFICER, visitor)


def test_an_inactive_account_may_nothing(day: date) -> None:
    user = make_user(Role.OFFICER)
    assert Access.of(user).has(Role.OFFICER)
    user.is_active = False
    assert not Access.of(user).grants


@pytest.mark.parametrize("user", [None, AnonymousUser(), "cigu user"])
def test_who_has_no_account_may_nothing(user: Any) -> None:
    assert not Access.of(user).grants and not Access.of(user).right("backdate")


def test_roles_for_a_party_need_one(day: date) -> None:
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(Role.ENTERPRISE)


def test_a_grant_holds_in_its_territory_and_below(day: date) -> None:
    county, elsewhere = make_territory("150203"), make_territory("150102")
    city = make_user(Role.OFFICER, territory=county.parent)
    everywhere = make_user(Role.OFFICER)
    assert role_at(city, [Role.OFFICER], county) and role_at(city, [Role.OFFICER], county.parent)
    assert not role_at(city, [Role.OFFICER], elsewhere)
    assert not role_at(city, [Role.OFFICER], county.parent.parent)
    assert not role_at(city, [Role.OFFICER], None)
    assert role_at(everywhere, [Role.OFFICER], None)


def test_a_grant_for_a_domain_does_not_reach_rows_without_one(day: date) -> None:
    user = make_user(Role.OFFICER, domain=make_domain())
    place = make_territory()
    answers = [
        Access.of(user).covers(Role.OFFICER, place, code)
        for code in ("rare_earth", "steel", NO_DOMAIN, None)
    ]
    assert answers == [True, False, False, True]


def test_one_grants_territory_does_not_lend_itself_to_another_role(day: date) -> None:
    county = make_territory("150203")
    user = make_user(Role.LEADER, territory=county)
    grant_role(
        user=user, role=Role.BROKER, by=None, territory=make_territory("150102"),
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    assert not Access.of(user).covers(Role.BROKER, county)


def test_administrators_have_no_rights_over_records() -> None:
    assert not {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN} & set(RIGHTS)


def test_a_day_to_come_is_refused_and_a_day_gone_needs_right_and_reason(day: date) -> None:
    officer, broker = make_user(Role.OFFICER), make_user(Role.BROKER)
    cases = [
        (officer, day + ONE, "因", "future_date"), (broker, day - ONE, "因", "backdate_right"),
        (None, day - ONE, "因", "backdate_right"), (officer, day - ONE, " ", "backdate_reason"),
    ]  # fmt: skip
    for by, on, reason, code in cases:
        with pytest.raises(DateRefused) as refused, acting("test", by=by, on=on, reason=reason):
            pytest.fail("not opened")
        assert refused.value.code == code
    with acting("test", by=officer, on=day - ONE, reason="补录") as step:
        assert step.on == day - ONE
    with acting("test", by=None) as step:
        assert step.on == day


def test_a_refused_date_says_both_days_and_the_next_step(day: date) -> None:
    told = pytest.raises(DateRefused, match=r"2024-06-15.*2024-06-14.*give today")
    with override("en"), told, acting("test", by=None, on=day + ONE):
        pytest.fail("not opened")


def test_sign_in_writes_its_columns_without_an_action_and_nothing_else() -> None:
    user, before = make_user(password="correct horse battery"), AuditLeaf.objects.count()
    user.set_password("staple staple staple")
    user.save()
    user.last_login = "2024-06-14T08:00:00Z"
    user.save(update_fields=["last_login"])
    kept = User.objects.get(pk=user.pk)
    assert kept.check_password("staple staple staple") and kept.last_login and kept.revision == 1
    assert AuditLeaf.objects.count() == before
    kept.is_active = False
    for options in ({}, {"update_fields": ["is_active"]}, {"update_fields": ["password", "name"]}):
        with pytest.raises(AuditError):
            kept.save(**options)
    assert User.objects.get(pk=user.pk).is_active


def test_no_password_and_no_name_stands_in_a_leaf() -> None:
    user = make_user(password="correct horse battery")
    told = str(list(AuditLeaf.objects.filter(object_uid=user.uid).values("after")))
    assert "password" not in told and user.name not in told and user.username not in told
