"""Issue the report; raise needs from its findings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.documents.actions import attach
from cigu.core.flow.actions import check_fire, fire
from cigu.core.notices.actions import emit
from cigu.core.numbers.actions import next_number
from cigu.records.facts.models import FactUse
from cigu.records.needs.actions import raise_need
from cigu.records.needs.models import Need

from .. import guards, report
from ..models import Checkup, Finding
from ..numbers import note_reading
from .collecting import tell


def issue(*, checkup: Checkup, by: Any, on: date | None = None, reason: str = "") -> Checkup:
    """Report number, document, state: from here on the checkup counts."""
    check_fire(checkup, "issue", by)
    with acting("checkups.issue", by=by, on=on, reason=reason) as step:
        checkup.issued_on = step.on
        checkup.report_number = next_number("TB", step.on)
        fire(checkup, "issue", by=by, on=step.on)
        note_reading(checkup, by, FactUse.Way.REPORT)
        content = report.as_docx(checkup)
        attach(
            to=checkup, name=f"{checkup.report_number}.docx", content=content, on=step.on,
            title=_("Checkup report %(n)s") % {"n": checkup.report_number},
        )  # fmt: skip
        tell(checkup, _("Checkup %(n)s: the report was issued."), step.on)
        emit("checkups.issued", uid=str(checkup.uid), number=checkup.number)
    return checkup


def raise_need_from(
    *, finding: Finding, by: Any, on: date | None = None, reason: str = "", **fields: Any
) -> Need:
    """A draft need tied to the finding; ``fields`` as in ``records.needs.actions.raise_need``."""
    guards.check_can_raise_from(finding, by)
    checkup = finding.checkup
    given = {"problem": finding.text, "domain": checkup.domain, "secrecy": Need.Secrecy.MASKED}
    with acting("checkups.raise_need", by=by, on=on, reason=reason):
        need = raise_need(
            by=by, on=on, reason=reason, organisation=checkup.enterprise,
            origin=Need.Origin.CHECKUP, origin_uid=checkup.uid, origin_number=checkup.number,
            **{**given, **fields},
        )  # fmt: skip
        finding.need = need
        finding.save()
    return need
