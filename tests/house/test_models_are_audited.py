"""Every table is audited or says why not, and its name fits every database we may meet."""

from __future__ import annotations

from collections import Counter

import pytest
from django.apps import AppConfig, apps
from django.db.models import Model

from cigu.core.audit.errors import AuditError
from cigu.core.audit.models import AuditedModel

LONGEST = 30  # KingbaseES in Oracle mode cuts longer names
OURS = [m for m in apps.get_models() if m.__module__.startswith("cigu.")]
MODELS = [pytest.param(m, id=m._meta.label) for m in OURS]
CONFIGS = [c for c in apps.get_app_configs() if c.name.startswith("cigu.")]


@pytest.mark.parametrize("model", MODELS)
def test_a_model_is_audited_or_says_why_not(model: type[Model]) -> None:
    reason = model.__dict__.get("audit_exempt", "")
    assert issubclass(model, AuditedModel) or (isinstance(reason, str) and len(reason) > 10)
    assert not (issubclass(model, AuditedModel) and reason), "audited and exempt at once"


@pytest.mark.parametrize("model", MODELS)
def test_an_audited_model_keeps_the_guarded_queryset(model: type[Model]) -> None:
    if issubclass(model, AuditedModel):
        with pytest.raises(AuditError):
            model._default_manager.all().update()


@pytest.mark.parametrize("model", MODELS)
def test_the_table_is_named_by_hand(model: type[Model]) -> None:
    assert "db_table" in model._meta.original_attrs
    assert len(model._meta.db_table) <= LONGEST


@pytest.mark.parametrize("model", MODELS)
def test_names_in_the_database_are_short(model: type[Model]) -> None:
    meta = model._meta
    names = [f.column for f in meta.local_concrete_fields]
    names += [item.name for item in (*meta.indexes, *meta.constraints)]
    assert [n for n in names if len(n) > LONGEST] == []


@pytest.mark.parametrize("model", MODELS)
def test_no_table_is_made_behind_our_back(model: type[Model]) -> None:
    """An automatic many-to-many table would leave no leaf; write the model between."""
    hidden = [
        f.name for f in model._meta.local_many_to_many if f.remote_field.through._meta.auto_created
    ]
    assert not hidden


def test_tables_are_named_once() -> None:
    assert [n for n, k in Counter(m._meta.db_table for m in OURS).items() if k > 1] == []


@pytest.mark.parametrize("config", [pytest.param(c, id=c.name) for c in CONFIGS])
def test_app_labels_say_where_the_room_is(config: AppConfig) -> None:
    assert "label" in type(config).__dict__
    _cigu, floor, room = config.name.split(".")
    assert config.label == f"{floor}_{room}"
