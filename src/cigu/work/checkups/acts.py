"""The steps of a record as buttons: those one may take now, and the next one with what it needs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.clock.business import today
from cigu.core.flow.actions import tasks_of
from cigu.core.ui.steps import Button, buttons

from . import guards
from .models import Campaign, Checkup

ROUTES = {
    "invite": "checkups:invite", "consent": "checkups:consent", "hand_in": "checkups:hand_in",
    "visit": "checkups:visit", "diagnose": "checkups:diagnose", "reply": "checkups:reply",
    "issue": "checkups:issue", "follow": "checkups:follow", "close": "checkups:close",
}  # fmt: skip
ASIDE = {
    "pass_silence": "checkups:pass_silence", "revise": "checkups:revise",
    "decline": "checkups:decline", "withdraw": "checkups:withdraw",
}  # fmt: skip
CAMPAIGN_ROUTES = {"start": "checkups:campaign_start", "close": "checkups:campaign_close"}


def of_checkup(checkup: Checkup, user: Any) -> list[Button]:
    """Ways out first, then what comes later, the right next step last."""
    side = [b for b in buttons(checkup, user, ASIDE, checkup.number) if _offered(checkup, b)]
    main = buttons(checkup, user, ROUTES, checkup.number)
    now, later = _split(main)
    if guards.can_answer(checkup, user):
        now = [*(replace(b, primary=False) for b in now), _questions(checkup)]
    follow_up = _follow_up(checkup, user)
    if follow_up is not None:
        now = [*(replace(b, primary=False) for b in now), follow_up]
    return [*(replace(b, primary=False) for b in side), *later[:1], *now]


def of_campaign(campaign: Campaign, user: Any) -> list[Button]:
    now, later = _split(buttons(campaign, user, CAMPAIGN_ROUTES, campaign.number))
    if guards.can_manage(user, campaign.territory, campaign.domain) and campaign.state != "closed":
        select = Button(_("Select enterprises"), reverse("checkups:select", args=[campaign.number]))
        now = [select, *now] if campaign.state == "planned" else [
            *(replace(b, primary=False) for b in now), replace(select, primary=True)
        ]  # fmt: skip
    return [*later[:1], *now]


def _split(found: list[Button]) -> tuple[list[Button], list[Button]]:
    return [b for b in found if not b.why_not], [b for b in found if b.why_not]


def _offered(checkup: Checkup, button: Button) -> bool:
    """Ways out are not announced beforehand; going on in silence only once the term is over."""
    if button.why_not:
        return False
    if not button.url.endswith("/pass-silence/"):
        return True
    task = tasks_of(checkup).first()
    return task is not None and task.due_on is not None and task.due_on < today()


def _follow_up(checkup: Checkup, user: Any) -> Button | None:
    """The next follow-up that is not recorded yet."""
    if not guards.can_follow(checkup, user):
        return None
    row = checkup.follow_ups.filter(done_on__isnull=True).order_by("due_on").first()
    if row is None:
        return None
    url = reverse("checkups:follow_up", args=[checkup.number, row.days])
    return Button(_("Record the follow-up"), url, primary=True)


def _questions(checkup: Checkup) -> Button:
    url = reverse("checkups:questionnaire", args=[checkup.number])
    return Button(_("Fill in the questionnaire"), url, primary=True)
