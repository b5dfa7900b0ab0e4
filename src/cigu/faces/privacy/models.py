"""Requests of people about their data, and values that only the law still keeps."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel
from cigu.core.flow.models import Stateful


class RequestScope(Scope):
    """The person's own, and all of them for those who answer."""

    def full(self, access: Access) -> Q:
        if access.has(Role.SECURITY_ADMIN):
            return EVERYTHING
        return Q(user=access.user) if getattr(access.user, "pk", None) else NOTHING


class DataRequest(Stateful):
    """A person asks for a correction or for erasure (PIPL art. 46, 47)."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("correction")
        ERASURE = "erasure", _("erasure")

    stays_when_merged = True  # it speaks of the record that was asked about
    scope = RequestScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"present", "proposed", "text", "answer"})

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("account"), related_name="+")
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, verbose_name=_("register entry"), related_name="+"
    )
    field = models.CharField(_("field"), max_length=120, blank=True)  # app.model.field
    row_uid = models.UUIDField(null=True)
    present = models.CharField(_("present value"), max_length=500, blank=True)
    proposed = models.CharField(_("right value"), max_length=500, blank=True)
    text = models.CharField(_("explanation"), max_length=500, blank=True)
    asked_on = models.DateField(_("asked on"))
    decided_on = models.DateField(_("decided on"), null=True)
    done_on = models.DateField(_("done on"), null=True)
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    outcome = models.JSONField(_("result"), default=list)  # one entry for each field, no values

    class Meta:
        db_table = "data_request"
        constraints = [
            models.CheckConstraint(
                name="data_request_refused",
                condition=~Q(state="refused") | ~Q(reason_code=""),
            ),
            models.CheckConstraint(
                name="data_request_done",
                condition=Q(state="done", done_on__isnull=False)
                | ~Q(state="done") & Q(done_on__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["user"], name="data_request_one_erasure",
                condition=Q(kind="erasure", state__in=["asked", "accepted"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return reverse("privacy:request", args=[self.uid])


class FrozenScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING if access.has(Role.SECURITY_ADMIN) else NOTHING


class FrozenValue(ScopedModel):
    """Taken out of its record and kept aside, because a law asks to keep it: storage and nothing
    else (PIPL art. 47, paragraph 2). No list, page or export of the work reads this table."""

    stays_when_merged = True  # it speaks of the record that was asked about
    scope = FrozenScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"value"})

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    row_type = models.CharField(max_length=80)
    row_uid = models.UUIDField()
    field = models.CharField(_("field"), max_length=60)
    value = models.TextField(_("value"), blank=True)
    retention = models.CharField(_("kept because"), max_length=60)  # code of the register
    frozen_on = models.DateField(_("frozen on"))
    erased_on = models.DateField(_("erased on"), null=True)

    class Meta:
        db_table = "frozen_value"
        constraints = [
            models.UniqueConstraint(
                fields=["row_type", "row_uid", "field"], name="frozen_value_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.row_type}.{self.field}"
