"""Who states, checks and reads facts, and what a number must satisfy."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.models import Organisation

from .definitions import DAY, Definition, definitions, purposes
from .models import Fact, FactConsent

EARLIEST = date(1990, 1, 1)


class FactRefused(CiguError):
    """A fact that cannot be stated, checked or used like this."""


@dataclass(frozen=True)
class Stated:
    """What somebody says: the number for the period that ends with ``day``, or as of it."""

    code: str
    day: date
    number: Decimal
    note: str = ""

    @property
    def definition(self) -> Definition:
        return definitions()[self.code]


def is_own(organisation: Organisation, user: Any) -> bool:
    return organisation.party_id in Access.of(user).parties_as(Role.ENTERPRISE)


def check_is_own(organisation: Organisation, user: Any) -> None:
    if not is_own(organisation, user):
        raise NotAllowed()


def is_office(organisation: Organisation, user: Any) -> bool:
    """An officer of the place that the enterprise lies in."""
    return Access.of(user).covers(Role.OFFICER, organisation.territory)


def check_is_office(organisation: Organisation, user: Any) -> None:
    if not is_office(organisation, user):
        raise NotAllowed()


def can_state(organisation: Organisation, user: Any) -> bool:
    return is_own(organisation, user) or is_office(organisation, user)


def check_can_state(organisation: Organisation, user: Any) -> None:
    if not can_state(organisation, user):
        raise NotAllowed()
    if organisation.kind != Organisation.Kind.ENTERPRISE:
        raise _refused(
            "body", _("%(name)s is not an enterprise: facts are kept of enterprises only.")
            % {"name": organisation}, "organisation",
        )  # fmt: skip
    if organisation.merged_into_id is not None:
        raise _refused("merged", _("This record was merged: state it for the one that goes on."))


def check_stated(row: Stated, today: date) -> None:
    """A known fact, a period that is over, and a number that can be meant."""
    known = definitions().get(row.code)
    if known is None:
        raise _refused("code", _("“%(code)s” is no fact that is asked.") % {"code": row.code},
                       "code", row.code)  # fmt: skip
    _check_day(known, row.day, today)
    number = row.number
    exponent = number.as_tuple().exponent if number.is_finite() else None
    if not isinstance(exponent, int):
        raise _refused("number", _("%(fact)s: give a number.") % {"fact": known}, row.code)
    if not 0 <= number <= known.high:
        raise _refused(
            "range", _("%(fact)s: give a number from 0 to %(high)s %(unit)s.")
            % {"fact": known, "high": f"{known.high:,}", "unit": known.unit},
            row.code, str(number),
        )  # fmt: skip
    if -exponent > known.places and number != round(number, known.places):
        text = _("%(fact)s: give a whole number.") if not known.places else _(
            "%(fact)s: give at most two decimals.")  # fmt: skip
        raise _refused("places", text % {"fact": known}, row.code, str(number))


def _check_day(known: Definition, day: date, today: date) -> None:
    if day < EARLIEST or day > today:
        raise _refused(
            "day", _("%(fact)s: give a period that is over, or a day from %(first)s to %(last)s.")
            % {"fact": known, "first": EARLIEST, "last": today}, "day", str(day),
        )  # fmt: skip
    if known.time != DAY and (day.month, day.day) != (12, 31):
        raise _refused("day", _("%(fact)s is asked by calendar year.") % {"fact": known},
                       "day", str(day))  # fmt: skip


def check_parts(rows: Collection[Stated], known: dict[str, Decimal]) -> None:
    """A part is not larger than its whole, as stated here or as known for the same day."""
    numbers = {row.code: row.number for row in rows}
    for row in definitions().values():
        part, whole = numbers.get(row.code), numbers.get(row.part_of, known.get(row.part_of))
        if row.part_of and part is None and row.part_of in numbers:
            part = known.get(row.code)
        if part is not None and whole is not None and part > whole:
            raise _refused(
                "part", _("%(part)s (%(n)s) cannot be more than %(whole)s (%(m)s). Correct one.")
                % {"part": row, "n": row.told(part), "whole": definitions()[row.part_of],
                   "m": row.told(whole)}, row.code if row.code in numbers else row.part_of,
            )  # fmt: skip


def check_source(organisation: Organisation, mine: bool, source: str) -> None:
    """What others enter of a real enterprise says where it is known from."""
    if not mine and not organisation.synthetic and not source.strip():
        raise _refused("source", _("Say where it is known from."), "source")


# ---- checking ----
def can_decide(fact: Fact, user: Any) -> bool:
    return fact.state == "proposed" and is_office(fact.organisation, user)


def check_can_decide(facts: Iterable[Fact], user: Any) -> None:
    for fact in facts:
        check_is_office(fact.organisation, user)
        if fact.state != "proposed":
            raise _refused(
                "decided", _("%(fact)s of %(name)s was decided already: it is “%(state)s”.")
                % {"fact": fact, "name": fact.organisation, "state": fact.state_info.label},
            )  # fmt: skip


# ---- consent ----
def check_purposes(codes: Collection[str]) -> None:
    strange = sorted(set(codes) - set(purposes()))
    if strange:
        raise _refused("purpose", _("Purpose %(code)s is not known: choose from the list.")
                       % {"code": strange[0]}, "purposes", strange[0])  # fmt: skip


def check_stands(consent: FactConsent) -> None:
    if consent.withdrawn_on is not None:
        raise _refused("withdrawn", _("This consent was taken back on %(day)s.")
                       % {"day": consent.withdrawn_on})  # fmt: skip


def _refused(code: str, text: str, field: str = "", value: Any = "") -> FactRefused:
    return FactRefused(code, text, field=field, value=str(value))
