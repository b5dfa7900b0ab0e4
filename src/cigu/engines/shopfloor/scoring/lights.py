"""Traffic lights for a proposal of items: no total score, each value speaks for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from cigu.engines.shopfloor.scoring.answers import Facts, Number, number, quotient
from cigu.engines.shopfloor.scoring.instrument import Data, InstrumentError, Ratio
from cigu.engines.shopfloor.scoring.reading import decimal, read_ratio

_HUNDRED = Decimal(100)


class Light(StrEnum):
    """UNKNOWN: no value. UNRATED: a value, but the proposal sets no limits for it."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    UNKNOWN = "unknown"
    UNRATED = "unrated"


@dataclass(frozen=True, slots=True)
class Item:
    """Red below `red_below`, green from `green_from`, amber between; no limits: unrated."""

    id: str
    name_zh: str
    name_en: str
    ask_zh: str
    ask_en: str
    unit: str
    ratio: Ratio | None
    red_below: Decimal | None
    green_from: Decimal | None
    evidence: tuple[str, ...]
    data: Data


@dataclass(frozen=True, slots=True)
class Proposal:
    """A list of items; `status` is "proposal" until a bureau adopts its own table."""

    id: str
    version: str
    status: str
    name_zh: str
    name_en: str
    items: tuple[Item, ...]
    data: Data


@dataclass(frozen=True, slots=True)
class Reading:
    """One item's value and light; a red or amber light raises a candidate need."""

    item: Item
    value: Decimal | str | None
    light: Light

    @property
    def candidate_need(self) -> bool:
        return self.light in (Light.RED, Light.AMBER)


def read_proposal(data: Data) -> Proposal:
    """Reads a rulebook mapping. Raises InstrumentError "missing" or "limits"."""
    try:
        items = tuple(_item(row) for row in data["items"])
        return Proposal(
            id=data["id"],
            version=str(data["version"]),
            status=data["status"],
            name_zh=data["name_zh"],
            name_en=data["name_en"],
            items=items,
            data=data,
        )
    except KeyError as error:
        raise InstrumentError(
            "missing",
            f"Proposal '{data.get('id')}' lacks the entry {error}.",
            remedy="Add it to the YAML file.",
            where=data.get("id"),
        ) from None


def traffic_lights(
    proposal: Proposal, values: Mapping[str, Number | Facts | None]
) -> tuple[Reading, ...]:
    """A reading for every item, in order. A value is a number or the facts of its formula.

    Items without limits also take a text (a status, a level). Raises AnswerError naming item,
    value and remedy; an id the proposal does not have is InstrumentError "unknown_item".
    """
    strange = sorted(set(values) - {item.id for item in proposal.items})
    if strange:
        raise InstrumentError(
            "unknown_item",
            f"'{proposal.id}' has no item '{strange[0]}'.",
            remedy=f"Use one of: {', '.join(item.id for item in proposal.items)}.",
            where=proposal.id,
            value=strange[0],
        )
    return tuple(_reading(item, values.get(item.id)) for item in proposal.items)


def _item(row: Data) -> Item:
    red, green = row.get("red_below"), row.get("green_from")
    if (red is None) != (green is None) or (red is not None and red > green):
        raise InstrumentError(
            "limits",
            f"Item '{row['id']}' has limits {red} and {green}.",
            remedy="Give both red_below and green_from, rising, or neither.",
            where=row["id"],
        )
    return Item(
        id=row["id"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        ask_zh=row["ask_zh"],
        ask_en=row["ask_en"],
        unit=row.get("unit", ""),
        ratio=read_ratio(row.get("ratio"), _HUNDRED),
        red_below=None if red is None else decimal(red),
        green_from=None if green is None else decimal(green),
        evidence=tuple(row.get("evidence", ())),
        data=row,
    )


def _reading(item: Item, given: Number | Facts | None) -> Reading:
    value = _value(item, given)
    return Reading(item, value, _light(item, value))


def _value(item: Item, given: Number | Facts | None) -> Decimal | str | None:
    if isinstance(given, Mapping):
        return quotient(given, _formula(item), item.id)
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if item.red_below is None and isinstance(given, str):
        return given
    return number(given, item.id)


def _formula(item: Item) -> Ratio:
    if item.ratio is None:
        raise InstrumentError(
            "formula",
            f"Item '{item.id}' has no formula to compute from facts.",
            remedy="Give its value.",
            where=item.id,
        )
    return item.ratio


def _light(item: Item, value: Decimal | str | None) -> Light:
    if value is None:
        return Light.UNKNOWN
    if item.red_below is None or item.green_from is None or isinstance(value, str):
        return Light.UNRATED
    if value < item.red_below:
        return Light.RED
    return Light.GREEN if value >= item.green_from else Light.AMBER
