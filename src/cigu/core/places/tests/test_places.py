"""Territories form a tree in which every unit lies where its official code says."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from cigu.core.places.models import Territory

LEVELS = Territory.Level


def unit(code: str, level: str, parent: Any = None) -> Territory:
    return Territory.objects.create(code=code, level=level, name_zh=f"示例{code}", parent=parent)


@pytest.fixture
def city(db: Any) -> Territory:
    nation = unit("100000", LEVELS.NATION)
    return unit("150200", LEVELS.CITY, unit("150000", LEVELS.PROVINCE, nation))


def test_paths_tell_who_holds_whom(city: Territory) -> None:
    county = unit("150203", LEVELS.COUNTY, city)
    town = unit("150203001", LEVELS.TOWN, county)
    assert town.path == "/100000/150000/150200/150203/150203001/"
    assert city.holds(town) and city.holds(city)
    assert not town.holds(city) and not city.holds(None)


def test_a_town_in_a_wrong_county_is_refused(city: Territory) -> None:
    other = unit("150204", LEVELS.COUNTY, city)
    with override("en"), pytest.raises(ValidationError, match=r"150203001.*150204"):
        unit("150203001", LEVELS.TOWN, other)
    assert not Territory.objects.filter(pk="150203001").exists()


@pytest.mark.parametrize(
    ("code", "level"),
    [("150203001", LEVELS.TOWN), ("150103", LEVELS.COUNTY), ("150200", LEVELS.COUNTY)],
    ids=["town in a city", "county of another city", "under itself"],
)
def test_a_unit_above_which_its_code_does_not_fit_is_refused(
    city: Territory, code: str, level: str
) -> None:
    with pytest.raises(ValidationError):
        unit(code, level, city)


def test_a_city_of_another_province_is_refused(city: Territory) -> None:
    with pytest.raises(ValidationError):
        unit("440100", LEVELS.CITY, city.parent)


def test_a_county_may_lie_directly_in_a_province(city: Territory) -> None:
    hubei = unit("420000", LEVELS.PROVINCE, Territory.objects.get(pk="100000"))
    assert unit("429004", LEVELS.COUNTY, hubei).path.endswith("/420000/429004/")


def test_a_zone_holds_towns_of_its_own_code(city: Territory) -> None:
    zone = unit("150271", LEVELS.ZONE, city)
    assert zone.holds(unit("150271001", LEVELS.TOWN, zone))


@pytest.mark.parametrize("level", [LEVELS.TOWN, LEVELS.COUNTY, LEVELS.PROVINCE])
def test_only_the_nation_lies_in_nothing(db: Any, level: str) -> None:
    with pytest.raises((ValidationError, IntegrityError)), transaction.atomic():
        unit("150203", level)


def test_when_a_unit_moves_all_below_it_move(city: Territory) -> None:
    county = unit("150203", LEVELS.COUNTY, city)
    town = unit("150203001", LEVELS.TOWN, county)
    county.parent = city.parent
    county.save()
    town.refresh_from_db()
    assert town.path == "/100000/150000/150203/150203001/"
    assert not city.holds(town)


def test_the_name_follows_the_language(db: Any) -> None:
    unit_ = Territory(code="150200", name_zh="包头市", name_en="Baotou")
    with override("zh-hans"):
        assert str(unit_) == "包头市"
    with override("en"):
        assert str(unit_) == "Baotou" and str(Territory(name_zh="包头市")) == "包头市"


@pytest.mark.parametrize("pack", sorted(p.name for p in settings.REGIONS.iterdir() if p.is_dir()))
def test_every_unit_of_the_packs_lies_where_its_code_says(db: Any, pack: str) -> None:
    with (settings.REGIONS / pack / "territories.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            parent = Territory.objects.get(pk=row["parent"]) if row["parent"] else None
            assert unit(row["code"], row["level"], parent).path.endswith(f"/{row['code']}/")
