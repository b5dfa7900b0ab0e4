"""Forms that were sent, so that sending one twice has one effect."""

from __future__ import annotations

from django.db import models


class SubmittedForm(models.Model):
    """Written in the transaction of the action: the row exists exactly if the effect does."""

    audit_exempt = "bookkeeping of page forms; the action itself leaves leaves"

    key = models.UUIDField(unique=True)
    user_id = models.BigIntegerField()
    path = models.CharField(max_length=500)
    body_hash = models.CharField(max_length=64)
    location = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "submitted_form"
        indexes = [models.Index(fields=["created_at"], name="submitted_form_age")]
