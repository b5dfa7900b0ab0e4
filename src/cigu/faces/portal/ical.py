"""Events as iCalendar (RFC 5545): written here, because what it takes is small and no package of
the site does it. Lines end with CRLF and are folded after 75 octets; text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from .terms import terms

PRODUCT = "-//Cigu//Portal//ZH"
OCTETS = 75
UNKNOWN = 120  # minutes of an event without a programme; how long it lasts is not known


def calendar_of(events: Iterable[tuple[Any, str]], name: str) -> bytes:
    """Each event of the programme with its public address."""
    entries = [line for event, address in events for line in event_lines(event, address)]
    return calendar(name, entries)


def calendar(name: str, entries: Iterable[tuple[str, str]]) -> bytes:
    lines = [
        ("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"), ("X-WR-CALNAME", escaped(name)),
        ("X-WR-TIMEZONE", str(timezone.get_default_timezone())), *entries, ("END", "VCALENDAR"),
    ]  # fmt: skip
    return "".join(fold(f"{key}:{value}") for key, value in lines).encode()


def event_lines(event: Any, address: str) -> Iterator[tuple[str, str]]:
    yield from entry(
        uid=event.uid, day=event.held_on, begins=event.time, title=str(event.title),
        place=str(event.place), text=f"{event.host} {event.topics}".strip(), address=address,
        sequence=event.revision, cancelled=event.state == "cancelled", minutes=_minutes(event),
    )  # fmt: skip


def _minutes(event: Any) -> int:
    live = event.items.filter(removed_on__isnull=True)
    return live.aggregate(n=Sum("minutes"))["n"] or UNKNOWN


def entry(
    *, uid: Any, day: date, title: str, begins: time | None = None, place: str = "",
    text: str = "", address: str = "", sequence: int = 0, cancelled: bool = False,
    minutes: int = UNKNOWN,
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """A VEVENT: on a day, or from an hour on; in UTC, so that no time zone has to be written.
    ``DTSTAMP`` is the moment at which it is written: the calendar has a method (3.8.7.2)."""
    yield "BEGIN", "VEVENT"
    yield "UID", f"{uid}@cigu"
    yield "DTSTAMP", stamp(timezone.now().astimezone(UTC))
    yield "SEQUENCE", str(sequence)
    if begins is None:
        yield "DTSTART;VALUE=DATE", f"{day:%Y%m%d}"
        yield "DTEND;VALUE=DATE", f"{day + timedelta(days=1):%Y%m%d}"
    else:
        start = timezone.make_aware(datetime.combine(day, begins)).astimezone(UTC)
        yield "DTSTART", stamp(start)
        yield "DTEND", stamp(start + timedelta(minutes=minutes))
    yield "SUMMARY", escaped(title)
    for key, value in (("LOCATION", place), ("DESCRIPTION", text), ("CONTACT", terms().contact)):
        if value:
            yield key, escaped(value)
    if address:
        yield "URL", address
    yield "STATUS", "CANCELLED" if cancelled else "CONFIRMED"
    yield "TRANSP", "TRANSPARENT" if begins is None else "OPAQUE"
    yield "END", "VEVENT"


def stamp(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """RFC 5545, 3.3.11: backslash, semicolon, comma and line breaks."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def fold(line: str) -> str:
    """RFC 5545, 3.1: no line holds more than 75 octets; no sign is cut in two."""
    parts, rest, room = [], line, OCTETS
    while len(rest.encode()) > room:
        at = len(rest.encode()[:room].decode(errors="ignore"))
        parts.append(rest[:at])
        rest, room = rest[at:], OCTETS - 1  # the blank that begins a continuation counts
    return "\r\n ".join([*parts, rest]) + "\r\n"
