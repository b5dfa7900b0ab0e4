"""The pages: the enterprise states and corrects, an officer checks many; all is on record."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.records.organisations.factories import make_enterprise

from ..actions import accept_facts, give_consent
from ..factories import account_of, make_fact, make_filing
from ..models import Fact, FactConsent, FactUse, Filing

pytestmark = pytest.mark.django_db
BY_OTHERS = FactUse.objects.exclude(way="check")  # beside the checking of what was filed


def client(user: Any) -> Client:
    made = Client()
    made.force_login(user)
    return made


def send(user: Any, url: str, **fields: Any) -> Any:
    page = client(user)
    got = page.get(url).content.decode()
    seen = re.search(r'name="_rev" value="(\d+)"', got)
    sent = {"_key": str(uuid.uuid4()), **fields, **({"_rev": seen[1]} if seen else {})}
    return page.post(url, sent)


def text(user: Any, url: str) -> str:
    answer = client(user).get(url)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def at(name: str, body: Any, *more: Any) -> str:
    return reverse(f"facts:{name}", args=[body.uid, *more])


def test_the_enterprise_states_what_is_not_known(firm: Any, boss: Any) -> None:
    url = at("state", firm)
    answer = send(boss, url, revenue__2023="8,600", staff="５０", as_of="2024-05-31")
    assert answer.status_code == 302
    found = {f.code: (f.number, str(f.day), f.state) for f in Fact.objects.all()}
    assert found == {"revenue": (8600, "2023-12-31", "proposed"),
                     "staff": (50, "2024-05-31", "proposed")}  # fmt: skip
    page = text(boss, url)
    assert 'name="revenue__2023"' not in page and 'name="staff"' not in page
    assert 'name="revenue__2022"' in page and "8,600 万元" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "至少填一个数"), ({"revenue__2023": "-1"}, "填 0 到"), ({"staff": "1.5"}, "填 0 到"),
        ({"staff": "10", "rd_staff": "11"}, "不能大于"),
        ({"staff": "1", "as_of": "2024-06-15"}, "已结束的年度"),
        ({"staff": "1", "as_of": "2024-02-30"}, "日历上没有"),
        ({"revenue__2023": "<script>"}, "填 0 到"), ({"hightech_income__2023": "101"}, "填 0 到"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_comes_back_with_a_remedy(
    firm: Any, boss: Any, fields: dict[str, str], told: str
) -> None:
    answer = send(boss, at("state", firm), **fields)
    assert answer.status_code == 422 and told in answer.content.decode()
    assert not Fact.objects.exists()


def test_wrong_proposes_and_does_not_overwrite(firm: Any, boss: Any, officer: Any) -> None:
    make_fact(organisation=firm, by=officer)
    page = text(boss, at("enterprise", firm))
    link = at("correct", firm, "revenue") + "?day=2023-12-31"
    assert f'href="{link}"' in page
    answer = send(boss, link, number="8700", note="汇算清缴后更正")
    assert answer.status_code == 302
    assert sorted(Fact.objects.values_list("state", "number")) == [
        ("accepted", 8600), ("proposed", 8700)
    ]  # fmt: skip
    page = text(boss, at("enterprise", firm))
    assert "8,600" in page and "8,700" in page and "待核" in page


def test_a_period_that_was_never_is_refused(firm: Any, boss: Any) -> None:
    for day in ("2023-05-05", "2031-12-31"):
        answer = send(boss, at("correct", firm, "revenue") + f"?day={day}", number="1")
        assert answer.status_code == 422
    assert client(boss).get(at("correct", firm, "ghost")).status_code == 404
    assert client(boss).get(at("history", firm, "ghost")).status_code == 404


def test_an_officer_checks_a_selection(firm: Any, boss: Any, officer: Any) -> None:
    make_fact(organisation=firm, by=officer)
    other = make_enterprise(territory=firm.territory)
    filings = [make_filing(firm, boss, revenue=9000, rd_spend=70), make_filing(other)]
    page = text(officer, reverse("facts:list"))
    chosen = re.findall(r'name="sel" value="([0-9a-f-]{36})"', page)
    assert len(chosen) == 3
    accept = reverse("facts:accept")
    shown = client(officer).post(accept, {"sel": [*chosen, "no-uid"]})
    assert shown.status_code == 200 and "8,600.00" in shown.content.decode()
    assert not Fact.objects.filter(code="rd_spend", state="accepted").exists()
    answer = send(officer, accept, sel=chosen, confirm="1")
    assert answer.status_code == 302
    for filing in filings:
        filing.refresh_from_db()
        assert filing.state == "settled"
    again = send(officer, accept, sel=chosen, confirm="1")
    assert again.status_code == 422


def test_returning_needs_a_reason_and_reaches_the_enterprise(
    firm: Any, boss: Any, officer: Any
) -> None:
    filing = make_filing(firm, boss)
    sel = [str(filing.facts.get().uid)]
    url = reverse("facts:return")
    assert send(officer, url, sel=sel, confirm="1").status_code == 422
    answer = send(officer, url, sel=sel, confirm="1", reason_code="unit", comment="像是元")
    assert answer.status_code == 302
    page = text(boss, reverse("facts:filing", args=[filing.number]))
    assert "像是元" in page and "待更正" in page
    leave = reverse("facts:leave", args=[filing.number])
    assert leave in page
    assert send(boss, leave).status_code == 302
    assert Filing.objects.get().state == "settled"


def test_consents_are_ticked_and_unticked(firm: Any, boss: Any) -> None:
    url = at("consents", firm)
    send(boss, url, given_for=["checkup", "needs"])
    send(boss, url, given_for=["needs", "policy"])
    standing = FactConsent.objects.standing().values_list("purpose", flat=True)
    assert sorted(standing) == ["needs", "policy"]
    assert FactConsent.objects.get(purpose="checkup").withdrawn_by == boss
    assert send(boss, url, given_for=["gossip"]).status_code == 422


def test_who_opens_the_page_is_told_to_the_enterprise(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss)
    accept_facts(facts=list(filing.facts.all()), by=officer)
    page = text(officer, at("enterprise", firm))
    assert "8,600" not in page and "隐去" in page
    assert not BY_OTHERS.all().exists()
    give_consent(organisation=firm, given_for=["policy"], by=boss)
    assert "8,600" in text(officer, at("enterprise", firm))
    text(boss, at("enterprise", firm))
    use = BY_OTHERS.all().get()
    assert (use.reader, use.facts) == (officer, [["revenue", "2023-12-31"]])
    page = text(boss, at("uses", firm))
    assert str(officer) in page and "营业收入（2023）" in page


def test_a_file_leaves_a_use_and_holds_no_masked_number(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss)
    accept_facts(facts=list(filing.facts.all()), by=officer)
    leader = make_user(Role.LEADER, territory=firm.territory)
    url = reverse("facts:list") + "?view=all&format=csv"
    for user in (leader, officer):
        assert b"8,600" not in client(user).get(url).content
    assert not BY_OTHERS.all().exists()
    give_consent(organisation=firm, given_for=["needs"], by=boss)
    assert b"8,600" in client(officer).get(url).content
    assert BY_OTHERS.all().get().way == "export"


def test_others_are_turned_away(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss)
    rival = account_of(make_enterprise(territory=firm.territory))
    pages = [at(name, firm) for name in ("enterprise", "state", "consents", "uses")]
    pages += [at("history", firm, "revenue"), at("correct", firm, "revenue"),
              reverse("facts:filing", args=[filing.number])]  # fmt: skip
    assert {client(rival).get(url).status_code for url in pages} == {404}
    assert {client(None or rival).get(reverse(f"facts:{n}")).status_code
            for n in ("accept", "return")} == {403}  # fmt: skip
    leader = make_user(Role.LEADER, territory=firm.territory)
    found = {url: client(leader).get(url).status_code for url in pages}
    assert list(found.values()) == [200, 403, 403, 403, 200, 403, 404]
    assert client(officer).get(at("consents", firm)).status_code == 403
    assert client(rival).get(reverse("facts:mine")).status_code == 302
