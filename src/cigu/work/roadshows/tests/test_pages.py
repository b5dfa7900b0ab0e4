from datetime import timedelta

import pytest
from django.urls import reverse

from cigu.core.access.roles import Role
from cigu.core.search.registry import find
from cigu.records.cooperations.factories import (
    make_account,
    make_achievement,
    make_enterprise,
    make_need,
    make_person,
)
from cigu.records.cooperations.models import Cooperation
from cigu.records.cooperations.tests.support import DAY, PDF, send, signed_in, upload
from cigu.records.people.actions import declare_relation
from cigu.work.roadshows import actions
from cigu.work.roadshows.factories import make_event, make_meeting
from cigu.work.roadshows.models import Event, Meeting

pytestmark = pytest.mark.django_db


def page(row, name="detail", *more):
    return reverse(f"roadshows:{name}", args=[row.number, *more])


@pytest.fixture
def firm(world):
    return make_account(Role.ENTERPRISE, party=make_enterprise(world).party)


def test_planned_events_are_for_staff(world, firm):
    planned, announced = make_event(world), make_event(world, state="announced")
    client = signed_in(firm)
    shown = client.get(reverse("roadshows:list")).content.decode()
    assert announced.title in shown and planned.title not in shown
    assert client.get(page(planned)).status_code == 404
    assert client.get(page(announced)).status_code == 200
    assert not list(find(firm, planned.title)) and list(find(firm, announced.title))
    assert client.get("/api/events").json()["count"] == 1
    assert client.get(f"/api/events/{planned.number}").status_code == 404
    exported = client.get(reverse("roadshows:list"), {"view": "all", "format": "csv"})
    assert planned.title not in exported.content.decode("utf-8-sig")
    assert signed_in(world.broker).get(page(planned)).status_code == 200


def test_enterprises_see_neither_guests_nor_steps_nor_history(world, firm):
    event, other = make_event(world, state="held"), make_enterprise(world)
    actions.add_guest(event=event, organisation=other, by=world.officer)
    shown = signed_in(firm).get(page(event))
    assert other.name_zh not in shown.content.decode()
    assert (shown.context["guest_count"], shown.context["buttons"]) == (1, [])
    assert other.name_zh in signed_in(world.officer).get(page(event)).content.decode()


def test_meetings_are_for_the_two_sides_and_staff(world, firm):
    meeting = make_meeting(world)
    own = make_account(Role.ENTERPRISE, party=meeting.enterprise.party)
    team = make_account(Role.EXPERT, party=meeting.achievement.team.party)
    for user, expected in ((own, 200), (team, 200), (world.broker, 200), (firm, 404)):
        client = signed_in(user)
        assert client.get(meeting.get_absolute_url()).status_code == expected
        shown = client.get(reverse("roadshows:meetings")).content.decode()
        assert (meeting.achievement.number in shown) == (expected == 200)


def test_a_need_hidden_by_a_conflict_does_not_show_in_the_programme(world):
    event, need = make_event(world, state="announced"), make_need(world)
    actions.add_item(event=event, by=world.officer, title=need.title, minutes=9, need=need)
    person = make_person(world)
    expert = make_account(Role.EXPERT, party=person.party)
    assert need.title in signed_in(expert).get(page(event)).content.decode()
    declare_relation(
        left=person.party, right=need.organisation.party, kind="advisor", by=expert,
        since=DAY - timedelta(90), source="本人申报",
    )  # fmt: skip
    client = signed_in(expert)
    assert need.title not in client.get(page(event)).content.decode()
    answer = client.get(f"/api/events/{event.number}").json()["programme"]
    assert [item["title"] for item in answer] == ["开场", None]


def form(world, **changes):
    return {
        "kind": "roadshow", "title": "永磁成果路演", "held_on": "2024-06-20", "time": "14:30",
        "place": "示例会场", "host": "科技局", "territory": world.city.pk,
        "domain": world.domain.pk, **changes,
    }  # fmt: skip


def test_planning_through_the_page(world):
    client = signed_in(world.officer)
    answer = send(client, reverse("roadshows:plan"), form(world))
    event = Event.objects.get()
    assert (answer.status_code, event.state, event.synthetic) == (302, "planned", True)
    again = send(client, reverse("roadshows:plan"), form(world))
    assert again.status_code == 422 and "title" in again.context["form"].errors


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"held_on": "2024-06-31"}, "held_on"), ({"held_on": "soon"}, "held_on"),
        ({"time": "25:00"}, "time"), ({"territory": "999999"}, "territory"),
        ({"kind": "party"}, "kind"), ({"title": ""}, "title"),
    ],
)  # fmt: skip
def test_bad_input_is_named_at_its_field(world, wrong, field):
    answer = send(signed_in(world.officer), reverse("roadshows:plan"), form(world, **wrong))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not Event.objects.exists()


def test_an_enterprise_cannot_plan(world, firm):
    client = signed_in(firm)
    assert client.get(reverse("roadshows:plan")).status_code == 403
    assert send(client, reverse("roadshows:plan"), form(world)).status_code in (403, 422)
    assert not Event.objects.exists()


def test_the_programme_is_edited_with_its_buttons(world):
    event, shown = make_event(world), make_achievement(world)
    client = signed_in(world.broker)
    send(client, page(event, "add_item"), {"minutes": "20", "achievement": shown.pk})
    first, second = event.items.order_by("order")
    assert second.title == shown.title
    send(client, page(event, "move_item", second.uid, "up"))
    assert [i.pk for i in event.items.order_by("order")] == [second.pk, first.pk]
    send(client, page(event, "edit_item", first.uid), {"title": "开幕", "minutes": "5"})
    send(client, page(event, "remove_item", second.uid))
    left = event.items.get(removed_on__isnull=True)
    assert (left.title, left.minutes) == ("开幕", 5)
    wrong = send(client, page(event, "add_item"), {"title": "x", "minutes": "0"})
    assert wrong.status_code == 422


def test_holding_takes_minutes_that_are_what_they_say(world):
    event = make_event(world, state="announced")
    client = signed_in(world.officer)
    fake = send(client, page(event, "hold"), {"minutes": upload("纪要.docx", PDF)})
    assert fake.status_code == 422 and list(fake.context["form"].errors) == ["minutes"]
    good = {"attendance": "68", "minutes": upload("纪要.pdf", PDF)}
    assert send(client, page(event, "hold"), good).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.attendance) == ("held", 68)


def test_from_meeting_to_cooperation_through_the_pages(world):
    event, shown = make_event(world, state="held"), make_achievement(world)
    buyer, client = make_enterprise(world), signed_in(world.broker)
    sent = send(client, page(event, "event_meeting"), {
        "achievement": shown.pk, "enterprise": buyer.pk, "met_on": "2024-06-14",
        "outcome": "talks",
    })  # fmt: skip
    meeting = Meeting.objects.get()
    assert sent.status_code == 302 and meeting.event == event
    begin = reverse("roadshows:begin", args=[meeting.uid])
    answer = send(client, begin, {"title": "工艺许可", "mode": "许可"})
    row = Cooperation.objects.get()
    assert answer["Location"] == row.get_absolute_url() and row.origin == "achievement"
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(begin).status_code in (200, 409)


def test_lists_answer_every_view_filter_and_order(world):
    make_event(world, state="held")
    client = signed_in(make_account(Role.LEADER, territory=world.city))
    for name in ("list", "months", "meetings"):
        for query in ({}, {"view": "all"}, {"q": "示例", "kind": "roadshow"}, {"sort": "-held_on"},
                      {"held_from": "2024-06-31"}, {"view": "all", "format": "xlsx"}):  # fmt: skip
            assert client.get(reverse(f"roadshows:{name}"), query).status_code == 200
