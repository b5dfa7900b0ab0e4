"""Who may do what beyond the state table, and what must hold before a step."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.flow.actions import tasks_of
from cigu.records.needs.guards import check_can_raise
from cigu.records.organisations.models import Organisation

from . import questionnaire as q
from .errors import CheckupRefused
from .models import Campaign, Checkup, Consent, Finding, FollowUp
from .models.following import PROVEN

RAISABLE = ("diagnosed", "replied", "issued", "following")


def is_enterprise_of(checkup: Checkup, user: Any) -> bool:
    return checkup.enterprise.party_id in Access.of(user).parties


def check_owns(checkup: Checkup, user: Any) -> None:
    if checkup.state == "planned" or not is_enterprise_of(checkup, user):
        raise NotAllowed()


def _covers(checkup: Checkup, user: Any, *roles: str) -> bool:
    access = Access.of(user)
    return any(access.covers(r, checkup.territory, checkup.domain_id) for r in roles)


# ---- campaigns and selection ----
def can_manage(user: Any, territory: Any, domain: Any) -> bool:
    return Access.of(user).covers(Role.OFFICER, territory, domain.pk)


def check_can_manage(user: Any, territory: Any, domain: Any) -> None:
    if not can_manage(user, territory, domain):
        raise NotAllowed()


def check_period(since: date, until: date) -> None:
    if until < since:
        raise CheckupRefused(
            "period",
            _("Until: %(until)s lies before the first day, %(since)s. Give a later day.")
            % {"until": until, "since": since},
            field="until", value=str(until),
        )  # fmt: skip


def check_open(campaign: Campaign) -> None:
    if campaign.state == "closed":
        text = _("%(campaign)s is closed: choose a campaign that is running.")
        raise CheckupRefused("campaign_closed", text % {"campaign": campaign})


def check_can_select(
    campaign: Campaign, organisations: Collection[Organisation], user: Any
) -> None:
    check_can_manage(user, campaign.territory, campaign.domain)
    check_open(campaign)
    _check_members(campaign, organisations)
    taken = Checkup.objects.filter(campaign=campaign, enterprise__in=organisations)
    names = "、".join(str(c.enterprise) for c in taken.select_related("enterprise")[:5])
    if names or len({o.pk for o in organisations}) < len(organisations):
        raise CheckupRefused(
            "already_selected",
            _("Already in this campaign: %(names)s. Take them out of the selection.")
            % {"names": names or _("one enterprise twice")},
            field="organisations", value=names,
        )  # fmt: skip


def _check_members(campaign: Campaign, organisations: Iterable[Organisation]) -> None:
    for body in organisations:
        firm = body.kind == Organisation.Kind.ENTERPRISE
        if not (firm and campaign.territory.holds(body.territory)):
            raise CheckupRefused(
                "not_selectable",
                _("%(name)s is no enterprise of %(territory)s: take it out of the selection.")
                % {"name": body.name_zh, "territory": campaign.territory},
                field="organisations", value=body.name_zh,
            )  # fmt: skip


def check_commissioner(user: Any, territory: Any, domain: Any) -> None:
    if user is not None and not Access.of(user).covers(Role.COMMISSIONER, territory, domain.pk):
        raise CheckupRefused(
            "commissioner",
            _("%(user)s is no commissioner of %(territory)s: choose one who is.")
            % {"user": user, "territory": territory},
            field="commissioner", value=str(user),
        )  # fmt: skip


def check_campaign_runs(checkup: Checkup) -> None:
    if checkup.campaign.state != "running":
        text = _("%(campaign)s is not running: start it, then invite.")
        raise CheckupRefused("campaign_not_running", text % {"campaign": checkup.campaign})


def check_all_ended(campaign: Campaign) -> None:
    """A campaign closes when no checkup is still on its way to a report."""
    ended = ("issued", "following", "closed", "declined", "withdrawn")
    left = campaign.checkups.exclude(state__in=ended).count()
    if left:
        raise CheckupRefused(
            "still_open",
            ngettext(
                "%(n)s checkup is not issued yet: issue or withdraw it, then close.",
                "%(n)s checkups are not issued yet: issue or withdraw them, then close.",
                left,
            ) % {"n": left},
        )  # fmt: skip


# ---- consent and answers ----
def check_purposes(purposes: Collection[str]) -> None:
    strange = sorted(set(purposes) - set(Consent.Purpose.values))
    if strange:
        raise CheckupRefused(
            "purpose",
            _("Purpose %(code)s is not known: choose from the list.") % {"code": strange[0]},
            field="purposes", value=strange[0],
        )  # fmt: skip
    if Consent.REQUIRED not in purposes:
        raise CheckupRefused(
            "purpose_required",
            _("Purposes: without “%(purpose)s” there is no checkup. Tick it, or decline.")
            % {"purpose": Consent.REQUIRED.label},
            field="purposes", value="",
        )  # fmt: skip


def can_answer(checkup: Checkup, user: Any) -> bool:
    own = checkup.state == "collecting" and is_enterprise_of(checkup, user)
    return own and checkup.standing_consent is not None


def check_can_answer(checkup: Checkup, user: Any) -> None:
    if not can_answer(checkup, user):
        raise NotAllowed(
            _("The questionnaire is open to the enterprise from its consent until it is handed in.")
        )


def can_read_answers(checkup: Checkup, user: Any) -> bool:
    """The enterprise its own; officers and commissioners as far as the consent goes."""
    if is_enterprise_of(checkup, user):
        return True
    consent = checkup.standing_consent
    if consent is None:
        return False
    if _covers(checkup, user, Role.OFFICER):
        return True
    shared = Consent.Purpose.COMMISSIONER in consent.purposes
    return shared and _covers(checkup, user, Role.COMMISSIONER)


def check_instrument(checkup: Checkup) -> None:
    if q.fingerprint(checkup.instrument) != checkup.instrument_hash:
        text = _("The questionnaire changed after this checkup began: an officer selects anew.")
        raise CheckupRefused("instrument_changed", text)


def check_complete(checkup: Checkup) -> None:
    parts = q.sections(checkup.instrument)
    lacking = [
        p for p in parts
        if not p.optional and not q.is_done(p, checkup.answers.get(p.code, {}))
    ]  # fmt: skip
    if lacking:
        raise CheckupRefused(
            "incomplete",
            _("Not complete: %(sections)s. Answer every question there, then hand in.")
            % {"sections": "、".join(str(p) for p in lacking)},
            field="sections", value=lacking[0].code,
        )  # fmt: skip
    if checkup.score and checkup.score["level"] is None:
        raise CheckupRefused(
            "level_open",
            _("Answer one level after the other, up to the first that is not reached: the level is"
              " still open."), field="sections", value="",
        )  # fmt: skip


def check_consented(checkup: Checkup, user: Any) -> None:
    check_owns(checkup, user)
    if checkup.standing_consent is None:
        raise CheckupRefused("no_consent", _("There is no consent to take back."))


def is_examiner(checkup: Checkup, user: Any) -> bool:
    return _covers(checkup, user, Role.OFFICER, Role.COMMISSIONER)


# ---- diagnosis to follow-up ----
def can_read_draft(checkup: Checkup, user: Any) -> bool:
    """Findings and plan: examiners always, the enterprise once the draft was put to it."""
    if checkup.counted or is_examiner(checkup, user):
        return True
    return checkup.state in ("diagnosed", "replied") and is_enterprise_of(checkup, user)


def check_visit(lines: int | None, scrap_rate: Any) -> None:
    if scrap_rate is not None and not 0 <= scrap_rate <= 100:
        raise CheckupRefused(
            "scrap_rate", _("Scrap rate: give a number from 0 to 100, for example 2.5."),
            field="scrap_rate", value=str(scrap_rate),
        )  # fmt: skip
    if lines is not None and not 0 <= lines <= 1000:
        raise CheckupRefused(
            "lines", _("Production lines: give a whole number from 0 to 1000, for example 3."),
            field="lines", value=str(lines),
        )  # fmt: skip


def check_visit_day(checkup: Checkup, visited_on: date, on: date) -> None:
    first = checkup.consented_on or checkup.selected_on
    if not first <= visited_on <= on:
        raise CheckupRefused(
            "visited_on",
            _("Day of the visit: give a day from %(first)s to %(last)s.")
            % {"first": first, "last": on},
            field="visited_on", value=str(visited_on),
        )  # fmt: skip


def check_findings(findings: Collection[Any]) -> None:
    known = {item.id for item in q.proposal().items}
    if not findings:
        raise CheckupRefused(
            "no_finding", _("Findings: write at least one, for example on R&D intensity."),
            field="findings", value="",
        )  # fmt: skip
    for row in findings:
        fault = _finding_fault(row, known)
        if fault:
            raise CheckupRefused("finding", fault, field="findings", value=str(row.get("item")))


def _finding_fault(row: Any, known: set[str]) -> str:
    if row.get("item") not in known:
        text = _("Finding: item %(item)s is not in the list. Choose one.")
        return text % {"item": row.get("item")}
    if row.get("light") not in Finding.Light.values:
        return _("Finding: choose the light red, amber or green.")
    if not str(row.get("text", "")).strip():
        return _("Finding: write what was found, in one or two sentences.")
    return ""


def check_reply(agrees: bool, comment: str) -> None:
    if not agrees and not comment.strip():
        raise CheckupRefused(
            "comment", _("Comment: say what you do not agree with, and why."),
            field="comment", value="",
        )  # fmt: skip


def check_silence(checkup: Checkup) -> None:
    """Only when the enterprise's term has run out may the bureau go on without its reply."""
    task = tasks_of(checkup).first()
    if task is None or task.due_on is None or task.due_on >= today():
        raise CheckupRefused(
            "reply_term",
            _("The enterprise may reply until %(day)s: wait, or ring them up.")
            % {"day": task.due_on if task else "—"},
        )


def check_can_raise_from(finding: Finding, user: Any) -> None:
    checkup = finding.checkup
    if finding.retired_on or not can_read_draft(checkup, user):
        raise NotAllowed()
    check_can_raise(user, checkup.enterprise)
    if checkup.state not in RAISABLE:
        raise CheckupRefused(
            "too_early", _("A need is raised from a diagnosed checkup: write the diagnosis first.")
        )
    if finding.need_id:
        raise CheckupRefused(
            "need_raised",
            _("This finding already became need %(need)s: open that one.")
            % {"need": finding.need.number if finding.need else ""},
        )
    consent = checkup.standing_consent
    agreed = consent is not None and Consent.Purpose.NEEDS in consent.purposes
    if not agreed and not is_enterprise_of(checkup, user):
        raise CheckupRefused(
            "no_purpose",
            _("The enterprise did not agree that findings become needs: ask it to raise the need."),
        )


def can_follow(checkup: Checkup, user: Any) -> bool:
    return checkup.state == "following" and is_examiner(checkup, user)


def check_can_follow(follow_up: FollowUp, user: Any) -> None:
    if not can_follow(follow_up.checkup, user):
        raise NotAllowed()
    if follow_up.done_on:
        raise CheckupRefused(
            "followed", _("This follow-up was recorded on %(day)s.") % {"day": follow_up.done_on}
        )


def check_outcome(outcome: str, evidence: Any) -> None:
    if outcome not in FollowUp.Outcome.values:
        raise CheckupRefused(
            "outcome", _("Outcome: choose one from the list."), field="outcome", value=outcome
        )
    if outcome in PROVEN and not evidence:
        raise CheckupRefused(
            "evidence", _("Evidence: from a signed contract on, attach the paper that shows it."),
            field="evidence", value="",
        )  # fmt: skip


def check_can_close(checkup: Checkup, recheck_on: date, on: date, reason: str) -> None:
    waiting = checkup.follow_ups.filter(done_on__isnull=True)
    if waiting.filter(due_on__lte=on).exists():
        raise CheckupRefused(
            "follow_up_due", _("A follow-up is due and not recorded: record it, then close.")
        )
    if waiting.exists() and not reason.strip():
        raise CheckupRefused(
            "close_early", _("Reason: follow-ups still lie ahead. Say why the checkup ends now."),
            field="reason", value="",
        )  # fmt: skip
    if recheck_on <= on:
        raise CheckupRefused(
            "recheck_on", _("Re-check: give a day after %(on)s.") % {"on": on},
            field="recheck_on", value=str(recheck_on),
        )  # fmt: skip
