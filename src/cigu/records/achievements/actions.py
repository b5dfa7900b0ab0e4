"""Draft, submit and publish achievements."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.flow.actions import fire, start
from cigu.core.notices.actions import emit
from cigu.core.numbers.actions import next_number
from cigu.engines.basis.errors import CiguError

from .models import Achievement


class AchievementRefused(CiguError):
    pass


def can_draft(user: Any, owner: Any, team: Any, territory: Any) -> bool:
    access = Access.of(user)
    own = {owner.party_id, getattr(team, "party_id", None)} & access.parties
    return bool(own) or access.covers(Role.OFFICER, territory)


def draft_achievement(
    *, by: Any, title: str, abstract: str, owner: Any, territory: Any, domain: Any,
    team: Any = None, on: date | None = None, reason: str = "", synthetic: bool = False,
    **fields: Any,
) -> Achievement:  # fmt: skip
    if not can_draft(by, owner, team, territory):
        raise NotAllowed()
    with acting("achievements.draft", by=by, on=on, reason=reason) as step:
        achievement = Achievement(
            title=title, abstract=abstract, owner=owner, team=team, territory=territory,
            domain=domain, synthetic=synthetic, number=next_number("C", step.on), **fields,
        )  # fmt: skip
        start(achievement, step.on)
    return achievement


def edit_achievement(*, achievement: Achievement, by: Any, on: date | None = None,
                     reason: str = "", **fields: Any) -> Achievement:  # fmt: skip
    """While it is a draft; what was submitted has to be returned first."""
    own = can_draft(by, achievement.owner, achievement.team, achievement.territory)
    if achievement.state != "draft" or not own:
        raise NotAllowed(_("Only a draft can be edited."))
    with acting("achievements.edit", by=by, on=on, reason=reason):
        for name, value in fields.items():
            setattr(achievement, name, value)
        achievement.save()
    return achievement


def submit_achievement(*, achievement: Achievement, by: Any, on: date | None = None,
                       reason: str = "") -> Achievement:  # fmt: skip
    with acting("achievements.submit", by=by, on=on, reason=reason) as step:
        fire(achievement, "submit", by=by, on=step.on)
    return achievement


def return_achievement(*, achievement: Achievement, by: Any, reason: str,
                       on: date | None = None) -> Achievement:  # fmt: skip
    _check_reason(reason)
    with acting("achievements.return", by=by, on=on, reason=reason) as step:
        fire(achievement, "return", by=by, on=step.on)
    return achievement


def publish_achievement(*, achievement: Achievement, by: Any, on: date | None = None,
                        reason: str = "") -> Achievement:  # fmt: skip
    with acting("achievements.publish", by=by, on=on, reason=reason) as step:
        achievement.published_on = step.on
        fire(achievement, "publish", by=by, on=step.on)
        emit("achievements.published", uid=str(achievement.uid))
    return achievement


def withdraw_achievement(*, achievement: Achievement, by: Any, reason: str,
                         on: date | None = None) -> Achievement:  # fmt: skip
    _check_reason(reason)
    with acting("achievements.withdraw", by=by, on=on, reason=reason) as step:
        fire(achievement, "withdraw", by=by, on=step.on)
    return achievement


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise AchievementRefused("reason", _("Give the reason."), field="reason", value="")
