"""What the audit holds on people: who acted, from where, and values kept aside."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from cigu.core.personal import phrases
from cigu.core.personal.register import Subject, Told, declare
from cigu.core.personal.words import Basis, Category, Fate


def leaves_by(subject: Subject) -> Any:
    return apps.get_model("core_audit", "AuditLeaf").objects.filter(
        actor_id=subject.user, actor_id__isnull=False
    )


KEEP = (Fate.KEEP, phrases.LOGS)
declare(
    "core_audit.AuditLeaf",
    Told("actor", Category.ACTS, *KEEP),  # a public id; the name behind it goes
    Told("acting_for", Category.ACTS, *KEEP),
    Told("address", Category.TRACES, *KEEP),
    Told("session", Category.TRACES, *KEEP, secret=True),
    purpose=phrases.SAFETY, basis=Basis.DUTY, seen_by=phrases.AUDITORS, rows=leaves_by,
)  # fmt: skip
declare(
    "core_audit.PersonalValue",
    Told("value", Category.IDENTITY),
    purpose=phrases.SAFETY, basis=Basis.DUTY, seen_by=phrases.AUDITORS,
    reach=_("Earlier values of the fields above. Each goes with its field; the audit keeps a"
            " commitment from which it cannot be read."),
)  # fmt: skip
