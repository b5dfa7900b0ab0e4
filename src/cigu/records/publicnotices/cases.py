"""What somebody without an account brings in: an objection here, a claim on the portal. Whoever
holds the receipt stands for them; who they are can be erased, that there was a case cannot."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.models import Party
from cigu.core.access.roles import STAFF_ROLES, Role
from cigu.core.access.scope import Access, Scope
from cigu.core.audit.erasing import erase_personal
from cigu.core.clock.business import today
from cigu.core.flow.models import Stateful
from cigu.core.places.models import Domain, Territory

OLD = "CIGU_CONTACT_DAYS"  # why the worker forgets
AT_ONCE = 200  # that one round of the worker forgets


class CaseScope(Scope):
    """Officers of the place, who answer it, read all; other staff not who it was, nor the text."""

    def full(self, access: Access) -> Q:
        return access.within((Role.OFFICER,), "territory", "domain")

    def masked(self, access: Access) -> Q:
        return staff_of_place(access)


def staff_of_place(access: Access) -> Q:
    return access.within(STAFF_ROLES, "territory", "domain")


class Case(Stateful):
    audit_personal: ClassVar[frozenset[str]] = frozenset({"name", "contact", "text"})
    masked_fields: ClassVar[frozenset[str]] = frozenset({"name", "contact", "text"})
    scope: ClassVar[Scope] = CaseScope()

    number = models.CharField(_("number"), max_length=20, unique=True)
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, related_name="+")
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60, blank=True)
    contact = models.CharField(_("contact details"), max_length=120, blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True)
    received_on = models.DateField(_("received"))
    answered_on = models.DateField(_("answered"), null=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    reply = models.TextField(_("reply"), blank=True)
    forgotten_on = models.DateField(_("name and contact erased"), null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.number} {self.get_ground_display()}"  # type: ignore[attr-defined]

    def flow_party(self, name: str) -> Party | None:
        raise LookupError(f"a case names no party {name!r}")


def forgotten(name: str) -> models.CheckConstraint:
    """What was erased is gone from the row too."""
    return models.CheckConstraint(
        name=name, condition=Q(forgotten_on__isnull=True) | Q(name="", contact="")
    )


def forget(case: Any, *, by: Any, reason: str) -> Any:
    """Within an action: name and contact leave the row and every leaf."""
    blanks = {"name": "", "contact": ""}
    erase_personal([case], by=by, on=today(), reason=reason, blanks=lambda _row: blanks)
    fresh = type(case).objects.select_for_update().get(pk=case.pk)
    fresh.forgotten_on = fresh.forgotten_on or today()
    fresh.save()
    return fresh


def forget_old(rows: Any, one: Callable[[Any], Any]) -> int:
    """By the worker, some of ``rows`` at a time. Returns how many were forgotten."""
    old = list(rows.filter(forgotten_on__isnull=True).order_by("pk")[:AT_ONCE])
    for row in old:
        one(row)
    return len(old)


def kept_until() -> date:
    """Of cases answered before this day nobody needs to know who it was."""
    return today() - timedelta(days=settings.CONTACT_DAYS)
