"""A visitor sees what was published and nothing of those who asked to stay unnamed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from cigu.core.access.factories import make_user
from cigu.core.audit.recording import change
from cigu.core.clock.business import today
from cigu.faces.portal.public import KINDS, kind_of
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.factories import make_achievement, make_enterprise, make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.models import Organisation
from cigu.work.roadshows.actions import add_item
from cigu.work.roadshows.factories import make_event
from cigu.work.roadshows.models import Event

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
SECRET = ("示例隐身企业", "4321.00", "4,321.00", "王拟密", "曾试喷淋", "子虚区")


@pytest.fixture
def hidden(world: Any) -> dict[str, Need]:
    """The same need in each degree of disclosure."""
    firm = make_enterprise(world)
    return {
        secrecy: make_need(
            world, enterprise=firm, secrecy=secrecy, budget=Decimal("4321"), contact="王拟密",
            tried="曾试喷淋",
        )
        for secrecy in Need.Secrecy.values
    }  # fmt: skip


def leaks(text: str, need: Need) -> list[str]:
    return [word for word in (*SECRET, need.organisation.name_zh) if word in text]


@pytest.mark.parametrize("secrecy", ["open", "masked"])
def test_a_published_need_never_names_its_enterprise(
    hidden: Any, visitor: Any, secrecy: str
) -> None:
    need = hidden[secrecy]
    for address in (
        f"/portal/needs/{need.number}/", "/portal/needs/", "/portal/", "/portal/feeds/needs.atom",
        f"/portal/search/?q={need.title}", "/portal/needs/?sort=organisation",
        "/portal/needs/?sort=budget", "/portal/needs/?firm=示例", "/portal/needs/?q=4321",
    ):  # fmt: skip
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        assert leaks(answer.content.decode(), need) == [], address
    assert need.title in visitor.get(f"/portal/needs/{need.number}/").content.decode()


def test_a_need_for_named_recipients_is_not_there(hidden: Any, visitor: Any) -> None:
    need = hidden["named"]
    assert visitor.get(f"/portal/needs/{need.number}/").status_code == 404
    for address in ("/portal/needs/", "/portal/feeds/needs.atom", "/portal/maps/needs.xml"):
        assert need.number not in visitor.get(address).content.decode()


def test_rows_of_a_visitor_are_published_rows_and_masked(hidden: Any) -> None:
    rows = list(Need.objects.for_(NOBODY))
    assert {row.secrecy for row in rows} == {"open", "masked"}
    assert all(row.is_masked and row.shown("organisation") is None for row in rows)


@pytest.mark.parametrize("role", ["sysadmin", "secadmin", "auditor"])
def test_an_administrator_of_the_site_gains_nothing_by_it(hidden: Any, role: str) -> None:
    assert not Need.objects.for_(make_user(role)).exists()
    assert not Need.objects.for_(None).exists()


def test_drafts_plans_and_registers_stay_inside(world: Any, visitor: Any) -> None:
    draft = make_achievement(world, published=False)
    shown = make_achievement(world)
    planned, announced = make_event(world), make_event(world, state="announced")
    for kind, row, status in (
        ("achievements", draft, 404), ("achievements", shown, 200), ("events", planned, 404),
        ("events", announced, 200),
    ):  # fmt: skip
        assert visitor.get(f"/portal/{kind}/{row.number}/").status_code == status
    assert list(Achievement.objects.for_(NOBODY)) == [shown]
    assert list(Event.objects.for_(NOBODY)) == [announced]
    assert not Organisation.objects.for_(NOBODY).exists()


def test_who_is_signed_in_reads_the_same_page(hidden: Any, web: Any, world: Any) -> None:
    """The officer knows the enterprise; the public page does not tell it to anybody."""
    need = hidden["open"]
    page = web(world.officer).get(f"/portal/needs/{need.number}/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]  # the top bar names his own places
    assert need.title in main and leaks(main, need) == []


def test_of_a_record_of_no_public_kind_there_is_no_address(world: Any) -> None:
    assert kind_of(make_need(world)) is KINDS["needs"]
    assert kind_of(None) is None and kind_of(world.officer) is None


def test_an_item_of_a_programme_that_is_for_named_recipients_is_withheld(
    world: Any, visitor: Any
) -> None:
    need = make_need(world, secrecy="masked")
    event = make_event(world, state="announced")
    add_item(event=event, by=world.officer, title="隐名议程", minutes=10, need=need)
    page = f"/portal/events/{event.number}/"
    assert "隐名议程" in visitor.get(page).content.decode()
    with change("test.close", by=world.officer, on=today()):
        need.secrecy = Need.Secrecy.NAMED
        need.save()
    assert "隐名议程" not in visitor.get(page).content.decode()
