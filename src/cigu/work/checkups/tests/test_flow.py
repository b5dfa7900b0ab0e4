"""From selection to the re-check date, and what each step refuses."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError

from cigu.core.access.errors import DateRefused, NotAllowed
from cigu.core.audit.errors import StaleRecord
from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.core.documents.checks import BadDocument
from cigu.core.flow.actions import WrongState, tasks_of
from cigu.core.flow.models import Task
from cigu.core.notices.models import Event, Notice

from .. import actions
from ..errors import CheckupRefused
from ..factories import FINDINGS, PLAN, World, advance, answer_all, make_checkup, make_enterprise
from ..models import Checkup, Consent, Finding
from ..states import CHECKUP

ORDER = [s.code for s in CHECKUP.states if s.code not in ("declined", "withdrawn")]
STEPS: dict[str, Any] = {
    "invite": lambda c, w: actions.invite(checkup=c, by=w.officer),
    "consent": lambda c, w: actions.consent(checkup=c, purposes=["diagnosis"], by=w.firm_a),
    "decline": lambda c, w: actions.decline(checkup=c, reason_code="no_time", by=w.firm_a),
    "hand_in": lambda c, w: actions.hand_in(checkup=c, by=w.firm_a),
    "visit": lambda c, w: actions.record_visit(
        checkup=c, lines=1, scrap_rate=None, note="", by=w.commissioner),
    "diagnose": lambda c, w: actions.diagnose(
        checkup=c, findings=FINDINGS, plan=PLAN, comment="", by=w.commissioner),
    "reply": lambda c, w: actions.reply(checkup=c, agrees=True, by=w.firm_a),
    "issue": lambda c, w: actions.issue(checkup=c, by=w.officer),
    "follow": lambda c, w: actions.start_follow_up(checkup=c, by=w.officer),
    "close": lambda c, w: actions.close(
        checkup=c, recheck_on=date(2025, 6, 1), by=w.officer, reason="提前"),
}  # fmt: skip


def test_every_state_is_reached_by_the_actions(world: World) -> None:
    checkup = world.checkup("planned")
    for state in ORDER:
        advance(
            checkup, state, officer=world.officer, firm=world.firm_a,
            commissioner=world.commissioner,
        )  # fmt: skip
        assert Checkup.objects.get(pk=checkup.pk).state == state
    assert not tasks_of(checkup).exists()


@pytest.mark.parametrize("state", ORDER)
def test_a_step_out_of_turn_is_refused(world: World, state: str) -> None:
    """No actor is skipped: in each state exactly the steps of the table are possible."""
    checkup = world.checkup(state)
    for code, step in STEPS.items():
        if state in CHECKUP.transition(code).sources:
            continue
        if code == "visit" and state == "visited":  # a second visit adds a record
            continue
        with pytest.raises((WrongState, NotAllowed)):
            step(Checkup.objects.get(pk=checkup.pk), world)
    assert Checkup.objects.get(pk=checkup.pk).state == state


def test_tasks_say_who_is_waited_for_and_until_when(world: World) -> None:
    checkup = world.checkup("invited")
    task = Task.objects.get(subject_uid=checkup.uid, closed_on__isnull=True)
    assert task.party == world.a.party
    assert task.due_on == date(2024, 6, 3)  # ten working days after 20 May
    assert task.section == "checkups"


def test_every_change_leaves_a_leaf_and_the_firm_is_told(world: World) -> None:
    checkup = world.checkup("issued")
    verbs = set(AuditLeaf.objects.filter(object_uid=checkup.uid).values_list("verb", flat=True))
    assert {"checkups.select", "checkups.invite", "checkups.consent", "checkups.issue"} <= verbs
    assert Notice.objects.filter(party=world.a.party).count() == 3
    assert Event.objects.filter(topic="checkups.issued").count() == 1


# ---- campaign and selection ----
def test_above_scale_is_read_on_the_day_of_selection(world: World) -> None:
    small, _firm = make_enterprise("子虚小厂", world.county, world.officer, above_scale_since=None)
    assert make_checkup(world.campaign, world.a, world.officer).above_scale is True
    assert make_checkup(world.campaign, small, world.officer).above_scale is False


def test_an_enterprise_is_selected_once_and_nothing_is_half_written(world: World) -> None:
    world.checkup()
    with pytest.raises(CheckupRefused) as refusal:
        actions.select_enterprises(
            campaign=world.campaign, organisations=[world.b, world.a], by=world.officer
        )
    assert refusal.value.code == "already_selected"
    assert Checkup.objects.count() == 1


def test_the_database_too_keeps_an_enterprise_once(world: World) -> None:
    from cigu.core.audit.recording import change

    first = world.checkup()
    with pytest.raises(IntegrityError), change("test", by=None, on=world.day):
        Checkup(
            campaign=first.campaign, enterprise=first.enterprise, territory=first.territory,
            domain=first.domain, above_scale=True, instrument="x", instrument_version="1",
            instrument_hash="", selected_on=world.day, number="T-X", state="planned",
        ).save()  # fmt: skip


def test_numbers_have_no_gaps(world: World) -> None:
    made = [make_checkup(world.campaign, b, world.officer) for b in (world.a, world.b)]
    assert [c.number for c in made] == ["T-2024-0001", "T-2024-0002"]
    assert world.campaign.number == "TJ-2024-0001"


def test_a_campaign_ends_only_with_its_checkups(world: World) -> None:
    checkup = world.checkup("invited")
    with pytest.raises(CheckupRefused):
        actions.close_campaign(campaign=world.campaign, by=world.officer)
    actions.decline(checkup=checkup, reason_code="no_time", by=world.firm_a)
    assert actions.close_campaign(campaign=world.campaign, by=world.officer).state == "closed"


def test_nobody_is_invited_before_the_campaign_runs(world: World) -> None:
    planned = actions.create_campaign(
        name="二期", territory=world.city, domain=world.campaign.domain,
        instrument=world.campaign.instrument, since=world.day, until=world.day, by=world.officer,
    )  # fmt: skip
    checkup = make_checkup(planned, world.a, world.officer)
    with pytest.raises(CheckupRefused) as refusal:
        actions.invite(checkup=checkup, by=world.officer)
    assert refusal.value.code == "campaign_not_running"


# ---- business dates ----
def test_a_day_to_come_is_refused(world: World) -> None:
    with pytest.raises(DateRefused):
        actions.invite(checkup=world.checkup(), by=world.officer, on=world.day + timedelta(days=1))


def test_an_earlier_day_needs_right_and_reason(world: World) -> None:
    checkup, earlier = world.checkup(), world.day - timedelta(days=3)
    with pytest.raises(DateRefused):
        actions.invite(checkup=checkup, by=world.officer, on=earlier)
    actions.invite(
        checkup=Checkup.objects.get(pk=checkup.pk), by=world.officer, on=earlier, reason="补录"
    )
    fresh = Checkup.objects.get(pk=checkup.pk)
    assert fresh.invited_on == earlier
    with pytest.raises(DateRefused):
        actions.consent(
            checkup=fresh, purposes=["diagnosis"], by=world.firm_a, on=earlier, reason="补录"
        )


# ---- consent ----
def test_consent_needs_the_purpose_without_which_nothing_works(world: World) -> None:
    checkup = world.checkup("invited")
    for purposes in ([], ["statistics"], ["diagnosis", "sale"]):
        with pytest.raises(CheckupRefused):
            actions.consent(checkup=checkup, purposes=purposes, by=world.firm_a)
    assert not Consent.objects.exists()


def test_taking_consent_back_ends_the_checkup_before_issue(world: World) -> None:
    checkup = world.checkup("collected")
    actions.withdraw_consent(checkup=checkup, by=world.firm_a)
    assert (checkup.state, checkup.reason_code) == ("withdrawn", "consent_withdrawn")
    assert checkup.standing_consent is None


def test_taking_consent_back_after_issue_keeps_the_report(world: World) -> None:
    checkup = world.checkup("issued")
    actions.withdraw_consent(checkup=checkup, by=world.firm_a)
    assert (checkup.state, checkup.standing_consent) == ("issued", None)


def test_declining_needs_a_coded_reason(world: World) -> None:
    with pytest.raises(WrongState):
        actions.decline(checkup=world.checkup("invited"), reason_code="whim", by=world.firm_a)


# ---- visit ----
@pytest.mark.parametrize(("lines", "scrap"), [(3, "250"), (3, "-1"), (-2, "2"), (5000, "2")])
def test_impossible_values_of_a_visit(world: World, lines: int, scrap: str) -> None:
    checkup = world.checkup("collected")
    with pytest.raises(CheckupRefused):
        actions.record_visit(
            checkup=checkup, lines=lines, scrap_rate=Decimal(scrap), note="", by=world.commissioner
        )
    assert not checkup.visits.exists()


def test_a_photo_that_is_none_undoes_the_visit(world: World) -> None:
    checkup = world.checkup("collected")
    with pytest.raises(BadDocument):
        actions.record_visit(
            checkup=checkup, lines=1, scrap_rate=None, note="", by=world.commissioner,
            photos=[("a.png", b"no picture")],
        )  # fmt: skip
    fresh = Checkup.objects.get(pk=checkup.pk)
    assert fresh.state == "collected"
    assert not fresh.visits.exists()


def test_a_second_visit_adds_a_record(world: World) -> None:
    checkup = world.checkup("visited")
    actions.record_visit(
        checkup=checkup, lines=4, scrap_rate=None, note="复访", by=world.commissioner
    )
    assert checkup.visits.count() == 2


# ---- diagnosis and reply ----
@pytest.mark.parametrize(
    "row",
    [
        {"item": "nonsense", "light": "red", "text": "x"},
        {"item": "rd_staff", "light": "blue", "text": "x"},
        {"item": "rd_staff", "light": "red", "text": " "},
    ],
)
def test_a_finding_is_whole(world: World, row: dict[str, str]) -> None:
    with pytest.raises(CheckupRefused):
        actions.diagnose(
            checkup=world.checkup("visited"), findings=[row], plan=[], comment="",
            by=world.commissioner,
        )  # fmt: skip


def test_disagreeing_says_why(world: World) -> None:
    with pytest.raises(CheckupRefused):
        actions.reply(checkup=world.checkup("diagnosed"), agrees=False, by=world.firm_a)


def test_silence_counts_only_after_the_term(world: World) -> None:
    checkup = world.checkup("diagnosed")
    with pytest.raises(CheckupRefused):
        actions.pass_silence(checkup=checkup, by=world.officer, reason="电话催过")
    with travel(world.day + timedelta(days=30)):
        row = actions.pass_silence(checkup=checkup, by=world.officer, reason="电话催过")
    assert row.agrees is None
    assert checkup.state == "replied"


def test_a_revision_keeps_the_need_with_its_finding(world: World) -> None:
    checkup = world.checkup("replied")
    finding = checkup.findings.get(item="bottlenecks")
    need = raise_one(finding, world)
    actions.revise(checkup=checkup, by=world.officer, reason="按企业意见修改")
    changed = [{**FINDINGS[0], "text": "离线取样约 30 分钟出结果。"}]
    actions.diagnose(
        checkup=checkup, findings=changed, plan=PLAN[:1], comment="", by=world.commissioner
    )
    kept = checkup.findings.get(retired_on__isnull=True)
    assert (kept.pk, kept.need_id, kept.text) == (finding.pk, need.pk, changed[0]["text"])
    assert checkup.findings.filter(retired_on__isnull=False).count() == 1
    assert checkup.measures.filter(retired_on__isnull=True).count() == 1


# ---- needs ----
def raise_one(finding: Finding, world: World, **fields: Any) -> Any:
    given = {"title": "抛光液粒径在线检测", "target": Decimal(5), "unit": "分钟", **fields}
    return actions.raise_need_from(finding=finding, by=world.commissioner, **given)


def test_a_need_knows_the_checkup_it_came_from(world: World) -> None:
    checkup = world.checkup("diagnosed")
    finding = checkup.findings.get(item="bottlenecks")
    need = raise_one(finding, world)
    assert (need.origin, need.origin_uid, need.origin_number) == (
        "checkup", checkup.uid, checkup.number,
    )  # fmt: skip
    assert (need.organisation, need.domain, need.problem) == (
        world.a, checkup.domain, finding.text,
    )  # fmt: skip
    with pytest.raises(CheckupRefused) as refusal:
        raise_one(finding, world)
    assert refusal.value.code == "need_raised"


def test_no_need_without_the_enterprise_agreeing_to_it(world: World) -> None:
    checkup = world.checkup("invited")
    actions.consent(checkup=checkup, purposes=["diagnosis"], by=world.firm_a)
    advance(
        checkup, "diagnosed", officer=world.officer, firm=world.firm_a,
        commissioner=world.commissioner,
    )  # fmt: skip
    finding = checkup.findings.get(item="bottlenecks")
    with pytest.raises(CheckupRefused) as refusal:
        raise_one(finding, world)
    assert refusal.value.code == "no_purpose"


# ---- follow-up ----
def test_from_a_contract_on_evidence_is_required(world: World) -> None:
    row = world.checkup("following").follow_ups.get(days=30)
    with pytest.raises(CheckupRefused):
        actions.record_follow_up(follow_up=row, outcome="contract", note="", by=world.officer)
    actions.record_follow_up(
        follow_up=row, outcome="contract", note="已签", by=world.officer,
        evidence=("合同.txt", "合同扫描".encode()),
    )  # fmt: skip
    assert row.evidence is not None


def test_the_clock_of_the_follow_up_moves_on(world: World) -> None:
    checkup = world.checkup("following")
    assert tasks_of(checkup).get().due_on == world.day + timedelta(days=30)
    row = checkup.follow_ups.get(days=30)
    actions.record_follow_up(follow_up=row, outcome="talks", note="电话", by=world.officer)
    task = tasks_of(checkup).get()
    assert task.due_on >= world.day + timedelta(days=90)
    assert task.opened_on > world.day, "not on any desk before its time"


def test_closing_early_needs_a_reason_and_a_later_day(world: World) -> None:
    checkup = world.checkup("following")
    later = world.day + timedelta(days=400)
    for given in ({"recheck_on": later}, {"recheck_on": world.day, "reason": "并入新一轮"}):
        with pytest.raises(CheckupRefused):
            actions.close(checkup=checkup, by=world.officer, **given)  # type: ignore[arg-type]
    with travel(world.day + timedelta(days=40)), pytest.raises(CheckupRefused) as refusal:
        actions.close(checkup=checkup, by=world.officer, recheck_on=later, reason="并入新一轮")
    assert refusal.value.code == "follow_up_due"


# ---- two people ----
def test_the_second_of_two_writers_is_told(world: World) -> None:
    checkup = world.checkup("invited")
    mine, yours = (Checkup.objects.get(pk=checkup.pk) for _ in range(2))
    actions.consent(checkup=mine, purposes=["diagnosis"], by=world.firm_a)
    with pytest.raises(StaleRecord):
        actions.decline(checkup=yours, reason_code="no_time", by=world.firm_a)
    answer_all(mine, world.firm_a)
    assert Consent.objects.count() == 1
