"""Whether a recorded value supports a figure: rounding, comparators, units, kind and period."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.periods import Period
from cigu.engines.basis.values import APPROXIMATE, Comparator
from cigu.engines.factcheck.comparators import NEAR, OPEN
from cigu.engines.factcheck.model import (
    NO_UNIT,
    SHORT_KINDS,
    Figure,
    Finding,
    Judgement,
    Kind,
    Param,
    Quantity,
    Reason,
    Recorded,
    Unit,
    Verdict,
)
from cigu.engines.factcheck.units import convert, kin, unit_named

NEARLY = Decimal("0.9")  # 近100 begins at 90: this project's choice
_POWERS: Final = tuple(k for k in range(-8, 9) if k)
_PLANNED: Final = (Kind.TARGET, Kind.PROJECTION)


def agree(
    figure: Figure, value: Decimal | int | None, unit: str = "", *, comparator: str = "=",
    kind: str = "", period: Period | None = None, territory: str = "",
    others: Sequence[Recorded] = (), findings: Sequence[Finding] = (),
) -> Verdict:  # fmt: skip
    """Whether `value` in `unit` supports `figure`; None as value: the records have nothing.

    12.29亿元 agrees with what rounds half up to it; 2300余 with more than 2300 and less than 2400;
    近 with 90 % to just below; 约 and 左右 within 5 %; 超, 突破 with more; 以上 and 以下 with the
    value itself too. `comparator` "≥" says that the register is incomplete. `others` are other
    readings of the records (period, scope, kind, definition): the first that agrees is `nearest`.
    An alarm among `findings` makes a figure that records cannot decide inconsistent in itself.
    Raises CiguError "comparator" (unknown sign) and "inexact" (a float).
    """
    _check(value, comparator)
    record = Recorded(
        None if value is None else Decimal(value), unit, comparator, kind, period, territory
    )
    verdict = judge(figure, record)
    if verdict.judgement is Judgement.AGREES:
        return verdict
    alarms = [f for f in findings if f.level == "alarm" and figure.id in f.figures]
    undecided = verdict.judgement in (Judgement.NOT_IN_RECORDS, Judgement.CANNOT_BE_JUDGED)
    if alarms and undecided:
        return Verdict(Judgement.INCONSISTENT, tuple(Reason(f.code, f.params) for f in alarms))
    if verdict.judgement is not Judgement.DIFFERS:
        return verdict
    nearest = next((o for o in others if judge(figure, o).judgement is Judgement.AGREES), None)
    if nearest is None:
        return verdict
    return Verdict(Judgement.DIFFERS, (*verdict.reasons, *_what_else(record, nearest)), nearest)


def judge(figure: Figure, record: Recorded) -> Verdict:
    """The verdict for one reading of the records."""
    if record.value is None:
        return Verdict(Judgement.NOT_IN_RECORDS, (Reason("no_value"),))
    for question in (_kind, _unit, _period):
        verdict = question(figure, record)
        if verdict is not None:
            return verdict
    measure = share_unit(figure.quantity)
    theirs = unit_named(record.unit)
    told_alike = theirs is NO_UNIT or figure.kind is Kind.RANK
    found = record.value if told_alike else convert(record.value, theirs, measure)
    if figure.falls and figure.kind is Kind.GROWTH and figure.value > 0:
        found = -found
    if record.comparator == "≥":
        return _at_least(figure, found)
    fits = supports(figure.quantity, found)
    told: dict[str, Param] = {
        "stated": figure.value, "recorded": found, "unit": measure.name or figure.unit,
    }  # fmt: skip
    if fits:
        code = "exact" if found == figure.value else "within"
        return Verdict(Judgement.AGREES, (Reason(code, told),))
    return Verdict(Judgement.DIFFERS, (Reason("value", told), *_slips(figure, found)))


def supports(quantity: Quantity, found: Decimal) -> bool:
    """Whether a value in the quantity's own unit is what the quantity says."""
    value, step = quantity.value, quantity.step
    if quantity.value_to is not None:
        return value - step / 2 <= found < quantity.value_to + step / 2
    match quantity.comparator:
        case ">":
            above = found > value
            return above and found < value + place(quantity) if quantity.said == OPEN else above
        case "≥":
            return found >= value - step / 2
        case "<":
            return found < value
        case "≤":
            return found < value + step / 2
        case "≈" if quantity.said == NEAR:
            return NEARLY * value <= found < value
        case "≈":
            return abs(found - value) <= APPROXIMATE * abs(value)
        case _:
            return value - step / 2 <= found < value + step / 2


def place(quantity: Quantity) -> Decimal:
    """The place that 余 leaves open: 2300余 reaches up to 2400, 2850余万 up to 2860万."""
    places = quantity.value / quantity.step
    size = Decimal(1)
    while places and places % (size * 10) == 0:
        size *= 10
    return size * quantity.step


def share_unit(quantity: Quantity) -> Unit:
    """三分之一 is a share without a sign."""
    if quantity.sort == "fraction" and quantity.measure is NO_UNIT:
        return Unit("", "share", Decimal(1))
    return quantity.measure


def _check(value: Decimal | int | None, comparator: str) -> None:
    if isinstance(value, float):
        raise CiguError(
            "inexact", f"{value!r} is a binary float and has no exact decimals.",
            remedy="Give a Decimal, for example Decimal('54.9').", value=value,
        )  # fmt: skip
    if comparator not in [c.value for c in Comparator]:
        raise CiguError(
            "comparator", f"'{comparator}' is not a comparator.",
            remedy=f"Use one of {' '.join(Comparator)}.", value=comparator,
        )  # fmt: skip


def _kind(figure: Figure, record: Recorded) -> Verdict | None:
    if not record.kind or SHORT_KINDS.get(record.kind, record.kind) == figure.kind:
        return None
    told = {"stated": figure.kind.value, "recorded": record.kind}
    growth = "growth" in (figure.kind, record.kind)
    planned = (figure.kind in _PLANNED) != (record.kind in ("target", "projection"))
    rank = "rank" in (figure.kind, record.kind)
    if growth or planned or rank:
        return Verdict(Judgement.CANNOT_BE_JUDGED, (Reason("other_kind", told),))
    return None


def _unit(figure: Figure, record: Recorded) -> Verdict | None:
    theirs, own = unit_named(record.unit), share_unit(figure.quantity)
    told = {"stated": own.name or figure.unit, "recorded": record.unit}
    if theirs is NO_UNIT or figure.kind is Kind.RANK:
        return None
    if own.dimension == theirs.dimension:
        if own.dimension == "count" and not kin(own.name, theirs.name):
            return Verdict(Judgement.DIFFERS, (Reason("other_measure_word", told),))
        return None
    if {own.dimension, theirs.dimension} == {"share", "points"}:
        return Verdict(Judgement.DIFFERS, (Reason("points_not_percent", told),))
    return Verdict(Judgement.DIFFERS, (Reason("other_unit", told),))


def _period(figure: Figure, record: Recorded) -> Verdict | None:
    """Only a time that the text itself gives can speak against the record's."""
    if record.period is None or not figure.period_text or figure.period in (None, record.period):
        return None
    own = figure.period
    if own is None or (record.kind == "stock" and own.end == record.period.end):
        return None
    told = {
        "stated": f"{own.start}/{own.end}",
        "recorded": f"{record.period.start}/{record.period.end}",
    }
    return Verdict(Judgement.CANNOT_BE_JUDGED, (Reason("other_period", told),))


def _at_least(figure: Figure, found: Decimal) -> Verdict:
    """The register holds at least `found`: less cannot be, more may be."""
    told: dict[str, Param] = {
        "stated": figure.value, "recorded": found, "unit": figure.unit,
    }  # fmt: skip
    lower = figure.comparator in (">", "≥")
    if lower and supports(figure.quantity, found):
        return Verdict(Judgement.AGREES, (Reason("within", told),))
    top = figure.value_to or figure.value
    if figure.comparator in ("=", "<", "≤") and found > top + figure.quantity.step / 2:
        return Verdict(Judgement.DIFFERS, (Reason("value", told),))
    return Verdict(Judgement.CANNOT_BE_JUDGED, (Reason("register_incomplete", told),))


def _slips(figure: Figure, found: Decimal) -> tuple[Reason, ...]:
    """What may have happened: a power of ten, two digits swapped, a sign."""
    value, step = figure.value, figure.quantity.step
    if not value or not found:
        return ()
    for power in _POWERS:
        scale = Decimal(10) ** power
        if abs(value * scale - found) <= step * scale / 2:
            return (Reason("power_of_ten", {"power": power}),)
    own, theirs = _digits(value), _digits(found)
    if own != theirs and sorted(own) == sorted(theirs):
        return (Reason("digits_swapped", {"stated": own, "recorded": theirs}),)
    if abs(value + found) <= step / 2:
        return (Reason("sign"),)
    return ()


def _digits(value: Decimal) -> str:
    return "".join(map(str, value.normalize().as_tuple().digits))


def _what_else(record: Recorded, nearest: Recorded) -> tuple[Reason, ...]:
    """In what the reading that agrees is another one."""
    out = []
    if nearest.period != record.period and nearest.period is not None:
        told = f"{nearest.period.start}/{nearest.period.end}"
        out.append(Reason("agrees_in_other_period", {"period": told}))
    if nearest.territory != record.territory:
        out.append(Reason("agrees_in_other_scope", {"territory": nearest.territory}))
    if nearest.unit != record.unit:
        out.append(Reason("agrees_in_other_unit", {"unit": nearest.unit}))
    if nearest.definition != record.definition or nearest.kind != record.kind:
        told = nearest.definition or nearest.kind
        out.append(Reason("agrees_by_other_definition", {"definition": told}))
    return tuple(out)
