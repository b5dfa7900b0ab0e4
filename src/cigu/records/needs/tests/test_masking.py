"""Owner and budget of a masked need: never shown, sorted, filtered, searched or exported."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.search.registry import find
from cigu.records.needs.actions import disclose, end_disclosure
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_enterprise
from cigu.records.people.factories import make_expert

pytestmark = pytest.mark.django_db
SECRET = ("隐身磁业有限公司", "隐身磁业", "4321.00", "4,321.00", "王拟密", "曾试喷淋")


@pytest.fixture
def masked() -> Need:
    owner = make_enterprise(name_zh=SECRET[0], short_name=SECRET[1])
    return make_need(
        organisation=owner, secrecy="masked", budget=Decimal("4321"), contact="王拟密",
        tried="曾试喷淋", title="磁体温升",
    )  # fmt: skip


@pytest.fixture
def expert(db: Any) -> User:
    return make_user(Role.EXPERT, party=make_expert().party)


def leaks(text: str) -> list[str]:
    return [word for word in SECRET if word in text]


@pytest.mark.parametrize("query", [
    "", "?sort=organisation", "?sort=-budget", "?firm=隐身", "?view=published", "?format=csv",
    "?sort=budget&format=csv", "?firm=隐身&format=csv",
])  # fmt: skip
def test_the_list_gives_nothing_away(
    masked: Need, expert: User, web: Callable[..., Any], query: str
) -> None:
    body = web(expert).get(f"/needs/{query}").content.decode()
    assert masked.number in body
    assert leaks(body.replace("firm=隐身", "")) == []


def test_the_spreadsheet_says_withheld(masked: Need, expert: User, web: Callable[..., Any]) -> None:
    book = load_workbook(io.BytesIO(web(expert).get("/needs/?format=xlsx").content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert "隐去" in cells and not leaks(" ".join(cells))


def test_order_does_not_follow_what_is_withheld(
    masked: Need, expert: User, web: Callable[..., Any]
) -> None:
    """With a second masked need, both orders of the budget give the same list."""
    other = make_need(secrecy="masked", budget=1)
    orders = []
    for sort in ("budget", "-budget", "organisation", "-organisation"):
        body = web(expert).get(f"/needs/?sort={sort}").content.decode()
        orders.append(body.index(masked.number) < body.index(other.number))
    assert len(set(orders)) == 1


def test_search_finds_the_title_but_not_the_owner(masked: Need, expert: User) -> None:
    assert [hit.pk for hits in find(expert, "磁体温升") for hit in hits.rows] == [masked.pk]
    found = [hit for hits in find(expert, "隐身磁业") for hit in hits.rows]
    assert masked not in found


def test_the_page_and_the_api_withhold_too(
    masked: Need, expert: User, web: Callable[..., Any]
) -> None:
    client = web(expert)
    assert leaks(client.get(f"/needs/{masked.number}/").content.decode()) == []
    row = client.get(f"/api/needs/{masked.number}").json()
    assert (row["disclosure"], row["enterprise"], row["budget"]) == ("masked", None, None)
    assert leaks(client.get("/api/needs").content.decode()) == []


def test_staff_the_owner_and_the_invited_see_it_in_full(
    masked: Need, expert: User, web: Callable[..., Any]
) -> None:
    broker = make_user(Role.BROKER, territory=make_territory("150200"))
    owner = make_user(Role.ENTERPRISE, party=masked.organisation.party)
    party = next(iter(expert.grants.all())).party
    with change("test.disclose", by=broker, on=date(2024, 6, 14)):
        disclose(masked, party, date(2024, 6, 14))
    for user in (broker, owner, expert):
        row = web(user).get(f"/api/needs/{masked.number}").json()
        assert (row["disclosure"], row["enterprise"], row["budget"]) == (
            "full", SECRET[0], "4321.00",
        )  # fmt: skip
    with change("test.close", by=broker, on=date(2024, 6, 14)):
        end_disclosure(masked, party, date(2024, 6, 14))
    assert web(expert).get(f"/api/needs/{masked.number}").json()["disclosure"] == "masked"


def test_named_needs_are_for_those_named(expert: User, web: Callable[..., Any]) -> None:
    need = make_need(secrecy="named")
    client = web(expert)
    assert client.get(f"/needs/{need.number}/").status_code == 404
    assert need.number not in client.get("/needs/").content.decode()
    assert client.get("/api/needs").json()["count"] == 0


def test_another_enterprise_learns_no_more_than_an_expert(
    masked: Need, web: Callable[..., Any]
) -> None:
    rival = make_user(Role.ENTERPRISE, party=make_enterprise().party)
    draft = make_need("submitted")
    client = web(rival)
    assert leaks(client.get("/needs/").content.decode()) == []
    assert client.get(f"/needs/{draft.number}/").status_code == 404
    assert leaks(client.get(f"/needs/{masked.number}/").content.decode()) == []


def test_history_and_clocks_stay_inside(
    masked: Need, expert: User, web: Callable[..., Any]
) -> None:
    open_need = make_need(secrecy="open")
    body = web(expert).get(f"/needs/{open_need.number}/").content.decode()
    assert 'class="cg-log"' not in body
    owner = make_user(Role.ENTERPRISE, party=open_need.organisation.party)
    assert 'class="cg-log"' in web(owner).get(f"/needs/{open_need.number}/").content.decode()
