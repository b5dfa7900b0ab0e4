"""A match moves as its table says, and only by those whom the table names."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from cigu.core.access.errors import NotAllowed
from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.roles import Role
from cigu.core.clock.business import travel
from cigu.core.flow.actions import WrongState, may_fire, tasks_of
from cigu.core.notices.models import Notice
from cigu.engines.basis.errors import CiguError
from cigu.records.needs.models import Need, NeedDisclosure
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_match, user_of
from cigu.work.matchmaking.models import Match
from cigu.work.matchmaking.states import FLOW

pytestmark = pytest.mark.django_db

# Written by hand from the issue: who may do what in which state.
MAY = {
    ("suggested", "broker"): {"propose", "exclude"},
    ("proposed", "broker"): {"accept", "decline", "exclude", "lapse", "release"},
    ("proposed", "provider"): {"accept", "decline"},
    ("interested", "broker"): {"negotiate", "decline", "exclude", "release"},
    ("interested", "provider"): {"decline"},
    ("negotiating", "broker"): {"sign", "fail"},
}


def actors(match: Match) -> dict[str, Any]:
    city, elsewhere = make_territory("150200"), make_territory("150100")
    return {
        "broker": make_user(Role.BROKER, territory=city),
        "officer": make_user(Role.OFFICER, territory=city),
        "provider": user_of(match.provider),
        "owner": make_user(Role.ENTERPRISE, party=match.need.organisation.party),
        "leader": make_user(Role.LEADER, territory=city),
        "commissioner": make_user(Role.COMMISSIONER, territory=city),
        "foreign broker": make_user(Role.BROKER, territory=elsewhere),
        "nobody": make_user(),
    }


@pytest.mark.parametrize("state", ["suggested", "proposed", "interested", "negotiating"])
def test_the_truth_table_of_permissions(state: str) -> None:
    match = make_match(state)
    match.refresh_from_db()
    found = {
        who: {t.code for t in FLOW.transitions if may_fire(match, t.code, user)}
        for who, user in actors(match).items()
    }
    wanted = {who: MAY.get((state, "broker" if who == "officer" else who), set()) for who in found}
    assert found == wanted


def test_the_system_may_only_end_what_waits() -> None:
    match = make_match("proposed")
    able = {t.code for t in FLOW.transitions if may_fire(match, t.code, None)}
    assert able == {"lapse", "release"}


def test_an_invitation_opens_the_need_and_starts_the_clock() -> None:
    match = make_match("proposed")
    task = tasks_of(match).get()
    assert (task.party, str(task.due_on), match.number) == (
        match.provider,
        "2024-06-21",
        "M-2024-0001",
    )
    assert match.need.state == "matched"
    assert NeedDisclosure.objects.filter(need=match.need, party=match.provider, until=None).exists()
    assert Notice.objects.filter(party=match.provider).count() == 1


def test_a_notice_names_no_need() -> None:
    match = make_match("proposed")
    text = Notice.objects.get(party=match.provider).text
    assert match.number in text and match.need.title not in text and match.need.number not in text


@pytest.mark.parametrize("code", ["", "price", "because"])
def test_a_refusal_needs_a_code_of_the_list(code: str) -> None:
    match = make_match("proposed")
    with pytest.raises(WrongState):
        actions.decline(match=match, code=code, by=user_of(match.provider))
    match.refresh_from_db()
    assert (match.state, match.decline_code, match.answered_on) == ("proposed", "", None)


def test_a_refusal_closes_the_need_again_and_the_broker_looks_further() -> None:
    match = make_match("proposed")
    actions.decline(match=match, code="capacity", by=user_of(match.provider))
    need = Need.objects.get(pk=match.need_id)
    assert (match.state, need.state) == ("declined", "published")
    assert not NeedDisclosure.objects.filter(need=need, until=None).exists()
    assert Notice.objects.filter(user=match.broker).count() == 1


def test_a_need_stays_under_way_while_another_may_still_answer() -> None:
    first = make_match("proposed")
    make_match("proposed", need=first.need)
    actions.decline(match=first, code="topic", by=user_of(first.provider))
    assert Need.objects.get(pk=first.need_id).state == "matched"


def test_a_broker_says_how_the_answer_is_known(broker: Any) -> None:
    match = make_match("proposed")
    with pytest.raises(CiguError) as refusal:
        actions.accept(match=match, by=broker)
    assert refusal.value.data["field"] == "reason"
    assert actions.accept(match=match, by=broker, reason="电话").state == "interested"


def test_nobody_answers_for_somebody_else() -> None:
    match, other = make_match("proposed"), make_match("proposed")
    with pytest.raises(NotAllowed):
        actions.accept(match=match, by=user_of(other.provider), reason="替别人")


def test_silence_lapses_and_may_be_asked_again(broker: Any) -> None:
    match = make_match("proposed")
    assert actions.sweep() == {"lapsed": 0, "released": 0}
    with travel(date(2024, 6, 24)):  # overdue: the broker may still remind
        assert actions.sweep()["lapsed"] == 0
    with travel(date(2024, 7, 10)):
        assert actions.sweep()["lapsed"] == 1
        assert actions.sweep()["lapsed"] == 0
        match.refresh_from_db()
        assert (match.state, match.need.state) == ("lapsed", "published")
        actions.propose(matches=[match], by=broker)
    assert (match.state, match.number) == ("proposed", "M-2024-0001")


def test_more_time_is_given_with_a_reason_and_after_today(broker: Any, day: Any) -> None:
    from datetime import date

    match = make_match("proposed")
    for until, why in ((date(2024, 7, 1), " "), (day, "节假日")):
        with pytest.raises(CiguError):
            actions.extend(match=match, respond_by=until, by=broker, reason=why)
    actions.extend(match=match, respond_by=date(2024, 7, 1), by=broker, reason="节假日")
    assert tasks_of(match).get().due_on == date(2024, 7, 1)


def test_excluding_after_the_invitation_closes_it(broker: Any) -> None:
    match = make_match("proposed")
    actions.exclude(match=match, code="owner", by=broker)
    assert not NeedDisclosure.objects.filter(need=match.need, until=None).exists()
    assert not Match.objects.for_(user_of(match.provider)).exists()
    assert actions.restore(match=match, by=broker).exclude_code == ""


@pytest.mark.parametrize("days", [0, 61, -3])
def test_the_term_of_an_answer_has_bounds(broker: Any, days: int) -> None:
    with pytest.raises(CiguError):
        actions.propose(matches=[make_match()], by=broker, respond_days=days)


def test_a_closed_need_is_put_to_nobody(broker: Any) -> None:
    match = make_match()
    need = Need.objects.get(pk=match.need_id)
    from cigu.records.needs.actions import withdraw_need
    from cigu.records.needs.factories import needs_officer

    withdraw_need(need=need, by=needs_officer(), reason="企业撤回")
    match.need = need
    with pytest.raises(CiguError):
        actions.propose(matches=[match], by=broker)


def test_all_or_none_are_invited(broker: Any) -> None:
    good, gone = make_match(), make_match()
    actions.exclude(match=gone, code="topic", by=broker)
    with pytest.raises(WrongState):
        actions.propose(matches=[good, gone], by=broker)
    assert Match.objects.get(pk=good.pk).state == "suggested"


def test_two_matches_of_one_need_move_one_record(broker: Any) -> None:
    first = make_match()
    make_match(need=first.need)
    fresh = list(Match.objects.filter(need=first.need))  # each with its own copy of the need
    assert all(m.state == "proposed" for m in actions.propose(matches=fresh, by=broker))


def test_states_and_transitions_are_all_reached_by_tests() -> None:
    assert {s.code for s in FLOW.states} == set(
        itertools.chain.from_iterable((*t.sources, t.target) for t in FLOW.transitions)
    )
