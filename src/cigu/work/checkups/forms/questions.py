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

    A fact from which two questions are computed is asked once."""

    mark_optional = False

    def __init__(
        self, *args: Any, part: q.Section, instrument: str, answers: Mapping[str, Any],
        known: Mapping[str, Any], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.part, self.instrument, self.known = part, instrument, known
        self.facts: dict[str, tuple[str, ...]] = {}  # question → the facts it is computed from
        for question in part.questions:
            self._add(question, answers.get(part.code, {}).get(question.id))

    # ---- fields ----
    def _add(self, question: Any, answer: Any) -> None:
        facts = _facts(self.part, question)
        if facts:
            self.facts[question.id] = facts
            given = answer if isinstance(answer, Mapping) else {}
            for name in reversed(facts):  # the whole before its part
                self._add_fact(question, name, given.get(name))
            return
        field = _field(self.part, question)
        field.initial = _shown(field, answer)
        self.fields[question.id] = field

    def _add_fact(self, question: Any, name: str, given: Any) -> None:
        value, source = self.known.get(name, (None, ""))
        field = self.fields.get(FACT + name)
        if field is None:
            label = f"{q.named(question)}{q.colon()}{input_label(name)}"
            self.fields[FACT + name] = field = NumberField(
                label=label, unit=input_unit(name), low=0, required=False, example="12",
                places=places_of(name),
            )  # fmt: skip
        if given is not None:
            field.initial = given
        elif field.initial is None and value is not None:
            field.initial = value
            self.sources[FACT + name] = source

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
        out = {n: self._value(n, v) for n, v in found.items() if not n.startswith(FACT)}
        for ident, names in self.facts.items():
            out[ident] = {name: found.get(FACT + name) for name in names}
        return out

    def _value(self, ident: str, value: Any) -> Any:
        if self.part.kind == q.SCENES:
            return int(value) if value else None
        return ",".join(value) if ident in SEVERAL else value

    def _place(self, ident: str) -> str:
        """Where the reader can put it right: the question, or the first of its facts."""
        return FACT + self.facts[ident][0] if ident in self.facts else ident


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
