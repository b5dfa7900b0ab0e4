"""The instrument as sections of a questionnaire, and the answers as the engine wants them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cigu.engines.shopfloor.scoring import LADDER, AnswerError, Instrument, Proposal
from cigu.rulebook import loader

from .errors import CheckupRefused

PROPOSAL = "tech-checkup-proposal"
TECH = "tech"  # the section of the proposal: optional, and marked as a proposal
INDICATORS, SCENES, ITEMS = "indicators", "scenes", "items"


@dataclass(frozen=True)
class Section:
    """One page of the questionnaire. ``questions`` are the engine's own objects."""

    code: str
    kind: str
    name_zh: str
    name_en: str
    questions: tuple[Any, ...]
    optional: bool = False

    def __str__(self) -> str:
        return named(self)

    def question(self, ident: str) -> Any:
        found = next((q for q in self.questions if q.id == ident), None)
        if found is None:
            raise AnswerError(
                "unknown_question", f"Section '{self.code}' does not ask for '{ident}'.",
                remedy="Use the ids of this section.", indicator=ident, value=ident,
            )  # fmt: skip
        return found


def in_english() -> bool:
    return (get_language() or "").startswith("en")


def named(thing: Any) -> str:
    return str(thing.name_en if in_english() else thing.name_zh)


def colon() -> str:
    """Between a name and what is said of it."""
    return ": " if in_english() else "："


def listed(parts: Iterable[str]) -> str:
    return ("; " if in_english() else "；").join(parts)


def asked(thing: Any) -> str:
    return str(thing.ask_en if in_english() else thing.ask_zh)


def worded(option: Any) -> str:
    return str((option.en if in_english() else option.zh) or option.key)


@cache
def sections(instrument_id: str) -> tuple[Section, ...]:
    """Dimensions, then groups of scenes, then the proposal's items."""
    read = loader.instrument(instrument_id)
    return (
        *(
            Section(d.id, INDICATORS, d.name_zh, d.name_en, d.indicators, optional=_above(read, at))
            for at, d in enumerate(read.dimensions)
        ),
        *(Section(g.id, SCENES, g.name_zh, g.name_en, g.scenes) for g in read.groups),
        tech_section(),
    )


def _above(read: Instrument, at: int) -> bool:
    """Levels of a ladder above the first: how many of them are needed, the answers tell."""
    return read.method == LADDER and at > 0


@cache
def tech_section() -> Section:
    read = proposal()
    asked_for = tuple(i for i in read.items if i.id != "bottlenecks" and "ref" not in i.data)
    return Section(TECH, ITEMS, read.name_zh, read.name_en, asked_for, optional=True)


def section(instrument_id: str, code: str) -> Section:
    for item in sections(instrument_id):
        if item.code == code:
            return item
    raise CheckupRefused(
        "section", _("Section %(code)s is not part of this questionnaire.") % {"code": code},
        field="section", value=code,
    )  # fmt: skip


def proposal() -> Proposal:
    return loader.proposal(PROPOSAL)


def instrument(instrument_id: str) -> Instrument:
    """Raises RulebookError where the rulebook holds no such instrument."""
    return loader.instrument(instrument_id)


def scored_instruments() -> list[tuple[str, str]]:
    """(id, name) of every instrument that is scored: what a campaign may use."""
    rules = [rule for rule in loader.instruments() if "levels" in rule.data]
    return [(rule.id, named(loader.instrument(rule.id))) for rule in rules]


@cache
def fingerprint(instrument_id: str) -> str:
    """Hash over the instrument's whole data: which questions somebody really answered."""
    rule = next(r for r in loader.instruments() if r.id == instrument_id)
    text = json.dumps(dict(rule.data), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def clean(part: Section, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values of known questions; what is empty is unanswered and left out."""
    kept = {part.question(ident).id: plain(value) for ident, value in answers.items()}
    return {ident: value for ident, value in kept.items() if not _empty(value)}


def plain(value: Any) -> Any:
    """What JSON keeps without loss: decimals as text, sets as sorted lists."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items() if not _empty(item)}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return list(value)
    return str(value) if isinstance(value, Decimal | float) else value


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, str | list | dict) and not value)


def is_done(part: Section, answers: Mapping[str, Any]) -> bool:
    """Every question has an answer; of an optional section at least one."""
    if part.optional:
        return bool(answers)
    return all(_answered(question, answers.get(question.id)) for question in part.questions)


def answered(part: Section, answers: Mapping[str, Any]) -> int:
    return sum(1 for item in part.questions if _answered(item, answers.get(item.id)))


def _answered(question: Any, answer: Any) -> bool:
    if isinstance(answer, Mapping):
        return set(answer) >= set(facts_of(question))
    return answer is not None


def item_label(code: str) -> str:
    """The name of an item of the proposal; an unknown code stands for itself."""
    found = next((item for item in proposal().items if item.id == code), None)
    return named(found) if found else code


def facts_of(question: Any) -> tuple[str, ...]:
    """Names of the facts from which a question's value is computed; none where it is asked."""
    if hasattr(question, "inputs"):
        return tuple(question.inputs)
    ratio = getattr(question, "ratio", None)
    return (ratio.numerator, ratio.denominator) if ratio else ()


def sections_done(instrument_id: str, answers: Mapping[str, Any]) -> list[str]:
    return [p.code for p in sections(instrument_id) if is_done(p, answers.get(p.code, {}))]


def follow_up_days() -> list[int]:
    """Days after issue, as the proposal sets them."""
    return list(proposal().data["follow_up"]["days"])
