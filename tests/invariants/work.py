"""How to break the rules of the verbs."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.apps import apps
from django.db.models import F

from .breaking import FUTURE, PAST, Insert, Remove, Spoil, first, rows
from .core import real_party, user
from .records import COOP, NEED, RESULT, SHOWN, real_body

CAMPAIGN, CHECKUP = "work_checkups.Campaign", "work_checkups.Checkup"
CONSENT, VISIT, FINDING = (f"work_checkups.{n}" for n in ("Consent", "VisitRecord", "Finding"))
REPLY, FOLLOW = "work_checkups.Reply", "work_checkups.FollowUp"
MATCH, RUN, NOTE = (f"work_matchmaking.{n}" for n in ("Match", "AssignmentRun", "NeedNote"))
TALLY, MARK = "work_matchmaking.Tally", "work_matchmaking.MatchLabel"
SEARCH, WAIVER = "work_matchmaking.CandidateSearch", "records_needs.ConflictWaiver"
EVENT, ITEM = "work_roadshows.Event", "work_roadshows.ProgrammeItem"
GUEST, MEETING = "work_roadshows.EventGuest", "work_roadshows.Meeting"
REPORT, QUERY, SECTION, ERRATUM = (
    f"work_reports.{n}" for n in ("Report", "ReportFigure", "ReportSection", "Erratum")
)
CHECK, READ, DECISION = (
    f"work_reports.{n}" for n in ("ReportCheck", "CheckedFigure", "CheckDecision")
)
ISSUED = {"state": "following"}
TALKING, ASKED = {"state": "negotiating"}, {"state": "proposed"}
JOINED = {"cooperation__isnull": False}


def gone(model: str) -> Remove:
    """The checkup is left without any row of ``model``."""
    pick = {"checkup__state": "following"}
    return Remove(model, pick, lambda r: r.checkup.uid, lambda r: {"checkup": r.checkup_id})


def moved(model: str) -> Spoil:
    """The row goes to a domain that nothing around it lies in."""

    def elsewhere(_row: Any) -> dict[str, Any]:
        apps.get_model("core_places.Domain").objects.get_or_create(code="moon", name_zh="月")
        return {"domain_id": "moon"}

    return Spoil(model, elsewhere)


def same_place(item: Any) -> dict[str, Any]:
    other = rows(ITEM).filter(event=item.event_id, pk__lt=item.pk).order_by("pk").first()
    return {"order": other.order}


def mark(**changed: Any) -> dict[str, Any]:
    """A mark that nothing is wrong with, but for what is changed."""
    match = first(MATCH, kind="team")
    return {
        "need_id": match.need_id, "provider_id": match.provider_id, "kind": "team", "grade": 2,
        "labeller_id": user(), "labelled_on": PAST, "synthetic": match.need.synthetic, **changed,
    }  # fmt: skip


def search(**changed: Any) -> dict[str, Any]:
    free = rows(NEED).filter(candidate_search__isnull=True, synthetic=True).order_by("pk").first()
    return {"need_id": free.pk, "synthetic": True, **changed}


def waiver(**changed: Any) -> dict[str, Any]:
    match = first(MATCH, kind="team")
    return {
        "need_id": match.need_id, "party_id": match.provider_id, "officer_id": user(),
        "grounds": [["family", "登记表", "2023-01-01", "1"]], "reason": "已公示", "since": PAST,
        **changed,
    }  # fmt: skip


def assignment(**changed: Any) -> dict[str, Any]:
    return {
        "number": "FP-2024-0099", "territory_id": "150200", "outcome": "solved", "run_on": PAST,
        **changed,
    }  # fmt: skip


def standing_run() -> Any:
    """A later one to start from."""
    values = assignment(number="FP-2024-0098", run_on=date(2024, 1, 2))
    return rows(RUN).bulk_create([apps.get_model(RUN)(**values)])[0].pk


BREAKERS = {
    "checkups.campaign_span": Spoil(CAMPAIGN, {"until": PAST}),
    "checkups.campaign_started": Spoil(CAMPAIGN, {"started_on": None}),
    "checkups.campaign_closed": Spoil(CAMPAIGN, {"state": "closed"}),
    "checkups.campaign_open_checkups": Spoil(
        CAMPAIGN,
        {"state": "closed"},
        {"checkups__state": "planned"},
        lambda c: c.checkups.filter(state="planned").first().uid,
    ),
    "checkups.domain_of_campaign": moved(CHECKUP),
    "checkups.instrument_of_campaign": Spoil(CHECKUP, {"instrument": "another"}),
    "checkups.enterprise_basis": Spoil(CHECKUP, lambda _: {"enterprise_id": real_body()}),
    "checkups.invited_has_day": Spoil(CHECKUP, {"invited_on": None}, ISSUED),
    "checkups.agreed_has_day": Spoil(CHECKUP, {"consented_on": None}, ISSUED),
    "checkups.agreed_has_consent": gone(CONSENT),
    "checkups.handed_in_has_day": Spoil(CHECKUP, {"collected_on": None}, ISSUED),
    "checkups.visited_has_day": Spoil(CHECKUP, {"visited_on": None}, ISSUED),
    "checkups.visited_has_record": gone(VISIT),
    "checkups.diagnosed_has_day": Spoil(CHECKUP, {"diagnosed_on": None}, ISSUED),
    "checkups.diagnosed_has_finding": gone(FINDING),
    "checkups.replied_has_reply": gone(REPLY),
    "checkups.issued_has_day": Spoil(CHECKUP, {"issued_on": None}, ISSUED),
    "checkups.issued_has_number": Spoil(CHECKUP, {"report_number": None}, ISSUED),
    "checkups.issued_has_document": Remove(
        "core_documents.Document",
        {},
        lambda d: d.subject_uid,
        lambda d: {"subject_uid": d.subject_uid},
    ),
    "checkups.unissued_has_no_number": Spoil(CHECKUP, {"state": "planned"}, ISSUED),
    "checkups.closed_has_recheck": Spoil(CHECKUP, {"state": "closed"}, ISSUED),
    "checkups.days_in_order": Spoil(CHECKUP, {"collected_on": PAST}, ISSUED),
    "checkups.issued_after_reply": Spoil(CHECKUP, {"issued_on": PAST}, ISSUED),
    "checkups.not_ahead": Spoil(CHECKUP, {"issued_on": FUTURE}, ISSUED),
    "checkups.declined_has_reason": Spoil(CHECKUP, {"reason_code": ""}, {"state": "declined"}),
    "checkups.withdrawn_has_reason": Spoil(CHECKUP, {"state": "withdrawn"}, ISSUED),
    "checkups.withdrawn_has_no_consent": Spoil(
        CHECKUP, {"state": "withdrawn"}, ISSUED, lambda c: c.consents.first().uid
    ),
    "checkups.consent_span": Spoil(CONSENT, {"withdrawn_on": PAST}),
    "checkups.finding_light_known": Spoil(FINDING, {"light": "blue"}),
    "checkups.finding_need_owner": Spoil(
        FINDING,
        lambda f: {"need_id": rows(NEED).exclude(organisation=f.checkup.enterprise_id).first().pk},
    ),
    "checkups.need_origin": Spoil(NEED, {"origin": "checkup", "origin_uid": uuid.UUID(int=1)}),
    "checkups.follow_up_proof": Spoil(FOLLOW, {"outcome": "contract", "evidence_id": None}),
    "checkups.follow_up_done": Spoil(FOLLOW, {"outcome": "talks", "done_on": None}),
    "checkups.follow_up_of_issued": Spoil(
        CHECKUP, {"state": "planned"}, ISSUED, lambda c: c.follow_ups.first().uid
    ),
    "matchmaking.tallied": Spoil(TALLY, {"asked": 77}),
    "matchmaking.each_tallied": Remove(TALLY, {}, lambda t: t.need.uid),
    "matchmaking.kind_known": Spoil(MATCH, {"kind": "ghost"}),
    "matchmaking.role_known": Spoil(MATCH, {"role": "main"}),
    "matchmaking.team_leads": Spoil(MATCH, {"role": "adviser"}, {"kind": "team"}),
    "matchmaking.provider_of_kind": Spoil(MATCH, {"kind": "person"}, {"kind": "team"}),
    "matchmaking.not_the_owner": Spoil(
        MATCH, lambda m: {"provider_id": m.need.organisation.party_id}
    ),
    "matchmaking.achievement_named": Spoil(MATCH, {"kind": "achievement"}, {"kind": "team"}),
    "matchmaking.asked_has_number": Spoil(MATCH, {"number": None}, ASKED),
    "matchmaking.asked_has_day": Spoil(MATCH, {"proposed_on": None}, ASKED),
    "matchmaking.invited_has_term": Spoil(MATCH, {"respond_by": None}, ASKED),
    "matchmaking.term_after_invitation": Spoil(MATCH, {"respond_by": PAST}, ASKED),
    "matchmaking.answered_has_day": Spoil(MATCH, {"answered_on": None}, {"state": "interested"}),
    "matchmaking.answered_after_invitation": Spoil(
        MATCH, {"answered_on": PAST}, {"state": "interested"}
    ),
    "matchmaking.met_after_invitation": Spoil(MATCH, {"met_on": PAST}, {"state": "interested"}),
    "matchmaking.declined_has_reason": Spoil(MATCH, {"decline_code": ""}, {"state": "declined"}),
    "matchmaking.excluded_has_reason": Spoil(MATCH, {"state": "excluded"}),
    "matchmaking.open_has_no_end": Spoil(MATCH, {"ended_on": PAST}, ASKED),
    "matchmaking.ended_has_day": Spoil(MATCH, {"ended_on": None}, {"state": "declined"}),
    "matchmaking.negotiation_has_cooperation": Spoil(MATCH, {"cooperation_id": None}, TALKING),
    "matchmaking.cooperation_of_need": Spoil(
        MATCH,
        lambda m: {
            "cooperation_id": rows(COOP)
            .filter(need__isnull=False)
            .exclude(need=m.need_id)
            .first()
            .pk
        },
        JOINED,
    ),
    "matchmaking.signed_cooperation": Spoil(
        COOP, {"signed_on": None}, {"matches__state": "signed"}, lambda c: c.matches.first().uid
    ),
    "matchmaking.asked_may_read": Remove(
        SHOWN,
        {"until": None, "need__matches__state": "proposed", "need__matches__provider": F("party")},
        lambda s: s.need.matches.get(provider=s.party_id, achievement=None).uid,
    ),
    "matchmaking.declined_reads_no_more": Insert(
        SHOWN,
        lambda: {
            "need_id": declined().need_id,
            "party_id": declined().provider_id,
            "since": PAST,
            "uid": declined().uid,
        },
    ),
    "matchmaking.need_basis": Spoil(MATCH, {"synthetic": False}),
    "matchmaking.provider_basis": Spoil(MATCH, lambda _: {"provider_id": real_party()}),
    "matchmaking.score_scale": Spoil(MATCH, {"score": 2}),
    "matchmaking.not_ahead": Spoil(MATCH, {"answered_on": FUTURE}),
    "matchmaking.matched_need_was_asked": Remove(
        MATCH, {"need__state": "matched"}, lambda m: m.need.uid, lambda m: {"need": m.need_id}
    ),
    "matchmaking.run_outcome_known": Insert(
        RUN,
        lambda: {
            "number": "FP-2024-0001",
            "territory_id": "150200",
            "outcome": "ghost",
            "run_on": PAST,
        },
    ),
    "matchmaking.note_says_something": Insert(
        NOTE, lambda: {"need_id": first(NEED).pk, "text": "", "author_id": user(), "noted_on": PAST}
    ),
    "matchmaking.label_kind_known": Insert(MARK, lambda: mark(kind="ghost")),
    "matchmaking.label_of_kind": Insert(MARK, lambda: mark(kind="person")),
    "matchmaking.label_names_achievement": Insert(MARK, lambda: mark(kind="achievement")),
    "matchmaking.label_grade_known": Insert(MARK, lambda: mark(grade=7)),
    "matchmaking.label_basis": Insert(MARK, lambda: mark(synthetic=False)),
    "matchmaking.label_not_ahead": Insert(MARK, lambda: mark(labelled_on=FUTURE)),
    "matchmaking.search_maturity": Insert(SEARCH, lambda: search(maturity=12)),
    "matchmaking.search_basis": Insert(SEARCH, lambda: search(synthetic=False)),
    "matchmaking.waiver_says_why": Insert(WAIVER, lambda: waiver(reason="")),
    "matchmaking.waiver_span": Insert(WAIVER, lambda: waiver(until=date(1980, 1, 1))),
    "matchmaking.waiver_names_ties": Insert(WAIVER, lambda: waiver(grounds=[])),
    "matchmaking.run_not_ahead": Insert(RUN, lambda: assignment(run_on=FUTURE)),
    "matchmaking.run_after_its_base": Insert(
        RUN, lambda: assignment(run_on=PAST, previous_id=standing_run())
    ),
    "matchmaking.run_keeps_limits": Insert(
        RUN,
        lambda: assignment(
            parameters={"needs": [1]},
            result={"pairs": [], "loads": {"team": [{"provider": 1, "assigned": 2, "room": 1}]}},
        ),
    ),
    "matchmaking.passages_fit": Spoil(
        MATCH,
        {"passages": [{"document": "x", "start": 0, "end": 9, "text": "短", "terms": []}]},
    ),
    "reports.published_complete": Spoil(REPORT, {"text_hash": ""}),
    "reports.published_not_ahead": Spoil(REPORT, {"published_on": FUTURE}),
    "reports.published_after_period": Spoil(REPORT, {"published_on": PAST}),
    "reports.published_froze": Remove(
        QUERY, {}, lambda q: q.report.uid, lambda q: {"report": q.report_id}
    ),
    "reports.unpublished_froze_nothing": Spoil(
        REPORT, {"state": "draft"}, {}, lambda r: r.figures.order_by("pk").first().uid
    ),
    "reports.has_sections": Remove(
        SECTION, {}, lambda s: s.report.uid, lambda s: {"report": s.report_id}
    ),
    "reports.discarded_has_reason": Spoil(REPORT, {"state": "discarded", "reason_code": ""}),
    "reports.erratum_of_same_report": Insert(ERRATUM, lambda: erratum() | {"report_id": 0}),
    "reports.erratum_after_publication": Insert(ERRATUM, lambda: erratum()),
    "reports.check_read_has_day": Spoil(CHECK, {"read_on": None}),
    "reports.check_settled_has_day": Spoil(CHECK, {"state": "settled", "settled_on": None}),
    "reports.check_failed_says_why": Spoil(CHECK, {"state": "failed", "fault": ""}),
    "reports.check_replaced_has_next": Spoil(CHECK, {"state": "replaced"}),
    "reports.checked_figure_span": Spoil(READ, {"end": 0}),
    "reports.decision_sort_known": Insert(DECISION, lambda: decision() | {"sort": "none"}),
    "reports.decision_says_why": Insert(DECISION, lambda: decision() | {"text": ""}),
    "reports.refused_file_says_why": Insert(
        "work_reports.RefusedFile", lambda: {"batch_id": 0, "name": "a.pdf", "code": "", "text": ""}
    ),
    "reports.checked_text_gives_hash": Spoil(CHECK, {"text": "改过的正文"}),
    "reports.text_gives_hash": Spoil(REPORT, {"text": "改过的正文"}),
    "reports.records_give_hash": Spoil(QUERY, {"records": []}, {"value__gt": 0}),
    "roadshows.kind_known": Spoil(EVENT, {"kind": "ghost"}),
    "roadshows.announced_has_day": Spoil(EVENT, {"announced_on": None}),
    "roadshows.closed_has_day": Spoil(EVENT, {"closed_on": None}),
    "roadshows.closed_after_held": Spoil(EVENT, {"closed_on": PAST}),
    "roadshows.held_not_ahead": Spoil(EVENT, {"held_on": FUTURE}),
    "roadshows.cancelled_has_reason": Spoil(EVENT, {"state": "cancelled"}),
    "roadshows.cancelled_has_no_people": Spoil(EVENT, {"state": "cancelled", "attendance": 9}),
    "roadshows.titled": Spoil(EVENT, {"title": ""}),
    "roadshows.item_one_subject": Spoil(
        ITEM, lambda _: {"achievement_id": first(RESULT).pk, "need_id": first(NEED).pk}
    ),
    "roadshows.item_length": Spoil(ITEM, {"minutes": 0}),
    "roadshows.item_order_once": Spoil(ITEM, same_place, {"order": 2, "removed_on": None}),
    "roadshows.item_basis": Spoil(ITEM, {"synthetic": False}),
    "roadshows.guest_basis": Insert(
        GUEST, lambda: {"event_id": first(EVENT).pk, "organisation_id": real_body()}
    ),
    "roadshows.meeting_outcome": Spoil(MEETING, {"outcome": "none"}, JOINED),
    "roadshows.meeting_cooperation": Spoil(
        MEETING,
        lambda m: {"achievement_id": rows(RESULT).exclude(pk=m.achievement_id).first().pk},
        JOINED,
    ),
    "roadshows.meeting_enterprise": Spoil(
        MEETING, lambda _: {"enterprise_id": real_body()}, JOINED
    ),
    "roadshows.meeting_not_ahead": Spoil(MEETING, {"met_on": FUTURE}),
    "roadshows.meeting_basis": Spoil(MEETING, lambda _: {"enterprise_id": real_body()}),
}


def declined() -> Any:
    return first(MATCH, state="declined", achievement=None)


def erratum() -> dict[str, Any]:
    query = first(QUERY)
    return {
        "report_id": query.report_id, "figure_id": query.pk, "number": "GZ-1990-0001", "before": 1,
        "after": 2, "text": "笔误", "issued_on": PAST, "author_id": user(),
    }  # fmt: skip


def decision() -> dict[str, Any]:
    return {
        "check_of_id": first(CHECK).pk, "start": 0, "end": 1, "shown": "1 项", "sort": "keep",
        "text": "口径不同", "decided_on": PAST, "author_id": user(),
    }  # fmt: skip
