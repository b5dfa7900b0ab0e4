"""Tasks: what waits for whom, until when. Derived from the state tables."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cigu.core.access.models import Party
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


class TaskScope(Scope):
    """What waits for the viewer's roles and parties; a task of a later day is not yet shown."""

    def full(self, access: Access) -> Q:
        q = Q(party__in=access.parties)
        for role in access.roles:
            q |= Q(role=role) & access.within([role], "territory", "domain")
        return q & Q(opened_on__lte=today())


class TaskQuerySet(ScopedQuerySet):
    def open(self) -> Any:
        return self.filter(closed_on__isnull=True)


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
        indexes = [
            models.Index(fields=["closed_on", "role", "due_on"], name="task_role"),
            models.Index(fields=["subject_type", "subject_uid"], name="task_subject"),
        ]
