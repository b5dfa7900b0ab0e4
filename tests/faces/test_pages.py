"""Every page answers every role, full and empty; what is not one's own is not found."""

from __future__ import annotations

import pytest

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.clock.business import travel
from cigu.core.notices.actions import notify
from cigu.core.notices.alarms import clear_alarm, raise_alarm

from .conftest import signed_in
from .year import END

pytestmark = pytest.mark.django_db
PAGES = (
    "/", "/?view=others", "/?view=late", "/messages/", "/search/", "/search/?q=示例", "/account/",
    "/yearbook/", "/yearbook/?fig=A-23", "/yearbook/?fig=B-05",
    "/yearbook/?view=no_room&page=2", "/yearbook/?period=2020-01-01/2021-01-01&fig=A-19",
    "/yearbook/?period=nonsense",
)  # fmt: skip


@pytest.mark.parametrize("role", [*Role.values, "elsewhere"])
def test_every_page_as_every_role(year, role):
    with travel(END):
        client = signed_in(year.users[role])
        for page in PAGES:
            assert client.get(page).status_code == 200, page


def test_anonymous_visitors_are_sent_to_sign_in(db, client):
    for page in ("/", "/messages/", "/yearbook/", "/account/", "/search/?q=a"):
        found = client.get(page, headers={"host": "localhost"})
        assert found.status_code == 302
        assert found.url.startswith("/account/login/")


def test_only_sign_in_and_help_are_open(db, client):
    for path, status in (
        ("login/", 200), ("help/", 200), ("signup/", 404), ("email/", 404),
        ("password/reset/", 404), ("confirm-email/", 404), ("reauthenticate/", 404),
    ):  # fmt: skip
        assert client.get(f"/account/{path}", headers={"host": "localhost"}).status_code == status


def test_the_password_is_changed_with_the_present_one(db):
    user = make_user(Role.OFFICER, password="乌有之乡-2024-旧")
    client, url = signed_in(user), "/account/password/"
    fresh = {"password1": "子虚之地里-2024-新", "password2": "子虚之地里-2024-新"}
    assert client.post(url, {"oldpassword": "wrong", **fresh}).status_code == 200
    assert client.post(url, {"oldpassword": "乌有之乡-2024-旧", **fresh}).url == "/account/"
    user.refresh_from_db()
    assert user.check_password("子虚之地里-2024-新")


def test_histories_answer_only_to_those_who_see_the_whole_record(year):
    record = year.cooperations[1]
    url = f"/history/records_cooperations.cooperation/{record.uid}/"
    with travel(END):
        for name, status in (
            ("officer", 200), ("leader", 404), ("enterprise", 404), ("expert", 404),
            ("elsewhere", 404), ("sysadmin", 404),
        ):  # fmt: skip
            assert signed_in(year.users[name]).get(url).status_code == status, name
        export = signed_in(year.officer).get(f"{url}?format=csv&purpose=check")
        assert record.number in export.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "model", ["core_access.user", "core_audit.auditleaf", "no.such", "nonsense"]
)
def test_no_history_of_what_has_no_scope(year, model):
    url = f"/history/{model}/{year.cooperations[0].uid}/"
    assert signed_in(year.officer).get(url).status_code == 404


def test_a_message_is_read_by_opening_it_and_nobody_else_opens_it(year):
    record = year.cooperations[0]
    with travel(END):
        with change("test.notify", by=None, on=END):
            notice = notify("示例消息", record, on=END, user=year.officer)
        url = f"/messages/{notice.uid}/"
        assert signed_in(year.users["leader"]).post(url).status_code == 404
        assert signed_in(year.officer).post(url).url == record.get_absolute_url()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_hidden_record_leaves_no_task_on_the_desk(year):
    """Tasks of another city's officer, counted and listed, are none of ours."""
    with travel(END):
        mine = signed_in(year.officer).get("/?view=others").content.decode()
        theirs = signed_in(year.users["elsewhere"]).get("/?view=others").content.decode()
    numbers = [c.number for c in year.cooperations]
    assert not any(number in theirs for number in numbers)
    assert "等对方 0" in theirs
    assert "等对方 0" not in mine


def test_alarms_stand_on_the_system_administrators_desk_alone(year):
    raise_alarm("audit.export", "审计没有导出：只读")
    seen = {
        role
        for role, user in year.users.items()
        if "审计没有导出" in signed_in(user).get("/").content.decode()
    }
    assert seen == {"sysadmin"}
    clear_alarm("audit.export")
    page = signed_in(year.users["sysadmin"]).get("/").content.decode()
    assert "审计没有导出" not in page and "没有未解除的告警" in page
