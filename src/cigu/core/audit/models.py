"""The leaf, the erasable side table, and the base of every audited model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from . import context
from .errors import AuditError, StaleRecord
from .following import written
from .uids import new_uid
from .values import settle, snapshot


class AppendOnly(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AuditError("append_only", "audit rows are never changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("append_only", "audit rows are never changed")

    def delete(self) -> NoReturn:
        raise AuditError("append_only", "audit rows are never deleted")


class AuditLeaf(models.Model):
    """What one change did to one row. No foreign keys: it outlives what it speaks of."""

    audit_exempt = "the audit itself"

    txid = models.BigIntegerField(null=True)  # for sealing by transaction snapshot
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150)  # a uid; never a person's name
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
    # until the leaf is sealed, this holds it
    mac = models.CharField(max_length=90, blank=True, default="", db_default="")

    objects = AppendOnly.as_manager()

    class Meta:
        db_table = "audit_leaf"
        indexes = [
            models.Index(fields=["object_type", "object_uid", "id"], name="audit_leaf_object"),
            models.Index(fields=["request_id"], name="audit_leaf_request"),
            models.Index(fields=["txid"], name="audit_leaf_txid"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AuditError("append_only", "audit rows are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("append_only", "audit rows are never deleted")


class SealedLeaf(models.Model):
    """The place of a leaf in the tree."""

    audit_exempt = "the seal of the audit"

    index = models.BigIntegerField(primary_key=True)
    leaf_id = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)

    class Meta:
        db_table = "audit_sealed"


class SealHead(models.Model):
    """A signed head: so many leaves had this root at this time."""

    audit_exempt = "the seal of the audit"

    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    tree = models.CharField(max_length=20)  # the hash of the tree
    frontier = models.JSONField()  # roots of complete subtrees, to go on from
    sealed_at = models.DateTimeField()
    watermark = models.BigIntegerField(default=0)  # transactions below it are all sealed
    key_id = models.CharField(max_length=20)
    signing = models.CharField(max_length=20)
    note = models.TextField()

    class Meta:
        db_table = "audit_head"


class ExportState(models.Model):
    """How far an export target has got."""

    audit_exempt = "bookkeeping of the export; what counts lies in the target"

    target = models.CharField(max_length=500, unique=True)
    size = models.BigIntegerField(default=0)
    exported_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        db_table = "audit_export"


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
        raise AuditError("raw_update", f"{self.model.__name__}: change single rows in an action")

    def delete(self) -> NoReturn:
        raise AuditError("raw_delete", f"{self.model.__name__}: rows are retired, not deleted")

    def bulk_create(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_bulk", f"{self.model.__name__}: use audit.recording.create_many")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_bulk", f"{self.model.__name__}: change single rows in an action")


@dataclass(frozen=True)
class Before:
    """What an instance knew before a save; a failed action puts it back."""

    row: AuditedModel
    pk: Any
    adding: bool
    revision: int
    stored: dict[str, Any] | None

    def put_back(self) -> None:
        self.row.pk, self.row.revision = self.pk, self.revision
        self.row._state.adding = self.adding
        if self.stored is not None:
            self.row._stored = self.stored


class AuditedModel(models.Model):
    """A row with a public id, a revision that guards against lost updates, and a history."""

    audit_personal: ClassVar[frozenset[str]] = frozenset()
    audit_acts: ClassVar[bool] = False  # its rows act, or are acted for: leaves call them by uid
    audit_ignore: ClassVar[frozenset[str]] = frozenset()
    locked_fields: ClassVar[frozenset[str]] = frozenset()  # what ``assign`` leaves alone

    _stored: dict[str, Any]  # the columns as the database holds them
    _expected: int  # the revision that a save found

    uid = models.UUIDField(unique=True, default=new_uid, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    synthetic = models.BooleanField(default=False)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"  # related managers write through the base manager

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any) -> Self:
        row = super().from_db(db, field_names, values)
        row._stored = snapshot(row)
        return row

    def refresh_from_db(
        self, using: str | None = None, fields: Any = None, from_queryset: Any = None
    ) -> None:
        """Reading a deferred column comes here too: only what was read is remembered."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        fresh = snapshot(self)
        if fields is not None:
            asked = set(fields)
            read = {f.attname for f in self._meta.concrete_fields if {f.name, f.attname} & asked}
            fresh = {**self._stored, **{k: v for k, v in fresh.items() if k in read}}
        self._stored = fresh

    def assign(self, **fields: Any) -> None:
        """Set what a person may edit; refuse misspelt names and what only actions may change."""
        known = {f.name for f in self._meta.concrete_fields if f.editable}
        for name, value in fields.items():
            if name not in known - self.locked_fields - {"id", "synthetic"}:
                raise AuditError("locked_field", f"{self._meta.label}.{name} is not edited so")
            setattr(self, name, value)

    def save(self, *args: Any, **kwargs: Any) -> None:
        from .recording import check_in_action, leave_leaf

        if args or kwargs:
            raise AuditError("save_options", f"{type(self).__name__}.save() takes no options")
        check_in_action(self)  # before the write: without a transaction nothing would undo it
        adding = self._state.adding
        before = None if adding else self._known()
        settle(self)
        self._expected = self.revision
        self._remember_for_rollback()
        self.revision += 1
        try:
            super().save(force_insert=adding, force_update=not adding)
        except BaseException:
            self.revision = self._expected
            raise
        self._stored = snapshot(self)
        leave_leaf(self, before)
        written([self], before)

    def _remember_for_rollback(self) -> None:
        step = context.current.get()
        if step is not None:
            stored = getattr(self, "_stored", None)
            step.saved.append(Before(self, self.pk, self._state.adding, self.revision, stored))

    def _known(self) -> dict[str, Any]:
        """The stored values of all columns that are about to be written."""
        if "revision" in self.get_deferred_fields():
            raise AuditError("deferred", f"{type(self).__name__} was read without its revision")
        missing = [name for name in snapshot(self) if name not in self._stored]
        if missing:
            rows = type(self)._base_manager.filter(pk=self.pk)
            self._stored.update(rows.values(*missing).get())
        return dict(self._stored)

    def _do_update(self, base_qs: Any, *args: Any) -> Any:
        done = super()._do_update(base_qs.filter(revision=self._expected), *args)
        if not done:
            raise StaleRecord(self)
        return done

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AuditError("raw_delete", f"{type(self).__name__}: rows are retired, not deleted")

    @property
    def object_type(self) -> str:
        return str(self._meta.label_lower)
