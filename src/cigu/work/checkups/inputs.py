"""Words and choices for what an instrument asks: facts, options, levels."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.clock.business import today
from cigu.core.ui import words
from cigu.records.facts.definitions import DAY, definitions, with_period
from cigu.records.organisations.models import Organisation
from cigu.records.qualifications.models import Kind, Qualification

from . import numbers
from . import questionnaire as q

STATUS = "status"  # the question about qualifications
HELD = (
    (Kind.LEADING, "region_leader"), (Kind.HIGH_TECH, "hte"), (Kind.SPECIALISED, "specialised"),
    (Kind.TECH_SME, "tech_sme"),
)  # fmt: skip
UNITS = {
    "count": gettext_lazy("IP items"), "CNY/year": gettext_lazy("CNY per year"), "%": "%",
}  # fmt: skip


def input_label(name: str) -> str:
    """Of a fact with the period that is asked for."""
    asked = definitions().get(name)
    if asked is None:
        return name
    return str(asked) if asked.time == DAY else with_period(asked, asked.due_day(today()))


def input_unit(name: str) -> str:
    asked = definitions().get(name)
    return asked.unit if asked else str(UNITS.get(name, ""))


def places_of(name: str) -> int:
    """Machines and people are counted; money has decimals."""
    asked = definitions().get(name)
    return asked.places if asked else 0


def option_choices(indicator: Any) -> list[tuple[str, str]]:
    return [(option.key, q.worded(option)) for option in indicator.options]


def scene_choices(scene: Any) -> list[tuple[str, str]]:
    levels = [(str(item.level), f"{item.level}　{q.worded(item)}") for item in scene.levels]
    return [("", _("Not answered yet")), *levels]


def value_choices(item: Any) -> list[tuple[str, str]]:
    key = "en" if q.in_english() else "zh"
    return [(row["k"], row[key]) for row in item.data["values"]]


def value_words(reading: Any) -> str:
    """A reading of the proposal as it is said: chosen words, or a number with its unit."""
    named = dict(value_choices(reading.item)) if "values" in reading.item.data else {}
    if isinstance(reading.value, Decimal):
        unit = reading.item.unit
        return f"{words.num(reading.value, 1)}{unit if unit == '%' else ''}"
    return "、".join(named.get(code, code) for code in str(reading.value).split(","))


def given_here(answers: dict[str, Any]) -> dict[str, Any]:
    """Numbers that another section of the questionnaire holds already."""
    return {name: f"{number.normalize():f}" for name, number in numbers.given_in(answers)}


def held(body: Organisation, on: date) -> str:
    """The qualification that the register holds, as the proposal calls it; "" where none does:
    the register may not be whole."""
    kinds = set(
        Qualification.objects.valid_on(on).filter(organisation=body).values_list("kind", flat=True)
    )
    return next((word for kind, word in HELD if kind in kinds), "")


def held_word(code: str) -> str:
    """As the question words it."""
    asked = next((item for item in q.proposal().items if item.id == STATUS), None)
    return dict(value_choices(asked)).get(code, "") if asked else ""
