"""From a rulebook mapping to an Instrument, with every sum checked on the way.

A slip in the data must stop the program at load time and never reach a firm's score.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from cigu.engines.shopfloor.scoring.expanding import expanded
from cigu.engines.shopfloor.scoring.instrument import (
    LADDER,
    METHODS,
    POINTS,
    TABLE,
    TYPES,
    Band,
    Data,
    Dimension,
    Indicator,
    Instrument,
    InstrumentError,
    LevelRule,
    Option,
    Part,
    Ratio,
    Scene,
    SceneGroup,
    SceneLevel,
    walk,
)

_HUNDRED = Decimal(100)


def read_instrument(data: Data) -> Instrument:
    """Raises InstrumentError ("missing", "method", "type", "weights", "points", "ids", "bands")."""
    try:
        instrument = _instrument(expanded(data))
    except KeyError as error:
        raise InstrumentError(
            "missing",
            f"Instrument '{data.get('id')}' lacks the entry {error}.",
            remedy="Add it to the instrument's YAML file.",
            where=data.get("id"),
            value=str(error),
        ) from None
    _check(instrument)
    return instrument


def decimal(value: object) -> Decimal:
    """A YAML number with the decimals it was written with (7.5 stays 7.5)."""
    return Decimal(str(value))


def _instrument(data: Data) -> Instrument:
    return Instrument(
        id=data["id"],
        version=str(data["version"]),
        status=data["status"],
        name_zh=data["name_zh"],
        name_en=data["name_en"],
        issuer=data["issuer"],
        dimensions=tuple(_dimension(row) for row in data["dimensions"]),
        groups=tuple(_group(row, data["scene_zero"]) for row in data["scenes"]),
        levels=tuple(sorted(map(_rule, data["levels"]), key=lambda rule: rule.level)),
        sources=tuple(data.get("sources", ())),
        known_conflicts=tuple(data.get("known_conflicts", ())),
        worked_examples=tuple(data.get("worked_examples", ())),
        method=data.get("method", POINTS),
        met_from=decimal(data.get("met_from", 1)),
    )


def _dimension(row: Data) -> Dimension:
    parts = tuple(_part(part) for part in row["parts"])
    return Dimension(row["id"], row["name_zh"], row["name_en"], decimal(row["weight"]), parts)


def _part(row: Data) -> Part:
    indicators = tuple(_indicator(indicator) for indicator in row["indicators"])
    return Part(row["id"], row["name_zh"], row["name_en"], decimal(row["weight"]), indicators)


def _indicator(row: Data) -> Indicator:
    return Indicator(
        id=row["id"],
        type=row["type"],
        points=decimal(row["points"]),
        weight=decimal(row["weight"]),
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        ask_zh=row["ask_zh"],
        ask_en=row["ask_en"],
        options=tuple(
            Option(o["k"], decimal(o["w"]), o["zh"], o["en"]) for o in row.get("options", ())
        ),
        bands=tuple(Band(decimal(b["le"]), decimal(b["w"])) for b in row.get("bands", ())),
        ratio=read_ratio(row.get("ratio"), _HUNDRED),
        now=read_ratio(row.get("now")),
        before=read_ratio(row.get("before")),
        note=row.get("note", ""),
        share=None if row.get("share") is None else decimal(row["share"]),
    )


def read_ratio(row: Mapping[str, str] | None, scale: Decimal = Decimal(1)) -> Ratio | None:
    """{numerator, denominator} as a Ratio, or None where nothing is given."""
    return Ratio(row["numerator"], row["denominator"], scale) if row else None


def _group(row: Data, zero: Data) -> SceneGroup:
    scenes = tuple(_scene(scene, zero) for scene in row["items"])
    return SceneGroup(row["id"], row["name_zh"], row["name_en"], scenes)


def _scene(row: Data, zero: Data) -> Scene:
    levels = [SceneLevel(0, zero["zh"], zero["en"])]
    levels += [SceneLevel(n, text["zh"], text["en"]) for n, text in sorted(row["levels"].items())]
    return Scene(row["id"], row["name_zh"], row["name_en"], row["constrained"], tuple(levels))


def _rule(row: Data) -> LevelRule:
    return LevelRule(
        level=row["level"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        base_min=decimal(row["base_min"]),
        scenes_min=row["scenes_min"],
        constrained_min=row["constrained_min"],
        scene_level=row["scene_level"],
    )


def _check(instrument: Instrument) -> None:
    if instrument.method not in METHODS:
        raise _error("method", instrument.id, f"'{instrument.method}' is none of {METHODS}")
    _check_weights(instrument)
    for dimension, part, indicator in walk(instrument):
        _check_points(dimension, part, indicator)
        _check_answers(indicator)
    _check_ids([i.id for i in instrument.indicators], instrument.id)
    _check_ids([s.id for s in instrument.scenes], instrument.id)


def _check_weights(instrument: Instrument) -> None:
    if instrument.method == TABLE:
        _check_shares(instrument)
        return
    if instrument.method != LADDER:
        _expect_hundred([d.weight for d in instrument.dimensions], instrument.id)
    for dimension in instrument.dimensions:
        _expect_hundred([p.weight for p in dimension.parts], dimension.id)
        for part in dimension.parts:
            _expect_hundred([i.weight for i in part.indicators], part.id)


def _check_shares(instrument: Instrument) -> None:
    """Weights that are known; those that are not share what these leave."""
    known = [i.share for i in instrument.indicators if i.share is not None]
    if any(share < 0 for share in known) or sum(known) > _HUNDRED:
        raise _error("weights", instrument.id, f"weights add up to {sum(known)}, 100 at most")
    if not instrument.unweighted:
        _expect_hundred(known, instrument.id)


def _expect_hundred(weights: list[Decimal], where: str) -> None:
    if sum(weights) != _HUNDRED:
        raise _error("weights", where, f"weights add up to {sum(weights)} instead of 100")


def _check_points(dimension: Dimension, part: Part, indicator: Indicator) -> None:
    points = dimension.weight * part.weight * indicator.weight / _HUNDRED**2
    if points != indicator.points:
        raise _error("points", indicator.id, f"{indicator.points} points, weights give {points}")


def _check_answers(indicator: Indicator) -> None:
    if indicator.type not in TYPES:
        raise _error("type", indicator.id, f"type '{indicator.type}' is none of {TYPES}")
    if indicator.type == "band":
        _check_bands(indicator)
        return
    weights = [option.weight for option in indicator.options]
    best = sum(weights) if indicator.type == "multi" else max(weights)
    if best != _HUNDRED:
        raise _error("weights", indicator.id, f"the best answer is worth {best} % instead of 100 %")
    _check_ids([option.key for option in indicator.options], indicator.id)


def _check_bands(indicator: Indicator) -> None:
    limits = [band.upto for band in indicator.bands]
    if limits != sorted(set(limits)) or limits[-1:] != [_HUNDRED]:
        raise _error("bands", indicator.id, f"bands {limits} do not rise to 100")


def _check_ids(ids: list[str], where: str) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise _error("ids", where, f"used twice: {', '.join(twice)}")


def _error(code: str, where: str, what: str) -> InstrumentError:
    return InstrumentError(
        code, f"Instrument data at '{where}': {what}.", remedy="Correct the YAML file.", where=where
    )
