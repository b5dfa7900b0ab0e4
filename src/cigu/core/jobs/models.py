"""A job's progress, separate from the queue that runs it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.access.scope import NOTHING, Access, Scope, ScopedModel


class JobScope(Scope):
    def full(self, access: Access) -> Q:
        return Q(owner=access.user) if access.grants else NOTHING


class Job(ScopedModel):
    scope = JobScope()

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped")

    kind = models.CharField(_("kind"), max_length=60)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    arguments = models.JSONField(default=dict)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    checkpoint = models.JSONField(null=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    stop_asked = models.BooleanField(default=False)
    run = models.PositiveSmallIntegerField(default=0)  # which attempt; an older one gives way
    # runs before a person began it anew; empty in rows older than this column, as in their leaves
    runs_before = models.PositiveSmallIntegerField(null=True)
    seen_at = models.DateTimeField(null=True)  # last sign of life of the worker
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "job"
