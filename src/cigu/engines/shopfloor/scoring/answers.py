"""From an answer to the share of an indicator's points it earns, 0 to 100 percent.

An answer is what the indicator's type asks for (option key, list of keys, percentage) or a
mapping of the facts from which it follows. None means unanswered, which is not "none".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal, InvalidOperation

from cigu.engines.basis.errors import CiguError
from cigu.engines.shopfloor.scoring.instrument import NONE, Indicator, Option, Ratio

Number = Decimal | int | float | str
Facts = Mapping[str, Number | None]
Answer = str | Number | Sequence[str] | Set[str] | Facts | None

_HUNDRED = Decimal(100)


class AnswerError(CiguError):
    """An answer that cannot be scored; `data`: `indicator` (or scene) id and `value`."""


def earned(indicator: Indicator, answer: Answer) -> Decimal | None:
    """Percent of the points earned; None while unanswered.

    Raises AnswerError: "option", "exclusive", "number", "range", "facts".
    """
    if answer is None:
        return None
    match indicator.type:
        case "multi":
            return _multi(indicator, answer)
        case "single":
            return _single(indicator, answer)
        case "band":
            return _band(indicator, answer)
        case _:
            return _trend(indicator, answer)


def chosen(indicator: Indicator, answer: Answer) -> tuple[Option, ...]:
    """The options an answer ticks, each once, in the order of the questionnaire."""
    keys = {answer} if isinstance(answer, str) else set(_keys(indicator, answer))
    strange = sorted(key for key in keys if indicator.option(key) is None)
    if strange:
        known = ", ".join(option.key for option in indicator.options)
        raise _error(indicator, "option", strange[0], f"Choose from: {known}.")
    return tuple(option for option in indicator.options if option.key in keys)


def quotient(facts: Facts, ratio: Ratio, owner: str) -> Decimal | None:
    """numerator / denominator × scale from facts; None while one of them is unknown.

    Raises AnswerError "number" or "range" (negative value, denominator not above zero).
    """
    upper, lower = facts.get(ratio.numerator), facts.get(ratio.denominator)
    if upper is None or lower is None:
        return None
    top, bottom = number(upper, owner), number(lower, owner)
    if bottom <= 0 or top < 0:
        raise AnswerError(
            "range",
            f"'{owner}': {ratio.numerator} {top} of {ratio.denominator} {bottom} is impossible.",
            remedy=f"Give {ratio.denominator} above zero and {ratio.numerator} not below it.",
            indicator=owner,
            value=f"{top}/{bottom}",
        )
    return top / bottom * ratio.scale


def number(value: object, owner: str) -> Decimal:
    """A finite decimal from what a form or an import gives. Raises AnswerError "number"."""
    try:
        parsed = Decimal(str(value).strip())
    except InvalidOperation:
        parsed = Decimal("NaN")
    if isinstance(value, bool) or not parsed.is_finite():
        raise AnswerError(
            "number",
            f"'{owner}': '{value}' is not a number.",
            remedy="Give a plain number such as 52 or 1.8, without unit.",
            indicator=owner,
            value=value,
        )
    return parsed


def _multi(indicator: Indicator, answer: Answer) -> Decimal | None:
    options = chosen(indicator, answer)
    if not options:
        return None  # an empty form field is unanswered; "none" must be ticked
    if len(options) > 1 and any(option.key == NONE for option in options):
        raise _error(indicator, "exclusive", NONE, "Tick either 'none' or the things there are.")
    return sum((option.weight for option in options), Decimal(0))


def _single(indicator: Indicator, answer: Answer) -> Decimal:
    if not isinstance(answer, str):
        raise _error(indicator, "option", answer, "Choose exactly one option.")
    return chosen(indicator, answer)[0].weight


def _band(indicator: Indicator, answer: Answer) -> Decimal | None:
    percent = percentage(indicator, answer)
    if percent is None:
        return None
    return next(band.weight for band in indicator.bands if percent <= band.upto)


def percentage(indicator: Indicator, answer: Answer) -> Decimal | None:
    """The value a band question is read by, 0 to 100; None while unknown."""
    if isinstance(answer, Mapping):
        ratio = _stated(indicator, indicator.ratio)
        percent = quotient(_facts(indicator, answer), ratio, indicator.id)
    else:
        percent = None if answer is None else number(answer, indicator.id)
    if percent is not None and not 0 <= percent <= _HUNDRED:
        raise _error(indicator, "range", percent, "Give a percentage from 0 to 100.")
    return percent


def _trend(indicator: Indicator, answer: Answer) -> Decimal | None:
    if not isinstance(answer, Mapping):
        return _single(indicator, answer)
    facts = _facts(indicator, answer)
    now = quotient(facts, _stated(indicator, indicator.now), indicator.id)
    before = quotient(facts, _stated(indicator, indicator.before), indicator.id)
    if now is None or before is None:
        return None
    return _single(indicator, "same" if now == before else "up" if now > before else "down")


def _facts(indicator: Indicator, answer: Mapping[str, Number | None]) -> Facts:
    strange = sorted(set(answer) - set(indicator.inputs))
    if strange:
        remedy = f"This question reads: {', '.join(indicator.inputs) or 'no facts'}."
        raise _error(indicator, "facts", strange[0], remedy)
    return answer


def _stated(indicator: Indicator, ratio: Ratio | None) -> Ratio:
    if ratio is None:
        raise _error(indicator, "facts", "facts", "This question takes an answer, not facts.")
    return ratio


def _keys(indicator: Indicator, answer: Answer) -> list[str]:
    if isinstance(answer, (Sequence, Set)) and all(isinstance(key, str) for key in answer):
        return list(answer)
    raise _error(indicator, "option", answer, "Give the keys of the options that apply.")


def _error(indicator: Indicator, code: str, value: object, remedy: str) -> AnswerError:
    return AnswerError(
        code,
        f"'{indicator.id}' cannot take '{value}'.",
        remedy=remedy,
        indicator=indicator.id,
        value=value,
    )
