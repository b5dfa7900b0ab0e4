"""What a notice or a claim speaks of: any record with a number, named by kind and uid so that no
noun has to know the rooms above it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import CharField

from cigu.core.access.scope import ScopedModel


def numbered() -> Iterator[Any]:
    for model in apps.get_models():
        if issubclass(model, ScopedModel) and any(
            f.name == "number" and isinstance(f, CharField) for f in model._meta.concrete_fields
        ):
            yield model


def find_subject(user: Any, number: str) -> Any:
    """The record of that number that ``user`` sees, or None."""
    wanted = number.strip().upper()
    for model in numbered():
        found = model.objects.for_(user).filter(number=wanted).first() if wanted else None
        if found is not None:
            return found
    return None


def subject_of(user: Any, subject_type: str, uid: Any) -> Any:
    """The record itself, if ``user`` sees it."""
    if not subject_type:
        return None
    model: Any = apps.get_model(subject_type)
    return model.objects.for_(user).filter(uid=uid).first()


def named(subject: Any) -> dict[str, Any]:
    """The columns that hold what a case speaks of; empty ones for nothing."""
    if subject is None:
        return {"subject_type": "", "subject_uid": None, "subject_label": ""}
    return {
        "subject_type": subject.object_type, "subject_uid": subject.uid,
        "subject_label": str(subject)[:200],
    }  # fmt: skip
