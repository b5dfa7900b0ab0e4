"""Who issues notices and answers objections; when they may be raised and decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import role_at
from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError

from .models import Objection, PublicNotice


class NoticeRefused(CiguError):
    """What stands against the step, in words."""


def can_issue(user: Any, territory: Any, domain: Any = None) -> bool:
    return role_at(user, (Role.OFFICER,), territory, getattr(domain, "pk", None))


def check_can_issue(user: Any, territory: Any, domain: Any = None) -> None:
    if not can_issue(user, territory, domain):
        raise NotAllowed()


def can_edit(notice: PublicNotice, user: Any) -> bool:
    return notice.state == "draft" and can_issue(user, notice.territory, notice.domain)


def check_can_edit(notice: PublicNotice, user: Any) -> None:
    if not can_edit(notice, user):
        raise NotAllowed(_("A notice that was displayed stays as it is: withdraw it instead."))


def can_answer(objection: Objection, user: Any) -> bool:
    return can_issue(user, objection.territory, objection.domain)


def check_can_forget(objection: Objection, user: Any) -> None:
    if not can_answer(objection, user):
        raise NotAllowed()


def check_takes_objections(notice: PublicNotice) -> None:
    """The page may have been open since before the last day."""
    if not notice.takes_objections():
        raise NoticeRefused(
            "period_over",
            _("%(number)s takes no objections now: the period ended on %(day)s.")
            % {"number": notice.number, "day": notice.ends_on or "—"},
            remedy=_("Write to the office; the decision can be objected to where a law allows it."),
        )


def check_displayed_from_today(on: date) -> None:
    """Also for who may backdate: of days that are over nobody can have made use."""
    if on < today():
        raise NoticeRefused(
            "display_backdated",
            _("A notice is displayed from today, %(now)s, not from %(on)s: nobody could object on"
              " days that are over.")
            % {"now": today(), "on": on},
            field="on", value=str(on),
        )  # fmt: skip


def check_period_over(notice: PublicNotice, on: date) -> None:
    if notice.ends_on is not None and notice.ends_on >= on:
        raise NoticeRefused(
            "period_runs",
            _("Objections are taken until %(day)s: decide after that day.")
            % {"day": notice.ends_on},
        )


def check_reply(text: str) -> None:
    if not text.strip():
        raise NoticeRefused(
            "no_reply", _("Reply: say what was checked and what follows."), field="reply", value=""
        )
