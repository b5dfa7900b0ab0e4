"""What a page says of a record, field by field, with what is withheld from this reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

LABELS = {  # where the model's own word is too general for a page about one record
    ("Person", "title"): _("Professional title"),
    ("Team", "leader"): _("Team leader"),
    ("Team", "founded"): _("Founded"),
    ("Organisation", "founded"): _("Founded"),
}


@dataclass(frozen=True)
class Fact:
    label: str
    value: Any
    withheld: bool = False


def facts(row: Any, names: tuple[str, ...]) -> list[Fact]:
    """Choices by their words; masked fields as withheld; empty ones as unknown."""
    return [_fact(row, name) for name in names]


def _fact(row: Any, name: str) -> Fact:
    own = LABELS.get((type(row).__name__, name))
    label = str(own or row._meta.get_field(name).verbose_name)
    if row.is_masked and name in type(row).masked_fields:
        return Fact(label, None, withheld=True)
    words = getattr(row, f"get_{name}_display", None)
    return Fact(label, words() if words else getattr(row, name))


def visible(model: Any, user: Any, **conditions: Any) -> Any:
    """Related records that the reader may see."""
    return model.objects.for_(user).filter(**conditions)
