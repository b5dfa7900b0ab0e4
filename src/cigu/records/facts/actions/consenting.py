"""An enterprise lets its facts be read for a purpose, and takes that back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.audit.models import AuditedModel
from cigu.records.organisations.models import Organisation

from ..definitions import purposes
from ..guards import check_is_own, check_purposes, check_stands
from ..models import FactConsent


def give_consent(
    *, organisation: Organisation, given_for: Collection[str], by: Any,
    record: AuditedModel | None = None, on: date | None = None, reason: str = "",
) -> list[FactConsent]:  # fmt: skip
    """For the purposes for which none stands yet. Given with a ``record``, such as a checkup, it
    ends when the enterprise leaves that."""
    check_is_own(organisation, by)
    check_purposes(given_for)
    with acting("facts.consent", by=by, on=on, reason=reason, for_party=organisation) as step:
        queue(organisation)
        standing = FactConsent.objects.standing().filter(organisation=organisation)
        there = set(standing.values_list("purpose", flat=True))
        made = [
            FactConsent(
                organisation=organisation, purpose=code, given_on=step.on, given_by=by,
                subject_uid=record.uid if record else None,
                subject_number=str(getattr(record, "number", "") or ""),
                synthetic=organisation.synthetic,
            )
            for code in purposes() if code in given_for and code not in there
        ]  # fmt: skip
        for row in made:
            row.save()
    return made


def withdraw_consent(
    *, consent: FactConsent, by: Any, on: date | None = None, reason: str = ""
) -> FactConsent:
    """From now on nobody reads numbers for this purpose, and forms ask again."""
    check_is_own(consent.organisation, by)
    check_stands(consent)
    with acting(
        "facts.withdraw_consent", by=by, on=on, reason=reason, for_party=consent.organisation
    ) as step:
        queue(unchanged=[consent])
        _end(consent, by, step.on)
    return consent


def withdraw_given_with(record: AuditedModel, *, by: Any, on: date) -> None:
    """Inside an action: the consents that were given with ``record`` end with it."""
    for consent in FactConsent.objects.standing().filter(subject_uid=record.uid):
        _end(consent, by, on)


def _end(consent: FactConsent, by: Any, on: date) -> None:
    consent.withdrawn_on, consent.withdrawn_by = on, by
    consent.save()
