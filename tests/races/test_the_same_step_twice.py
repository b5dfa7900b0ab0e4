"""Two people take the same step on the same record at once: one of them does it, the other is told
so. Neither change is lost, neither is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from cigu.core.access import actions as access
from cigu.core.access.factories import make_party, make_user
from cigu.core.access.roles import Role
from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import change
from cigu.core.figures.freezing import declare_complete
from cigu.core.figures.registry import registered
from cigu.core.figures.sources import Where
from cigu.core.notices.actions import mark_read, notify
from cigu.core.places.models import Segment
from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period
from cigu.records.achievements import actions as achievements
from cigu.records.cooperations import actions as cooperations
from cigu.records.cooperations.factories import (
    make_achievement,
    make_cooperation,
    make_world,
)
from cigu.records.facts import actions as facts
from cigu.records.facts.factories import account_of, make_filing
from cigu.records.needs import actions as needs
from cigu.records.needs.factories import make_need, needs_officer
from cigu.records.organisations import statements
from cigu.records.organisations.actions import edit_organisation, register_organisation
from cigu.records.organisations.factories import make_enterprise, make_institute, registry
from cigu.records.organisations.merging import merge_organisations, split_organisations
from cigu.records.people import engaging
from cigu.records.people.actions import declare_relation, edit_person, set_availability
from cigu.records.people.factories import make_expert
from cigu.records.people.merging import merge_people, split_people
from cigu.records.platforms import actions as platforms
from cigu.records.platforms.actions import register_platform
from cigu.records.platforms.factories import make_platform
from cigu.records.qualifications import actions as qualified
from cigu.records.qualifications.factories import make_qualification
from cigu.records.teams.actions import add_member, edit_team, register_team
from cigu.records.teams.factories import make_team
from cigu.work.checkups import actions as checkups
from cigu.work.checkups import questionnaire as questions
from cigu.work.checkups.factories import FINDINGS, PLAN, World, advance, make_checkup
from cigu.work.checkups.factories import make_enterprise as new_firm
from cigu.work.checkups.models import Consent
from cigu.work.matchmaking import actions as matching
from cigu.work.matchmaking.factories import make_broker, make_match, user_of
from cigu.work.reports import actions as reports
from cigu.work.reports.factories import make_check, make_report
from cigu.work.roadshows import actions as roadshows
from cigu.work.roadshows.factories import make_event, make_meeting

from .duel import again, duel

pytestmark = [pytest.mark.fault(13), pytest.mark.usefixtures("day")]
Do = Callable[[Any], Any]


@dataclass
class Step:
    verb: str
    row: Any  # None where the step makes a row
    act: Do


def of_needs() -> Iterator[Step]:
    by = needs_officer()
    yield Step("needs.submit", make_need("draft"), lambda n: needs.submit_need(need=n, by=by))
    yield Step("needs.edit", make_need("draft"),
               lambda n: needs.edit_need(need=n, by=by, title="改过的题目"))  # fmt: skip
    yield Step("needs.return", make_need("submitted"),
               lambda n: needs.return_need(need=n, by=by, reason_code="unclear"))  # fmt: skip
    yield Step("needs.accept", make_need("submitted"), lambda n: needs.accept_need(need=n, by=by))
    yield Step("needs.reject", make_need("submitted"),
               lambda n: needs.reject_need(need=n, by=by, reason_code="out_of_domain"))  # fmt: skip
    yield Step("needs.publish", make_need("accepted"), lambda n: needs.publish_need(need=n, by=by))
    yield Step("needs.withdraw", make_need(),
               lambda n: needs.withdraw_need(need=n, by=by, reason="撤回"))  # fmt: skip
    yield Step("needs.answer", make_need("accepted"),
               lambda n: needs.answer_need(need=n, by=by, reason="见政策"))  # fmt: skip
    yield Step("needs.expire", make_need(), lambda n: needs.expire_need(need=n, by=by))
    gone = needs.expire_need(need=make_need(), by=by)
    yield Step("needs.renew", gone,
               lambda n: needs.renew_need(need=n, by=by, expires_on=date(2025, 6, 1)))  # fmt: skip
    one, two = make_need(), make_need()
    yield Step("needs.merge", one, lambda n: needs.merge_need(need=n, into=again(two), by=by))


def tied_match() -> Any:
    """A candidate that advises the enterprise."""
    match = make_match(kind="person", provider=make_expert().party)
    declare_relation(
        left=match.provider, right=match.need.organisation.party, kind="advisor", source="顾问",
        since=date(2023, 1, 1), by=registry(),
    )  # fmt: skip
    return match


def of_matches() -> Iterator[Step]:
    by = make_broker()
    yield Step("matchmaking.propose", make_match(),
               lambda m: matching.propose(matches=[m], by=by))  # fmt: skip
    yield Step("matchmaking.exclude", make_match(),
               lambda m: matching.exclude(match=m, code="topic", by=by))  # fmt: skip
    out = matching.exclude(match=make_match(), code="topic", by=by)
    yield Step("matchmaking.restore", out, lambda m: matching.restore(match=m, by=by))
    yield Step("matchmaking.remind", make_match("proposed"),
               lambda m: matching.remind(match=m, by=by))  # fmt: skip
    yield Step("matchmaking.extend", make_match("proposed"), lambda m: matching.extend(
        match=m, respond_by=date(2024, 7, 31), by=by, reason="出差"))  # fmt: skip
    asked = make_match("proposed")
    own = user_of(asked.provider)
    yield Step("matchmaking.accept", asked, lambda m: matching.accept(match=m, by=own))
    asked = make_match("proposed")
    other = user_of(asked.provider)
    yield Step("matchmaking.decline", asked,
               lambda m: matching.decline(match=m, code="topic", by=other))  # fmt: skip
    bound = make_match("proposed", kind="person", provider=make_expert().party)
    third = user_of(bound.provider)
    yield Step("matchmaking.declare_conflict", bound, lambda m: matching.declare_conflict(
        match=m, kind="advisor", source="顾问", by=third))  # fmt: skip
    yield Step("matchmaking.lapse", make_match("proposed"), lambda m: matching.lapse(match=m))
    yield Step("matchmaking.release", make_match("proposed"), lambda m: matching.release(match=m))
    yield Step("matchmaking.meet", make_match("interested"),
               lambda m: matching.meet(match=m, by=by))  # fmt: skip
    yield Step("matchmaking.negotiate", make_match("interested"),
               lambda m: matching.negotiate(match=m, by=by, mode="development"))  # fmt: skip
    yield Step("matchmaking.shortlist", make_match(),
               lambda m: matching.shortlist(match=m, by=by))  # fmt: skip
    listed = matching.shortlist(match=make_match(), by=by)
    yield Step("matchmaking.unshortlist", listed, lambda m: matching.unshortlist(match=m, by=by))
    officer = needs_officer()
    yield Step("matchmaking.waive", tied_match(),
               lambda m: matching.waive(match=m, by=officer, reason="已公示"))  # fmt: skip
    waived = matching.waive(match=tied_match(), by=officer, reason="已公示")
    yield Step("matchmaking.unwaive", waived,
               lambda m: matching.unwaive(match=m, by=officer, reason="收回"))  # fmt: skip
    tied = tied_match()
    ground = [["advisor", "顾问", "2023-01-01"]]
    yield Step("needs.waive_conflict", tied, lambda m: needs.waive_conflict(
        need=m.need, party=m.provider, grounds=ground, by=officer, reason="已公示"))  # fmt: skip
    waived = matching.waive(match=tied_match(), by=officer, reason="公示")
    yield Step("needs.withdraw_waiver", waived,
               lambda m: needs.withdraw_waiver(
        need=m.need, party=m.provider, by=officer, reason="收回"))  # fmt: skip
    need = make_match("proposed").need
    yield Step("matchmaking.reopen", again(need), lambda n: matching.reopen_need(need=n, by=by))


def of_cooperations() -> Iterator[Step]:
    world = make_world()
    by = world.officer

    def one(*steps: str) -> Any:
        made = make_cooperation(world)
        for step in steps:
            do[step](made)
        return again(made)

    do: dict[str, Do] = {
        "sign": lambda c: cooperations.sign_cooperation(cooperation=c, by=by, amount=80),
        "fail": lambda c: cooperations.fail_cooperation(cooperation=c, by=by, reason_code="price"),
        "perform": lambda c: cooperations.perform_cooperation(cooperation=c, by=by),
        "deliver": lambda c: cooperations.deliver_cooperation(cooperation=c, by=by),
        "terminate": lambda c: cooperations.terminate_cooperation(
            cooperation=c, by=by, reason="停产"),
        "rate": lambda c: cooperations.rate_cooperation(cooperation=c, by=by, score=5),
        "correct_date": lambda c: cooperations.correct_signing_date(
            cooperation=c, by=by, signed_on=date(2024, 6, 14), reason="笔误"),
    }  # fmt: skip
    for verb, *before in (
        ("sign",), ("fail",), ("perform", "sign"), ("deliver", "sign", "perform"),
        ("terminate", "sign"), ("rate", "sign", "perform", "deliver"), ("correct_date", "sign"),
    ):  # fmt: skip
        yield Step(f"cooperations.{verb}", one(*before), do[verb])
    yield from of_outcomes(world)


def of_outcomes(world: Any) -> Iterator[Step]:
    by = world.officer

    def told(o: Any) -> Any:
        return cooperations.report_outcome(outcome=o, by=by, progress="working")

    def one(said: bool) -> Any:
        made = make_cooperation(world, signed=True).outcomes.get(months=3)
        made.due_on = date(2024, 6, 14)
        with change("test.due", by=None, on=date(2024, 6, 14)):
            made.save()
        return again(told(made) if said else made)

    yield Step("cooperations.report_outcome", one(False), told)
    yield Step("cooperations.confirm_outcome", one(True),
               lambda o: cooperations.confirm_outcome(outcome=o, by=by))  # fmt: skip
    yield Step("cooperations.return_outcome", one(True), lambda o: cooperations.return_outcome(
        outcome=o, by=by, reason_code="amount"))  # fmt: skip


def of_achievements() -> Iterator[Step]:
    world = make_world()
    by = world.officer

    def one(*steps: str) -> Any:
        made = make_achievement(world, published=False)
        for step in steps:
            do[step](made)
        return again(made)

    do: dict[str, Do] = {
        "edit": lambda a: achievements.edit_achievement(achievement=a, by=by, title="改名"),
        "submit": lambda a: achievements.submit_achievement(achievement=a, by=by),
        "return": lambda a: achievements.return_achievement(achievement=a, by=by, reason="补材料"),
        "publish": lambda a: achievements.publish_achievement(achievement=a, by=by),
        "withdraw": lambda a: achievements.withdraw_achievement(achievement=a, by=by, reason="撤"),
    }
    for verb, *before in (
        ("edit",), ("submit",), ("return", "submit"), ("publish", "submit"),
        ("withdraw", "submit", "publish"),
    ):  # fmt: skip
        yield Step(f"achievements.{verb}", one(*before), do[verb])


def of_registers() -> Iterator[Step]:
    by = registry()
    yield Step("organisations.edit", make_enterprise(), lambda o: edit_organisation(
        organisation=o, by=by, employees=120))  # fmt: skip
    yield Step("people.set_availability", make_expert(), lambda p: set_availability(
        person=p, available=False, by=by))  # fmt: skip
    yield Step("people.edit", make_expert(), lambda p: edit_person(
        person=p, title="教授", by=by))  # fmt: skip
    yield Step("teams.edit", make_team(), lambda t: edit_team(team=t, maturity=5, by=by))
    yield from of_merging()
    place = make_enterprise().territory
    yield Step("organisations.register", None, lambda _n: register_organisation(
        by=by, kind="enterprise", name_zh="子虚同名", territory=place, synthetic=True))  # fmt: skip
    yield Step("platforms.register", None, lambda _n: register_platform(
        by=by, name="子虚平台", territory=place, group="provincial", synthetic=True))  # fmt: skip
    body = make_institute()
    yield Step("teams.register", None, lambda _n: register_team(
        by=by, name="同名团队", organisation=body, synthetic=True))  # fmt: skip
    team, person = make_team(), make_expert()
    yield Step("teams.add_member", None, lambda _n: add_member(team=team, person=person, by=by))


def of_qualifications() -> Iterator[Step]:
    by, firm = registry(), make_enterprise()
    yield Step("qualifications.award", None, lambda _n: make_qualification(organisation=firm))
    yield Step("qualifications.correct", make_qualification(), lambda q: qualified.correct(
        qualification=q, by=by, certificate="拟改号", reason="笔误"))  # fmt: skip
    yield Step("qualifications.revoke", make_qualification(), lambda q: qualified.revoke(
        qualification=q, by=by, end_reason="unmet"))  # fmt: skip


def of_merging() -> Iterator[Step]:
    by, more = registry(), {"by": registry(), "reason": "同一家"}
    bodies, people = [make_enterprise() for _n in range(4)], [make_expert() for _n in range(4)]
    yield Step("organisations.merge", bodies[0], lambda o: merge_organisations(
        loser=o, survivor=again(bodies[1]), **more))  # fmt: skip
    yield Step("people.merge", people[0], lambda p: merge_people(
        loser=p, survivor=again(people[1]), **more))  # fmt: skip
    one = merge_organisations(loser=bodies[2], survivor=bodies[3], **more)
    yield Step("organisations.split", one, lambda m: split_organisations(
        merge=m, by=by, reason="是两家"))  # fmt: skip
    two = merge_people(loser=people[2], survivor=people[3], **more)
    yield Step("people.split", two, lambda m: split_people(merge=m, by=by, reason="是两人"))


def of_platforms() -> Iterator[Step]:
    by, one = registry(), make_platform(grade_now="region", stages=["pilot"])
    yield Step("platforms.edit", make_platform(), lambda p: platforms.edit_platform(
        platform=p, by=by, note="改"))  # fmt: skip
    yield Step("platforms.give_grade", None, lambda _n: platforms.give_grade(
        platform=one, by=by, grade="nation", since=date(2024, 5, 1)))  # fmt: skip
    yield Step("platforms.cover_stage", None, lambda _n: platforms.cover_stage(
        platform=one, by=by, stage="testing"))  # fmt: skip
    yield Step("platforms.record_acceptance", None, lambda _n: platforms.record_acceptance(
        platform=one, by=by, result="passed", held_on=date(2024, 5, 1)))  # fmt: skip
    yield Step("platforms.record_merger", None, lambda _n: platforms.record_merger(
        successor=one, by=by, printed="子虚室", merged_on=date(2024, 5, 1)))  # fmt: skip
    yield Step("platforms.end_part", one.stages.get(stage="pilot"), lambda s: platforms.end_part(
        part=s, by=by))  # fmt: skip


def of_statements() -> Iterator[Step]:
    by, firm, person = registry(), make_enterprise(), make_expert()
    part = Segment.objects.get_or_create(
        code="s1", defaults={"name_zh": "环节", "domain": firm.domain, "tier": 1}
    )[0]
    yield Step("organisations.name_lead", None, lambda _n: statements.name_lead(
        organisation=firm, segment=part, role="lead", by=by))  # fmt: skip
    yield Step("organisations.end_lead", firm.leads.get(), lambda row: statements.end_lead(
        lead=row, by=by))  # fmt: skip
    yield Step("organisations.state_headcount", None, lambda _n: statements.state_headcount(
        organisation=firm, as_of=date(2024, 6, 1), researchers=9, method="statement",
        by=by))  # fmt: skip
    yield Step("people.engage", None, lambda _n: engaging.engage(
        person=person, organisation=firm, kind="engaged", since=date(2024, 6, 1), source="测试",
        by=by))  # fmt: skip
    yield Step("people.end_engagement", person.engagements.get(),
               lambda row: engaging.end_engagement(engagement=row, by=by))  # fmt: skip


def of_accounts() -> Iterator[Step]:
    party = make_party()
    user = make_user(Role.ENTERPRISE, party=party)
    yield Step("access.create_account", None, lambda _n: access.create_account(
        username="gemini", password=None, name="拟名", by=None))  # fmt: skip
    yield Step("access.end_grant", user.grants.get(), lambda g: access.end_grant(
        grant=g, by=None))  # fmt: skip
    with change("races.notice", by=None, on=date(2024, 6, 14)):
        sent = notify("请查看", user, on=date(2024, 6, 14), user=user)
    yield Step("notices.read", sent, lambda n: mark_read(n, by=user, on=date(2024, 6, 14)))


def of_checkups() -> Iterator[Step]:
    world = World(date(2024, 6, 14))
    by, aide, firms = world.officer, world.commissioner, {world.a: world.firm_a}

    def at(state: str) -> Any:
        """Each step has an enterprise of its own: one is selected once in a campaign."""
        body, firm = new_firm(f"子虚{len(firms)}", world.county, by)
        firms[body] = firm
        made = make_checkup(world.campaign, body, by, commissioner=aide)
        return again(advance(made, state, officer=by, firm=firm, commissioner=aide))

    def of(c: Any) -> Any:
        return firms[c.enterprise]

    purposes = list(Consent.Purpose.values)
    for verb, state, act in (
        ("assign", "planned",
         lambda c: checkups.assign_commissioner(checkup=c, commissioner=None, by=by)),
        ("invite", "planned", lambda c: checkups.invite(checkup=c, by=by)),
        ("consent", "invited",
         lambda c: checkups.consent(checkup=c, by=of(c), purposes=purposes)),
        ("decline", "invited",
         lambda c: checkups.decline(checkup=c, by=of(c), reason_code="no_time")),
        ("withdraw", "collecting",
         lambda c: checkups.withdraw(checkup=c, by=by, reason_code="ceased")),
        ("withdraw_consent", "collecting",
         lambda c: checkups.withdraw_consent(checkup=c, by=of(c))),
        ("save_answers", "collecting", lambda c: checkups.save_answers(
            checkup=c, by=of(c), section=questions.sections(c.instrument)[0].code, answers={})),
        ("record_visit", "collected", lambda c: checkups.record_visit(
            checkup=c, by=aide, lines=3, scrap_rate=None, note="看过", place="车间")),
        ("diagnose", "visited", lambda c: checkups.diagnose(
            checkup=c, by=aide, findings=FINDINGS, plan=PLAN, comment="可")),
        ("reply", "diagnosed", lambda c: checkups.reply(checkup=c, by=of(c), agrees=True)),
        ("revise", "replied", lambda c: checkups.revise(checkup=c, by=aide, reason="补充")),
        ("issue", "replied", lambda c: checkups.issue(checkup=c, by=by)),
        ("start_follow_up", "issued", lambda c: checkups.start_follow_up(checkup=c, by=by)),
        ("close", "following", lambda c: checkups.close(
            checkup=c, by=by, recheck_on=date(2025, 12, 31), reason="停产")),
    ):  # fmt: skip
        yield Step(f"checkups.{verb}", at(state), act)
    following = at("following").follow_ups.first()
    yield Step("checkups.record_follow_up", following, lambda f: checkups.record_follow_up(
        follow_up=f, outcome="talks", note="电话", by=by))  # fmt: skip
    finding = at("issued").findings.filter(need_proposed=True).first()
    yield Step("checkups.raise_need", finding, lambda f: checkups.raise_need_from(
        finding=f, by=by, title="在线粒径检测"))  # fmt: skip
    asked = at("collecting")
    note = checkups.propose_correction(
        checkup=asked, by=of(asked), field="name_zh", shown="甲", proposed="乙"
    )
    yield Step("checkups.settle_correction", note,
               lambda n: checkups.settle_correction(correction=n, by=by))  # fmt: skip
    yield Step("checkups.edit_campaign", again(world.campaign),
               lambda c: checkups.edit_campaign(campaign=c, by=by, note="改"))  # fmt: skip


def of_campaigns() -> Iterator[Step]:
    world = World(date(2024, 6, 14))
    by = world.officer
    fresh = checkups.create_campaign(
        name="又一次", territory=world.city, domain=world.campaign.domain,
        instrument=world.campaign.instrument, since=date(2024, 6, 8), until=date(2025, 6, 7), by=by,
    )  # fmt: skip
    yield Step("checkups.start_campaign", fresh,
               lambda c: checkups.start_campaign(campaign=c, by=by))  # fmt: skip
    yield Step("checkups.close_campaign", again(world.campaign),
               lambda c: checkups.close_campaign(campaign=c, by=by))  # fmt: skip


def of_roadshows() -> Iterator[Step]:
    world = make_world()
    by = world.officer
    for verb, state, act in (
        ("edit", "planned", lambda e: roadshows.edit_event(event=e, by=by, place="新会场")),
        ("announce", "planned", lambda e: roadshows.announce(event=e, by=by)),
        ("hold", "announced", lambda e: roadshows.hold(event=e, by=by, attendance=40)),
        ("close", "held", lambda e: roadshows.close_event(event=e, by=by)),
        ("cancel", "planned",
         lambda e: roadshows.cancel_event(event=e, by=by, reason_code="no_venue")),
    ):  # fmt: skip
        yield Step(f"roadshows.{verb}", again(make_event(world, state=state)), act)
    item = make_event(world).items.first()
    yield Step("roadshows.edit_item", item, lambda i: roadshows.edit_item(
        item=i, by=by, minutes=15))  # fmt: skip
    item = make_event(world).items.first()
    yield Step("roadshows.remove_item", item, lambda i: roadshows.remove_item(item=i, by=by))
    yield Step("roadshows.plan", None, lambda _n: roadshows.plan_event(
        by=by, kind="roadshow", title="同一天同一题", territory=world.city, domain=world.domain,
        held_on=date(2024, 7, 1), time=time(9), place="会场", host="主办"))  # fmt: skip
    yield Step("roadshows.set_outcome", make_meeting(world), lambda m: roadshows.set_outcome(
        meeting=m, outcome="none", by=by))  # fmt: skip
    yield Step("roadshows.begin_from_meeting", make_meeting(world),
               lambda m: roadshows.begin_from_meeting(
                   meeting=m, title="合作", mode="development", by=by))  # fmt: skip


def of_reports() -> Iterator[Step]:
    """One event that was held gives the year its figure; a second one then makes an erratum due."""
    world = make_world()
    by = world.officer
    held = date(2024, 6, 1)
    make_event(world, state="held", held_on=held)
    year = Where(world.city, world.domain, Period(date(2023, 6, 8), date(2024, 6, 8)))
    for register in registered()["A-24"].registers:
        declare_complete(register=register, where=year, method="点过", by=by)
    for verb, state, act in (
        ("send", "draft", lambda r: reports.send_report(report=r, by=by)),
        ("discard", "draft",
         lambda r: reports.discard_report(report=r, by=by, reason_code="not_needed")),
        ("return", "review",
         lambda r: reports.return_report(report=r, by=by, reason_code="wording")),
        ("publish", "review", lambda r: reports.publish_report(report=r, by=by)),
    ):  # fmt: skip
        yield Step(f"reports.{verb}", again(make_report(year, by, state)), act)
    section = make_report(year, by).sections.first()
    yield Step("reports.edit_section", section, lambda s: reports.edit_section(
        section=s, by=by, heading="改", body="{A-24}"))  # fmt: skip
    shown = make_report(year, by, "published").figures.filter(figure="A-24", value=1).first()
    make_event(world, state="held", held_on=held)
    yield Step("reports.erratum", shown, lambda f: reports.issue_erratum(
        report=f.report, figure=f, text="补登一场", by=by))  # fmt: skip
    plain = "全年工作扎实推进。"
    yield Step("reports.settle", again(make_check(year, by, plain)),
               lambda c: reports.settle(check=c, by=by))  # fmt: skip
    yield Step("reports.reopen", again(make_check(year, by, plain, "settled")),
               lambda c: reports.reopen(check=c, by=by))  # fmt: skip


def of_facts() -> Iterator[Step]:
    by = registry()
    for verb, act in (
        ("accept", lambda f: facts.accept_facts(facts=[f], by=by)),
        ("return", lambda f: facts.return_facts(facts=[f], by=by, reason_code="unit")),
    ):  # fmt: skip
        yield Step(f"facts.{verb}", make_filing().facts.get(), act)
    back = make_filing()
    facts.return_facts(facts=list(back.facts.all()), by=by, reason_code="unit")
    yield Step("facts.leave", again(back), lambda f: facts.leave_returned(filing=f, by=by))
    body = make_enterprise()
    boss = account_of(body)
    (given,) = facts.give_consent(organisation=body, given_for=["needs"], by=boss)
    yield Step("facts.withdraw_consent", given,
               lambda c: facts.withdraw_consent(consent=c, by=boss))  # fmt: skip


ROOMS = (
    of_needs, of_matches, of_cooperations, of_achievements, of_registers, of_accounts, of_checkups,
    of_campaigns, of_roadshows, of_qualifications, of_reports, of_merging, of_platforms,
    of_statements, of_facts,
)  # fmt: skip
# One verb a line; a house test compares them with all verbs of the source.
TWICE = frozenset(Path(__file__).with_name("twice.txt").read_text().split())


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.__name__)
def test_a_step_that_two_take_is_taken_once(room: Callable[[], Iterator[Step]]) -> None:
    for step in room():
        assert step.verb in TWICE
        _once(step)


def _once(step: Step) -> None:
    rows = [again(step.row) if step.row is not None else None for _n in range(2)]
    outcomes = duel(lambda: step.act(rows[0]), lambda: step.act(rows[1]))
    assert not isinstance(outcomes[0], Exception), (step.verb, outcomes[0])
    assert isinstance(outcomes[1], CiguError | IntegrityError), (step.verb, outcomes[1])
    if step.row is not None:
        told = AuditLeaf.objects.filter(object_uid=step.row.uid)
        revisions = sorted(told.values_list("object_revision", flat=True))
        assert revisions == list(range(1, again(step.row).revision + 1)), step.verb
