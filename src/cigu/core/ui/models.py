"""Forms that were sent, so that sending one twice has one effect; and views that people keep."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.access.scope import NOTHING, Access, Scope, ScopedModel


class SubmittedForm(models.Model):
    """Written in the transaction of the action: the row exists exactly if the effect does."""

    audit_exempt = "bookkeeping of page forms; the action itself leaves leaves"

    key = models.UUIDField(unique=True)
    user_id = models.BigIntegerField()
    path = models.CharField(max_length=500)
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    status = models.PositiveSmallIntegerField(default=0, db_default=0)  # of an answer of the API
    # emptied after some hours; the key stays
    answer = models.TextField(blank=True, default="", db_default="")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "submitted_form"
        indexes = [models.Index(fields=["created_at"], name="submitted_form_age")]


class PolicyReport(models.Model):
    """Something that a page tried and the content security policy forbade; equal ones counted."""

    audit_exempt = "what browsers report; the alarm it raises is audited"

    key = models.CharField(max_length=64, unique=True)
    directive = models.CharField(max_length=40)
    blocked = models.CharField(max_length=100, blank=True)
    page = models.CharField(max_length=200, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(auto_now_add=True)
    last_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "policy_report"


class SavedViewScope(Scope):
    def full(self, access: Access) -> Q:
        return Q(user=access.user) if access.user is not None and access.grants else NOTHING


class SavedView(ScopedModel):
    """A list as somebody keeps looking at it: filters and order, under a name of their own."""

    scope = SavedViewScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"title", "query"})

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    path = models.CharField(_("list"), max_length=200)
    query = models.CharField(_("filters and order"), max_length=1000)
    title = models.CharField(_("name"), max_length=20)
    dropped_on = models.DateField(_("dropped"), null=True)

    class Meta:
        db_table = "saved_view"
        ordering = ["path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "path", "title"],
                condition=Q(dropped_on__isnull=True),
                name="saved_view_name",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.path}?{self.query}"
