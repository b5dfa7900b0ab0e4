"""RFC 5545: folded after 75 octets, escaped, in UTC; read back by a reader that shares no code."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cigu.faces.portal import ical
from cigu.work.roadshows.actions import add_item, remove_item
from cigu.work.roadshows.factories import make_event

TEXT = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85"),
    max_size=200,
)


def unfolded(raw: bytes) -> list[str]:
    return re.sub(r"\r\n[ \t]", "", raw.decode()).rstrip("\r\n").split("\r\n")


def unescaped(text: str) -> str:
    out, signs = "", iter(text)
    for sign in signs:
        if sign != "\\":
            out += sign
            continue
        following = next(signs)
        out += "\n" if following in "nN" else following
    return out


@given(TEXT, TEXT)
def test_every_text_comes_back_as_it_was(one: str, two: str) -> None:
    entries = ical.entry(uid="u", day=date(2024, 6, 14), title=one + "\n" + two)
    raw = ical.calendar("x", entries)
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    (summary,) = [x for x in unfolded(raw) if x.startswith("SUMMARY:")]
    assert unescaped(summary.partition(":")[2]) == one + "\n" + two


def test_an_hour_is_written_in_utc_and_a_day_as_a_day() -> None:
    with_hour = unfolded(ical.calendar("x", ical.entry(
        uid="u", day=date(2024, 6, 14), begins=time(14, 30), title="a")))  # fmt: skip
    assert "DTSTART:20240614T063000Z" in with_hour
    (made,) = [line for line in with_hour if line.startswith("DTSTAMP:")]
    at = datetime.strptime(made, "DTSTAMP:%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert timedelta() <= timezone.now() - at < timedelta(minutes=5), "when it was made"
    whole = unfolded(ical.calendar("x", ical.entry(uid="u", day=date(2024, 12, 31), title="a")))
    assert "DTSTART;VALUE=DATE:20241231" in whole and "DTEND;VALUE=DATE:20250101" in whole


@pytest.mark.django_db
def test_an_event_lasts_as_long_as_its_programme(world: Any, visitor: Any) -> None:
    event = make_event(world, state="announced")
    for item in event.items.all():
        remove_item(item=item, by=world.officer)
    for minutes in (30, 45):
        add_item(event=event, by=world.officer, title="示例", minutes=minutes)
    lines = unfolded(visitor.get(f"/portal/events/{event.number}/event.ics").content)
    day = f"{event.held_on:%Y%m%d}"
    assert f"DTSTART:{day}T063000Z" in lines and f"DTEND:{day}T074500Z" in lines


@pytest.mark.django_db
def test_an_event_is_one_entry_with_its_address(world: Any, visitor: Any) -> None:
    event = make_event(world, state="announced", title="示例路演：磁体, 电机; 测试")
    answer = visitor.get(f"/portal/events/{event.number}/event.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    lines = unfolded(answer.content)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == 1
    assert f"UID:{event.uid}@cigu" in lines
    assert f"URL:http://localhost/portal/events/{event.number}/" in lines
    assert r"SUMMARY:示例路演：磁体\, 电机\; 测试" in lines
