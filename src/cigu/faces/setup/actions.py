"""What the first hour writes: places and chains, and steps that are left or taken up again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from cigu.core.access.acting import acting
from cigu.core.places.models import Domain, Segment, Territory
from cigu.engines.basis.errors import CiguError
from cigu.faces.regions.loading import load_chain, load_territories
from cigu.faces.regions.reading import PackError

from .guards import check_places, check_records
from .models import SetupEntry
from .steps import KINDS, LEAVABLE, newest

Step, Outcome, Level = SetupEntry.Step, SetupEntry.Outcome, Territory.Level
NATION = ("100000", "中国", "China")


class SetupRefused(CiguError):
    """A step that cannot be taken so; names field, value and remedy."""


@dataclass(frozen=True)
class Place:
    """A unit as it was typed: its code, its name, and the line it stood in."""

    code: str
    name: str
    field: str = ""


@dataclass(frozen=True)
class Link:
    """A segment as it was typed."""

    tier: int
    name: str
    name_en: str = ""


def load_pack(*, region: str, by: Any) -> None:
    """Territories, domains and segments of a pack, all or nothing; a second run changes nothing."""
    check_places(by)
    with acting("setup.load_pack", by=by) as step:
        try:
            places, chain = load_territories(region), load_chain(region)
        except (PackError, ValidationError) as error:
            raise SetupRefused(
                "pack",
                _("The pack %(pack)s cannot be loaded: %(why)s Mend it, or enter your own.")
                % {"pack": region, "why": " ".join(getattr(error, "messages", [str(error)]))},
                field="region", value=region,
            ) from None  # fmt: skip
        _enter(Step.TERRITORY, Outcome.PACK, f"{region}: {places}", by, step.on)
        _enter(Step.CHAIN, Outcome.PACK, f"{region}: {chain}", by, step.on)


def enter_territory(
    *, province: Place, city: Place, parts: list[Place], source: str, by: Any
) -> Territory:
    """The city with what lies above and in it. What stands already stays as it is."""
    check_places(by)
    with acting("setup.enter_territory", by=by) as step:
        nation = _place(Place(NATION[0], NATION[1]), Level.NATION, None, source)
        above = _place(province, Level.PROVINCE, nation, source)
        found = _place(city, Level.CITY, above, source)
        for part in parts:
            _place(part, Level.COUNTY, found, source)
        told = f"{city.code} {city.name}: {len(parts)}"
        _enter(Step.TERRITORY, Outcome.OWN, told, by, step.on)
    return found


def enter_chain(*, code: str, name: str, name_en: str, links: list[Link], by: Any) -> Domain:
    """A domain with the segments of its chain, in the order of their tiers."""
    check_places(by)
    with acting("setup.enter_chain", by=by) as step:
        if Domain.objects.filter(pk=code).exists():
            raise SetupRefused(
                "domain", _("The domain %(code)s stands already: choose another code.")
                % {"code": code}, field="code", value=code,
            )  # fmt: skip
        domain = Domain(code=code, name_zh=name, name_en=name_en)
        domain.save(force_insert=True)
        for number, link in enumerate(links, 1):
            Segment(
                code=f"{code}_{number:02d}", domain=domain, name_zh=link.name,
                name_en=link.name_en, tier=link.tier,
            ).save(force_insert=True)  # fmt: skip
        _enter(Step.CHAIN, Outcome.OWN, f"{code} {name}: {len(links)}", by, step.on)
    return domain


def leave_step(*, step: str, why: str, by: Any) -> SetupEntry:
    """The step is put off with a reason; the list no longer waits for it."""
    check_can_leave(step, by)
    with acting("setup.leave", by=by) as frame:
        return _enter(step, Outcome.LEFT, why, by, frame.on)


def take_up_step(*, step: str, by: Any) -> SetupEntry:
    check_can_take_up(step, by)
    with acting("setup.take_up", by=by) as frame:
        return _enter(step, Outcome.TAKEN_UP, "", by, frame.on)


def check_can_leave(step: str, by: Any) -> None:
    check_records(by)
    if step not in LEAVABLE:
        raise SetupRefused("step", _("This step cannot be left: the others rest on it."))
    if next(kind for kind in KINDS if kind.code == step).stands():
        raise SetupRefused("stands", _("This step stands already: there is nothing to leave."))
    if _is_left(step):
        raise SetupRefused("left", _("This step was left already."))


def check_can_take_up(step: str, by: Any) -> None:
    check_records(by)
    if not _is_left(step):
        raise SetupRefused("not_left", _("This step was not left: there is nothing to take up."))


def _is_left(step: str) -> bool:
    last = newest().get(step)
    return last is not None and last.outcome == Outcome.LEFT


def _place(place: Place, level: str, parent: Territory | None, source: str) -> Territory:
    stands = Territory.objects.filter(pk=place.code).first()
    if stands is not None:
        if stands.level == level and stands.name_zh == place.name:
            return stands
        raise SetupRefused(
            "stands",
            _("The code %(code)s belongs to %(name)s already: correct the code or the name.")
            % {"code": place.code, "name": stands}, field=place.field, value=place.code,
        )  # fmt: skip
    row = Territory(
        code=place.code, name_zh=place.name, level=level, parent=parent, source=source,
        name_en=NATION[2] if level == Level.NATION else "",
    )  # fmt: skip
    try:
        row.save(force_insert=True)  # of two at once the second is refused, and enters nothing
    except ValidationError as error:
        raise SetupRefused(
            "place", " ".join(error.messages), field=place.field, value=place.code
        ) from None
    return row


def _enter(step: str, outcome: str, told: str, by: Any, on: Any) -> SetupEntry:
    entry = SetupEntry(
        step=step, outcome=outcome, told=told[:300], author=by, entered_on=on,
        synthetic=bool(by.synthetic),
    )  # fmt: skip
    entry.save()
    return entry
