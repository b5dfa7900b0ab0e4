"""What is held on people is declared, field by field, and what is declared exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import ForeignKey
from django.utils.translation import override

from cigu.core.audit.models import AuditedModel
from cigu.core.personal.register import Holding, Told, holdings, impersonals
from cigu.core.personal.words import Fate

# Such a word is personal wherever it stands.
STRONG = {
    "contact", "phone", "mobile", "tel", "telephone", "email", "mail", "address", "ip", "birth",
    "birthday", "birthdate", "gender", "sex", "idcard", "passport", "username", "agent",
    "password", "wechat", "photo", "portrait",
}  # fmt: skip
# And such a one in a table from which a column leads to a person.
WEAK = {"name", "title", "office", "author", "location", "profile", "nickname", "salary"}
PEOPLE = {"core_access.user", "core_access.party", "records_people.person"}
PARTS = re.compile(r"[^a-z]+")
PRIVATE = {"id_number", "identity_number", "bank_account"}


def _leads_to_people(model: Any) -> bool:
    return model._meta.label_lower in PEOPLE or any(_is_link(f) for f in _fields(model))


def _fields(model: Any) -> list[Any]:
    return list(model._meta.concrete_fields)


def _is_link(field: Any) -> bool:
    return isinstance(field, ForeignKey) and field.related_model._meta.label_lower in PEOPLE


def looks_personal(name: str, leads: bool) -> bool:
    words = set(PARTS.split(name.lower()))
    return name in PRIVATE or bool(words & STRONG) or (leads and bool(words & WEAK))


def _suspects() -> Iterator[tuple[str, str]]:
    for model in apps.get_models(include_auto_created=True):
        leads = _leads_to_people(model)
        for field in _fields(model):
            if _is_link(field) or looks_personal(field.name, leads):
                yield model._meta.label_lower, field.name


def test_a_field_that_looks_personal_is_declared() -> None:
    known = {(h.model, told.name) for h in holdings().values() for told in h.fields}
    known |= {(h.model, h.user) for h in holdings().values() if h.deleted}  # goes with the row
    missing = sorted(set(_suspects()) - known - set(impersonals()))
    assert missing == [], "declare them in the room's personal.py"


def test_the_look_is_not_blind() -> None:
    assert looks_personal("home_phone", leads=False)
    assert looks_personal("id_number", leads=False)
    assert looks_personal("name_zh", leads=True) and not looks_personal("name_zh", leads=False)
    assert not looks_personal("description", leads=True)
    found = set(_suspects())
    assert ("records_people.person", "contact") in found
    assert ("usersessions.usersession", "ip") in found
    assert ("work_checkups.reply", "replied_by") in found


def _told() -> list[Any]:
    return [
        pytest.param(h, t, id=f"{h.model}.{t.name}") for h in holdings().values() for t in h.fields
    ]


@pytest.mark.parametrize(("holding", "told"), _told())
def test_a_declared_field_exists_and_its_way_leads_somewhere(holding: Holding, told: Told) -> None:
    model: Any = apps.get_model(holding.model)
    model._meta.get_field(told.name)
    for way in (*holding.user.split(), *holding.party.split(), *told.user.split()):
        str(model._base_manager.filter(**{f"{way}__in": [0]}).query)


@pytest.mark.parametrize(("holding", "told"), _told())
def test_what_is_kept_says_why(holding: Holding, told: Told) -> None:
    with override("en"):
        if told.fate == Fate.KEEP:
            assert len(str(told.why)) > 20
        if not holding.is_reached and not (told.user or told.party):
            assert len(str(holding.reach)) > 20, "no way to the person: say how it is reached"


def test_what_only_looks_personal_exists_too() -> None:
    wrong = []
    for (label, name), why in impersonals().items():
        try:
            apps.get_model(label)._meta.get_field(name)
        except (LookupError, FieldDoesNotExist):
            wrong.append(f"{label}.{name}")
        assert str(why)
    assert wrong == []


def test_no_audited_value_that_is_erased_stands_open_in_a_leaf() -> None:
    """Else the leaves would keep what the row has lost: links and yes or no name nobody."""
    wrong = []
    for holding in holdings().values():
        model: Any = apps.get_model(holding.model)
        if not issubclass(model, AuditedModel):
            continue
        for told in holding.fields:
            kind = model._meta.get_field(told.name).get_internal_type()
            if told.fate == Fate.KEEP or kind not in {"CharField", "TextField", "JSONField"}:
                continue
            if told.name not in model.audit_personal | model.audit_ignore:
                wrong.append(f"{holding.model}.{told.name}")
    assert wrong == [], "add them to audit_personal"


def test_what_the_audit_treats_as_personal_is_declared() -> None:
    wrong = []
    for model in apps.get_models():
        for name in getattr(model, "audit_personal", ()):
            holding = holdings().get(model._meta.label_lower)
            if holding is None or holding.field(name) is None:
                wrong.append(f"{model._meta.label_lower}.{name}")
    assert wrong == []
