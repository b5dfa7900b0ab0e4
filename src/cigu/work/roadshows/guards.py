"""Who may run events and record meetings, and what a programme or a meeting may hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import role_at
from cigu.engines.basis.errors import CiguError
from cigu.records.achievements.models import Achievement
from cigu.records.needs.models import PUBLIC_STATES, Need
from cigu.records.organisations.models import Organisation

from .models import Event

HOSTS = (Role.OFFICER, Role.BROKER)
OPEN_PROGRAMME = ("planned", "announced", "held")
SHOWN_NEEDS = ("accepted", *PUBLIC_STATES)


class EventRefused(CiguError):
    """What has to be put right before the event can go on."""


def can_plan(user: Any, territory: Any, domain: Any = None) -> bool:
    return role_at(user, HOSTS, territory, getattr(domain, "pk", None))


def check_can_plan(user: Any, territory: Any, domain: Any = None) -> None:
    if not can_plan(user, territory, domain):
        raise NotAllowed()


def can_edit(event: Event, user: Any) -> bool:
    return event.state in ("planned", "announced") and can_plan(user, event.territory, event.domain)


def check_can_edit(event: Event, user: Any) -> None:
    if not can_edit(event, user):
        raise NotAllowed(_("This event can no longer be edited."))


def can_arrange(event: Event, user: Any) -> bool:
    """Programme and guests stay open until the event is closed."""
    return event.state in OPEN_PROGRAMME and can_plan(user, event.territory, event.domain)


def check_can_arrange(event: Event, user: Any) -> None:
    if not can_arrange(event, user):
        raise NotAllowed(_("Programme and guests of this event can no longer be changed."))


def check_subject(achievement: Achievement | None, need: Need | None) -> None:
    """Only what the bureau has in hand may be put before an audience."""
    if achievement is not None and need is not None:
        raise EventRefused(
            "two_subjects", _("Choose an achievement or a need, not both."), field="need", value=""
        )
    if achievement is not None and achievement.state not in ("submitted", "published"):
        raise EventRefused(
            "not_published",
            _("%(obj)s is neither submitted nor published: publish it first.")
            % {"obj": achievement},
            field="achievement", value=achievement.number,
        )  # fmt: skip
    if need is not None and (need.state not in SHOWN_NEEDS or need.secrecy == Need.Secrecy.NAMED):
        raise EventRefused(
            "need_closed",
            _("%(obj)s may not be shown at an event: choose an accepted, open need.")
            % {"obj": need},
            field="need", value=need.number,
        )  # fmt: skip


def check_has_come(event: Event, day: date) -> None:
    if event.held_on > day:
        raise EventRefused(
            "not_yet",
            _("The event is set for %(day)s, which lies ahead of %(now)s. Record it then.")
            % {"day": event.held_on, "now": day},
            field="on", value=str(day),
        )  # fmt: skip


def can_meet(user: Any, enterprise: Organisation) -> bool:
    return role_at(user, HOSTS, enterprise.territory)


def check_can_meet(user: Any, enterprise: Organisation) -> None:
    if not can_meet(user, enterprise):
        raise NotAllowed()


def check_meeting(
    achievement: Achievement, enterprise: Organisation, met_on: date, event: Event | None
) -> None:
    _check_published(achievement, met_on)
    _check_sides(achievement, enterprise)
    if event is None:
        return
    if event.state in ("planned", "cancelled"):
        raise EventRefused(
            "event_state", _("%(event)s was not held: choose another event.") % {"event": event},
            field="event", value=event.number,
        )  # fmt: skip
    if met_on < event.held_on:
        raise EventRefused(
            "before_event",
            _("Day %(met)s lies before the event, %(held)s: give that day or a later one.")
            % {"met": met_on, "held": event.held_on},
            field="met_on", value=str(met_on),
        )  # fmt: skip


def _check_published(achievement: Achievement, met_on: date) -> None:
    known = achievement.published_on
    if achievement.state != "published" or known is None or known > met_on:
        raise EventRefused(
            "not_published",
            _("%(obj)s was not published on %(met)s: publish it first or correct the day.")
            % {"obj": achievement, "met": met_on},
            field="met_on", value=str(met_on),
        )  # fmt: skip


def _check_sides(achievement: Achievement, enterprise: Organisation) -> None:
    if enterprise.kind != Organisation.Kind.ENTERPRISE or enterprise.pk == achievement.owner_id:
        raise EventRefused(
            "enterprise", _("%(body)s: choose an enterprise other than the owner.")
            % {"body": enterprise.name_zh}, field="enterprise", value=enterprise.number,
        )  # fmt: skip
    check_same_basis(achievement, enterprise)


def check_same_basis(achievement: Achievement, enterprise: Organisation) -> None:
    """Nothing invented is ever attached to a real body (and the reverse)."""
    if achievement.synthetic != enterprise.synthetic:
        raise EventRefused(
            "basis",
            _("%(one)s and %(two)s: one is real, the other synthetic. Choose two of one kind.")
            % {"one": achievement.number, "two": enterprise.name_zh},
            field="enterprise", value=enterprise.number,
        )  # fmt: skip
