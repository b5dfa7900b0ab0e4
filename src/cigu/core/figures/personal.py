"""Published figures call their records by name, and some names are people's."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q

from cigu.core.personal import phrases
from cigu.core.personal.register import Subject, Told, declare
from cigu.core.personal.words import Basis, Category, Fate

NAMED = (("records_people.Person", "party"), ("work_matchmaking.Match", "provider"))


def frozen_rows(subject: Subject) -> Any:
    """What was counted is this person, or is called by this person's name."""
    found = Q(pk__in=[])
    for label, way in NAMED:
        model: Any = apps.get_model(label)
        uids = list(model.objects.filter(**{f"{way}__in": subject.parties}).values_list("uid"))
        found |= Q(object_type=model._meta.label_lower, object_uid__in=[uid for (uid,) in uids])
    return apps.get_model("core_figures", "FrozenRow").objects.filter(found)


declare(
    "core_figures.FrozenRow",
    Told("label", Category.IDENTITY, Fate.ANONYMISE, blank=phrases.ERASED),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, rows=frozen_rows,
)  # fmt: skip
