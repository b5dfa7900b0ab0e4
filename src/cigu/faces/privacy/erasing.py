"""Erase a person by the register: every declared field meets its fate, and each fate is told.

One transaction. Rows stay under their public ids, so that records, figures and proofs stay whole;
what made them somebody's is gone from the rows and from the side table of the audit. A name that
a law still keeps moves into ``FrozenValue``, out of reach of the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cigu.core.access.models import EntryLink, Grant, Party, User
from cigu.core.audit.erasing import erase_personal
from cigu.core.audit.models import AuditedModel
from cigu.core.audit.recording import change
from cigu.core.notices.models import Alarm, Notice
from cigu.core.personal import erasures
from cigu.core.personal.phrases import ERASED
from cigu.core.personal.register import Holding, Retention, Subject, Told, holdings, retentions
from cigu.core.personal.words import Fate
from cigu.faces.accounts.models import AccessKey
from cigu.records.teams.models import Membership

from .holdings import rows_of
from .models import FrozenValue

FROZEN = "frozen"
FROZEN_NAME = "已冻结"
VERB = "privacy.erase"
WHY = "erasure of a person by the register"
BOOKKEEPING: tuple[Any, ...] = (
    Notice,
    Alarm,
)  # their texts name people who are not their addressees
SHORTEST = 2  # characters of a name that is worth a search


@dataclass(frozen=True)
class Outcome:
    """What became of one field: told to the person, and kept with the request. No values."""

    model: str
    field: str
    fate: str
    count: int
    law: str = ""  # the code of the retention


def erase(subject: Subject, *, by: Any, on: date, number: str = "") -> list[Outcome]:
    with change(VERB, by=by, on=on):
        users = User.objects.select_for_update().filter(pk=subject.user)
        user = users.first()
        words = _words(user, subject)
        kept = next((r for r in retentions() if r.holds(subject)), None)
        out: list[Outcome] = []
        for holding in holdings().values():
            out += _meet(holding, subject, kept, by, on)
        _end_entry(subject, on)
        if user is not None:
            _end_account(User.objects.get(pk=user.pk), on)
        _forget_in_notices(words, by, on)
        _remember(user, subject, on, number)
    return out


def _meet(
    holding: Holding, subject: Subject, kept: Retention | None, by: Any, on: date
) -> list[Outcome]:
    """Every field of one table."""
    if not holding.is_reached:
        return []
    rows = rows_of(holding, subject)
    counted = [_outcome(holding, told, subject, kept) for told in holding.fields]
    if holding.deleted:
        rows.delete()
    elif issubclass(apps.get_model(holding.model), AuditedModel):
        for row in rows:
            _empty(holding, row, subject, kept, by, on)
    return [outcome for outcome in counted if outcome.count]


def _outcome(holding: Holding, told: Told, subject: Subject, kept: Retention | None) -> Outcome:
    count = rows_of(holding, subject, told).count()
    if holding.deleted:
        return Outcome(holding.model, told.name, Fate.ERASE, count)
    if told.retained and kept is not None:
        return Outcome(holding.model, told.name, FROZEN, count, kept.code)
    return Outcome(holding.model, told.name, str(told.fate), count)


def _empty(
    holding: Holding, row: Any, subject: Subject, kept: Retention | None, by: Any, on: date
) -> None:
    """The columns of one row; what a law keeps is taken aside first."""
    blanks: dict[str, Any] = {}
    for told in holding.fields:
        if told.fate == Fate.KEEP:
            continue
        name = row._meta.get_field(told.name).attname
        blank = _blank(told, row, subject)
        if told.retained and kept is not None:
            _freeze(row, told, subject, kept, on)
            blank = FROZEN_NAME if blank else blank
        blanks[name] = blank
    if any(getattr(row, name) != value for name, value in blanks.items()):
        erase_personal([row], by=by, on=on, reason=WHY, blanks=lambda _row: blanks)


def _blank(told: Told, row: Any, subject: Subject) -> Any:
    if told.without is not None:
        return told.without(row, subject)
    return told.blank(row) if callable(told.blank) else told.blank


def _freeze(row: Any, told: Told, subject: Subject, kept: Retention, on: date) -> None:
    value = getattr(row, told.name)
    where = {"row_type": row.object_type, "row_uid": row.uid, "field": told.name}
    gone = (ERASED, FROZEN_NAME, "")
    if value in gone or FrozenValue.objects.filter(**where).exists():
        return
    FrozenValue(
        **where, value=str(value), retention=kept.code, frozen_on=on, user_id=subject.user,
        party_id=subject.parties[0] if subject.parties else None, synthetic=row.synthetic,
    ).save()  # fmt: skip


def _end_entry(subject: Subject, on: date) -> None:
    """Nobody works in a team any more who is not there."""
    open_ones = Membership.objects.filter(person__party__in=subject.parties, until=None)
    for membership in open_ones:
        membership.until = max(on, membership.since)
        membership.save()


def _end_account(user: User, on: date) -> None:
    """Signed out everywhere, for good: no password, no role, no link leads in."""
    user.is_active = False
    user.end_sessions()
    user.save()
    for grant in Grant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), user=user):
        grant.valid_to = max(on, grant.valid_from)
        grant.save()
    for key in AccessKey.objects.filter(user=user):
        key.name, key.revoked_at = ERASED, key.revoked_at or timezone.now()
        key.save()
    ways = EntryLink.objects.filter(Q(user=user) | Q(made_by=user), used_at=None, withdrawn_at=None)
    for way in ways:
        way.withdrawn_at = timezone.now()
        way.save()


def _words(user: User | None, subject: Subject) -> set[str]:
    """The names that notices call this person by."""
    found = set(Party.objects.filter(pk__in=subject.parties).values_list("name", flat=True))
    if user is not None:
        found |= {user.name, user.username}
    gone = {ERASED, FROZEN_NAME}
    return {w for w in found - gone if len(w) >= SHORTEST and not w.startswith("erased-")}


def _forget_in_notices(words: set[str], by: Any, on: date) -> None:
    """Notices and alarms are bookkeeping: whoever they told it has read it."""
    for model in BOOKKEEPING if words else ():
        asked = Q(*[Q(text__contains=word) for word in sorted(words)], _connector=Q.OR)
        rows = [row for row in model._base_manager.filter(asked) if _says(row.text, words)]
        erase_personal(rows, by=by, on=on, reason=WHY, blanks=lambda _row: {"text": ERASED})


def _says(text: str, words: set[str]) -> bool:
    """A user name is a word of its own: “li” is not in “limit”. Chinese has no such bounds."""
    return any(
        re.search(rf"(?<![A-Za-z0-9._-]){re.escape(w)}(?![A-Za-z0-9._-])", text)
        if w.isascii() else w in text
        for w in words
    )  # fmt: skip


def _remember(user: User | None, subject: Subject, on: date, number: str) -> None:
    """Last, so that what fails before leaves no line. A line whose erasure was not committed is
    carried out by the worker: it had been decided."""
    entry = {
        "user": str(user.uid) if user else "", "on": on.isoformat(), "number": number,
        "parties": sorted(str(p.uid) for p in Party.objects.filter(pk__in=subject.parties)),
    }  # fmt: skip
    known = [{**line, "on": "", "number": ""} for line in erasures.read(settings.ERASURES)]
    if {**entry, "on": "", "number": ""} not in known:
        erasures.append(settings.ERASURES, entry)


def as_rows(outcomes: Iterable[Outcome]) -> list[dict[str, Any]]:
    return [asdict(outcome) for outcome in outcomes]


def thaw(*, on: date) -> int:
    """Frozen values whose law has run out are erased; returns how many. Asked by the worker."""
    standing = {r.code: r for r in retentions()}
    count = 0
    for value in FrozenValue.objects.filter(erased_on=None):
        kept = standing.get(value.retention)
        subject = Subject(value.user_id, (value.party_id,) if value.party_id else ())
        if kept is not None and kept.holds(subject):
            continue
        with change("privacy.thaw", by=None, on=on):
            erase_personal([value], by=None, on=on, reason=WHY,
                           blanks=lambda _row: {"value": "", "erased_on": on})  # fmt: skip
        count += 1
    return count
