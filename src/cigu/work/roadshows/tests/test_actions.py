from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError

from cigu.core.access.errors import DateRefused, NotAllowed
from cigu.core.access.roles import Role
from cigu.core.documents.checks import BadDocument
from cigu.core.flow.actions import WrongState, may_fire, tasks_of
from cigu.core.notices.models import Notice
from cigu.records.cooperations.factories import (
    make_account,
    make_achievement,
    make_enterprise,
    make_need,
    make_team,
)
from cigu.records.cooperations.tests.support import DAY
from cigu.work.roadshows import actions
from cigu.work.roadshows.factories import make_event, make_meeting
from cigu.work.roadshows.guards import EventRefused
from cigu.work.roadshows.models import Event
from cigu.work.roadshows.programme import programme
from cigu.work.roadshows.states import FLOW

pytestmark = pytest.mark.django_db


def test_the_life_of_an_event(world):
    event = make_event(world, state="closed")
    assert (event.state, event.attendance, event.closed_on) == ("closed", 60, DAY)
    assert event.number == "H-2024-0001" and not tasks_of(event).exists()
    assert not list(FLOW.faults())


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("planned", {"announce", "cancel"}), ("announced", {"hold", "cancel"}),
        ("held", {"close"}), ("closed", set()), ("cancelled", set()),
    ],
)  # fmt: skip
def test_who_may_take_which_step(world, state, steps):
    event = make_event(world)
    event.state = state
    everybody = {
        "officer": world.officer, "broker": world.broker,
        "leader": make_account(Role.LEADER, territory=world.city),
        "commissioner": make_account(Role.COMMISSIONER, territory=world.city),
        "enterprise": make_account(Role.ENTERPRISE, party=make_enterprise(world).party),
        "expert": make_account(Role.EXPERT, party=make_team(world).party),
        "county officer": make_account(Role.OFFICER, territory=world.county),
    }  # fmt: skip
    for name, user in everybody.items():
        may = {t.code for t in FLOW.transitions if may_fire(event, t.code, user)}
        assert may == (steps if name in ("officer", "broker") else set()), name


def test_planning_is_for_officers_and_brokers_of_the_place(world):
    for role in (Role.LEADER, Role.COMMISSIONER):
        user = make_account(role, territory=world.city)
        with pytest.raises(NotAllowed):
            actions.plan_event(
                by=user, kind="roadshow", title="x", territory=world.city, domain=world.domain,
                held_on=DAY, time=None, place="x", host="x",
            )  # fmt: skip


def test_one_title_a_day(world):
    make_event(world, title="同名路演")
    with pytest.raises(EventRefused, match="H-2024-0001"):
        make_event(world, title="同名路演")
    make_event(world, title="同名路演", held_on=DAY + timedelta(1))


def test_an_event_ahead_is_not_yet_held(world):
    event = make_event(world, state="announced", held_on=DAY + timedelta(3))
    with pytest.raises(EventRefused):
        actions.hold(event=event, by=world.officer, attendance=5)
    event.refresh_from_db()
    assert (event.state, event.attendance) == ("announced", None)


def test_nobody_counted_is_not_nobody_came(world):
    event = make_event(world, state="announced")
    actions.hold(event=event, by=world.officer)
    assert event.attendance is None


def test_wrong_minutes_leave_the_event_announced(world):
    event = make_event(world, state="announced")
    with pytest.raises(BadDocument):
        actions.hold(event=event, by=world.officer, minutes=("纪要.docx", b"%PDF-1.7"))
    assert Event.objects.get(pk=event.pk).state == "announced"


def test_cancelling_needs_a_code_and_tells_those_who_were_told(world):
    firm = make_enterprise(world)
    make_account(Role.ENTERPRISE, party=firm.party)
    event = make_event(world, state="announced")
    with pytest.raises(WrongState):
        actions.cancel_event(event=event, by=world.officer, reason_code="rain")
    actions.cancel_event(event=event, by=world.officer, reason_code="few_guests")
    assert Notice.objects.filter(party=firm.party, subject_uid=event.uid).count() == 2


def test_announcing_reaches_the_fitting_enterprises_only(world):
    inside, elsewhere, silent = (make_enterprise(world) for _ in range(3))
    for firm in (inside, elsewhere):
        make_account(Role.ENTERPRISE, party=firm.party)
    for link in elsewhere.segment_links.all():
        other = type(world.segment).objects.create(
            code="hydrogen", name_zh="储氢", domain=world.domain
        )
        with actions.acting("test", by=None):
            link.segment = other
            link.save()
    event = make_event(world)
    shown = make_achievement(world)
    actions.add_item(event=event, by=world.officer, title="成果", minutes=15, achievement=shown)
    actions.announce(event=event, by=world.officer)
    told = set(Notice.objects.filter(subject_uid=event.uid).values_list("party", flat=True))
    assert told == {inside.party_id} and silent.party_id not in told


def test_start_times_follow_the_order(world):
    event = make_event(world)
    second = actions.add_item(event=event, by=world.officer, title="二", minutes=20)
    third = actions.add_item(event=event, by=world.officer, title="三", minutes=5)
    actions.move_item(item=third, up=True, by=world.broker)
    lines = programme(event, world.officer)
    assert [(line.item.title, line.begins) for line in lines] == [
        ("开场", time(14, 30)), ("三", time(14, 40)), ("二", time(14, 45)),
    ]  # fmt: skip
    second.refresh_from_db()
    actions.remove_item(item=second, by=world.officer)
    assert len(programme(event, world.officer)) == 2
    first = lines[0].item
    assert actions.move_item(item=first, up=True, by=world.officer).order == first.order


def test_only_what_may_be_shown_comes_on_the_programme(world):
    event, draft = make_event(world), make_achievement(world, published=False)
    named = make_need(world, secrecy="named")
    for wrong in ({"achievement": draft}, {"need": named},
                  {"achievement": make_achievement(world), "need": make_need(world)}):  # fmt: skip
        with pytest.raises(EventRefused):
            actions.add_item(event=event, by=world.officer, title="x", minutes=5, **wrong)


def test_a_closed_programme_stays_as_it_is(world):
    event = make_event(world, state="closed")
    with pytest.raises(NotAllowed):
        actions.add_item(event=event, by=world.officer, title="x", minutes=5)
    with pytest.raises(NotAllowed):
        actions.edit_event(event=event, by=world.officer, place="别处")


def test_an_organisation_is_noted_once(world):
    event, firm = make_event(world, state="held"), make_enterprise(world)
    for _twice in range(2):
        actions.add_guest(event=event, organisation=firm, by=world.broker)
    assert event.guests.count() == 1


@pytest.mark.parametrize("case", ["unpublished", "before", "ahead", "cancelled", "owner", "role"])
def test_meetings_that_cannot_have_been(world, case):
    event = make_event(world, state="held")
    wrong = {
        "unpublished": {"achievement": make_achievement(world, published=False)},
        "before": {"event": event, "met_on": DAY - timedelta(1)},
        "ahead": {"met_on": DAY + timedelta(1)},
        "cancelled": {"event": make_event(world)},
        "owner": {"enterprise": make_achievement(world).owner},
        "role": {},
    }[case]
    if case == "role":
        world = type(world)(**{**world.__dict__, "broker": make_account(
            Role.COMMISSIONER, territory=world.city)})  # fmt: skip
    with pytest.raises((EventRefused, DateRefused, NotAllowed)):
        make_meeting(world, **wrong)


def test_a_meeting_becomes_one_cooperation(world):
    meeting = make_meeting(world, event=make_event(world, state="held"))
    row = actions.begin_from_meeting(meeting=meeting, title="许可", mode="许可", by=world.broker)
    assert (row.origin, row.source_uid, row.need_id) == ("achievement", meeting.uid, None)
    assert row.provider == meeting.achievement.team.party
    assert (meeting.outcome, meeting.cooperation) == ("cooperation", row)
    with pytest.raises(EventRefused, match=row.number):
        actions.begin_from_meeting(meeting=meeting, title="x", mode="x", by=world.broker)
    with pytest.raises(EventRefused):
        actions.set_outcome(meeting=meeting, outcome="none", by=world.broker)


def test_the_database_holds_what_the_actions_promise(world):
    event = make_event(world)
    with pytest.raises(IntegrityError), actions.acting("test", by=None):
        event.state = "held"
        event.save()


def test_the_announcement_day_is_the_business_day(world):
    event = make_event(world, held_on=date(2024, 6, 10))
    actions.announce(event=event, by=world.officer, on=date(2024, 6, 3), reason="补录")
    assert event.announced_on == date(2024, 6, 3)
