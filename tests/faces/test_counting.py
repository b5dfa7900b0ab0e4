"""Value, drill, export and API agree with a counter that shares no code with them."""

from __future__ import annotations

import csv
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cigu.core.clock.business import travel
from cigu.core.figures.registry import compute, registered
from cigu.core.figures.sources import Where
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.periods import Period
from cigu.faces.yearbook import records

from .conftest import signed_in
from .naive import COUNTERS, Ask
from .naive_registers import COUNTERS as REGISTERS
from .year import END

pytestmark = pytest.mark.django_db
CHECKED = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
days = st.dates(date(2023, 5, 1), date(2024, 7, 31))
periods = st.tuples(days, days).filter(lambda p: p[0] < p[1]).map(lambda p: Period(*p))
territories = st.sampled_from(["150200", "150203", "150204"])
anywhere = st.sampled_from(["100000", "150000", "150200", "150203", "150204", "150300"])
domains = st.sampled_from(["rare_earth", None])


def test_every_registered_figure_has_a_counter():
    assert set(registered()) == set(COUNTERS) | set(REGISTERS)


@pytest.mark.parametrize("ident", sorted(COUNTERS))
@given(period=periods, territory=anywhere, domain=domains)
@settings(CHECKED, max_examples=25)
def test_value_and_drill(year, ident, period, territory, domain):
    answer = COUNTERS[ident](Ask(territory, period.start, period.end, domain))
    place = Territory.objects.get(pk=territory)
    field = Domain.objects.get(pk=domain) if domain else None
    result = compute(registered()[ident], Where(place, field, period))
    uids = [row.uid for row in result.rows]
    assert result.value == answer.value == len(uids) == len(set(uids))
    assert set(uids) <= answer.uids
    assert answer.distinct or set(uids) == answer.uids


@pytest.mark.parametrize("ident", sorted(COUNTERS))
@given(period=periods, territory=territories)
@CHECKED
def test_export_and_api(year, ident, period, territory):
    answer = COUNTERS[ident](Ask(territory, period.start, period.end, "rare_earth"))
    with travel(END):
        client = signed_in(year.officer)
        client.post("/ui/scope/", {"scope": f"{territory}:rare_earth", "next": "/"})
        asked = {"period": str(period)}
        page = client.get(
            f"/yearbook/{ident}/records/", {**asked, "format": "csv", "purpose": "check"}
        )
        scope = {**asked, "territory": territory, "domain": "rare_earth"}
        told = client.get(f"/api/figures/{ident}", scope).json()
    rows = list(csv.reader(page.content.decode("utf-8-sig").splitlines()))
    assert len(rows) - 2 == answer.value == told["value"] == told["n_records"]
    assert told["n_hidden"] == 0
    assert len(told["records"]) == answer.value


@given(period=periods, territory=anywhere, domain=domains)
@settings(CHECKED, max_examples=12)
def test_value_and_drill_of_the_registers(year, period, territory, domain):
    place = Territory.objects.get(pk=territory)
    field = Domain.objects.get(pk=domain) if domain else None
    for ident, counter in REGISTERS.items():
        answer = counter(Ask(territory, period.start, period.end, domain))
        result = compute(registered()[ident], Where(place, field, period))
        uids = [row.uid for row in result.rows]
        assert rounded(result.value) == rounded(answer.value), ident
        assert len(uids) == len(set(uids)) == result.n_rows == answer.n, ident
        assert set(uids) <= answer.uids, ident


def rounded(value):
    return None if value is None else value.quantize(Decimal("0.1"), ROUND_HALF_UP)


@pytest.mark.parametrize("ident", sorted(REGISTERS))
def test_export_and_api_of_the_registers(year, ident):
    period = Period(date(2023, 6, 8), date(2024, 6, 8))
    answer = REGISTERS[ident](Ask("150200", period.start, period.end, "rare_earth"))
    assert answer.n, "the year holds none: the test would show nothing"
    with travel(END):
        client = signed_in(year.officer)
        asked = {"period": str(period)}
        page = client.get(
            f"/yearbook/{ident}/records/", {**asked, "format": "csv", "purpose": "check"}
        )
        scope = {**asked, "territory": "150200", "domain": "rare_earth"}
        told = client.get(f"/api/figures/{ident}", scope).json()
    rows = list(csv.reader(page.content.decode("utf-8-sig").splitlines()))
    assert len(rows) - 2 == answer.n == told["n_records"] == len(told["records"])
    assert rounded(Decimal(str(told["value"]))) == rounded(answer.value)
    assert told["n_hidden"] == 0


def test_many_records_are_handed_out_page_by_page(year, monkeypatch):
    monkeypatch.setattr(records, "MANY", 5)
    scope = {"period": "2023-01-01/2024-07-01", "territory": "150200"}
    client, pages, after = signed_in(year.officer), [], ""
    with travel(END):
        while after is not None:
            told = client.get("/api/figures/A-20", {**scope, "after": after}).json()
            pages.append(told["records"])
            after = told["next"]
        assert client.get("/api/figures/A-20", {**scope, "after": "last"}).status_code == 422
    found = [record for page in pages for record in page]
    assert len(pages) > 2 and all(len(page) == 5 for page in pages[:-1])
    assert len({r["uid"] for r in found}) == len(found) == told["value"] == told["n_records"]
    assert [r["dated"] for r in found] == sorted((r["dated"] for r in found), reverse=True)


def test_drill_shows_others_only_a_number(year):
    """An enterprise reads the public value; of the records only its own, and how many more."""
    scope = {"period": "2023-01-01/2024-07-01", "territory": "150200"}
    client = signed_in(year.users["enterprise"])
    with travel(END):
        told = client.get("/api/figures/A-23", scope).json()
        page = client.get("/yearbook/?period=2023-01-01/2024-07-01&fig=A-23")
    own = year.cooperations[0]
    assert [r["uid"] for r in told["records"]] == [str(own.uid)]
    assert told["value"] == len(year.cooperations)
    assert told["n_hidden"] == len(year.cooperations) - 1
    text = page.content.decode()
    assert own.number in text
    assert not any(c.number in text for c in year.cooperations[1:])
