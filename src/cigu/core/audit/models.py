"""The leaf, the erasable side table, and the base of every audited model."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from .errors import AuditError, StaleRecord
from .uids import new_uid


class AppendOnly(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditError("append_only", "audit rows are never changed")

    def delete(self) -> NoReturn:
        raise AuditError("append_only", "audit rows are never deleted")


class AuditLeaf(models.Model):
    """What one change did to one row. No foreign keys: it outlives what it speaks of."""

    audit_exempt = "the audit itself"

    txid = models.BigIntegerField(null=True)  # for sealing by transaction snapshot
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150)
    acting_for = models.CharField(max_length=200, blank=True)
    session = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_uid = models.UUIDField()
    object_revision = models.PositiveIntegerField()
    business_date = models.DateField()
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(blank=True)
    request_id = models.CharField(max_length=36, blank=True)
    algorithm = models.CharField(max_length=20)
    leaf_hash = models.CharField(max_length=64)

    objects = AppendOnly.as_manager()

    class Meta:
        db_table = "audit_leaf"
        indexes = [
            models.Index(fields=["object_type", "object_uid", "id"], name="audit_leaf_object"),
            models.Index(fields=["request_id"], name="audit_leaf_request"),
        ]


class PersonalValue(models.Model):
    """A personal value that a leaf only commits to: erasing it leaves the leaf valid."""

    audit_exempt = "erasable on purpose; its leaf holds the commitment"

    leaf = models.BigIntegerField(db_index=True)
    field = models.CharField(max_length=80)
    side = models.CharField(max_length=6)
    salt = models.CharField(max_length=64)
    value = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        db_table = "audit_personal_value"


class AuditedQuerySet(models.QuerySet[Any]):
    """Refuses writes that would leave no leaf."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_update", f"{self.model.__name__}: change rows one by one in an action")

    def delete(self) -> NoReturn:
        raise AuditError("raw_delete", f"{self.model.__name__}: rows are retired, not deleted")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_bulk", f"{self.model.__name__}: use audit.recording.create_many")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_bulk", f"{self.model.__name__}: change rows one by one in an action")


class AuditedModel(models.Model):
    """A row with a public id, a revision that guards against lost updates, and a history."""

    audit_personal: ClassVar[frozenset[str]] = frozenset()
    audit_ignore: ClassVar[frozenset[str]] = frozenset()

    uid = models.UUIDField(unique=True, default=new_uid, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    synthetic = models.BooleanField(default=False)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        row = super().from_db(db, field_names, values)
        row.remember()
        return row

    def remember(self) -> None:
        """Keep the stored values, so that the leaf can say what changed."""
        self._stored = {
            f.attname: self.__dict__[f.attname]
            for f in self._meta.concrete_fields
            if f.attname in self.__dict__
        }

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        super().refresh_from_db(*args, **kwargs)
        self.remember()

    def save(self, *args: Any, **kwargs: Any) -> None:
        from .recording import leave_leaf

        if args or kwargs:
            raise AuditError("save_options", f"{type(self).__name__}.save() takes no options")
        adding = self._state.adding
        before = None if adding else dict(self._stored)
        self._expected = self.revision
        self.revision += 1
        try:
            super().save(force_insert=adding, force_update=not adding)
        except BaseException:
            self.revision = self._expected
            raise
        self.remember()
        leave_leaf(self, before)

    def _do_update(self, base_qs: Any, *args: Any) -> bool:
        done = super()._do_update(base_qs.filter(revision=self._expected), *args)  # type: ignore[misc]
        if not done:
            raise StaleRecord(self)
        return True

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_delete", f"{type(self).__name__}: rows are retired, not deleted")

    @property
    def object_type(self) -> str:
        return str(self._meta.label_lower)
