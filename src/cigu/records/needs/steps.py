"""Steps of a need as buttons, and the frame that the pages of steps share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

from cigu.core.flow.actions import may_fire
from cigu.core.flow.table import flow_of
from cigu.core.ui.steps import StepView, dated
from cigu.engines.basis.errors import CiguError

from .guards import check_verifiable
from .models import Need

# The right next step first; ``reopen``, ``match`` and the like belong to matchmaking.
OFFERED = ("submit", "accept", "publish", "renew", "return", "merge", "reject", "answer", "expire",
           "withdraw")  # fmt: skip
ASKS = frozenset({"return", "merge", "reject", "answer", "expire", "withdraw", "publish", "renew"})


@dataclass(frozen=True)
class Step:
    label: Any
    url: str
    why_not: str = ""
    primary: bool = False


def steps_of(need: Need, user: Any) -> list[Step]:
    """What the user may do now; what still lacks something says what."""
    out: list[Step] = []
    for code in OFFERED:
        if not may_fire(need, code, user):
            continue
        label = flow_of(need).transition(code).label
        why = _missing(need) if code in ("submit", "accept") else ""
        first = not why and not any(step.primary for step in out) and code in OFFERED[:4]
        shown = f"{label}…" if code in ASKS else label
        out.append(Step(shown, reverse(f"needs:{code}", args=[need.number]), why, first))
    return out


def _missing(need: Need) -> str:
    try:
        check_verifiable(need)
    except CiguError as refusal:
        return str(refusal)
    return ""


class NeedStep(StepView):
    """One transition of a need: ``code``, ``form_class``, ``action`` and its further fields."""

    action: ClassVar[Callable[..., Any]]

    def get_object(self) -> Any:
        from .views.pages import find

        return find(self.request.user, self.kwargs["number"])

    def act(self, form: Any) -> Any:
        given = {k: v for k, v in form.cleaned_data.items() if k not in ("on", "reason")}
        return type(self).action(need=self.object, by=self.request.user, **dated(form), **given)
