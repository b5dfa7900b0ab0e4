"""Words and choices for what an instrument asks: facts, options, levels."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.ui import words
from cigu.records.organisations.models import Organisation

from . import questionnaire as q
from .facts import known

LABELS = {
    "machines_total": gettext_lazy("production machines in all"),
    "machines_digital": gettext_lazy("of these digital"),
    "machines_networked": gettext_lazy("of these networked"),
    "digital_spend_3y_mean": gettext_lazy("mean yearly digital spending of 3 years"),
    "turnover_3y_mean": gettext_lazy("mean yearly turnover of 3 years"),
    "rd_spend": gettext_lazy("R&D spending of last year"),
    "revenue": gettext_lazy("turnover of last year"),
    "rd_staff": gettext_lazy("R&D staff"),
    "staff": gettext_lazy("staff in all"),
}
MONEY = gettext_lazy("CNY 10⁴")
UNITS = {
    "machines_total": gettext_lazy("machines"), "machines_digital": gettext_lazy("machines"),
    "machines_networked": gettext_lazy("machines"), "digital_spend_3y_mean": MONEY,
    "turnover_3y_mean": MONEY, "rd_spend": MONEY, "revenue": MONEY,
    "rd_staff": gettext_lazy("people"), "staff": gettext_lazy("people"),
    "count": gettext_lazy("IP items"), "CNY/year": gettext_lazy("CNY per year"), "%": "%",
}  # fmt: skip


def input_label(name: str) -> str:
    return str(LABELS.get(name, name))


def input_unit(name: str) -> str:
    return str(UNITS.get(name, ""))


def places_of(name: str) -> int:
    """Machines and people are counted; money has decimals."""
    return 2 if UNITS.get(name) is MONEY else 0


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


def prefill(body: Organisation, answers: dict[str, Any]) -> dict[str, tuple[Any, str]]:
    """Facts the register or another section already holds: value and where it is from."""
    found: dict[str, tuple[Any, str]] = {}
    register = known(body)
    source = _("From the register, as of %(day)s") % {"day": words.day(register.as_of)}
    for name, value in (("revenue", body.revenue), ("staff", body.employees)):
        if value is not None:
            found[name] = (value.normalize() if isinstance(value, Decimal) else value, source)
    for part in answers.values():
        for answer in part.values():
            if isinstance(answer, dict):
                here = _("As given in this questionnaire")
                found |= {k: (v, here) for k, v in answer.items() if k not in found}
    return found
