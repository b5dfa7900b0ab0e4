"""An officer accepts or returns what was filed, one by one or many together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.flow.actions import check_fire, fire
from cigu.core.notices.actions import notify

from ..declaring import CHECKED
from ..guards import check_can_decide
from ..models import Fact, FactUse, Filing
from .stating import settle, take_over
from .using import record_use


def accept_facts(
    *, facts: Sequence[Fact], by: Any, on: date | None = None, reason: str = ""
) -> Sequence[Fact]:
    """All of them or none. Each answers forms from now on; the one before it is superseded."""
    check_can_decide(facts, by)
    with acting("facts.accept", by=by, on=on, reason=reason) as step:
        _hold(facts, by)
        for fact in facts:
            take_over(fact, by, step.on)
        _close(facts, by, step.on)
    return facts


def return_facts(
    *, facts: Sequence[Fact], reason_code: str, by: Any, comment: str = "",
    on: date | None = None, reason: str = "",
) -> Sequence[Fact]:  # fmt: skip
    """Back to the enterprise with a coded reason; what was accepted before still stands."""
    check_can_decide(facts, by)
    with acting("facts.return", by=by, on=on, reason=reason or comment) as step:
        _hold(facts, by)
        for fact in facts:
            check_fire(fact, "return", by, reason_code)
            fact.reason_code, fact.comment = reason_code, comment
            fact.decided_on, fact.decided_by = step.on, by
            fire(fact, "return", by=by, on=step.on, reason_code=reason_code)
        _close(facts, by, step.on)
    return facts


def leave_returned(*, filing: Filing, by: Any, on: date | None = None, reason: str = "") -> Filing:
    """The enterprise does not state anew what was returned: what stood before goes on."""
    check_fire(filing, "put_right", by)
    with acting("facts.leave", by=by, on=on, reason=reason, for_party=filing.organisation) as step:
        queue(filing.organisation, unchanged=[filing])
        fire(filing, "put_right", by=by, on=step.on)
    return filing


def _hold(facts: Sequence[Fact], by: Any) -> None:
    """Nobody states or decides for these enterprises meanwhile; decided ones are told."""
    filings = (fact.filing for fact in facts if fact.filing is not None)
    queue(*{fact.organisation for fact in facts}, *filings, unchanged=facts)
    check_can_decide(facts, by)


def _close(facts: Sequence[Fact], by: Any, on: date) -> None:
    filings = {fact.filing_id: fact.filing for fact in facts if fact.filing is not None}
    for filing in filings.values():
        checked = [fact for fact in facts if fact.filing_id == filing.pk]
        record_use(organisation=filing.organisation, facts=checked, by=by, form=CHECKED,
                   way=FactUse.Way.CHECK, record=filing)  # fmt: skip
        settle(filing, on)
        if filing.state != "waiting":
            _tell(filing, on)


def _tell(filing: Filing, on: date) -> None:
    back = filing.facts.filter(state="returned").count()
    text = _("Filing %(number)s was checked: accepted.") % {"number": filing.number}
    if back:
        text = _("Filing %(number)s was checked: %(n)d facts returned, put them right.") % {
            "number": filing.number, "n": back
        }  # fmt: skip
    notify(text, filing, on=on, party=filing.organisation.party)
