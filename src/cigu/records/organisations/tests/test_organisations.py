"""The register: who enters, what a code must satisfy, and what strangers see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_segment, make_territory, make_user
from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.audit.errors import AuditError, ValueRefused
from cigu.core.audit.history import history
from cigu.engines.basis.credit_code import CreditCodeError, check_character, synthetic_code
from cigu.records.organisations.actions import edit_organisation, register_organisation
from cigu.records.organisations.factories import make_enterprise, make_institute, make_organisation
from cigu.records.organisations.guards import CodeRefused
from cigu.records.organisations.models import Organisation

pytestmark = pytest.mark.django_db
REAL_BODY = "91150200MA0MXH0X0"  # the shape of a real code; the number is made up
REAL_CODE = REAL_BODY + check_character(REAL_BODY)


def test_an_organisation_has_a_party_of_its_name_and_its_segments(officer: Any) -> None:
    made = make_enterprise(by=officer, segments=[make_segment()], name_zh="子虚磁材")
    assert (made.party.name, made.party.kind) == ("子虚磁材", Party.Kind.ORGANISATION)
    assert made.segment_links.get().segment == make_segment()
    assert history(made)[0].verb == "organisations.register"


def test_a_code_is_kept_in_its_one_written_form(officer: Any) -> None:
    code = synthetic_code(7)
    spoken = " ".join(code[i : i + 6] for i in range(0, 18, 6)).lower()
    assert make_enterprise(by=officer, credit_code=spoken).credit_code == code
    assert make_enterprise(by=officer, credit_code="").credit_code is None
    assert make_enterprise(by=officer, credit_code=None).credit_code is None


@pytest.mark.parametrize(
    ("code", "synthetic", "error"),
    [
        (synthetic_code(8)[:-1] + "X", True, CreditCodeError),
        (synthetic_code(8)[:-1], True, CreditCodeError),
        (synthetic_code(8), False, CodeRefused),
        (REAL_CODE, True, CodeRefused),
    ],
    ids=["check digit", "length", "synthetic code of a real body", "real code of an invented body"],
)
def test_a_code_that_cannot_stand_is_refused(
    officer: Any, code: str, synthetic: bool, error: type[Exception]
) -> None:
    with pytest.raises(error):
        make_enterprise(by=officer, credit_code=code, synthetic=synthetic)
    assert not Organisation.objects.exists() and not Party.objects.exists()


def test_a_code_and_a_name_are_used_once(officer: Any) -> None:
    one, two = make_enterprise(by=officer), make_enterprise(by=officer)
    for fields in ({"credit_code": one.credit_code}, {"name_zh": one.name_zh}):
        with pytest.raises(CodeRefused) as refused:
            edit_organisation(organisation=two, by=officer, **fields)
        assert refused.value.data["field"] in fields
        with pytest.raises(CodeRefused):
            make_organisation(by=officer, **fields)
    edit_organisation(
        organisation=one, by=officer, name_zh=one.name_zh, credit_code=one.credit_code
    )


def test_a_correction_reaches_the_party_and_the_history(officer: Any) -> None:
    made = make_enterprise(by=officer)
    edit_organisation(organisation=made, by=officer, name_zh="乌有新材", revenue="120.005")
    assert Party.objects.get(pk=made.party_id).name == "乌有新材"
    kept = Organisation.objects.get()
    assert kept.revenue == made.revenue == Decimal("120.01")
    assert {c.name for c in history(kept)[0].changes} == {"name_zh", "revenue"}


def test_what_is_not_edited_this_way_is_refused(officer: Any) -> None:
    made = make_enterprise(by=officer)
    for field in ("uid", "revision", "synthetic", "party", "id", "nmae", "segment_links"):
        with pytest.raises(AuditError):
            edit_organisation(organisation=made, by=officer, **{field: 1})
    with pytest.raises(ValueRefused):
        edit_organisation(organisation=made, by=officer, name_en="x" * 151)


def test_only_officers_of_the_place_enter_and_move(officer: Any) -> None:
    elsewhere = make_territory("150102")
    made = make_enterprise(by=officer)
    strangers = [
        make_user(Role.OFFICER, territory=elsewhere), make_user(Role.LEADER),
        make_user(Role.ENTERPRISE, party=made.party), AnonymousUser(), None,
    ]  # fmt: skip
    for user in strangers:
        with pytest.raises(NotAllowed):
            make_enterprise(by=user)
        with pytest.raises(NotAllowed):
            edit_organisation(organisation=made, by=user, products="磁体")
    with pytest.raises(NotAllowed):
        edit_organisation(organisation=made, by=officer, territory=elsewhere)
    assert (
        edit_organisation(
            organisation=made, by=officer, territory=make_territory("150204")
        ).territory_id
        == "150204"
    )


@pytest.mark.parametrize("synthetic", [True, False])
def test_contact_and_size_are_for_staff_of_the_place_and_the_own(
    officer: Any, synthetic: bool
) -> None:
    code = None if not synthetic else synthetic_code(9)
    made = make_enterprise(
        by=officer, contact="拟名", revenue=5, synthetic=synthetic, credit_code=code
    )
    rival = make_user(Role.ENTERPRISE, party=make_institute().party)
    other = make_user(Role.OFFICER, territory=make_territory("150102"))
    own = make_user(Role.ENTERPRISE, party=made.party)
    shown = {
        user: Organisation.objects.for_(user).get(pk=made.pk).shown("revenue")
        for user in (rival, other, own, officer)
    }
    assert list(shown.values()) == [None, None, 5, 5]
    assert not Organisation.objects.readable(rival).filter(revenue=5).exists()
    assert not Organisation.objects.for_(AnonymousUser()).exists()


@pytest.mark.parametrize(
    ("since", "until", "on", "above"),
    [
        (date(2020, 1, 1), None, date(2020, 1, 1), True),
        (date(2020, 1, 1), None, date(2019, 12, 31), False),
        (date(2020, 1, 1), date(2024, 1, 1), date(2023, 12, 31), True),
        (date(2020, 1, 1), date(2024, 1, 1), date(2024, 1, 1), False),
        (None, None, date(2024, 1, 1), False),
    ],
)
def test_above_scale_is_read_on_a_day(
    officer: Any, since: Any, until: Any, on: date, above: bool
) -> None:
    make_enterprise(by=officer, above_scale_since=since, above_scale_until=until)
    assert Organisation.objects.enterprises().above_scale_on(on).exists() is above


@pytest.mark.django_db(transaction=True)
def test_registered_twice_at_once_it_stands_once(together: Callable[..., list[Any]]) -> None:
    place, officer = make_territory(), make_user(Role.OFFICER)

    def register(_number: int) -> Any:
        return register_organisation(
            by=officer, kind="enterprise", name_zh="子虚磁材", territory=place, synthetic=True,
            credit_code=synthetic_code(10),
        )  # fmt: skip

    results = together(register, 4, threads=4)
    assert sum(isinstance(r, Organisation) for r in results) == 1
    assert Organisation.objects.count() == Party.objects.count() == 1
