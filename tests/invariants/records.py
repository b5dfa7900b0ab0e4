"""How to break the rules of the nouns."""

from __future__ import annotations

from django.db.models import F

from .breaking import FUTURE, PAST, Remove, Spoil, first, key, rows
from .core import IMPORT, PARTY, brought, real_party

BODY, LINK = "records_organisations.Organisation", "records_organisations.OrganisationSegment"
PERSON, TEAM, MEMBER = "records_people.Person", "records_teams.Team", "records_teams.Membership"
WORKS, TIE = "records_people.Employment", "records_people.Relation"
PROFILE, PLACED = "records_people.ProfileDocument", "records_people.PartySegment"
PLATFORM, RESULT = "records_platforms.Platform", "records_achievements.Achievement"
QUALIFIED = "records_qualifications.Qualification"
FACT, FILED = "records_facts.Fact", "records_facts.Filing"
AGREED, READ = "records_facts.FactConsent", "records_facts.FactUse"
CHECKED = {"state": "accepted", "origin": "enterprise"}
LEAD, HEADS = "records_organisations.SegmentLead", "records_organisations.Headcount"
ENGAGED, ACCEPTED = "records_people.Engagement", "records_platforms.Acceptance"
GRADED, STAGED = "records_platforms.PlatformGrade", "records_platforms.PlatformStage"
MERGED = "records_platforms.Merger"
NEED, SHOWN = "records_needs.Need", "records_needs.NeedDisclosure"
COOP, SEGMENT = "records_cooperations.Cooperation", "core_places.Segment"
OUTCOME, CONFIRMED = "records_cooperations.Outcome", {"state": "confirmed"}
PERFORMING, TALKING = {"state": "performing"}, {"state": "negotiating"}
OF_NEED = {"need__isnull": False}
SOLVED = {"state": "solved"}


def real_body() -> int:
    return int(first(BODY, synthetic=False).pk)


def taken_back(_row: object) -> dict[str, object]:
    """The record came with a file that was taken back."""
    uid = brought(state="undone", why="x")()
    return {"held_by_id": rows(IMPORT).get(uid=uid).pk}


def other_domain(_row: object) -> dict[str, str]:
    """Segments move to another domain, so that the row's own segment lies outside its domain."""
    from django.apps import apps

    apps.get_model("core_places.Domain").objects.get_or_create(code="moon", name_zh="月")
    return {"domain_id": "moon"}


def two_needs_in_a_circle(need):  # type: ignore[no-untyped-def]
    other = rows(NEED).exclude(pk=need.pk).first()
    rows(NEED).filter(pk=other.pk).update(merged_into=need.pk, state="merged")
    return {"merged_into_id": other.pk, "state": "merged"}


def solved_by(need):  # type: ignore[no-untyped-def]
    rows(COOP).filter(need=need.pk).update(signed_on=None)
    return {}


BREAKERS = {
    "facts.code_known": Spoil(FACT, {"code": "ghost"}),
    "facts.span": Spoil(FACT, {"valid_to": PAST}),
    "facts.number": Spoil(FACT, {"number": -1}),
    "facts.enterprise": Spoil(
        BODY, {"kind": "university"}, {"facts__isnull": False}, lambda o: o.facts.first().uid
    ),
    "facts.basis": Spoil(FACT, {"synthetic": False}),
    "facts.decided": Spoil(FACT, {"decided_on": None}, CHECKED),
    "facts.returned_why": Spoil(FACT, {"reason_code": "because"}, {"state": "returned"}),
    "facts.filed": Spoil(FACT, {"filing": None}, CHECKED),
    "facts.filing_owner": Spoil(FACT, lambda _f: {"organisation_id": real_body()}, CHECKED),
    "facts.replaces_same": Spoil(
        FACT,
        lambda f: {"replaces_id": first(FACT, organisation=f.organisation, code="staff").pk},
        {"code": "revenue", **CHECKED},
    ),
    "facts.not_ahead": Spoil(FACT, {"day": FUTURE}),
    "facts.filing_waits": Spoil(FILED, {"state": "waiting"}, {"state": "settled"}),
    "facts.purpose_known": Spoil(AGREED, {"purpose": "gossip"}),
    "facts.consent_span": Spoil(AGREED, {"withdrawn_on": PAST}),
    "facts.use_says_what": Spoil(READ, {"facts": []}),
    "facts.use_not_ahead": Spoil(READ, {"used_on": FUTURE}),
    "search.follows": Spoil(NEED, {"title": "past the actions"}),
    "organisations.merged_is_told": Spoil(
        "records_organisations.Organisation", lambda o: {"merged_into_id": o.pk}
    ),
    "people.merged_is_told": Spoil("records_people.Person", lambda p: {"merged_into_id": p.pk}),
    "organisations.taken_back_is_free": Spoil(BODY, taken_back, {"credit_code__isnull": False}),
    "people.taken_back_says_nothing": Spoil(PERSON, lambda p: {**taken_back(p), "contact": "x"}),
    "organisations.kind_known": Spoil(BODY, {"kind": "ghost"}),
    "organisations.party_kind": Spoil(
        PARTY, {"kind": "team"}, {"kind": "organisation"}, lambda p: p.organisation.uid
    ),
    "organisations.party_name": Spoil(BODY, {"name_zh": "另一个名字"}),
    "organisations.party_basis": Spoil(BODY, {"synthetic": True}, {"synthetic": False}),
    "organisations.named": Spoil(BODY, {"name_zh": ""}),
    "organisations.above_scale_span": Spoil(
        BODY, {"above_scale_since": FUTURE, "above_scale_until": PAST}
    ),
    "organisations.above_scale_begins": Spoil(
        BODY, {"above_scale_since": None, "above_scale_until": PAST}
    ),
    "organisations.real_has_source": Spoil(
        BODY, {"source": "", "fact": "says who?"}, {"synthetic": False}
    ),
    "organisations.segment_basis": Spoil(LINK, {"synthetic": False}, {"synthetic": True}),
    "organisations.party_has_body": Remove(BODY, {}, lambda b: b.party.uid),
    "organisations.credit_code": Spoil(BODY, {"credit_code": "91150200MA0000000X"}),
    "people.party_kind": Spoil(PARTY, {"kind": "team"}, {"kind": "person"}, lambda p: p.person.uid),
    "people.party_basis": Spoil(PERSON, {"synthetic": False}),
    "people.party_has_person": Remove(PERSON, {}, lambda p: p.party.uid),
    "people.invented_employment": Spoil(
        PERSON,
        {"synthetic": False},
        {"employments__isnull": False},
        lambda p: p.employments.first().uid,
    ),
    "people.employment_span": Spoil(WORKS, {"until": PAST}),
    "people.employment_source": Spoil(WORKS, {"source": ""}),
    "people.relation_kind_known": Spoil(TIE, {"kind": "ghost"}),
    "people.relation_span": Spoil(TIE, {"until": PAST}),
    "people.relation_source": Spoil(TIE, {"source": ""}),
    "people.relation_of_two": Spoil(TIE, {"right_id": F("left_id")}),
    "people.relation_basis": Spoil(
        TIE,
        lambda _: {
            "left_id": real_party(),
            "right_id": first(PARTY, synthetic=False, pk__gt=real_party()).pk,
        },
    ),
    "people.document_kind_known": Spoil(PROFILE, {"kind": "ghost"}),
    "people.document_basis": Spoil(PROFILE, lambda _: {"party_id": real_party()}),
    "people.segment_basis": Spoil(PLACED, {"synthetic": False}),
    "teams.party_kind": Spoil(PARTY, {"kind": "person"}, {"kind": "team"}, lambda p: p.team.uid),
    "teams.party_basis": Spoil(TEAM, {"synthetic": False}),
    "teams.party_has_team": Remove(TEAM, {}, lambda t: t.party.uid),
    "teams.leader_basis": Spoil(
        PERSON,
        {"synthetic": False},
        {"led_teams__isnull": False},
        lambda p: p.led_teams.first().uid,
    ),
    "teams.leader_belongs": Remove(
        MEMBER,
        {"team__leader": F("person")},
        lambda m: m.team.uid,
        lambda m: {"team": m.team_id, "person": m.person_id},
    ),
    "teams.maturity_scale": Spoil(TEAM, {"maturity": 10}),
    "teams.membership_span": Spoil(MEMBER, {"until": PAST}),
    "teams.membership_basis": Spoil(
        PERSON,
        {"synthetic": False},
        {"memberships__isnull": False},
        lambda p: p.memberships.first().uid,
    ),
    "organisations.active_span": Spoil(BODY, {"active_since": FUTURE, "active_until": PAST}),
    "qualifications.kind_known": Spoil(QUALIFIED, {"kind": "ghost"}),
    "qualifications.level_known": Spoil(QUALIFIED, {"level": "moon"}),
    "qualifications.enterprise": Spoil(
        BODY,
        {"kind": "park"},
        {"qualifications__isnull": False},
        lambda b: b.qualifications.first().uid,
    ),
    "qualifications.span": Spoil(QUALIFIED, {"valid_to": PAST}),
    "qualifications.early_end": Spoil(QUALIFIED, {"ended_on": PAST, "end_reason": "unmet"}),
    "qualifications.end_reason": Spoil(QUALIFIED, {"end_reason": "unmet"}, {"ended_on": None}),
    "qualifications.not_ahead": Spoil(QUALIFIED, {"issued_on": FUTURE}),
    "qualifications.basis": Spoil(QUALIFIED, {"synthetic": False}),
    "qualifications.real_has_source": Spoil(QUALIFIED, {"synthetic": False, "source": ""}),
    "qualifications.one_at_a_time": Spoil(
        QUALIFIED, {"valid_to": None}, {"followed_by__isnull": False}
    ),
    "qualifications.chain_of_one": Spoil(
        QUALIFIED,
        lambda row: {
            "follows_id": rows(QUALIFIED).exclude(organisation_id=row.organisation_id).first().pk
        },
    ),
    "qualifications.new_is_first": Spoil(
        QUALIFIED, {"follows_id": None}, {"follows__isnull": False}
    ),
    "organisations.lead_role_known": Spoil(LEAD, {"role": "ghost"}),
    "organisations.lead_span": Spoil(LEAD, {"since": FUTURE, "until": PAST}),
    "organisations.lead_basis": Spoil(LEAD, {"synthetic": False}, {"synthetic": True}),
    "organisations.headcount_known_words": Spoil(HEADS, {"method": "guess"}),
    "organisations.headcount_not_ahead": Spoil(HEADS, {"as_of": FUTURE}),
    "organisations.headcount_basis": Spoil(HEADS, {"synthetic": False}, {"synthetic": True}),
    "people.engagement_kind_known": Spoil(ENGAGED, {"kind": "ghost"}),
    "people.engagement_span": Spoil(ENGAGED, {"until": PAST}),
    "people.engagement_source": Spoil(ENGAGED, {"source": ""}),
    "people.engagement_basis": Spoil(ENGAGED, {"synthetic": False}, {"synthetic": True}),
    "platforms.kind_known": Spoil(PLATFORM, {"kind": "ghost"}),
    "platforms.span": Spoil(PLATFORM, {"since": FUTURE, "until": PAST}),
    "platforms.not_ahead": Spoil(PLATFORM, {"decided_on": FUTURE}),
    "platforms.grade_known": Spoil(GRADED, {"grade": "world"}),
    "platforms.grade_span": Spoil(GRADED, {"since": FUTURE, "until": PAST}),
    "platforms.grade_basis": Spoil(GRADED, {"synthetic": True}, {"synthetic": False}),
    "platforms.stage_known": Spoil(STAGED, {"stage": "moon"}),
    "platforms.stage_span": Spoil(STAGED, {"since": FUTURE, "until": PAST}),
    "platforms.stage_basis": Spoil(STAGED, {"synthetic": False}),
    "platforms.acceptance_result": Spoil(ACCEPTED, {"result": "maybe"}),
    "platforms.acceptance_not_ahead": Spoil(ACCEPTED, {"held_on": FUTURE}),
    "platforms.acceptance_basis": Spoil(ACCEPTED, {"synthetic": True}, {"synthetic": False}),
    "platforms.merger_not_ahead": Spoil(MERGED, {"merged_on": FUTURE}),
    "platforms.merger_two": Spoil(MERGED, lambda m: {"platform_id": m.successor_id}),
    "platforms.merger_one": Spoil(MERGED, {"printed": "", "platform_id": None}),
    "platforms.merger_basis": Spoil(MERGED, {"synthetic": False}, {"synthetic": True}),
    "platforms.named": Spoil(PLATFORM, {"name": ""}),
    "platforms.real_has_source": Spoil(PLATFORM, {"source": ""}, {"synthetic": False}),
    "platforms.body_basis": Spoil(
        PLATFORM, lambda _: {"synthetic": True, "organisation_id": real_body()}
    ),
    "achievements.published_has_day": Spoil(RESULT, {"published_on": None}),
    "achievements.unpublished_has_no_day": Spoil(RESULT, {"state": "draft"}),
    "achievements.not_ahead": Spoil(RESULT, {"published_on": FUTURE}),
    "achievements.titled": Spoil(RESULT, {"title": ""}),
    "achievements.maturity_scale": Spoil(RESULT, {"maturity": 10}),
    "achievements.segment_of_domain": Spoil(RESULT, other_domain, {"segment__isnull": False}),
    "achievements.owner_basis": Spoil(RESULT, lambda _: {"owner_id": real_body()}),
    "achievements.team_basis": Spoil(
        TEAM,
        {"synthetic": False},
        {"achievements__isnull": False},
        lambda t: t.achievements.first().uid,
    ),
    "achievements.price": Spoil(RESULT, {"price": -1}),
    "needs.submitted_has_day": Spoil(NEED, {"submitted_on": None}),
    "needs.accepted_has_day": Spoil(NEED, {"accepted_on": None}, SOLVED),
    "needs.solved_has_day": Spoil(NEED, {"solved_on": None}, SOLVED),
    "needs.unsolved_has_no_day": Spoil(NEED, {"solved_on": FUTURE}, {"state": "published"}),
    "needs.draft_not_accepted": Spoil(NEED, {"accepted_on": PAST}, {"state": "submitted"}),
    "needs.accepted_after_submitted": Spoil(NEED, {"accepted_on": PAST}, SOLVED),
    "needs.published_after_accepted": Spoil(NEED, {"published_on": PAST}, SOLVED),
    "needs.solved_after_accepted": Spoil(NEED, {"solved_on": PAST}, SOLVED),
    "needs.not_ahead": Spoil(NEED, {"published_on": FUTURE}),
    "needs.rejected_has_reason": Spoil(NEED, {"state": "rejected", "reason_code": "mood"}),
    "needs.verifiable": Spoil(NEED, {"unit": ""}, {"kind": "technology", **SOLVED}),
    "needs.merged_has_target": Spoil(NEED, {"state": "merged"}),
    "needs.target_only_if_merged": Spoil(NEED, {"merged_into_id": F("pk") + 1}, SOLVED),
    "needs.merge_no_circle": Spoil(NEED, two_needs_in_a_circle),
    "needs.merge_basis": Spoil(
        NEED, lambda n: {"synthetic": False, "merged_into_id": first(NEED, pk__gt=n.pk).pk}
    ),
    "needs.owner_basis": Spoil(NEED, lambda _: {"organisation_id": real_body()}),
    "needs.real_owner": Spoil(NEED, {"synthetic": False}),
    "needs.segment_of_domain": Spoil(NEED, other_domain, {"segment__isnull": False}),
    "needs.kind_known": Spoil(NEED, {"kind": "ghost"}),
    "needs.origin_known": Spoil(NEED, {"origin": "ghost"}),
    "needs.secrecy_known": Spoil(NEED, {"secrecy": "ghost"}),
    "needs.comparator_known": Spoil(NEED, {"comparator": "~"}),
    "needs.budget": Spoil(NEED, {"budget": -1}),
    "needs.maturity_scale": Spoil(NEED, {"maturity_wanted": 10}),
    "needs.titled": Spoil(NEED, {"title": ""}),
    "needs.disclosure_span": Spoil(SHOWN, {"until": PAST}),
    "needs.disclosure_basis": Spoil(SHOWN, lambda _: {"party_id": real_party()}),
    "cooperations.one_origin": Spoil(COOP, {"need_id": None, "achievement_id": None}),
    "cooperations.origin_named": Spoil(COOP, {"origin": "ghost"}),
    "cooperations.enterprise_of_need": Spoil(
        COOP, lambda _: {"enterprise_id": real_body()}, OF_NEED
    ),
    "cooperations.two_sides": Spoil(COOP, lambda c: {"provider_id": c.enterprise.party_id}),
    "cooperations.signed_has_day": Spoil(COOP, {"signed_on": None}, PERFORMING),
    "cooperations.unsigned_has_no_day": Spoil(COOP, {"signed_on": FUTURE}, TALKING),
    "cooperations.signed_after_begin": Spoil(COOP, {"signed_on": PAST}, PERFORMING),
    "cooperations.ends_after_signed": Spoil(COOP, {"ends_on": PAST}, PERFORMING),
    "cooperations.delivered_has_day": Spoil(COOP, {"state": "delivered"}, PERFORMING),
    "cooperations.delivered_after_signed": Spoil(COOP, {"delivered_on": PAST}, PERFORMING),
    "cooperations.ended_has_day": Spoil(COOP, {"state": "terminated"}, PERFORMING),
    "cooperations.failed_has_reason": Spoil(COOP, {"state": "failed"}, TALKING),
    "cooperations.rated_has_score": Spoil(COOP, {"state": "rated"}, PERFORMING),
    "cooperations.score_scale": Spoil(COOP, {"rating": 6}),
    "cooperations.rated_after_delivered": Spoil(
        COOP, {"delivered_on": FUTURE, "rated_on": PAST}, PERFORMING
    ),
    "cooperations.not_ahead": Spoil(COOP, {"signed_on": FUTURE}, PERFORMING),
    "cooperations.amount": Spoil(COOP, {"amount": -1}),
    "cooperations.enterprise_basis": Spoil(COOP, lambda _: {"enterprise_id": real_body()}),
    "cooperations.provider_basis": Spoil(COOP, lambda _: {"provider_id": real_party()}),
    "cooperations.solved_need_signed": Spoil(
        NEED, lambda n: solved_by(n) or {"title": n.title}, SOLVED, key
    ),
    "cooperations.outcome_said": Spoil(OUTCOME, {"progress": ""}, CONFIRMED),
    "cooperations.outcome_confirmed": Spoil(OUTCOME, {"confirmed_on": PAST}, CONFIRMED),
    "cooperations.outcome_of_signed": Spoil(
        OUTCOME, lambda _: {"cooperation_id": first(COOP, **TALKING).pk}
    ),
    "cooperations.outcome_after_signing": Spoil(OUTCOME, {"due_on": PAST}),
    "cooperations.outcome_not_ahead": Spoil(OUTCOME, {"confirmed_on": FUTURE}, CONFIRMED),
    "cooperations.outcome_basis": Spoil(OUTCOME, {"synthetic": False}),
    "cooperations.negotiating_need": Remove(
        COOP, {**TALKING, **OF_NEED}, lambda c: c.need.uid, lambda c: {"need": c.need_id}
    ),
}
