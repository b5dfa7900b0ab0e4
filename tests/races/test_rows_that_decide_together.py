"""Actions that read rows of others before they write: each pair would break a rule if both looked
before either had written (write skew). The second has to wait, and then sees what the first did.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection

from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.errors import StaleRecord
from cigu.core.audit.recording import change
from cigu.core.changesets import actions as changesets
from cigu.core.changesets.verbs import registry as acts_on_many
from cigu.core.clock.business import today
from cigu.core.figures.sources import Where
from cigu.core.flow.actions import tasks_of
from cigu.core.imports.actions import take_back_import, write_import
from cigu.core.imports.factories import checked, table
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun
from cigu.core.imports.planning import frame_of
from cigu.core.imports.writing import write_batch
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import run_again
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period
from cigu.records.cooperations.factories import make_enterprise as new_guest
from cigu.records.cooperations.factories import make_world
from cigu.records.facts import actions as facts
from cigu.records.facts.declaring import PAGE
from cigu.records.facts.factories import account_of, make_fact, stated
from cigu.records.facts.models import Fact, FactConsent, FactUse
from cigu.records.needs import actions as needs
from cigu.records.needs.factories import make_need, needs_officer
from cigu.records.needs.models import NeedDisclosure
from cigu.records.organisations.factories import make_enterprise, registry
from cigu.records.organisations.models import Organisation
from cigu.records.people.actions import declare_relation, set_availability
from cigu.records.people.factories import make_expert
from cigu.records.teams.actions import add_member
from cigu.records.teams.factories import make_team
from cigu.work.checkups import actions as checkups
from cigu.work.checkups.factories import FINDINGS, World
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_broker, make_document, make_match, user_of
from cigu.work.matchmaking.models import Match
from cigu.work.reports import actions as reports
from cigu.work.reports.actions import checking
from cigu.work.reports.factories import make_check
from cigu.work.reports.judging.judge import check_text
from cigu.work.roadshows import actions as roadshows
from cigu.work.roadshows.factories import make_event

from .duel import again, duel

pytestmark = [pytest.mark.fault(14), pytest.mark.usefixtures("day")]


def other_broker() -> User:
    place = make_broker().grants.get().territory
    return make_user(Role.BROKER, territory=place)


@pytest.mark.races("matchmaking.propose")
def test_two_brokers_do_not_fill_one_place_twice() -> None:
    team = make_team(capacity=1)
    one, two = (make_match(provider=team.party) for _n in range(2))
    other = other_broker()
    outcomes = duel(
        lambda: actions.propose(matches=[again(one)], by=make_broker()),
        lambda: actions.propose(matches=[again(two)], by=other),
    )
    assert outcomes[0] == [one]
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "full"
    assert Match.objects.filter(state="proposed").count() == 1


@pytest.mark.races("imports.write")
def test_two_officers_with_the_same_workbook_make_each_record_once() -> None:
    """The second waits for its turn, then finds the rows in the register and writes nothing."""
    batches = [workbook() for _n in range(2)]
    outcomes = duel(*(partial(written_by_worker, batch) for batch in batches))
    assert outcomes[0] is None
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "moved"
    assert Organisation.objects.filter(name_zh__startswith="子虚同册").count() == 2


@pytest.mark.races("imports.write")
def test_one_import_is_begun_to_be_written_once() -> None:
    batch = workbook()
    acts = (partial(write_import, batch=again(batch), by=batch.owner) for _n in range(2))
    outcomes = duel(*acts)
    assert not isinstance(outcomes[0], Exception)
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "state"
    assert Job.objects.filter(kind="imports.write").count() == 1


@pytest.mark.races("imports.take_back")
def test_a_file_that_broke_off_goes_on_or_is_taken_back_not_both() -> None:
    batch = workbook()
    owner = batch.owner
    write_import(batch=batch, by=owner)
    assert batch.job is not None
    with change("tests.job", by=owner, on=today()):
        batch.job.state = Job.State.FAILED
        batch.job.save()
    outcomes = duel(
        lambda: take_back_import(batch=again(batch), by=owner, reason="示例"),
        lambda: run_again(again(batch.job), by=owner),
    )
    assert not isinstance(outcomes[0], Exception)
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "not_over"
    assert again(batch).state == "undoing" and again(batch.job).state == "waiting"


@pytest.mark.races("changesets.carry_out")
def test_two_acts_on_the_same_records_are_not_mixed() -> None:
    """The second saw the records as they were before the first: nothing of it is done."""
    needs_ = [make_need("submitted"), make_need("submitted")]
    verb = acts_on_many["needs.deadline"]
    acts = (
        partial(
            changesets.carry_out, verb=verb, rows=[again(n) for n in order], by=needs_officer(),
            given={"deadline": date(2025, month, 1)},
        )
        for order, month in ((needs_, 1), (needs_[::-1], 2))
    )  # fmt: skip
    outcomes = duel(*acts)
    assert not isinstance(outcomes[0], Exception)
    assert isinstance(outcomes[1], StaleRecord)
    assert {again(n).deadline for n in needs_} == {date(2025, 1, 1)}


@pytest.mark.races("changesets.undo")
def test_a_set_is_taken_back_once() -> None:
    verb, need = acts_on_many["needs.deadline"], make_need("submitted")
    made = changesets.carry_out(
        verb=verb, rows=[need], given={"deadline": date(2025, 1, 1)}, by=needs_officer()
    )
    acts = (partial(changesets.undo, made=again(made), by=needs_officer()) for _n in range(2))
    outcomes = duel(*acts)
    assert not isinstance(outcomes[0], Exception)
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "undone"
    assert again(need).deadline is None


def workbook() -> Import:
    place = make_territory()
    officer = make_user(Role.OFFICER, territory=place)
    rows = [["企业名称", "从业人数"], ["子虚同册一", 1], ["子虚同册二", 2]]
    return checked("organisations", table(rows), by=officer, territory=place)


def written_by_worker(batch: Import) -> None:
    rows = list(batch.rows.order_by("number"))
    write_batch(again(batch), rows, frame_of(again(batch), noun(batch.noun), likeness=False))


@pytest.mark.races("matchmaking.propose", "people.declare_relation")
@pytest.mark.parametrize("first", ["relation", "invitation"])
def test_a_relation_declared_meanwhile_is_seen_by_the_invitation(first: str) -> None:
    match = make_match(kind="person", provider=make_expert().party)
    owner = match.need.organisation.party

    def relation() -> Any:
        return declare_relation(
            left=match.provider, right=owner, kind="advisor", since=date(2023, 1, 1),
            source="登记表", by=registry(),
        )  # fmt: skip

    def invitation() -> Any:
        return actions.propose(matches=[again(match)], by=make_broker())

    acts = (relation, invitation) if first == "relation" else (invitation, relation)
    outcomes = duel(*acts)
    assert not isinstance(outcomes[0], Exception)
    if first == "relation":
        assert isinstance(outcomes[1], CiguError) and again(match).state == "suggested"
    else:
        assert not isinstance(outcomes[1], Exception), "what was sent before was right then"


@pytest.mark.races("teams.add_member", "matchmaking.propose")
def test_a_member_who_is_bound_binds_the_team_before_it_is_invited() -> None:
    team, firm = make_team(), make_enterprise()
    bound = make_expert(employer=firm)
    match = make_match(provider=team.party, need=make_need(organisation=firm))
    outcomes = duel(
        lambda: add_member(team=team, person=bound, by=registry()),
        lambda: actions.propose(matches=[again(match)], by=make_broker()),
    )
    assert isinstance(outcomes[1], CiguError) and again(match).state == "suggested"


@pytest.mark.races("people.set_availability", "matchmaking.propose")
def test_who_steps_back_is_not_invited_in_the_same_moment() -> None:
    person = make_expert()
    match = make_match(kind="person", provider=person.party)
    outcomes = duel(
        lambda: set_availability(person=person, available=False, by=registry()),
        lambda: actions.propose(matches=[again(match)], by=make_broker()),
    )
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "full"


@pytest.mark.races("matchmaking.decline", "matchmaking.lapse")
@pytest.mark.parametrize("how", ["decline", "lapse"])
def test_when_the_last_two_answer_at_once_the_need_is_open_again(how: str) -> None:
    need = make_need()
    one, two = (make_match(need=need) for _n in range(2))
    actions.propose(matches=[one, two], by=make_broker())

    user = make_broker()

    def end(match: Match) -> Any:
        if how == "lapse":
            return actions.lapse(match=again(match))
        return actions.decline(match=again(match), code="capacity", by=user, reason="电话答复")

    outcomes = duel(lambda: end(one), lambda: end(two))
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    assert again(need).state == "published", "nobody is asked any more"


@pytest.mark.races("matchmaking.propose", "needs.withdraw", "needs.expire", "needs.answer")
@pytest.mark.parametrize("end", ["withdraw", "expire"])
def test_a_need_that_ends_is_not_put_to_anyone(end: str) -> None:
    match = make_match()
    need = match.need
    step = getattr(needs, f"{end}_need")
    outcomes = duel(
        lambda: step(need=again(need), by=needs_officer(), reason="撤回"),
        lambda: actions.propose(matches=[again(match)], by=make_broker()),
    )
    assert isinstance(outcomes[1], CiguError) and again(match).state == "suggested"


@pytest.mark.races("needs.merge")
def test_two_needs_do_not_go_on_as_each_other() -> None:
    one, two = make_need(), make_need()
    outcomes = duel(
        lambda: needs.merge_need(need=again(one), into=again(two), by=needs_officer()),
        lambda: needs.merge_need(need=again(two), into=again(one), by=needs_officer()),
    )
    assert isinstance(outcomes[1], CiguError)
    assert [again(one).merged_into_id, again(two).merged_into_id] == [two.pk, None]


@pytest.mark.races("needs.merge", "needs.withdraw")
def test_a_need_is_not_merged_into_one_that_is_withdrawn_meanwhile() -> None:
    one, two = make_need(), make_need()
    outcomes = duel(
        lambda: needs.withdraw_need(need=again(two), by=needs_officer(), reason="撤回"),
        lambda: needs.merge_need(need=again(one), into=again(two), by=needs_officer()),
    )
    assert isinstance(outcomes[1], CiguError) and again(one).state == "published"


@pytest.mark.races("matchmaking.suggest", "matchmaking.rank")
def test_a_candidate_named_twice_stands_once() -> None:
    need, team, other = make_need(), make_team(), other_broker()
    outcomes = duel(
        lambda: actions.suggest(need=again(need), provider=team.party, kind="team",
                                by=make_broker()),
        lambda: actions.suggest(need=again(need), provider=team.party, kind="team", by=other),
    )  # fmt: skip
    assert outcomes[0] == outcomes[1], "the second is shown the one that stands"
    assert Match.objects.filter(need=need).count() == 1
    ranked = duel(
        lambda: actions.rank_need(need=again(need), by=make_broker()),
        lambda: actions.rank_need(need=again(need), by=other),
    )
    assert not [o for o in ranked if isinstance(o, Exception)], ranked
    assert Match.objects.filter(need=need, provider=team.party).count() == 1


@pytest.mark.races("matchmaking.take_over")
def test_one_run_taken_over_twice_gives_its_pairs_once() -> None:
    need, other = make_need(title="降低矫顽力波动"), other_broker()
    team = make_team(profile="从事降低矫顽力波动研究。")
    make_document(team.party, "降低矫顽力波动试验：效果显著。", kind="acceptance")
    run = actions.run_assignment(
        needs=[need], territory=need.territory.parent, by=make_broker(), team_demand=1,
        expert_demand=0,
    )  # fmt: skip
    assert run.outcome == "solved" and len(run.pairs) == 1
    outcomes = duel(
        lambda: actions.take_over(run=again(run), by=make_broker(), send=True),
        lambda: actions.take_over(run=again(run), by=other, send=True),
    )
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    assert Match.objects.filter(need=need).count() == 1
    assert NeedDisclosure.objects.filter(need=need, until__isnull=True).count() == 1


@pytest.mark.races("matchmaking.declare_conflict", "matchmaking.propose")
def test_who_names_what_binds_them_is_not_asked_again_in_the_same_moment() -> None:
    firm, person = make_enterprise(), make_expert()
    one = make_match("proposed", kind="person", provider=person.party,
                     need=make_need(organisation=firm))  # fmt: skip
    two = make_match(kind="person", provider=person.party, need=make_need(organisation=firm))
    own = user_of(person.party)
    outcomes = duel(
        lambda: actions.declare_conflict(match=again(one), kind="advisor", source="2022 年起任顾问",
                                         by=own),
        lambda: actions.propose(matches=[again(two)], by=make_broker()),
    )  # fmt: skip
    assert isinstance(outcomes[1], CiguError)
    assert again(one).state == "declined" and again(two).state == "suggested"


@pytest.mark.races("matchmaking.negotiate", "people.declare_relation")
def test_no_negotiation_begins_over_a_relation_declared_meanwhile() -> None:
    match = make_match("interested", kind="person", provider=make_expert().party)
    outcomes = duel(
        lambda: declare_relation(
            left=match.provider, right=match.need.organisation.party, kind="family",
            since=date(2020, 1, 1), source="登记表", by=registry(),
        ),
        lambda: actions.negotiate(match=again(match), by=make_broker()),
    )  # fmt: skip
    assert isinstance(outcomes[1], CiguError) and again(match).state == "interested"


@pytest.mark.races("matchmaking.exclude", "matchmaking.accept")
def test_an_answer_and_an_exclusion_do_not_both_count() -> None:
    match = make_match("proposed")
    own = user_of(match.provider)
    outcomes = duel(
        lambda: actions.accept(match=again(match), by=own),
        lambda: actions.exclude(match=again(match), code="owner", by=make_broker()),
    )
    assert isinstance(outcomes[1], CiguError) and again(match).state == "interested"
    assert NeedDisclosure.objects.filter(need=match.need, until__isnull=True).count() == 1


@pytest.fixture
def world(day: date) -> World:
    return World(day)


@pytest.mark.races("checkups.close_campaign", "checkups.select")
def test_no_checkup_is_planned_in_a_campaign_that_closes(world: World) -> None:
    campaign, officer = world.campaign, world.officer
    outcomes = duel(
        lambda: checkups.close_campaign(campaign=again(campaign), by=officer),
        lambda: checkups.select_enterprises(
            campaign=again(campaign), organisations=[world.a], by=officer
        ),
    )
    assert isinstance(outcomes[1], CiguError)
    assert again(campaign).state == "closed" and not campaign.checkups.exists()


@pytest.mark.races("checkups.select")
def test_an_enterprise_is_selected_once(world: World) -> None:
    campaign, officer = world.campaign, world.officer
    outcomes = duel(
        lambda: checkups.select_enterprises(
            campaign=again(campaign), organisations=[world.a, world.b], by=officer
        ),
        lambda: checkups.select_enterprises(
            campaign=again(campaign), organisations=[world.b], by=officer
        ),
    )
    assert isinstance(outcomes[1], CiguError) and outcomes[1].code == "already_selected"
    assert campaign.checkups.count() == 2


@pytest.mark.races("checkups.record_visit", "checkups.diagnose")
def test_no_visit_is_added_behind_a_diagnosis(world: World) -> None:
    checkup = world.checkup("visited")
    visits = checkup.visits.count()
    outcomes = duel(
        lambda: checkups.diagnose(
            checkup=again(checkup), findings=FINDINGS, plan=("建立台账",), comment="可",
            by=world.commissioner,
        ),
        lambda: checkups.record_visit(
            checkup=again(checkup), lines=2, scrap_rate=None, note="复核", place="车间",
            by=world.commissioner,
        ),
    )  # fmt: skip
    assert not isinstance(outcomes[0], Exception), outcomes[0]
    assert isinstance(outcomes[1], CiguError)
    assert checkup.visits.count() == visits


@pytest.mark.races("checkups.record_follow_up")
def test_follow_ups_recorded_at_once_leave_the_clock_at_the_next(world: World) -> None:
    checkup = world.checkup("following")
    one, two, three, *_later = checkup.follow_ups.order_by("due_on")
    outcomes = duel(
        *(
            lambda row=row: checkups.record_follow_up(  # type: ignore[misc]
                follow_up=again(row), outcome="talks", note="电话", by=world.officer
            )
            for row in (one, two)
        )
    )
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    (task,) = tasks_of(checkup)
    assert three.due_on <= task.due_on <= three.due_on + timedelta(days=10)


@pytest.mark.races("checkups.close", "checkups.record_follow_up")
def test_a_checkup_does_not_end_under_a_follow_up(world: World) -> None:
    checkup = world.checkup("following")
    row = checkup.follow_ups.order_by("due_on").first()
    outcomes = duel(
        lambda: checkups.close(
            checkup=again(checkup), recheck_on=date(2025, 12, 31), by=world.officer, reason="停产"
        ),
        lambda: checkups.record_follow_up(
            follow_up=again(row), outcome="talks", note="电话", by=world.officer
        ),
    )
    assert again(checkup).state == "closed" and isinstance(outcomes[1], CiguError)
    assert not tasks_of(checkup).exists()


@pytest.mark.races("roadshows.add_item", "roadshows.move_item")
def test_items_added_at_once_stand_one_after_the_other() -> None:
    place = make_world()
    event = make_event(place)
    outcomes = duel(
        *(
            lambda title=title: roadshows.add_item(  # type: ignore[misc]
                event=again(event), by=place.officer, title=title, minutes=5
            )
            for title in ("甲", "乙")
        )
    )
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    first, second, third = event.items.order_by("order")
    assert [first.order, second.order, third.order] == [1, 2, 3]
    outcomes = duel(
        lambda: roadshows.move_item(item=again(second), up=True, by=place.officer),
        lambda: roadshows.move_item(item=again(third), up=True, by=place.officer),
    )
    assert not [o for o in outcomes if isinstance(o, Exception)], outcomes
    assert list(event.items.order_by("order")) == [second, third, first]


@pytest.mark.races("roadshows.add_item", "roadshows.cancel")
def test_no_item_is_added_to_an_event_that_is_called_off() -> None:
    place = make_world()
    event = make_event(place)
    outcomes = duel(
        lambda: roadshows.cancel_event(event=again(event), by=place.officer, reason_code="merged"),
        lambda: roadshows.add_item(event=again(event), by=place.officer, title="甲", minutes=5),
    )
    assert isinstance(outcomes[1], CiguError) and event.items.count() == 1


@pytest.mark.races("roadshows.add_guest")
def test_a_guest_noted_by_two_came_once() -> None:
    place = make_world()
    event, firm = make_event(place, state="held"), new_guest(place)
    outcomes = duel(
        *(
            lambda: roadshows.add_guest(event=again(event), organisation=firm, by=place.officer)
            for _n in range(2)
        )
    )
    assert outcomes[0] == outcomes[1] and event.guests.count() == 1


@pytest.mark.races("facts.state")
def test_two_people_of_one_enterprise_leave_one_number_to_check() -> None:
    body = make_enterprise()
    people = [account_of(body) for _n in range(2)]
    duel(*(
        partial(facts.state_facts, organisation=again(body), rows=[stated("revenue", n)], by=user)
        for n, user in enumerate(people, 1)
    ))  # fmt: skip
    states = Fact.objects.filter(organisation=body).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["superseded", "proposed"]


@pytest.mark.races("facts.state", "facts.accept")
def test_a_number_that_is_accepted_meanwhile_is_seen_by_who_states_another() -> None:
    body = make_enterprise()
    (first,) = facts.state_facts(organisation=body, rows=[stated()], by=account_of(body))
    duel(
        lambda: facts.accept_facts(facts=[again(first)], by=registry()),
        lambda: facts.state_facts(
            organisation=again(body), rows=[stated("revenue", 9)], by=registry()
        ),
    )
    states = Fact.objects.filter(organisation=body).order_by("pk").values_list("state", flat=True)
    assert list(states) == ["superseded", "accepted"]


@pytest.mark.races("facts.consent")
def test_a_consent_given_twice_at_once_stands_once() -> None:
    body = make_enterprise()
    boss = account_of(body)
    duel(*(
        partial(facts.give_consent, organisation=again(body), given_for=["needs"], by=boss)
        for _n in range(2)
    ))  # fmt: skip
    assert FactConsent.objects.standing("needs").filter(organisation=body).count() == 1


@pytest.mark.races("facts.use")
def test_one_reader_in_two_windows_leaves_one_row_with_both_facts() -> None:
    body = make_enterprise()
    read = [make_fact(n, code, organisation=body) for n, code in ((8, "revenue"), (5, "staff"))]
    duel(*(
        partial(facts.record_use, organisation=again(body), facts=[fact], by=registry(), form=PAGE,
                way="page")
        for fact in read
    ))  # fmt: skip
    assert sorted(FactUse.objects.get().facts) == [
        ["revenue", "2023-12-31"], ["staff", "2023-12-31"]
    ]  # fmt: skip


def check_of_two() -> tuple[World, Any]:
    """A draft with two figures that no indicator fits."""
    world = make_world()
    year = Where(world.city, world.domain, Period(date(2023, 6, 8), date(2024, 6, 8)))
    check = make_check(year, world.officer, "促成牵手项目4项，推进联姻事项7项。", office="甲局")
    return world, check


def linked(check: Any, text: str, by: User) -> Any:
    figure = check.figures.get(data__text=text)
    return partial(reports.decide, check=again(check), figure=figure, sort="link",
                   indicator="A-23", text="即技术合作", by=by)  # fmt: skip


@pytest.mark.races("reports.decide")
def test_two_officers_decide_of_two_figures_and_both_count() -> None:
    """Judged before the lock: the second sees that the check changed, and judges anew."""
    world, check = check_of_two()
    outcomes = duel(*(linked(check, text, world.officer) for text in ("4项", "7项")))
    assert not any(isinstance(found, Exception) for found in outcomes), outcomes
    chosen = {row.data["text"]: row.data["chosen"] for row in check.figures.all()}
    assert chosen == {"4项": "person", "7项": "person"}


@pytest.mark.races("reports.name_office", "reports.judge_again")
@pytest.mark.parametrize("other", ["name_office", "judge_again"])
def test_what_was_judged_meanwhile_is_judged_anew(other: str) -> None:
    world, check = check_of_two()
    more = {"office": "乙局"} if other == "name_office" else {}
    second = partial(getattr(reports, other), check=again(check), by=world.officer, **more)
    outcomes = duel(linked(check, "4项", world.officer), second)
    assert not any(isinstance(found, Exception) for found in outcomes), outcomes
    row = check.figures.get(data__text="4项")
    assert (row.indicator, row.data["chosen"]) == ("A-23", "person")
    check.refresh_from_db()
    assert check.office == more.get("office", "甲局")


def test_nobody_waits_while_a_report_is_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real judging, watched: it runs before the action takes the database's writer."""
    world, check = check_of_two()
    held: list[bool] = []

    def watched(*given: Any, **named: Any) -> Any:
        held.append(connection.in_atomic_block)
        return check_text(*given, **named)

    monkeypatch.setattr(checking, "check_text", watched)
    linked(check, "4项", world.officer)()
    reports.judge_again(check=check, by=world.officer)
    reports.name_office(check=check, office="乙局", by=world.officer)
    assert held == [False, False, False]
