"""Reasons and findings in words. The engine gives codes; what it may add reads as its code."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cigu.core.ui.words import num
from cigu.engines.factcheck.model import Judgement

VERDICTS: dict[str, tuple[str, str]] = {  # look of the chip, mark in the text
    Judgement.AGREES.value: ("ok", "ok"),
    Judgement.DIFFERS.value: ("late", "bad"),
    Judgement.NOT_IN_RECORDS.value: ("warn", "src"),
    Judgement.INCONSISTENT.value: ("late", "say"),
    Judgement.CANNOT_BE_JUDGED.value: ("end", "na"),
}


def verdict_words(verdict: str) -> str:
    return {
        Judgement.AGREES.value: _("agrees"),
        Judgement.DIFFERS.value: _("differs"),
        Judgement.NOT_IN_RECORDS.value: _("not in the records"),
        Judgement.INCONSISTENT.value: _("contradicts itself"),
        Judgement.CANNOT_BE_JUDGED.value: _("not judged"),
    }[verdict]


def told(reason: Any) -> str:
    """A reason, a finding or a difference in one sentence."""
    words = _two_periods() if _is_of_two(reason) else sentences().get(reason.code)
    given = {k: v if isinstance(v, str) else short(v) for k, v in reason.params.items()}
    if words is None:
        return " ".join([reason.code, *(f"{k}={v}" for k, v in given.items())])
    return words % Missing(given)


def short(value: Any) -> str:
    """5.97亿 for 597,000,000 in Chinese: the scale in which such reports count."""
    found = tidy(value)
    if not isinstance(found, Decimal) or (get_language() or "").startswith("en"):
        return num(found)
    for least, size, sign in ((10**8, 10**8, "亿"), (10**6, 10**4, "万")):
        if abs(found) >= least:
            return f"{num(tidy(found / size))}{sign}"
    return num(found)


def tidy(value: Any) -> Any:
    """At most four decimals, none that say nothing: a quotient has many."""
    if not isinstance(value, Decimal):
        return value
    short = value.quantize(Decimal("0.0001")) if abs(value) < 10**12 else value
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short.normalize()


def _is_of_two(reason: Any) -> bool:
    """``other_period`` is a code of both: between text and record, and between two reports."""
    return reason.code == "other_period" and "first" in reason.params


def _two_periods() -> str:
    return _("%(first)s then, %(second)s at the other time: a change, no contradiction.")


class Missing(dict[str, Any]):
    """A parameter that this case does not have reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"


def sentences() -> dict[str, str]:
    return {**_own(), **_of_a_record(), **_slips(), **_alarms(), **_notes(), **_of_two()}


def _own() -> dict[str, str]:
    return {
        "left_out": _("Left out by decision of the office."),
        "planned": _("A plan, a forecast or a specification: no record of an event gives it."),
        "no_indicator": _("No indicator fits what is counted here."),
        "no_room": _("%(indicator)s is known, but no register holds its records yet."),
        "loose_link": _("The words fit %(indicator)s only loosely: a difference proves nothing."),
        "unknown_place": _("“%(place)s” is not a place that the records know."),
        "record_unknown": _("A record of %(indicator)s lacks its value: the sum is unknown."),
        "agrees_in_other_period": _("It would agree for %(period)s."),
        "agrees_in_other_scope": _("It would agree for %(territory)s."),
        "agrees_in_other_unit": _("It would agree in %(unit)s."),
        "agrees_by_other_definition": _("It would agree as %(definition)s."),
    }


def _of_a_record() -> dict[str, str]:
    return {
        "exact": _("The records give %(recorded)s %(unit)s."),
        "within": _("The records give %(recorded)s %(unit)s, which the text allows."),
        "value": _("The text says %(stated)s %(unit)s, the records give %(recorded)s."),
        "no_value": _("The records hold nothing of it."),
        "other_kind": _("The text gives a %(stated)s, the records a %(recorded)s."),
        "other_unit": _("The text counts in %(stated)s, the records in %(recorded)s."),
        "other_measure_word": _("The text counts in %(stated)s, the records in %(recorded)s."),
        "points_not_percent": _("A difference of two shares is a number of percentage points."),
        "other_period": _("The text speaks of %(stated)s, the records of %(recorded)s."),
        "register_incomplete": _(
            "The records give at least %(recorded)s; the register is not declared complete."
        ),
    }


def _slips() -> dict[str, str]:
    return {
        "power_of_ten": _("A slip by a power of ten (%(power)s) would explain it."),
        "digits_swapped": _("Two digits may be swapped: %(stated)s, %(recorded)s."),
        "sign": _("The sign may be turned."),
    }


def _alarms() -> dict[str, str]:
    return {
        "change_by": _("The text says a change of %(stated)s, its own figures give %(computed)s."),
        "change_direction": _("The word for the change does not fit: it is %(difference)s."),
        "growth_no_whole_base": _("No whole number before gives this growth."),
        "share_no_whole_total": _("No whole total gives this share."),
        "share": _("The text says a share of %(stated)s %%, its own figures give %(computed)s %%."),
        "share_over_whole": _("%(value)s %% is more than the whole."),
        "part_over_total": _("The part, %(part)s, is more than the whole, %(total)s."),
        "parts_over_total": _("The parts make %(sum)s, more than the whole, %(total)s."),
        "sum": _("The parts make %(computed)s, the text says %(stated)s."),
        "threshold_not_passed": _("%(value)s does not pass %(threshold)s."),
        "respective_count": _("%(names)s names stand against %(figures)s numbers."),
        "same_measure_two_units": _(
            "The same thing is given twice, %(ratio)s times apart: one unit must be wrong."
        ),
        "said_twice": _("The same thing is given twice, as %(first)s and as %(second)s."),
        "not_whole": _("%(value)s is no whole number of things."),
        "rank_over_total": _("Place %(rank)s cannot be among %(total)s."),
        "rank_before_first": _("A fall by %(by)s to place %(rank)s would begin before the first."),
        "coefficient_out_of_bounds": _(
            "%(ratio)s %(unit)s lies outside %(low)s to %(high)s: physically impossible as printed."
            " A unit larger by 10 to the power %(power)s would fit."
        ),
    }


def _notes() -> dict[str, str]:
    return {
        "change": _("A change of %(difference)s, which is %(percent)s %%."),
        "ambiguous_multiple": _("%(times)s times as much, or %(or_times)s: the words allow both."),
        "may_overlap": _("%(figures)s numbers count %(of)s; some may count the same ones."),
        "overlap_counted": _(
            "Their records are %(total)s, of them %(distinct)s different ones: %(shared)s are"
            " counted more than once."
        ),
        "overlap_not_recorded": _(
            "How many are the same ones is not in the records: %(missing)s has no records of its"
            " own. It takes one record a project or line, with the programmes it belongs to and its"
            " states by day."
        ),
        "flows_not_recorded": _(
            "“%(claim)s”: not in the records. It takes records of material flows to decide it: what"
            " left the place unprocessed in the period, which would have to be nothing."
        ),
        "growth_base": _("From it follows a base of %(base)s."),
        "rank_change": _("A change by %(places)s places."),
        "rank_before": _("Place %(before)s before."),
        "share_total": _("From it follows a whole of %(low)s to %(high)s."),
        "remainder": _("The parts make %(sum)s of %(total)s; %(rest)s are left."),
        "stock_before": _("%(before)s before, if none was lost since."),
        "stock_before_borne_out": _("The records, too, give %(recorded)s before: none was lost."),
        "stock_before_differs": _(
            "The records give %(recorded)s before, the text leaves %(before)s: some ended since, or"
            " one of the two is wrong."
        ),
        "place_elsewhere": _("The text puts %(place)s in %(stated)s, the records in %(recorded)s."),
        "coefficient_fits": _("%(ratio)s %(unit)s lies within physical bounds."),
        "sum_of_two": _("Together %(sum)s; %(lever)s of the second for each of the first."),
        "sum_fits": _("The parts make %(computed)s, as the text says."),
        "ratio": _("%(ratio)s of the second for each of the first."),
        "per_unit": _("%(ratio)s of the second for each of the first."),
        "mean": _("On average %(mean)s for each."),
        "demand_and_supply": _(
            "A demand of %(low)s to %(high)s against a supply of %(supply)s %(unit)s: %(material)s."
        ),
    }


def _of_two() -> dict[str, str]:
    return {
        "contradicts": _("%(first)s here, %(second)s there."),
        "share_of_other_whole": _("Shares of different wholes, %(first)s and %(second)s."),
    }
