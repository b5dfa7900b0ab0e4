"""Move a record from state to state; open and close the tasks that follow from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.scope import NO_DOMAIN, Access
from cigu.core.clock.business import due
from cigu.engines.basis.errors import CiguError

from .models import Stateful, Task
from .table import Transition, Waits, flow_of


class WrongState(CiguError):
    pass


def may_fire(obj: Stateful, code: str, user: Any) -> bool:
    """May ``user`` do this now? State, role, place and party all agree."""
    step = flow_of(obj).transition(code)
    return obj.state in step.sources and any(_is(obj, who, user) for who in step.by)


def open_transitions(obj: Stateful, user: Any) -> list[Transition]:
    return [t for t in flow_of(obj).leaving(obj.state) if may_fire(obj, t.code, user)]


def check_fire(obj: Stateful, code: str, user: Any, reason_code: str = "") -> Transition:
    """Raise ``WrongState`` or ``NotAllowed`` in words a person can act on."""
    flow = flow_of(obj)
    step = flow.transition(code)
    if not any(_is(obj, who, user) for who in step.by):
        raise NotAllowed()
    if obj.state not in step.sources:
        raise WrongState(
            "wrong_state",
            _("%(obj)s is in state “%(state)s”: “%(step)s” is not possible now.")
            % {"obj": obj, "state": flow.state(obj.state).label, "step": step.label},
        )
    if step.reasons and reason_code not in dict(step.reasons):
        raise WrongState("reason", _("Choose a reason."), field="reason_code", value=reason_code)
    return step


def start(obj: Stateful, on: date) -> None:
    """Save a new record in its first state."""
    obj.state = flow_of(obj).initial
    obj.save()
    open_tasks(obj, on)


def fire(obj: Stateful, code: str, *, by: Any, on: date, reason_code: str = "") -> None:
    """The one way a state changes. Called inside an action; saves the record."""
    step = check_fire(obj, code, by, reason_code)
    obj.state = step.target
    obj.save()
    close_tasks(obj, on)
    open_tasks(obj, on)


def close_tasks(obj: Stateful, on: date) -> None:
    for task in tasks_of(obj):
        task.closed_on = on
        task.save()


def tasks_of(obj: Stateful) -> Any:
    return Task.objects.open().filter(subject_type=obj.object_type, subject_uid=obj.uid)


def open_tasks(obj: Stateful, on: date) -> None:
    for position, waits in enumerate(flow_of(obj).state(obj.state).waits):
        task = _task(obj, waits, position, on)
        if task.role or task.party is not None:  # a task of nobody would be on no desk
            task.save()


def schedule(obj: Stateful, *, on: date, due_on: date, lead: int = 5) -> None:
    """Tasks of the record's state for a known day, or the first working day from it; desks show
    them ``lead`` working days before."""
    close_tasks(obj, on)
    due_on = due(due_on - timedelta(days=1), 1).date
    for position, waits in enumerate(flow_of(obj).state(obj.state).waits):
        task = _task(obj, waits, position, on)
        task.due_on, task.opened_on = due_on, max(on, due(due_on, -lead).date)
        task.save()


def _task(obj: Stateful, waits: Waits, position: int, on: date) -> Task:
    territory, domain = obj.flow_place()
    kind, _sep, name = waits.on.partition(":")
    end = due(on, waits.days) if waits.days is not None else None
    return Task(
        subject_type=obj.object_type, subject_uid=obj.uid, section=flow_of(obj).section,
        state=obj.state, position=position, role="" if name else kind,
        party=obj.flow_party(name) if name else None, territory=territory, domain=domain,
        opened_on=on, due_on=end.date if end else None,
        provisional=bool(end and end.provisional), synthetic=obj.synthetic,
    )  # fmt: skip


def _is(obj: Stateful, who: str, user: Any) -> bool:
    kind, _sep, name = who.partition(":")
    if kind == "system":
        return user is None
    access = Access.of(user)
    if name:
        party = obj.flow_party(name)
        return party is not None and party.pk in access.parties
    territory, domain = obj.flow_place()
    return access.covers(kind, territory, domain.pk if domain else NO_DOMAIN)
