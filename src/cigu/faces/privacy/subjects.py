"""Whose data: an account, and the register entry of a person for whom it acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cigu.core.access.models import Party, User
from cigu.core.access.scope import Access
from cigu.core.personal.register import Subject
from cigu.records.people.models import Person


def parties_of(user: Any) -> list[Party]:
    """Persons' entries that this account acts for; colleagues may act for the same one."""
    mine = Party.objects.filter(pk__in=Access.of(user).parties, kind=Party.Kind.PERSON)
    return list(mine.order_by("pk"))


def subject_of(user: Any) -> Subject:
    return Subject(user.pk, with_merged(party.pk for party in parties_of(user)))


def with_merged(parties: Iterable[int]) -> tuple[int, ...]:
    """Also the entries that were merged into these: they still hold what was written in them."""
    found = list(parties)
    for party in found:
        gone = Person.objects.filter(merged_into__party=party).order_by("pk")
        found += [pk for pk in gone.values_list("party", flat=True) if pk not in found]
    return tuple(found)


def subject_of_request(request: Any) -> Subject:
    """What the request speaks of: the account, and the entry named in it."""
    return Subject(request.user_id, with_merged([request.party_id] if request.party_id else []))


def subject_of_uids(user: str, parties: list[str]) -> Subject | None:
    """From the list of erased people; None where this database knows none of them."""
    found = User.objects.filter(uid=user).values_list("pk", flat=True).first() if user else None
    ids = tuple(Party.objects.filter(uid__in=parties).values_list("pk", flat=True))
    return Subject(found, ids) if found or ids else None
