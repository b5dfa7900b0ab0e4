"""Who read what. One row a day for each reader, form and record; more facts join it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from cigu.core.access.acting import acting
from cigu.core.audit.holding import queue
from cigu.core.audit.models import AuditedModel
from cigu.core.audit.recording import create_many
from cigu.core.clock.business import today
from cigu.records.organisations.models import Organisation

from ..declaring import Form
from ..guards import is_own
from ..models import Fact, FactUse

Key = list[str]  # code, last day


def key_of(fact: Fact) -> Key:
    return [fact.code, fact.day.isoformat()]


def record_use(
    *, organisation: Organisation, facts: Iterable[Fact], by: Any, form: Form, way: str,
    record: AuditedModel | None = None,
) -> FactUse | None:  # fmt: skip
    """The enterprise's own reading is no use by others, and leaves no row."""
    read = [list(key) for key in dict.fromkeys(tuple(key_of(fact)) for fact in facts)]
    if not read or (way != FactUse.Way.FORM and is_own(organisation, by)):
        return None
    subject = record or organisation
    kept = _of_today(organisation, by, form, way, subject)
    if kept is not None and not _missing(kept, read):
        return kept
    with acting("facts.use", by=by) as step:
        queue(organisation)
        use = _of_today(organisation, by, form, way, subject) or FactUse(
            organisation=organisation, reader=by, way=way, form=form.code, purpose=form.purpose,
            subject_type=subject.object_type, subject_uid=subject.uid, facts=[],
            subject_number=str(getattr(record, "number", "") or ""), used_on=step.on,
            synthetic=organisation.synthetic,
        )  # fmt: skip
        missing = _missing(use, read)
        if missing:
            use.facts = [*use.facts, *missing]
            use.save()
    return use


def record_uses(*, facts: Sequence[Fact], by: Any, form: Form, way: str) -> None:
    """Of many enterprises at once, such as the rows of a file: few statements."""
    read: dict[int, list[Fact]] = {}
    bodies: dict[int, Organisation] = {}
    for fact in facts:
        read.setdefault(fact.organisation_id, []).append(fact)
        bodies[fact.organisation_id] = fact.organisation
    rows = FactUse.objects.of_day(by, today()).filter(way=way, form=form.code)
    subjects = [body.uid for body in bodies.values()]
    for use in rows.filter(organisation__in=bodies, subject_uid__in=subjects):
        facts_read = read.pop(use.organisation_id)
        if _missing(use, [key_of(fact) for fact in facts_read]):
            body = bodies[use.organisation_id]
            record_use(organisation=body, facts=facts_read, by=by, form=form, way=way)
    fresh = [pk for pk in read if not is_own(bodies[pk], by)]
    if not fresh:
        return
    with acting("facts.use", by=by) as step:
        create_many(FactUse, [
            FactUse(
                organisation=bodies[pk], reader=by, way=way, form=form.code, purpose=form.purpose,
                subject_type=bodies[pk].object_type, subject_uid=bodies[pk].uid,
                facts=[key_of(fact) for fact in read[pk]], used_on=step.on,
                synthetic=bodies[pk].synthetic,
            )
            for pk in fresh
        ])  # fmt: skip


def _of_today(
    organisation: Organisation, by: Any, form: Form, way: str, subject: AuditedModel
) -> FactUse | None:
    rows = FactUse.objects.of_day(by, today()).filter(organisation=organisation, way=way)
    found: FactUse | None = rows.filter(form=form.code, subject_uid=subject.uid).first()
    return found


def _missing(use: FactUse, read: Sequence[Key]) -> list[Key]:
    return [key for key in read if key not in use.facts]
