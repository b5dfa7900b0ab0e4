"""The indicators that a figure may belong to: those that rooms compute and those once published."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

import yaml
from django.utils import translation

from cigu.core.figures.expressions import Figure
from cigu.core.figures.published import Published, chinese_units, published
from cigu.core.figures.registry import registered
from cigu.engines.factcheck.model import Indicator


def indicators() -> tuple[Indicator, ...]:
    """By both names, where the room calls it otherwise than the list; always in Chinese. The
    words of definitions name other things too, so they do not help."""
    return _indicators(frozenset(registered()))


@lru_cache(maxsize=4)
def _indicators(known: frozenset[str]) -> tuple[Indicator, ...]:
    with translation.override("zh-hans"):
        listed = {item.id: item for item in published()}
        own = registered()
        idents = sorted(known | set(listed))
        return tuple(_one(i, listed.get(i), own.get(i)) for i in idents)


def _one(ident: str, listed: Published | None, figure: Figure | None) -> Indicator:
    words, name, unit, kind = [], "", "", ""
    if figure is not None:
        name, unit, kind = str(figure.label), str(figure.unit), figure.kind
    if listed is not None:
        words = [name] if name and name != listed.phrase_zh else []
        name, unit, kind = listed.phrase_zh, listed.unit_zh or unit, listed.kind
    words += aliases().get(ident, [])
    return Indicator(id=ident, name=name, words=tuple(words), unit=unit, kind=kind)


@lru_cache(maxsize=1)
def aliases() -> dict[str, list[str]]:
    place = resources.files(__package__) / "data" / "aliases.yaml"
    found: dict[str, list[str]] = yaml.safe_load(place.read_text(encoding="utf-8"))
    return found


def names() -> dict[str, str]:
    return {item.id: item.name for item in indicators()}


def units() -> dict[str, str]:
    """The Chinese unit of each figure that rooms compute, as it is printed."""
    return _units(frozenset(registered()))


@lru_cache(maxsize=4)
def _units(known: frozenset[str]) -> dict[str, str]:
    with translation.override("zh-hans"):
        own = {ident: str(figure.unit) for ident, figure in registered().items()}
        return own | {i: unit for i, unit in chinese_units().items() if i in own}
