"""Lists, feeds, marks, quotas: what machines and readers rely on."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from cigu.core.quotas.models import VisitorDay
from cigu.faces.portal.actions import take_off
from cigu.faces.portal.tables import NeedTable
from cigu.records.cooperations.factories import make_achievement, make_need
from cigu.records.needs.actions import withdraw_need
from cigu.records.publicnotices.factories import make_notice
from cigu.work.roadshows.actions import add_item
from cigu.work.roadshows.factories import make_event

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_page_that_was_read_already_is_not_sent_again(world: Any, visitor: Any) -> None:
    need = make_need(world)
    address = f"/portal/needs/{need.number}/"
    first = visitor.get(address)
    assert first["ETag"] and first["Last-Modified"]
    assert visitor.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    stamp = first["Last-Modified"]
    assert visitor.get(address, headers={"if-modified-since": stamp}).status_code == 304
    withdraw_need(need=need, by=world.officer, reason="示例")
    assert visitor.get(address, headers={"if-none-match": first["ETag"]}).status_code == 404


def test_another_language_or_look_is_another_page(world: Any, visitor: Any) -> None:
    make_need(world)
    first = visitor.get("/portal/needs/")
    for name, value in (("cigu_theme", "dark"), ("django_language", "en")):
        visitor.cookies[name] = value
        again = visitor.get("/portal/needs/", headers={"if-none-match": first["ETag"]})
        assert again.status_code == 200
        del visitor.cookies[name]


def test_a_list_changes_its_mark_when_a_record_comes(world: Any, visitor: Any) -> None:
    make_need(world)
    first = visitor.get("/portal/needs/")
    make_need(world)
    again = visitor.get("/portal/needs/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200


def test_a_need_off_the_portal_leaves_a_programme_that_was_read_already(
    world: Any, visitor: Any
) -> None:
    need, event = make_need(world), make_event(world, state="announced")
    add_item(event=event, by=world.officer, title="拟撤议程", minutes=10, need=need)
    address = f"/portal/events/{event.number}/"
    first = visitor.get(address)
    assert "拟撤议程" in first.content.decode()
    known = {"if-none-match": first["ETag"]}
    assert visitor.get(address, headers=known).status_code == 304
    assert "Last-Modified" not in first.headers, "what leaves takes the day of its change along"
    take_off(row=need, by=world.officer, reason_code="secret", note="示例")
    again = visitor.get(address, headers=known)
    assert again.status_code == 200 and "拟撤议程" not in again.content.decode()


def test_a_subject_off_the_portal_leaves_its_notice(world: Any, visitor: Any) -> None:
    need = make_need(world)
    notice = make_notice(world.officer, world.city, subject=need)
    address = f"/portal/notices/{notice.number}/"
    first = visitor.get(address)
    assert str(need) in first.content.decode()
    take_off(row=need, by=world.officer, reason_code="secret", note="示例")
    again = visitor.get(address, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and str(need) not in again.content.decode()


def test_a_list_changes_its_mark_with_its_total(
    world: Any, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first page holds the same rows; one that nobody turned to is gone."""
    oldest, _two, _three = (make_need(world) for _number in range(3))
    monkeypatch.setattr(NeedTable, "per_page", 2)
    first = visitor.get("/portal/needs/")
    assert oldest.number not in first.content.decode()
    take_off(row=oldest, by=world.officer, reason_code="secret", note="示例")
    again = visitor.get("/portal/needs/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200 and "Last-Modified" not in again.headers


def test_who_is_signed_in_gets_no_mark(world: Any, web: Any) -> None:
    answer = web(world.officer).get("/portal/needs/")
    assert "ETag" not in answer.headers and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "code", ["needs", "achievements", "events", "notices", "reports", "figures"]
)
def test_each_list_has_a_feed_that_reads(world: Any, visitor: Any, code: str) -> None:
    make_need(world), make_achievement(world), make_event(world, state="announced")
    make_notice(world.officer, world.city)
    answer = visitor.get(f"/portal/feeds/{code}.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = ET.fromstring(answer.content)  # noqa: S314 - our own text
    assert root.find(f"{ATOM}id") is not None and root.find(f"{ATOM}updated") is not None
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == (1 if code in ("needs", "achievements", "events", "notices") else 0)
    for entry in entries:
        link = entry.find(f"{ATOM}link")
        assert link is not None
        address = link.attrib["href"].removeprefix("http://localhost")
        assert visitor.get(address).status_code == 200
    again = visitor.get(f"/portal/feeds/{code}.atom", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_the_map_leads_to_every_published_page(world: Any, visitor: Any) -> None:
    need, event = make_need(world), make_event(world, state="announced")
    index = ET.fromstring(visitor.get("/sitemap.xml").content)  # noqa: S314
    places: list[str] = []
    for loc in index.iter(f"{MAP}loc"):
        part = visitor.get(str(loc.text).removeprefix("http://localhost"))
        found = ET.fromstring(part.content)  # noqa: S314
        places += [str(x.text).removeprefix("http://localhost") for x in found.iter(f"{MAP}loc")]
    assert f"/portal/needs/{need.number}/" in places
    assert f"/portal/events/{event.number}/" in places
    assert all(visitor.get(place).status_code == 200 for place in places)


def test_robots_may_read_the_portal_alone(visitor: Any) -> None:
    lines = visitor.get("/robots.txt").content.decode().splitlines()
    assert "Allow: /portal/" in lines and "Disallow: /" in lines
    assert any(line.startswith("Sitemap: http") for line in lines)


def test_strange_kinds_numbers_and_filters_are_answered_in_words(world: Any, visitor: Any) -> None:
    for address in (
        "/portal/feeds/users.atom", "/portal/maps/users.xml", "/portal/needs/X-1/",
        "/portal/figures/NB-1/", "/portal/reports/BG-1/paper.csv",
    ):  # fmt: skip
        assert visitor.get(address).status_code == 404
    for query in (
        "?published_from=gestern",
        "?segment=nirgends",
        "?page=kaputt",
        "?q=" + "长" * 99,
    ):
        answer = visitor.get(f"/portal/needs/{query}")
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()


def test_who_turns_page_after_page_comes_to_the_quota(
    world: Any, visitor: Any, settings: Any
) -> None:
    settings.EXPORT_QUOTA = {**settings.EXPORT_QUOTA, "anonymous": 3}
    for _number in range(7):
        make_need(world)
    per_page, NeedTable.per_page = NeedTable.per_page, 2
    try:
        answer, statuses = visitor.get("/portal/needs/"), [200]
        while answer.status_code == 200 and 'rel="next"' in answer.content.decode():
            text = answer.content.decode().split('rel="next"')[0].rpartition('href="')[2]
            answer = visitor.get(text.partition('"')[0].replace("&amp;", "&"))
            statuses.append(answer.status_code)
    finally:
        NeedTable.per_page = per_page
    assert statuses == [200, 200, 429]
    assert visitor.get("/portal/needs/").status_code == 200, "the first page is for readers"
    counted = VisitorDay.objects.get()
    assert (counted.rows, counted.refused) == (2, 1)


def test_the_terms_of_the_office_stand_under_every_page(
    world: Any, visitor: Any, settings: Any
) -> None:
    settings.PORTAL_OFFICE, settings.PORTAL_TERMS = "拟名市科学技术局", "注明来源后可以转载。"
    settings.PORTAL_LICENCE = "https://licence.example/by"
    need = make_need(world)
    for address in (
        "/portal/",
        "/portal/needs/",
        f"/portal/needs/{need.number}/",
        "/portal/about/",
    ):
        page = visitor.get(address).content.decode()
        assert "拟名市科学技术局" in page and "注明来源后可以转载。" in page
        assert "https://licence.example/by" in page
        assert '<meta name="description"' in page
    assert "拟名市科学技术局" in visitor.get("/portal/feeds/needs.atom").content.decode()
    canonical = f'<link rel="canonical" href="http://localhost/portal/needs/{need.number}/">'
    assert canonical in visitor.get(f"/portal/needs/{need.number}/").content.decode()


def test_nothing_on_the_portal_takes_what_is_sent(world: Any, visitor: Any) -> None:
    for address in ("/portal/", "/portal/needs/", "/portal/feeds/needs.atom", "/robots.txt"):
        assert visitor.post(address).status_code == 405
