"""From meeting to signature: match and need follow the cooperation, once, whoever tells it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from cigu.core.audit.models import AuditLeaf
from cigu.core.clock.business import travel
from cigu.core.documents.actions import documents_of
from cigu.core.notices.actions import deliver_waiting
from cigu.engines.basis.errors import CiguError
from cigu.records.cooperations.actions import fail_cooperation, sign_cooperation
from cigu.records.needs.models import Need
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_match
from cigu.work.matchmaking.handlers import failed, signed
from cigu.work.matchmaking.models import Match

pytestmark = pytest.mark.django_db


def states(match: Match) -> tuple[str, str]:
    return Match.objects.get(pk=match.pk).state, Need.objects.get(pk=match.need_id).state


def test_a_meeting_keeps_its_minutes(broker: Any) -> None:
    match = make_match("interested")
    actions.meet(
        match=match, met_on=date(2024, 6, 14), minutes=("纪要.pdf", b"%PDF-1.7\n"), by=broker
    )
    assert match.met_on == date(2024, 6, 14)
    assert [d.name for d in documents_of(match)] == ["纪要.pdf"]


@pytest.mark.parametrize("day", [date(2024, 6, 15), date(2024, 6, 1)])
def test_a_meeting_lies_between_answer_and_today(broker: Any, day: date) -> None:
    match = make_match("interested")
    with pytest.raises(CiguError):
        actions.meet(match=match, met_on=day, by=broker)
    assert Match.objects.get(pk=match.pk).met_on is None


def test_a_false_document_leaves_nothing_behind(broker: Any) -> None:
    match = make_match("interested")
    with pytest.raises(CiguError):
        actions.meet(match=match, minutes=("纪要.pdf", b"PK\x03\x04"), by=broker)
    assert Match.objects.get(pk=match.pk).met_on is None


def test_negotiation_takes_the_adviser_along(broker: Any) -> None:
    lead = make_match("interested")
    adviser = make_match("interested", need=lead.need, kind="person")
    cooperation = actions.negotiate(match=lead, adviser=adviser, by=broker)
    assert (cooperation.provider, cooperation.adviser) == (lead.provider, adviser.provider)
    assert cooperation.source_uid == lead.uid
    assert states(lead) == states(adviser) == ("negotiating", "negotiating")


def test_a_signature_solves_the_need_and_frees_the_others(
    broker: Any, django_capture_on_commit_callbacks: Any
) -> None:
    lead = make_match("interested")
    waiting = make_match("proposed", need=lead.need)
    cooperation = actions.negotiate(match=lead, by=broker)
    with django_capture_on_commit_callbacks(execute=True):
        sign_cooperation(cooperation=cooperation, by=broker, amount=100)
    assert states(lead) == ("signed", "solved")
    assert states(waiting)[0] == "released"
    leaf = AuditLeaf.objects.filter(verb="matchmaking.signed", object_uid=lead.uid).get()
    assert (leaf.actor_id, leaf.acting_for) == (None, str(broker.uid))


def test_an_event_told_twice_changes_nothing_more(broker: Any) -> None:
    lead = make_match("negotiating")
    sign_cooperation(cooperation=lead.cooperation, by=broker, amount=100)
    signed({"uid": str(lead.cooperation.uid)})
    before = AuditLeaf.objects.count()
    signed({"uid": str(lead.cooperation.uid)})
    assert AuditLeaf.objects.count() == before
    assert deliver_waiting() >= 1
    assert states(lead) == ("signed", "solved")


def test_a_failed_negotiation_reopens_the_need(broker: Any) -> None:
    lead = make_match("negotiating")
    fail_cooperation(cooperation=lead.cooperation, by=broker, reason_code="price")
    for _twice in range(2):
        failed({"uid": str(lead.cooperation.uid)})
    assert states(lead) == ("failed", "published")


def test_after_a_failure_those_still_asked_keep_the_need_under_way(broker: Any) -> None:
    lead = make_match("interested")
    waiting = make_match("proposed", need=lead.need)
    cooperation = actions.negotiate(match=lead, by=broker)
    fail_cooperation(cooperation=cooperation, by=broker, reason_code="price")
    failed({"uid": str(cooperation.uid)})
    assert states(waiting) == ("proposed", "matched")


def test_a_signature_under_an_earlier_day_is_dated_so(broker: Any) -> None:
    with travel(date(2024, 6, 3)):
        lead = make_match("negotiating")
    from cigu.records.needs.factories import needs_officer

    sign_cooperation(
        cooperation=lead.cooperation, by=needs_officer(), amount=1, on=date(2024, 6, 10),
        reason="补录",
    )  # fmt: skip
    signed({"uid": str(lead.cooperation.uid)})
    found = Match.objects.get(pk=lead.pk)
    assert (found.state, found.ended_on) == ("signed", date(2024, 6, 10))
    assert Need.objects.get(pk=lead.need_id).solved_on == date(2024, 6, 10)
