"""A document: a name and a subject, over content kept once by its hash."""

from __future__ import annotations

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from cigu.core.access.scope import ScopedModel
from cigu.core.audit.models import AuditedModel

WARNINGS = {
    "script": _("holds a script"),
    "launch": _("starts a program"),
    "action": _("acts by itself when opened"),
    "files": _("holds other files"),
    "unread": _("could not be looked into"),
    "place": _("tells where it was taken"),
    "lost": _("file is missing or damaged"),
}


class Document(AuditedModel):
    subject_type = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    title = models.CharField(_("title"), max_length=200)
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(_("kind"), max_length=100)
    size = models.PositiveIntegerField(_("size"))
    algorithm = models.CharField(max_length=20)
    content_hash = models.CharField(_("hash"), max_length=64)
    issued_on = models.DateField(_("date"))
    marks = models.CharField(  # codes of WARNINGS
        _("warnings"), max_length=100, blank=True, default="", db_default=""
    )

    class Meta:
        db_table = "document"
        indexes = [models.Index(fields=["subject_type", "subject_uid"], name="document_subject")]

    def __str__(self) -> str:
        return self.title or self.name

    @property
    def warnings(self) -> list[str]:
        """What a reader should know before opening it."""
        return [str(WARNINGS[code]) for code in self.marks.split()]

    def readable_by(self, user: object) -> bool:
        """As its subject; one without a scope of its own is open to nobody."""
        model = apps.get_model(self.subject_type)
        if not issubclass(model, ScopedModel):
            return False
        return bool(model.objects.readable(user).filter(uid=self.subject_uid).exists())
