"""The stored score in words: result by dimension, and the next missing condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.ui import words
from cigu.engines.shopfloor.scoring import Instrument

from . import questionnaire as q

Data = dict[str, Any]
BEST_STEPS = 3
PLACES = 2  # points of dimensions then add up to the total on the page


@dataclass(frozen=True)
class DimensionScore:
    name: str
    low: Decimal
    high: Decimal
    maximum: Decimal
    code: str = ""
    peers: str = ""  # their median share in percent; empty where there are too few

    @property
    def exact(self) -> Decimal | None:
        return self.low if self.low == self.high else None

    @property
    def share(self) -> Decimal:
        return self.low / self.maximum

    @property
    def percent(self) -> str:
        """For the chart, which reads plain numbers."""
        return words.num(self.share * 100, 0)

    @property
    def text(self) -> str:
        return points(self.low, self.high)


def points(low: Decimal, high: Decimal) -> str:
    """54.90, or 54.90–70.40 while questions are open."""
    if low == high:
        return words.num(low, PLACES)
    return f"{words.num(low, PLACES)}–{words.num(high, PLACES)}"


def dimensions(score: Data, instrument_id: str) -> list[DimensionScore]:
    read = q.instrument(instrument_id)
    return [
        DimensionScore(
            q.named(d), Decimal(score["dimensions"][d.id]["low"]),
            Decimal(score["dimensions"][d.id]["high"]), Decimal(score["maxima"][d.id]),
            d.id,
        )
        for d in read.dimensions
    ]  # fmt: skip


def full(instrument_id: str) -> Decimal:
    """The best total: 100 points, or one for each level of a ladder."""
    return q.instrument(instrument_id).full


def weights_note(instrument_id: str) -> str:
    """That weights are not known, and what the total means then; else nothing."""
    read = q.instrument(instrument_id)
    if not read.unweighted:
        return ""
    return _("Weights of %(n)d of %(m)d indicators are not known: every total between the two is"
             " possible.") % {"n": len(read.unweighted), "m": len(read.indicators)}  # fmt: skip


def total(score: Data) -> str:
    return points(Decimal(score["total"]["low"]), Decimal(score["total"]["high"]))


def level(score: Data, instrument_id: str) -> str:
    """The level's name, or the range that open answers leave."""
    if not q.instrument(instrument_id).levels:
        return _("No levels are set")
    if score["level"] is not None:
        return level_name(score["level"], instrument_id)
    low, high = (level_name(score[k], instrument_id) for k in ("level_low", "level_high"))
    return _("%(low)s to %(high)s, still open") % {"low": low, "high": high}


def level_name(number: int, instrument_id: str) -> str:
    rule = next((r for r in q.instrument(instrument_id).levels if r.level == number), None)
    return q.named(rule) if rule else _("below level 1")


def next_condition(score: Data, instrument_id: str) -> str:
    """One sentence: what separates from the next level."""
    missing = score["missing"]
    if not q.instrument(instrument_id).levels:
        return _("The table sets no levels.")
    if missing is None:
        return _("The highest level is reached.")
    lacking = [_condition(c) for c in missing["conditions"] if not c["met"]]
    name = level_name(missing["target"], instrument_id)
    return _("To %(level)s: %(what)s.") % {"level": name, "what": q.listed(lacking)}


def _condition(row: Data) -> str:
    have, need = Decimal(row["have"]), Decimal(row["need"])
    if row["code"] == "base_score":
        return _("%(gap)s points short (%(have)s of %(need)s)") % {
            "gap": words.num(need - have, PLACES), "have": words.num(have, PLACES),
            "need": words.num(need),
        }  # fmt: skip
    gap = int(need - have)
    named = {"gap": gap, "have": int(have), "need": int(need), "level": row["scene_level"]}
    if row["code"] == "constrained_scenes":
        return ngettext(
            "%(gap)s more constrained scene at level %(level)s (%(have)s of %(need)s)",
            "%(gap)s more constrained scenes at level %(level)s (%(have)s of %(need)s)", gap,
        ) % named  # fmt: skip
    return ngettext(
        "%(gap)s more scene at level %(level)s (%(have)s of %(need)s)",
        "%(gap)s more scenes at level %(level)s (%(have)s of %(need)s)", gap,
    ) % named  # fmt: skip


def steps(score: Data, instrument_id: str) -> list[str]:
    """The shortest ways: scenes to lift, then the answers that bring most points."""
    missing = score["missing"]
    if missing is None:
        return []
    read = q.instrument(instrument_id)
    own = [row for row in missing["indicators"] if not row["outcome"]][:BEST_STEPS]
    return [*_scene_steps(read, missing["scenes"]), *(_indicator_step(read, row) for row in own)]


def _scene_steps(read: Instrument, rows: list[Data]) -> Iterator[str]:
    for row in rows:
        scene = read.scene(row["scene"])
        goal = next(item for item in scene.levels if item.level == row["target"])
        now = _("unanswered") if row["level"] is None else str(row["level"])
        yield _("%(scene)s: from %(now)s to level %(target)s, that is: %(goal)s") % {
            "scene": q.named(scene), "now": now, "target": row["target"], "goal": q.worded(goal),
        }  # fmt: skip


def _indicator_step(read: Instrument, row: Data) -> str:
    indicator = read.indicator(row["indicator"])
    named = {"name": q.named(indicator), "gain": words.num(row["gain"], PLACES)}
    option = indicator.option(row["step"])
    if option is None:
        return _("%(name)s: above %(step)s%% brings %(gain)s points") % {
            **named, "step": words.num(row["step"]),
        }  # fmt: skip
    return _("%(name)s: “%(step)s” brings %(gain)s points") % {**named, "step": q.worded(option)}
