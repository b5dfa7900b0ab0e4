from datetime import date

import pytest

from cigu.core.access.errors import DateRefused, NotAllowed
from cigu.core.access.roles import Role
from cigu.core.audit.errors import ValueRefused
from cigu.core.audit.recording import change
from cigu.core.flow.actions import WrongState, may_fire
from cigu.records.cooperations import actions
from cigu.records.cooperations.factories import (
    make_account,
    make_achievement,
    make_cooperation,
    make_enterprise,
    make_need,
)
from cigu.records.cooperations.states import FLOW

pytestmark = pytest.mark.django_db


def test_every_state_is_reached_and_the_life_can_be_walked(world):
    row = make_cooperation(world, signed=True)
    firm = make_account(Role.ENTERPRISE, party=row.enterprise.party)
    maker = make_account(Role.EXPERT, party=row.provider)
    actions.perform_cooperation(cooperation=row, by=maker)
    actions.deliver_cooperation(cooperation=row, by=maker, note=("验收.pdf", b"%PDF-1.4"))
    actions.rate_cooperation(cooperation=row, by=firm, score=4, comment="达到约定")
    assert (row.state, row.rating, row.rated_on) == ("rated", 4, date(2024, 6, 14))
    assert not list(FLOW.faults())


@pytest.mark.parametrize(
    ("code", "state", "allowed"),
    [
        ("sign", "negotiating", {"officer", "broker"}),
        ("fail", "negotiating", {"officer", "broker"}),
        ("perform", "signed", {"officer", "broker", "provider"}),
        ("deliver", "performing", {"officer", "broker", "provider"}),
        ("rate", "delivered", {"officer", "enterprise"}),
        ("terminate", "signed", {"officer"}),
    ],
)
def test_who_may_take_which_step(world, code, state, allowed):
    row = make_cooperation(world)
    row.state = state
    elsewhere = make_account(Role.OFFICER, territory=make_enterprise(world).territory)
    people = {
        "officer": world.officer, "broker": world.broker,
        "enterprise": make_account(Role.ENTERPRISE, party=row.enterprise.party),
        "provider": make_account(Role.EXPERT, party=row.provider),
        "leader": make_account(Role.LEADER, territory=world.city),
        "commissioner": make_account(Role.COMMISSIONER, territory=world.city),
        "stranger": make_account(Role.ENTERPRISE, party=make_enterprise(world).party),
    }  # fmt: skip
    assert {name for name, user in people.items() if may_fire(row, code, user)} == allowed
    assert may_fire(row, code, elsewhere) == ("officer" in allowed)


def test_a_rating_is_a_number_from_one_to_five(world):
    row = make_cooperation(world, signed=True)
    actions.perform_cooperation(cooperation=row, by=world.officer)
    actions.deliver_cooperation(cooperation=row, by=world.officer)
    for score in (0, 6):
        with pytest.raises(actions.CooperationRefused, match="1"):
            actions.rate_cooperation(cooperation=row, by=world.officer, score=score)
    row.rating, row.rated_on, row.state = 9, date(2024, 6, 14), "rated"
    with pytest.raises(ValueRefused), change("test", by=None, on=date(2024, 6, 14)):
        row.save()


def test_only_an_officer_corrects_the_day_and_says_why(world):
    row = make_cooperation(world, signed=True)
    correct = {"cooperation": row, "signed_on": date(2024, 6, 14)}
    with pytest.raises(NotAllowed):
        actions.correct_signing_date(**correct, by=world.broker, reason="抄错")
    with pytest.raises(actions.CooperationRefused):
        actions.correct_signing_date(**correct, by=world.officer, reason=" ")
    for wrong in (date(2024, 6, 15), date(2024, 6, 13)):  # ahead; before the negotiation
        with pytest.raises(actions.CooperationRefused):
            actions.correct_signing_date(
                cooperation=row, signed_on=wrong, by=world.officer, reason="抄错"
            )


def test_a_broker_may_not_backdate_and_an_officer_gives_the_reason(world):
    row = make_cooperation(world)
    with pytest.raises(DateRefused):
        actions.sign_cooperation(
            cooperation=row, by=world.broker, amount=1, on=date(2024, 6, 13), reason="补录"
        )
    with pytest.raises(DateRefused):
        actions.sign_cooperation(cooperation=row, by=world.officer, amount=1, on=date(2024, 6, 13))


def test_a_refused_paper_leaves_nothing_half_written(world):
    row = make_cooperation(world)
    with pytest.raises(Exception, match="pdf"):
        actions.sign_cooperation(
            cooperation=row, by=world.broker, amount=1, contract=("合同.pdf", b"not a pdf")
        )
    row.refresh_from_db()
    assert (row.state, row.amount, row.signed_on) == ("negotiating", None, None)


def test_a_failed_negotiation_needs_a_known_reason(world):
    row = make_cooperation(world)
    with pytest.raises(WrongState):
        actions.fail_cooperation(cooperation=row, by=world.broker, reason_code="whim")
    actions.fail_cooperation(cooperation=row, by=world.broker, reason_code="price")
    assert row.state == "failed"


def test_origins_stay_apart(world):
    need, shown = make_need(world), make_achievement(world)
    assert make_cooperation(world, need=need).origin == "need"
    assert make_cooperation(world, achievement=shown).origin == "achievement"
