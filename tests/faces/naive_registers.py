"""The figures of the registers counted again from raw SQL and plain loops, as ``naive`` does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from .naive import Ask, day, inside, table


@dataclass(frozen=True)
class Told:
    """The value, the records that may stand in the drill, and how many of them do."""

    value: Decimal | None
    uids: frozenset[UUID]
    n: int


def here(row: tuple[Any, ...], ask: Ask) -> bool:
    """(uid, territory, domain, …)"""
    return (ask.domain is None or row[2] == ask.domain) and inside(row[1], ask.territory)


def last(ask: Ask) -> date:
    return ask.before - timedelta(days=1)


def held(on: date, since: Any, *ends: Any, ever: bool = False) -> bool:
    began = ever if since is None else day(since) <= on  # type: ignore[operator]
    return began and all(end is None or day(end) > on for end in ends)  # type: ignore[operator]


def told(rows: list[tuple[Any, ...]], keys: set[Any] | None = None) -> Told:
    n = len(rows) if keys is None else len(keys)
    return Told(Decimal(n), frozenset(UUID(str(row[0])) for row in rows), n)


QUALIFIED = (
    "SELECT q.uid, o.territory_id, o.domain_id, q.organisation_id, q.kind, q.level, q.issued_on,"
    " q.valid_from, q.valid_to, q.ended_on FROM qualification q"
    " JOIN organisation o ON o.id = q.organisation_id"
)
Count = Callable[[Ask], Told]


def holders(kinds: set[str], level: str = "") -> Count:
    def count(ask: Ask) -> Told:
        rows = [
            r for r in table(QUALIFIED)
            if here(r, ask) and r[4] in kinds and (not level or r[5] == level)
            and held(last(ask), r[7], r[8], r[9])
        ]  # fmt: skip
        return told(rows, {r[3] for r in rows})

    return count


def awarded(kind: str, level: str = "") -> Count:
    """First ones only: no row of the same enterprise, kind and level begins earlier."""

    def count(ask: Ask) -> Told:
        every = table(QUALIFIED)
        first: dict[Any, Any] = {}
        for r in sorted(every, key=lambda r: str(r[7])):
            first.setdefault((r[3], r[4], r[5]), r[0])
        rows = [
            r for r in every
            if here(r, ask) and r[4] == kind and (not level or r[5] == level)
            and first[(r[3], r[4], r[5])] == r[0]
            and ask.since <= day(r[6]) < ask.before  # type: ignore[operator]
        ]  # fmt: skip
        return told(rows, {r[3] for r in rows})

    return count


def enterprises(ask: Ask) -> Told:
    rows = table(
        "SELECT uid, territory_id, domain_id, kind, active_since, active_until FROM organisation"
    )
    return told([
        r for r in rows
        if r[3] == "enterprise" and here(r, ask) and held(last(ask), r[4], r[5], ever=True)
    ])  # fmt: skip


def share(top: Count, bottom: Count) -> Count:
    def count(ask: Ask) -> Told:
        found, whole = top(ask), bottom(ask)
        assert found.value is not None
        value = found.value * 100 / whole.value if whole.value else None
        return Told(value, found.uids, found.n)

    return count


def all_domains(of: Count) -> Count:
    return lambda ask: of(Ask(ask.territory, ask.since, ask.before, None))


def day_before(of: Count) -> Count:
    return lambda ask: of(Ask(ask.territory, ask.since - timedelta(days=1), ask.since, ask.domain))


PLATFORMS = (
    "SELECT uid, territory_id, domain_id, kind, core, decided_on, since, until, organisation_id"
    " FROM platform"
)


def of_platform(columns: str, table_name: str, link: str = "platform_id") -> str:
    asked = "SELECT x.uid, p.territory_id, p.domain_id, COLUMNS FROM TABLE x JOIN platform p"
    return asked.replace("COLUMNS", columns).replace("TABLE", table_name) + f" ON p.id = x.{link}"


def there(*kinds: str, core: bool = False) -> Count:
    def count(ask: Ask) -> Told:
        return told([
            r for r in table(PLATFORMS)
            if r[3] in kinds and (r[4] or not core) and here(r, ask)
            and held(last(ask), r[6], r[7], ever=True)
        ])  # fmt: skip

    return count


def within(ask: Ask, when: Any) -> bool:
    found = day(when)
    return found is not None and ask.since <= found < ask.before


def begun(kind: str, column: int, key: int | None = None) -> Count:
    def count(ask: Ask) -> Told:
        rows = [
            r for r in table(PLATFORMS)
            if r[3] == kind and here(r, ask) and within(ask, r[column])
            and (key is None or r[key] is not None)
        ]  # fmt: skip
        return told(rows, None if key is None else {r[key] for r in rows})

    return count


def national(added: bool) -> Count:
    def count(ask: Ask) -> Told:
        columns = "x.grade, x.platform_id, x.since, x.until, p.until"
        rows = [
            r for r in table(of_platform(columns, "platform_grade"))
            if r[3] == "nation" and here(r, ask)
            and (within(ask, r[5]) if added else held(last(ask), r[5], r[6], r[7], ever=True))
        ]  # fmt: skip
        return told(rows, {r[4] for r in rows})

    return count


def stages(ask: Ask) -> Told:
    rows = [
        r for r in table(of_platform("x.stage, x.since, x.until, p.until", "platform_stage"))
        if here(r, ask) and held(last(ask), r[4], r[5], r[6], ever=True)
    ]  # fmt: skip
    return told(rows, {r[3] for r in rows})


def passed(ask: Ask) -> Told:
    columns = "x.result, x.held_on, x.platform_id"
    rows = [
        r for r in table(of_platform(columns, "platform_acceptance"))
        if r[3] == "passed" and here(r, ask) and within(ask, r[4])
    ]  # fmt: skip
    return told(rows, {r[5] for r in rows})


def merged(ask: Ask) -> Told:
    rows = table(of_platform("x.merged_on", "platform_merger", "successor_id"))
    return told([r for r in rows if here(r, ask) and within(ask, r[3])])


def of_body(columns: str, table_name: str) -> list[tuple[Any, ...]]:
    asked = "SELECT x.uid, o.territory_id, o.domain_id, x.organisation_id, COLUMNS FROM TABLE x"
    asked = asked.replace("COLUMNS", columns).replace("TABLE", table_name)
    return table(asked + " JOIN organisation o ON o.id = x.organisation_id")


def researchers(ask: Ask) -> Told:
    newest: dict[Any, Any] = {}
    for r in of_body("x.as_of, x.researchers", "headcount"):
        if here(r, ask) and day(r[4]) <= last(ask):  # type: ignore[operator]
            known = newest.get(r[3])
            if known is None or day(known[4]) < day(r[4]):  # type: ignore[operator]
                newest[r[3]] = r
    found = told(list(newest.values()))
    return Told(Decimal(sum(r[5] for r in newest.values())), found.uids, found.n)


def leads(ask: Ask) -> Told:
    rows = [
        r for r in of_body("x.since, x.until", "segment_lead")
        if here(r, ask) and held(last(ask), r[4], r[5], ever=True)
    ]  # fmt: skip
    return told(rows, {r[3] for r in rows})


def engaged(kind: str, *degrees: str) -> Count:
    def count(ask: Ask) -> Told:
        rows = [
            r for r in of_body("x.kind, x.degree, x.since, x.person_id", "engagement")
            if r[4] == kind and (not degrees or r[5] in degrees) and here(r, ask)
            and within(ask, r[6])
        ]  # fmt: skip
        return told(rows, {r[7] for r in rows})

    return count


CENTRES = there("rd_centre")
STATIONS, LABS = there("academician_station"), there("key_lab")
CORE = ("institute", "university", "key_lab", "laboratory", "innovation_centre",
        "research_centre", "rd_centre")  # fmt: skip
HIGH_TECH, EMERGING = holders({"high_tech"}, "nation"), holders({"emerging"})
TECH = share(holders({"high_tech", "tech_sme"}), enterprises)
COUNTERS: dict[str, Count] = {
    "A-31": awarded("high_tech", "nation"),
    "A-32": HIGH_TECH,
    "A-33": awarded("tech_sme"),
    "A-34": awarded("leading", "region"),
    "A-35": awarded("specialised", "region"),
    "A-36": day_before(TECH),
    "A-37": TECH,
    "B-17": enterprises,
    "B-30": HIGH_TECH,
    "B-31": share(HIGH_TECH, all_domains(HIGH_TECH)),
    "B-32": EMERGING,
    "B-33": share(EMERGING, all_domains(EMERGING)),
    "A-01": there(*CORE, core=True),
    "A-02": stages,
    "A-03": national(added=True),
    "A-04": national(added=False),
    "A-05": passed,
    "A-06": merged,
    "A-07": begun("research_centre", 5),
    "A-11": engaged("recruited", "master", "doctor"),
    "A-12": engaged("engaged"),
    "A-13": engaged("chief_scientist"),
    "A-14": begun("academician_station", 6),
    "A-15": researchers,
    "A-17": engaged("full_time"),
    "A-59": begun("outside_rd_centre", 6, key=8),
    "A-63": there("joint_lab"),
    "A-64": there("postdoc_station"),
    "B-18": leads,
    "B-34": CENTRES,
    "B-35": share(CENTRES, all_domains(CENTRES)),
    "B-36": STATIONS,
    "B-37": share(STATIONS, all_domains(STATIONS)),
    "B-38": LABS,
    "B-39": share(LABS, all_domains(LABS)),
}
