"""Facts and their uses over the API."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cigu.records.organisations.factories import make_enterprise

from ..actions import accept_facts, give_consent
from ..factories import account_of, make_filing
from ..models import FactUse

pytestmark = pytest.mark.django_db


def test_masked_numbers_are_null_and_a_reading_is_told(firm: Any, boss: Any, officer: Any) -> None:
    filing = make_filing(firm, boss)
    accept_facts(facts=list(filing.facts.all()), by=officer)
    reader, owner = Client(), Client()
    reader.force_login(officer)
    owner.force_login(boss)
    url = f"/api/facts/{firm.uid}"
    (row,) = reader.get(url).json()
    assert (row["code"], row["number"], row["state"]) == ("revenue", None, "accepted")
    give_consent(organisation=firm, given_for=["policy"], by=boss)
    (row,) = reader.get(url).json()
    assert float(row["number"]) == 8600 and row["day"] == "2023-12-31"
    assert FactUse.objects.filter(way="api").count() == 1
    told = owner.get(f"{url}/uses").json()
    assert told[0]["way"] == "api" and told[0]["facts"] == [["revenue", "2023-12-31"]]


def test_what_one_may_not_know_of_is_not_there(firm: Any, officer: Any) -> None:
    rival, reader = Client(), Client()
    rival.force_login(account_of(make_enterprise()))
    reader.force_login(officer)
    for tail in ("", "/uses"):
        assert rival.get(f"/api/facts/{firm.uid}{tail}").status_code == 404
        assert reader.get(f"/api/facts/{uuid4()}{tail}").status_code == 404
    assert reader.head("/api/openapi.json").status_code == 200
