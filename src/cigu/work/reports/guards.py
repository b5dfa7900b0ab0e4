"""Who writes, publishes and corrects a report, and what has to hold before it is published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import role_at
from cigu.core.clock.business import today
from cigu.core.figures.guards import check_can_answer_for
from cigu.engines.basis.errors import CiguError

from .models import CheckDecision, Report, ReportCheck, ReportFigure

NAMED = 5  # figures that a refusal names; the rest is counted


class ReportRefused(CiguError):
    """What has to be put right before the report can go on."""


def can_write(user: Any, territory: Any, domain: Any = None) -> bool:
    return role_at(user, (Role.OFFICER,), territory, getattr(domain, "pk", None))


def check_can_write(user: Any, territory: Any, domain: Any = None) -> None:
    if not can_write(user, territory, domain):
        raise NotAllowed()


def can_edit(report: Report, user: Any) -> bool:
    return report.state == "draft" and can_write(user, report.territory, report.domain)


def check_can_edit(report: Report, user: Any) -> None:
    if not can_write(user, report.territory, report.domain):
        raise NotAllowed()
    if report.state != "draft":
        raise ReportRefused(
            "not_draft",
            _("%(report)s is no draft any more: return it to the author first.")
            % {"report": report.number},
            field="body", value=report.state,
        )  # fmt: skip


def check_can_publish(report: Report, user: Any) -> None:
    """The one who publishes answers for all its figures; a running year has none to answer for."""
    check_can_answer_for(user, report.where)
    if settings.FOUR_EYES and report.author_id == user.pk:
        raise ReportRefused(
            "own_report",
            _("You wrote %(report)s: another officer publishes it.") % {"report": report.number},
            field="author", value=str(user),
        )  # fmt: skip
    if report.until > today():
        raise ReportRefused(
            "running",
            _("The period runs until %(day)s: publish after its last day.")
            % {"day": report.where.as_of},
            field="until", value=str(report.until),
        )  # fmt: skip


def check_supported(open_figures: list[str]) -> None:
    """``open_figures``: printed numbers that are unknown, or whose register is not complete."""
    if open_figures:
        raise unsupported(open_figures)


def unsupported(open_figures: list[str]) -> ReportRefused:
    shown = "、".join(open_figures[:NAMED])
    return ReportRefused(
        "unsupported",
        _("%(n)s figures are not final: %(shown)s. Complete the registers or take them out.")
        % {"n": len(open_figures), "shown": shown},
        field="body", value=shown,
    )  # fmt: skip


def can_correct(report: Report, user: Any) -> bool:
    return report.state == "published" and can_write(user, report.territory, report.domain)


def check_can_correct(report: Report, user: Any) -> None:
    if not can_write(user, report.territory, report.domain):
        raise NotAllowed()
    if report.state != "published":
        raise ReportRefused(
            "not_published",
            _("%(report)s is not published: change its text instead.") % {"report": report.number},
            field="text", value=report.state,
        )  # fmt: skip


def check_of_report(report: Report, figure: ReportFigure) -> None:
    if figure.report_id != report.pk:
        raise ReportRefused("other_report", _("This figure stands in another report."))


WRONG = ("differs", "inconsistent in itself")


def can_decide(check: ReportCheck, user: Any) -> bool:
    return check.state == "open" and can_write(user, check.territory, check.domain)


def check_can_decide(check: ReportCheck, user: Any) -> None:
    if not can_write(user, check.territory, check.domain):
        raise NotAllowed()
    if check.state != "open":
        raise ReportRefused(
            "not_open",
            _("%(check)s is not being checked now: open it again first.") % {"check": check.number},
            field="sort", value=check.state,
        )  # fmt: skip


def undecided(check: ReportCheck) -> list[str]:
    """Figures that do not hold and of which nobody said what to do."""
    sorts = (CheckDecision.Sort.FIX, CheckDecision.Sort.KEEP, CheckDecision.Sort.SKIP)
    done = set(check.decisions.filter(sort__in=sorts).values_list("start", "end"))
    rows = check.figures.filter(verdict__in=WRONG).order_by("order")
    return [str(row.data["text"]) for row in rows if (row.start, row.end) not in done]


def check_decided(check: ReportCheck) -> None:
    left = undecided(check)
    if left:
        shown = "、".join(left[:NAMED])
        raise ReportRefused(
            "undecided",
            _("%(n)s figures do not hold and wait for a decision: %(shown)s.")
            % {"n": len(left), "shown": shown},
            field="reason", value=shown,
        )  # fmt: skip
