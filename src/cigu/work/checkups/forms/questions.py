"""One section of the questionnaire as a form, made from the instrument's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms import Field
from django.utils.translation import gettext as _

from cigu.core.ui.forms import ChoicesField, CiguForm, NumberField, RadioField, TextField

from .. import questionnaire as q
from .. import refusals
from ..inputs import (
    input_label,
    input_unit,
    option_choices,
    places_of,
    scene_choices,
    value_choices,
)

SEVERAL = ("policy_used",)  # items of the proposal that take more than one value
FACT = "fact__"


class SectionForm(CiguForm):
    """Nothing is required: what is left open is unanswered, which is not "none".

    A fact from which two questions are computed is asked once; one that is known (``known``: fact
    → number, or question → answer) is not asked at all."""

    mark_optional = False

    def __init__(
        self, *args: Any, part: q.Section, instrument: str, answers: Mapping[str, Any],
        known: Mapping[str, Any], given: Mapping[str, Any], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.part, self.instrument, self.known, self.given = part, instrument, known, given
        self.facts: dict[str, tuple[str, ...]] = {}  # question → the facts it is computed from
        for question in part.questions:
            self._add(question, answers.get(part.code, {}).get(question.id))

    # ---- fields ----
    def _add(self, question: Any, answer: Any) -> None:
        facts = _facts(self.part, question)
        if facts:
            self.facts[question.id] = facts
            for name in reversed(facts):  # the whole before its part
                if name not in self.known:
                    self._add_fact(question, name, answer)
            return
        if question.id in self.known:
            return
        field = _field(self.part, question)
        field.initial = _shown(field, answer)
        self.fields[question.id] = field

    def _add_fact(self, question: Any, name: str, answer: Any) -> None:
        own = answer.get(name) if isinstance(answer, Mapping) else None
        field = self.fields.get(FACT + name)
        if field is None:
            label = f"{q.named(question)}{q.colon()}{input_label(name)}"
            self.fields[FACT + name] = field = NumberField(
                label=label, unit=input_unit(name), low=0, required=False, example="12",
                places=places_of(name),
            )  # fmt: skip
        if own is not None:
            field.initial = own
        elif field.initial is None and name in self.given:
            field.initial = self.given[name]
            self.sources[FACT + name] = _("As given in this questionnaire")

    # ---- answers ----
    def clean(self) -> dict[str, Any]:
        for ident, answer in self.answers().items():
            fault = refusals.check(self.instrument, self.part, ident, answer)
            if fault:
                self.add_error(self._place(ident), fault)
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """By question; empty values are left to the action, which drops them."""
        found = self.cleaned_data
        asked = {q.id for q in self.part.questions}
        out = {n: v for n, v in self.known.items() if n in asked}
        out |= {n: self._value(n, v) for n, v in found.items() if not n.startswith(FACT)}
        for ident, names in self.facts.items():
            out[ident] = {n: self.known.get(n, found.get(FACT + n)) for n in names}
        return out

    def _value(self, ident: str, value: Any) -> Any:
        if self.part.kind == q.SCENES:
            return int(value) if value else None
        return ",".join(value) if ident in SEVERAL else value

    def _place(self, ident: str) -> str | None:
        """Where the reader can put it right: the question, or the first of its facts that is
        asked; the whole form where none is."""
        names = [FACT + name for name in self.facts.get(ident, ())] or [ident]
        return next((name for name in names if name in self.fields), None)


def _facts(part: q.Section, question: Any) -> tuple[str, ...]:
    """Trends are asked in words; shares are computed from two numbers."""
    if part.kind == q.SCENES or getattr(question, "type", "") == "trend":
        return ()
    return q.facts_of(question)


def _field(part: q.Section, question: Any) -> Field:
    if part.kind == q.SCENES:
        mark = _("Constrained scene") if question.constrained else ""
        choices = scene_choices(question)
        return RadioField(label=q.named(question), choices=choices, required=False, help_text=mark)
    label = f"{q.named(question)}{q.colon()}{q.asked(question)}"
    if part.kind == q.ITEMS:
        return _item_field(question, label)
    return _choices(label, option_choices(question), question.type == "multi")


def _item_field(item: Any, label: str) -> Field:
    if "values" in item.data:
        return _choices(label, value_choices(item), item.id in SEVERAL)
    if item.unit:
        unit = input_unit(item.unit)
        return NumberField(label=label, unit=unit, low=0, required=False, example="5")
    return TextField(label=label, max_length=200, required=False)


def _choices(label: str, options: list[tuple[str, str]], several: bool) -> Field:
    if several:
        return ChoicesField(label=label, choices=options, required=False)
    choices = [("", _("Not answered yet")), *options]
    return RadioField(label=label, choices=choices, required=False)


def _shown(field: Field, answer: Any) -> Any:
    if isinstance(field, ChoicesField) and isinstance(answer, str):
        return answer.split(",")
    return "" if answer is None and isinstance(field, RadioField) else answer
