"""Keys of programs, and the table behind Django's cache, which makes limits count over all
processes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import User
from cigu.core.audit.models import AuditedModel


class CacheEntry(models.Model):
    """The columns that ``django.core.cache.backends.db`` reads and writes by itself."""

    audit_exempt = "counters of limits and codes that live for minutes"

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "cache_entry"


class AccessKey(AuditedModel):
    """A way in for a program of one person: for the API, or for a calendar that reads along. Only
    the hash of its secret is kept; what it may do never exceeds what the person may."""

    class Kind(models.TextChoices):
        READ = "read", _("API, reading")
        PROPOSE = "propose", _("API, reading and proposing")
        CALENDAR = "calendar", _("calendar")

    audit_personal: ClassVar[frozenset[str]] = frozenset({"name"})

    user = models.ForeignKey(User, models.PROTECT, related_name="keys")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("what it is for"), max_length=60)
    secret_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(_("begins with"), max_length=12)
    made_at = models.DateTimeField(_("generated at"))
    expires_at = models.DateTimeField(_("runs out"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)

    class Meta:
        db_table = "access_key"
        indexes = [models.Index(fields=["user", "kind"], name="access_key_of")]
        constraints = [
            models.CheckConstraint(
                name="access_key_period", condition=models.Q(expires_at__gt=models.F("made_at"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def stands(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class KeyUse(models.Model):
    """When a key was last used; kept to the minute."""

    audit_exempt = "a time that changes with every call; the calls leave leaves of their own"

    key = models.OneToOneField(AccessKey, models.PROTECT, related_name="use")
    at = models.DateTimeField()
    address = models.CharField(max_length=45, blank=True)

    class Meta:
        db_table = "access_key_use"

    def __str__(self) -> str:
        return f"{self.key} {self.at}"
