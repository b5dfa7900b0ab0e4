"""A file on its way into a register; its rows wait here until they are written."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cigu.core.access.models import Party, User
from cigu.core.access.roles import Role
from cigu.core.access.scope import EVERYTHING, NOTHING, Access, Scope, ScopedModel
from cigu.core.jobs.models import Job
from cigu.core.places.models import Domain, Territory


class ImportScope(Scope):
    """Whoever brought the file: it may hold more than colleagues of other places may read."""

    def full(self, access: Access) -> Q:
        return Q(owner=access.user) if access.works else NOTHING


class Import(ScopedModel):
    class State(models.TextChoices):
        MATCHING = "matching", _("columns to be matched")
        READING = "reading", _("being checked")
        CHECKED = "checked", _("checked")
        WRITING = "writing", _("being written")
        WRITTEN = "written", _("written")
        TAKING_BACK = "undoing", _("being taken back")
        TAKEN_BACK = "undone", pgettext_lazy("import", "taken back")
        DISCARDED = "discarded", _("discarded")

    scope = ImportScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"office", "name"})

    owner = models.ForeignKey(User, models.PROTECT, verbose_name=_("owner"), related_name="+")
    office = models.CharField(_("office"), max_length=100)
    noun = models.CharField(_("register"), max_length=30)
    name = models.CharField(_("file"), max_length=120)
    content_hash = models.CharField(_("hash"), max_length=64)
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, verbose_name=_("territory"), related_name="+"
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, null=True, verbose_name=_("domain"), related_name="+"
    )
    sheet = models.CharField(_("sheet"), max_length=40, blank=True)
    head_row = models.PositiveIntegerField(_("row of the headings"), default=0)
    head_rows = models.PositiveSmallIntegerField(_("rows of headings"), default=1)
    headings = models.JSONField(default=list)  # as they stand in the file
    unit = models.CharField(max_length=8, blank=True)  # of money, where it stands over the table
    mapping = models.JSONField(default=dict)  # place of a column in the file → our column
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.MATCHING
    )
    counts = models.JSONField(default=dict)  # outcome → rows
    asides = models.JSONField(default=dict)  # totals, notes and repeated headings that were passed
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+")
    created_on = models.DateField(_("brought in"))
    written_on = models.DateField(_("written"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # why what was written of it is taken back, and what somebody had changed since: [type, uid]
    why = models.CharField(_("why it was taken back"), max_length=300, blank=True, db_default="")
    left = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))

    class Meta:
        db_table = "import_file"
        indexes = [models.Index(fields=["owner", "id"], name="import_file_owner")]
        constraints = [
            models.CheckConstraint(
                name="import_file_written",
                condition=Q(state="written", written_on__isnull=False)
                | ~Q(state="written") & Q(written_on__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> Any:
        from django.urls import reverse

        return reverse("importing:detail", args=[self.uid])

    @property
    def total(self) -> int:
        return sum(int(n) for n in self.counts.values())

    def count(self, outcome: str) -> int:
        return int(self.counts.get(outcome, 0))

    @property
    def new_rows(self) -> int:
        return self.count("new")

    @property
    def changed_rows(self) -> int:
        return self.count("changed")

    @property
    def to_write(self) -> int:
        return self.count("new") + self.count("changed")

    @property
    def open_points(self) -> int:
        """Rows that someone has to look at before anything is written."""
        return self.count("wrong") + self.count("like")


class ImportRow(models.Model):
    """What became of one row so far; nothing of it stands in a register before it is written."""

    audit_exempt = "a proposal; what is written leaves its leaves in the register"

    class Outcome(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        SAME = "same", _("unchanged")
        WRONG = "wrong", _("with faults")
        LIKE = "like", _("possible duplicate")
        SKIPPED = "skipped", _("left out")

    batch = models.ForeignKey(Import, models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    key = models.CharField(max_length=64, blank=True)  # of what the row is about
    cells = models.JSONField(default=dict)  # our column → the text in the file
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices)
    label = models.CharField(_("record"), max_length=150, blank=True)
    faults = models.JSONField(default=list)  # [column, words]
    changes = models.JSONField(default=list)  # [column, before, after]
    like = models.JSONField(default=list)  # [uid, name, why]
    decision = models.CharField(max_length=36, blank=True)
    written = models.BooleanField(default=False)

    class Meta:
        db_table = "import_row"
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="import_row_once"),
            models.CheckConstraint(
                name="import_row_written",
                condition=Q(written=False) | Q(outcome__in=["new", "changed"]),
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="import_row_outcome"),
            models.Index(fields=["batch", "key"], name="import_row_key"),
        ]

    def __str__(self) -> str:
        return f"{self.batch}·{self.number}"


class ImportHeading(models.Model):
    """What an office's heading stands for; the next file is matched by it."""

    audit_exempt = "a habit of reading files; no register holds it"

    office = models.CharField(_("office"), max_length=100)
    noun = models.CharField(max_length=30)
    heading = models.CharField(max_length=100)
    column = models.CharField(max_length=40, blank=True)  # empty: is passed over

    class Meta:
        db_table = "import_heading"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "noun", "heading"], name="import_heading_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column}"


class ImportTurn(models.Model):
    """One import at a time writes into a register: the row is the lock, one for each noun."""

    audit_exempt = "a lock; it says nothing"

    noun = models.CharField(max_length=30, unique=True)

    class Meta:
        db_table = "import_turn"

    def __str__(self) -> str:
        return self.noun


class MergeScope(Scope):
    """Two records that were one: for the bureau's officers."""

    def full(self, access: Access) -> Q:
        return EVERYTHING if access.has(Role.OFFICER) else NOTHING


class Merge(ScopedModel):
    """A record found twice: what hung on ``loser`` hangs on ``survivor`` since. What was moved is
    kept here, so that it can be taken back."""

    scope = MergeScope()
    audit_personal: ClassVar[frozenset[str]] = frozenset({"filled", "reason"})

    loser = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("merged record"), related_name="+"
    )
    survivor = models.ForeignKey(
        Party, models.PROTECT, verbose_name=_("record that goes on"), related_name="+"
    )
    moved = models.JSONField(default=list)  # [model, uid, field]
    left = models.JSONField(default=list)  # the same, of what the survivor had already
    filled = models.JSONField(default=dict)  # column that was empty → value taken over
    merged_on = models.DateField(_("merged on"))
    undone_on = models.DateField(_("taken back on"), null=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        db_table = "party_merge"
        constraints = [
            models.UniqueConstraint(
                fields=["loser"], condition=Q(undone_on__isnull=True), name="party_merged_once"
            ),
            models.CheckConstraint(
                name="party_merge_of_two", condition=~Q(loser=models.F("survivor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loser} → {self.survivor}"
