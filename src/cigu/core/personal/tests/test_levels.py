"""The class of some fields: the highest level, raised where the bureau says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import override

from cigu.core.personal.levels import DataClass, check_raised, class_of
from cigu.core.personal.register import Told, declare, holdings, impersonals
from cigu.core.personal.words import Basis, Category, Level

User, Need, Person, Relation = (
    apps.get_model(label)
    for label in (
        "core_access.User", "records_needs.Need", "records_people.Person",
        "records_people.Relation",
    )
)  # fmt: skip


def test_the_highest_among_the_fields_counts() -> None:
    assert class_of(Person, ["pack_key"]) == DataClass()
    assert class_of(Person, ["pack_key", "contact"]) == DataClass(Level.GENERAL, personal=True)
    assert class_of(Relation, ["kind"]).sensitive
    assert class_of(Relation, ["kind"]) | class_of(Person, ["name"]) == DataClass(
        Level.GENERAL, personal=True, sensitive=True
    )


def test_a_purpose_is_asked_for_personal_and_for_important_data(settings: Any) -> None:
    assert not class_of(Need, ["title"]).needs_purpose
    assert class_of(User, ["email"]).needs_purpose
    settings.DATA_LEVELS = {"records_needs.need.metric": "important"}
    assert class_of(Need, ["metric"]).needs_purpose
    assert class_of(Need, ["title"]) == DataClass()
    assert class_of(Need).level == Level.IMPORTANT, "asked as a whole, the raised field counts"


def test_the_bureau_raises_a_whole_table(settings: Any) -> None:
    settings.DATA_LEVELS = {"records_needs.need": "core"}
    assert class_of(Need, ["title"]).level == Level.CORE
    assert class_of(Person, ["name"]).level == Level.GENERAL


def test_a_class_says_in_words_and_in_code_what_it_is(settings: Any) -> None:
    settings.DATA_LEVELS = {"records_people.person.profile": "important"}
    found = class_of(Person, ["profile"])
    assert found.code == "important+personal"
    with override("en"):
        assert str(found) == "Data level: important · holds personal information"
    with override("zh-hans"):
        assert str(found) == "数据级别：重要 · 含个人信息"


@pytest.mark.parametrize("key", ["records_needs.nothing", "records_needs.need.nothing", "no.such"])
def test_a_level_for_what_does_not_exist_is_refused(settings: Any, key: str) -> None:
    settings.DATA_LEVELS = {key: "core"}
    assert [key in error.msg for error in check_raised()] == [True]


def test_levels_that_exist_are_accepted(settings: Any) -> None:
    settings.DATA_LEVELS = {"records_needs.need": "core", "records_needs.need.metric": "important"}
    assert check_raised() == []


def test_a_table_is_declared_once() -> None:
    assert "records_people.person" in holdings() and impersonals()
    with pytest.raises(ValueError, match="twice"):
        declare(
            "records_people.Person", Told("name", Category.IDENTITY), purpose="p",
            basis=Basis.DUTY, seen_by="s",
        )  # fmt: skip
