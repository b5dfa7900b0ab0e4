"""Pages of the office: draft, display, answer, decide."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest

from cigu.core.clock.business import today, travel
from cigu.records.publicnotices.factories import make_notice, make_objection
from cigu.records.publicnotices.models import PublicNotice

pytestmark = pytest.mark.django_db
FIELDS = {
    "kind": "recognition", "title": "示例平台拟认定公示", "body": "拟认定子虚平台。", "days": "5",
    "rule": "示例办法第三条", "office": "示例局", "reach": "", "domain": "", "subject": "",
}  # fmt: skip


def post(client: Any, address: str, **fields: str) -> Any:
    return client.post(address, {"_key": str(uuid.uuid4()), **fields})


def test_from_draft_to_decision(web: Any, officer: Any, city: Any) -> None:
    client = web(officer)
    answer = post(client, "/public-notices/new/", **{**FIELDS, "territory": str(city.pk)})
    assert answer.status_code == 302, answer.content.decode()
    notice = PublicNotice.objects.get()
    page = client.get(f"{answer.url}display/").content.decode()
    assert "2024-06-21" in page, "the last day is told before"
    assert post(client, f"{answer.url}display/").status_code == 302
    row = make_objection(notice, text="虚构的理由")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "虚构的理由" in page
    bad = post(client, f"{row.get_absolute_url()}dismiss/", reply="已核对。")
    assert bad.status_code == 422 and 'role="alert"' in bad.content.decode()
    good = post(
        client, f"{row.get_absolute_url()}dismiss/", reply="已核对。", reason_code="checked",
        is_public="on",
    )  # fmt: skip
    assert good.status_code == 302
    early = post(client, f"{answer.url}decide/", outcome="confirmed", decision="确认。")
    assert early.status_code == 422 and "2024-06-21" in early.content.decode()
    notice.refresh_from_db()
    with travel(notice.ends_on + timedelta(days=1)):
        done = post(client, f"{answer.url}decide/", outcome="confirmed", decision="确认。")
    assert done.status_code == 302
    notice.refresh_from_db()
    assert notice.state == "decided"


@pytest.mark.parametrize(
    ("field", "value"),
    [("days", "0"), ("days", "五"), ("days", "61"), ("subject", "X-1900-0001"), ("title", ""),
     ("rule", ""), ("kind", "nothing"), ("body", "")],
)  # fmt: skip
def test_what_does_not_fit_is_told_at_its_field(
    web: Any, officer: Any, city: Any, field: str, value: str
) -> None:
    sent = {**FIELDS, "territory": str(city.pk), field: value}
    answer = post(web(officer), "/public-notices/new/", **sent)
    assert answer.status_code == 422
    assert re.search(rf'id="id_{field}_error"', answer.content.decode())
    assert not PublicNotice.objects.exists()


def test_a_record_that_the_reader_does_not_see_is_not_named_by_a_notice(
    web: Any, officer: Any, stranger: Any, city: Any
) -> None:
    draft = make_notice(officer, city, "draft", title="拟密事项")
    notice = make_notice(officer, city, subject=draft)
    place = notice.get_absolute_url()
    assert "拟密事项" not in web(stranger).get(place).content.decode()
    assert "拟密事项" in web(officer).get(place).content.decode()


def test_the_page_asks_for_no_day_to_display_from(web: Any, officer: Any, city: Any) -> None:
    notice = make_notice(officer, city, "draft")
    place = f"{notice.get_absolute_url()}display/"
    client = web(officer)
    assert 'name="on"' not in client.get(place).content.decode()
    assert post(client, place, on="2024-05-06", reason="补录").status_code == 302
    notice.refresh_from_db()
    assert notice.displayed_on == today()


def test_the_lists_hold_what_waits(web: Any, officer: Any, stranger: Any, city: Any) -> None:
    notice = make_notice(officer, city, "objected")
    client = web(officer)
    assert notice.number in client.get("/public-notices/").content.decode()
    row = notice.objections.get()
    assert row.number in client.get("/public-notices/objections/").content.decode()
    other = web(stranger)
    assert row.number not in other.get("/public-notices/objections/").content.decode()
    assert other.get(row.get_absolute_url()).status_code == 404
