"""Notices to people, and events between rooms."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel


class NoticeScope(Scope):
    def full(self, access: Access) -> Q:
        if access.user is None or not access.grants:
            return Q(pk__isnull=True)
        return Q(user=access.user) | Q(party__in=access.parties)


class Notice(ScopedModel):
    """A message to one user, or to whoever acts for a party."""

    scope = NoticeScope()

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("message"), max_length=300)
    subject_type = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    sent_on = models.DateField(_("sent"))
    read_at = models.DateTimeField(_("read"), null=True)

    class Meta:
        db_table = "notice"
        indexes = [models.Index(fields=["party", "read_at"], name="notice_party")]
        constraints = [
            models.CheckConstraint(
                name="notice_addressee", condition=Q(user__isnull=False) ^ Q(party__isnull=False)
            )
        ]


class Event(models.Model):
    """One line of the outbox. Kept after delivery; delivered at least once."""

    audit_exempt = "its cause is audited; delivery is bookkeeping"

    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "outbox_event"
        indexes = [models.Index(fields=["delivered_at", "id"], name="outbox_waiting")]


class AlarmScope(Scope):
    def full(self, access: Access) -> Q:
        return EVERYTHING if access.has(Role.SYSTEM_ADMIN) else NOTHING


class Alarm(ScopedModel):
    """Something in the machinery that a person must look at; one open row for each code."""

    scope = AlarmScope()

    code = models.CharField(_("code"), max_length=60)
    text = models.CharField(_("message"), max_length=300)
    since = models.DateTimeField(_("since"))
    cleared_at = models.DateTimeField(_("cleared"), null=True)

    class Meta:
        db_table = "alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(cleared_at__isnull=True), name="alarm_open_once"
            )
        ]
