"""The steps of a record as buttons: those one may take now, and the next ones with what is
missing. Also what all pages of steps share: one form, one check, one frame."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from cigu.core.access.errors import NotAllowed
from cigu.core.access.roles import BACKDATE, Role
from cigu.core.access.scope import Access
from cigu.core.flow.actions import check_fire, may_fire, tasks_of
from cigu.core.flow.models import Task
from cigu.core.flow.table import Flow, flow_of
from cigu.core.ui.forms import DatedForm
from cigu.core.ui.posting import ActionView

FORWARD = ("go", "ok")  # looks of states that a primary button may lead to


@dataclass(frozen=True)
class Button:
    label: Any
    url: str
    why_not: str = ""  # what has to happen first; the button is then shown disabled
    primary: bool = False


def buttons(obj: Any, user: Any, routes: Mapping[str, str], key: Any) -> list[Button]:
    """``routes``: transition → URL name, the right next step first."""
    flow = flow_of(obj)
    out: list[Button] = []
    for code, name in routes.items():
        label, url = flow.transition(code).label, reverse(name, args=[key])
        if may_fire(obj, code, user):
            forward = flow.state(flow.transition(code).target).look in FORWARD
            out.append(Button(label, url, primary=forward and not any(b.primary for b in out)))
        elif _later(obj, code, user):
            out.append(Button(label, "", _first(flow, code)))
    return out


def _later(obj: Any, code: str, user: Any) -> bool:
    """Would ``user`` be allowed once the record has moved on?"""
    flow = flow_of(obj)
    ahead = _ahead(flow, obj.state) & set(flow.transition(code).sources)
    clone = copy.copy(obj)
    for state in ahead - {obj.state}:
        clone.state = state
        if may_fire(clone, code, user):
            return True
    return False


def _ahead(flow: Flow, state: str) -> set[str]:
    seen, new = {state}, {state}
    while new:
        new = {t.target for s in new for t in flow.leaving(s)} - seen
        seen |= new
    return seen


def _first(flow: Flow, code: str) -> str:
    states = "、".join(str(flow.state(s).label) for s in flow.transition(code).sources)
    return _("Possible in state: %(states)s") % {"states": states}


@dataclass(frozen=True)
class Waiting:
    """Who has to do what on the record, and until when."""

    verb: Any
    who: Any
    task: Task


def waiting(obj: Any) -> list[Waiting]:
    flow, roles = flow_of(obj), dict(Role.choices)
    return [
        Waiting(
            flow.state(task.state).waits[task.position].verb,
            task.party or roles.get(task.role, task.role), task,
        )
        for task in tasks_of(obj).select_related("party")
    ]  # fmt: skip


class StepView(ActionView):
    """One transition. A room adds ``code``, ``form_class`` and ``act``."""

    form_class: Any = DatedForm
    code: ClassVar[str] = ""

    def check(self) -> None:
        if not self.code:
            return
        step = flow_of(self.object).transition(self.code)
        check_fire(self.object, self.code, self.request.user, next(iter(dict(step.reasons)), ""))

    def form(self, data: Any = None, files: Any = None) -> Any:
        return without_backdating(super().form(data, files), self.request.user)

    def context(self) -> dict[str, Any]:
        return {"crumbs": [(self.object, self.back_url()), (self.title, "")]} if self.object else {}


class OfficerStep(StepView):
    """Begins a record: for officers. The form offers what their grants reach."""

    def check(self) -> None:
        if not Access.of(self.request.user).has(Role.OFFICER):
            raise NotAllowed()

    def form_kwargs(self) -> dict[str, Any]:
        return {"user": self.request.user}


def without_backdating(form: Any, user: Any) -> Any:
    """Only who may enter an earlier day is asked for one, and then why."""
    if "on" in form.fields and not Access.of(user).right(BACKDATE):
        del form.fields["on"]
        if form.fields["reason"].help_text == DatedForm.base_fields["reason"].help_text:
            del form.fields["reason"]
    return form


def dated(form: Any) -> dict[str, Any]:
    """``on`` and ``reason`` as every action takes them."""
    found = form.cleaned_data
    return {"on": found.get("on"), "reason": found.get("reason") or ""}
