"""Tasks: what waits for whom, until when. Derived from the state tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from cigu.core.access.conditions import EVERYTHING, NOTHING, any_of
from cigu.core.access.models import Party
from cigu.core.access.roles import PARTY_ROLES
from cigu.core.access.scope import Access, Scope, ScopedModel, ScopedQuerySet
from cigu.core.audit.history import Worded
from cigu.core.clock.business import today
from cigu.core.places.models import Domain, Territory

from .table import State, flow_of, registry


class StateField(Worded, models.CharField[Any, Any]):
    """The code of a state; its words live in the room's ``states.py``."""

    def word(self, value: Any) -> Any:
        """For the history. A state that the table no longer knows keeps its code."""
        flow, _model = registry.get(self.model._meta.label_lower, (None, None))
        known = flow.by_code.get(value) if flow else None
        return known.label if known else value

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        kwargs.setdefault("verbose_name", _("state"))
        kwargs.setdefault("db_index", True)
        super().__init__(*args, **kwargs)


class Stateful(ScopedModel):
    """A scoped record that moves through a state table."""

    state = StateField()

    class Meta:
        abstract = True

    @property
    def state_info(self) -> State:
        return flow_of(self).state(self.state)

    def flow_place(self) -> tuple[Territory | None, Domain | None]:
        """Where the record lies; decides which officer's desk it reaches."""
        return getattr(self, "territory", None), getattr(self, "domain", None)

    def flow_party(self, name: str) -> Party | None:
        """The party called ``name`` in the state table."""
        raise NotImplementedError(f"{type(self).__name__} names no party {name!r}")

    @classmethod
    def of_parties(cls, names: set[str], parties: Iterable[int]) -> Q:
        """The same question for many rows: those of which ``flow_party`` of one of the names is
        one of the parties."""
        return NOTHING


def _of_role(access: Access, role: str) -> Q:
    here = access.within([role], "territory", "domain")
    return Q(role=role) if here == EVERYTHING else Q(role=role) & here


class TaskScope(Scope):
    """What waits for the viewer's roles and parties; a task of a later day is not yet shown."""

    def full(self, access: Access) -> Q:
        ours = Q(party__in=access.parties)
        # what waits for who acts for a party names the party: one index answers that
        roles = [_of_role(access, role) for role in sorted(access.roles - PARTY_ROLES)]
        return any_of(ours, *roles) & Q(opened_on__lte=today())


class TaskQuerySet(ScopedQuerySet):
    def open(self) -> Any:
        return self.filter(closed_on__isnull=True)

    def about(self, label: str) -> Any:
        """Open tasks about records of one kind."""
        return self.open().filter(subject_type=label)

    def next_due(self, day: Any, back: bool) -> Any:
        """The next day after ``day`` (before it, going back) on which one is due."""
        return next_value(self, "due_on", day, back)


def next_value(rows: Any, field: str, value: Any, back: bool) -> Any:
    """The next value that the column has; the first or the last one without ``value``."""
    if value is not None:
        rows = rows.filter(**{f"{field}__{'lt' if back else 'gt'}": value})
    return rows.order_by().aggregate(found=(Max if back else Min)(field))["found"]


class Task(ScopedModel):
    """One thing that waits. Opened and closed by ``flow.fire``; never edited by people."""

    scope = TaskScope()

    subject_type = models.CharField(max_length=80)
    subject_uid = models.UUIDField()
    section = models.CharField(max_length=40)
    state = models.CharField(max_length=24)
    position = models.PositiveSmallIntegerField(default=0)  # which of the state's waits
    role = models.CharField(max_length=12, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    territory = models.ForeignKey(Territory, models.PROTECT, null=True, related_name="+")
    domain = models.ForeignKey(Domain, models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    due_on = models.DateField(null=True)
    provisional = models.BooleanField(default=False)
    closed_on = models.DateField(null=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        db_table = "task"
        indexes = [  # desks and badges ask for what is open; most tasks of old days are not
            models.Index(
                fields=["role", "due_on", "id", "territory", "domain", "opened_on"],
                condition=Q(closed_on__isnull=True),
                name="task_open",
            ),
            models.Index(
                fields=["role", "section", "due_on", "territory", "domain", "opened_on"],
                condition=Q(closed_on__isnull=True),
                name="task_section",
            ),
            models.Index(
                fields=["party", "due_on", "id"],
                condition=Q(closed_on__isnull=True),
                name="task_party",
            ),
            models.Index(
                fields=["subject_type", "due_on", "subject_uid"],
                condition=Q(closed_on__isnull=True),
                name="task_due",
            ),
            models.Index(fields=["subject_type", "subject_uid"], name="task_subject"),
        ]


def open_due(model: type[Stateful]) -> Subquery:
    """To annotate rows of the kind: the nearest day by which somebody has to act on each."""
    waiting = Task.objects.about(model._meta.label_lower).filter(subject_uid=OuterRef("uid"))
    return Subquery(waiting.order_by("due_on").values("due_on")[:1])
