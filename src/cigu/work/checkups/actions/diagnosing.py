"""Findings, plan and comment; the enterprise's right of reply."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.flow.actions import check_fire, fire

from .. import guards
from ..models import Checkup, Finding, PlanMeasure, Reply
from .collecting import tell

Row = Mapping[str, Any]


def diagnose(
    *, checkup: Checkup, findings: Collection[Row], plan: Sequence[str | Row], comment: str,
    by: Any, on: date | None = None, reason: str = "",
) -> Checkup:  # fmt: skip
    """``findings``: item, light, text, need. ``plan``: texts, or text with owner and due_on.

    The draft goes to the enterprise for its reply. After a revision the rows are compared with
    the earlier ones, so that a need raised from a finding stays tied to it."""
    check_fire(checkup, "diagnose", by)
    guards.check_findings(findings)
    with acting("checkups.diagnose", by=by, on=on, reason=reason) as step:
        _keep_findings(checkup, list(findings), step.on)
        _keep_plan(checkup, [_measure(row) for row in plan], step.on)
        checkup.comment, checkup.diagnosed_on = comment, step.on
        fire(checkup, "diagnose", by=by, on=step.on)
        tell(checkup, _("Checkup %(n)s: read the draft report and reply."), step.on)
    return checkup


def reply(
    *, checkup: Checkup, agrees: bool, by: Any, comment: str = "", on: date | None = None,
    reason: str = "",
) -> Reply:  # fmt: skip
    """The comment is printed in the report, word for word."""
    check_fire(checkup, "reply", by)
    guards.check_reply(agrees, comment)
    with acting(
        "checkups.reply", by=by, on=on, reason=reason, for_party=checkup.enterprise
    ) as step:
        return _replied(checkup, "reply", agrees, comment, by, step.on)


def pass_silence(*, checkup: Checkup, by: Any, reason: str, on: date | None = None) -> Reply:
    """The term for the reply is over and nothing came: the report will say so."""
    check_fire(checkup, "pass_silence", by)
    guards.check_silence(checkup)
    with acting("checkups.pass_silence", by=by, on=on, reason=reason) as step:
        return _replied(checkup, "pass_silence", None, "", by, step.on)


def revise(*, checkup: Checkup, by: Any, reason: str, on: date | None = None) -> Checkup:
    """Back to writing, because of what the enterprise replied."""
    with acting("checkups.revise", by=by, on=on, reason=reason) as step:
        fire(checkup, "revise", by=by, on=step.on)
    return checkup


def _replied(
    checkup: Checkup, step: str, agrees: bool | None, comment: str, by: Any, on: date
) -> Reply:
    row = Reply(
        checkup=checkup, agrees=agrees, comment=comment, replied_on=on, replied_by=by,
        synthetic=checkup.synthetic,
    )  # fmt: skip
    row.save()
    checkup.replied_on = on
    fire(checkup, step, by=by, on=on)
    return row


def _keep_findings(checkup: Checkup, rows: list[Row], on: date) -> None:
    """Pair each new row with the earlier one on the same item; the rest is retired."""
    earlier = list(checkup.findings.filter(retired_on__isnull=True))
    for order, row in enumerate(rows, 1):
        found = next((f for f in earlier if f.item == row["item"]), None)
        if found is not None:
            earlier.remove(found)
        else:
            found = Finding(checkup=checkup, item=row["item"], synthetic=checkup.synthetic)
        found.order, found.light, found.text = order, row["light"], str(row["text"]).strip()
        found.need_proposed = bool(row.get("need", False))
        found.save()
    _retire(earlier, on)


def _keep_plan(checkup: Checkup, rows: list[Row], on: date) -> None:
    earlier = list(checkup.measures.filter(retired_on__isnull=True))
    for order, row in enumerate(rows, 1):
        found = next((m for m in earlier if m.text == row["text"]), None)
        if found is not None:
            earlier.remove(found)
        else:
            found = PlanMeasure(checkup=checkup, text=row["text"], synthetic=checkup.synthetic)
        found.order, found.owner, found.due_on = order, row.get("owner", ""), row.get("due_on")
        found.save()
    _retire(earlier, on)


def _retire(rows: Sequence[Finding | PlanMeasure], on: date) -> None:
    for row in rows:
        row.retired_on = on
        row.save()


def _measure(row: str | Row) -> Row:
    return {"text": row} if isinstance(row, str) else row
