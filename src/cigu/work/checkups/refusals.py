"""The engine's objections to an answer, in the words of the page: where, why, how."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError
from cigu.engines.shopfloor.scoring import AnswerError, InstrumentError

from . import questionnaire as q
from .errors import CheckupRefused


def of(error: CiguError, part: q.Section) -> CheckupRefused:
    """The same code and place, said for people."""
    ident = str(error.data.get("indicator") or error.data.get("value") or "")
    return CheckupRefused(
        error.code, f"{_where(part, ident)}{q.colon()}{why(error)}", field=ident,
        value=str(error.data.get("value", "")),
    )  # fmt: skip


def check(instrument_id: str, part: q.Section, ident: str, answer: Any) -> str:
    """What is wrong with one answer; empty where it can be scored."""
    from . import scoring

    try:
        kept = q.clean(part, {ident: answer})
        scoring.check_part(instrument_id, part, kept)
    except (AnswerError, InstrumentError) as error:
        return why(error)
    return ""


def why(error: CiguError) -> str:
    value = error.data.get("value", "")
    match error.code:
        case "exclusive":
            text = _("“None” stands beside other options. Keep either it or the others.")
        case "range":
            text = _("%(value)s is impossible. The part may not exceed the whole.")
        case "number":
            text = _("“%(value)s” is not a number. Write it like 52 or 1.8, without unit.")
        case "scene_level":
            text = _("%(value)s is no level. Choose the highest one that is met.")
        case "unknown_question" | "unknown_item":
            text = _("This question is not asked here. Reload the page.")
        case _:
            text = _("“%(value)s” is not among the options. Choose from the list.")
    return text % {"value": value}


def _where(part: q.Section, ident: str) -> str:
    found = next((item for item in part.questions if item.id == ident), None)
    return q.named(found) if found else str(part)
