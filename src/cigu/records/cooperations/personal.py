"""A signed cooperation names its provider and adviser, and the law keeps it."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Subject, Told, declare, impersonal, link, retention
from cigu.core.personal.words import Basis, Category, Fate

declare(
    "records_cooperations.Cooperation",
    Told("rating_comment", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    link("provider", party=True),
    link("adviser", party=True),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, party="provider adviser",
)  # fmt: skip
impersonal("records_cooperations.Cooperation", title=_("the subject of a record"))

declare(
    "records_cooperations.Outcome",
    Told("note", Category.WORDS, Fate.KEEP, phrases.WRITTEN),
    purpose=phrases.OFFICIAL, basis=Basis.DUTY, seen_by=phrases.RECORD, reach=phrases.OF_A_BODY,
)  # fmt: skip
impersonal("records_cooperations.Outcome", cooperation=_("the subject of a record"))


def signed(subject: Subject) -> bool:
    """A contract that was signed, whatever became of it."""
    model: Any = apps.get_model("records_cooperations", "Cooperation")
    ours = Q(provider__in=subject.parties) | Q(adviser__in=subject.parties)
    return bool(model.objects.filter(ours, signed_on__isnull=False).exists())


retention(
    "cooperations.signed",
    _("The person is named in a signed cooperation contract."),
    _("Archives Law art. 13: records of what an authority did are kept. Until then storage only:"
      " PIPL art. 47, paragraph 2."),
    signed,
)  # fmt: skip
