"""A site of any size, made in minutes: N needs, N matches, N audit rows, N/10 organisations.

    python benchmarks/scale_data.py --rows 1000000 --to /some/folder
    python benchmarks/scale_data.py --rows 1000000 --database postgres://user@host/empty_database

The database must be new: it is migrated first. Everything is invented, with invented names. Rows
are written past the actions, so there is a leaf for each need but no seal over the leaves, and the
leaves' hashes are placeholders: what this makes can be listed, counted and searched, not verified.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

SEED = "cigu scale"
CHUNK = 20_000
PER_ORGANISATION = 10
EXPERTS = 2_000
COUNTIES = [("150202", "东河区"), ("150203", "昆都仑区"), ("150204", "青山区"),
            ("150207", "九原区")]  # fmt: skip
OUTSIDE = ("150102", "新城区")
SEGMENTS = ["ore", "separation", "metal", "magnet", "motor", "recycling"]
THINGS = ["钕铁硼磁体", "稀土永磁电机", "抛光粉", "镧铈合金", "荧光材料", "储氢合金", "高温轴承",
          "尾气催化剂", "靶材", "激光晶体", "冶炼渣", "萃取槽"]  # fmt: skip
WISHES = ["降低氧含量", "提高矫顽力", "减少单位能耗", "在线检测厚度", "回收废料", "延长寿命",
          "控制粒度", "提高收率", "降低温升", "替代进口设备"]  # fmt: skip
# state of a need, its share in a thousand, whom its open task waits for
STATES = [("draft", 20, "owner"), ("submitted", 30, "officer"), ("accepted", 30, "broker"),
          ("published", 100, "broker"), ("matched", 60, ""), ("negotiating", 40, ""),
          ("solved", 500, ""), ("answered", 20, ""), ("rejected", 80, ""), ("expired", 40, "owner"),
          ("withdrawn", 80, "")]  # fmt: skip
NEVER_ACCEPTED = {"draft", "submitted", "rejected", "withdrawn"}
MATCH_STATES = ["suggested", "proposed", "interested", "declined", "lapsed", "released", "excluded"]


class Writer:
    """Rows into a table by the fastest way the database has: COPY, or one prepared insert."""

    def __init__(self, connection: Any) -> None:
        self.connection, self.copies = connection, connection.vendor == "postgresql"

    def write(self, model: Any, rows: Iterable[dict[str, Any]]) -> int:
        """``rows`` name what differs from the column's default; ids are given."""
        fields = model._meta.concrete_fields
        plain = {f.attname: self._plain(f, f.get_default()) for f in fields if f.name != "uid"}
        kinds = {f.attname: f for f in fields}
        names = [f.attname for f in fields]
        columns = ", ".join(f'"{f.column}"' for f in fields)

        def values(row: dict[str, Any]) -> list[Any]:
            return [self._plain(kinds[n], row[n]) if n in row else plain[n] for n in names]

        put = self._copy if self.copies else self._insert
        return put(model._meta.db_table, columns, len(names), map(values, rows))

    def _plain(self, field: Any, value: Any) -> Any:
        if isinstance(value, uuid.UUID):
            return value if self.copies else value.hex
        if field.get_internal_type() == "JSONField":
            return None if value is None else json.dumps(value, ensure_ascii=False)
        if isinstance(value, date) and not self.copies:
            return value.isoformat()
        return value

    def _copy(self, table: str, columns: str, _n: int, rows: Iterable[list[Any]]) -> int:
        done = 0
        with (
            self.connection.cursor() as cursor,
            cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)
                done += 1
        return done

    def _insert(self, table: str, columns: str, n: int, rows: Iterable[list[Any]]) -> int:
        marks = ", ".join("?" * n)
        sql = f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608 - our own names
        done, rows = 0, iter(rows)
        while chunk := list(islice(rows, CHUNK)):
            self.connection.connection.executemany(sql, chunk)
            done += len(chunk)
        return done


class Region:
    """What the rows are made of; the same seed gives the same site."""

    def __init__(self, rows: int, day: date, first_party: int, base: dict[str, int]) -> None:
        self.rows, self.day, self.base = rows, day, base
        self.bodies = max(rows // PER_ORGANISATION, 10)
        self.first = first_party
        self.random = random.Random(SEED)
        states = [state for state, share, _who in STATES for _ in range(share)]
        self.random.shuffle(states)
        self.states = states
        self.waits = {state: who for state, _share, who in STATES}

    def uid(self) -> uuid.UUID:
        return uuid.UUID(int=self.random.getrandbits(128), version=4)

    def place(self, body: int) -> str:
        return OUTSIDE[0] if body % 10 == 9 else COUNTIES[body % len(COUNTIES)][0]

    # ---- parties, organisations, people, teams ----
    def parties(self) -> Iterator[dict[str, Any]]:
        for i in range(self.bodies):
            yield self._party(self.first + i, "organisation", self.name(i))
        for i in range(EXPERTS):
            kind, name = ("team", f"拟组{i}") if i % 2 else ("person", f"拟人{i}")
            yield self._party(self.first + self.bodies + i, kind, name)

    def _party(self, pk: int, kind: str, name: str) -> dict[str, Any]:
        return {"id": pk, "uid": self.uid(), "revision": 1, "synthetic": True, "kind": kind,
                "name": name}  # fmt: skip

    def name(self, i: int) -> str:
        return f"子虚{THINGS[i % len(THINGS)][:4]}{i:06d}有限公司"

    def organisations(self) -> Iterator[dict[str, Any]]:
        for i in range(self.bodies):
            yield {
                "id": i + 1, "uid": self.uid(), "revision": 1, "synthetic": True,
                "party_id": self.first + i, "kind": "university" if i % 50 == 7 else "enterprise",
                "name_zh": self.name(i), "short_name": f"子虚{i:06d}",
                "territory_id": self.place(i), "domain_id": "rare_earth",
                "employees": 10 + i % 900, "revenue": f"{100 + i % 9000}.00", "status": "synthetic",
            }  # fmt: skip

    def links(self) -> Iterator[dict[str, Any]]:
        for i in range(self.bodies):
            yield {"id": i + 1, "uid": self.uid(), "revision": 1, "synthetic": True,
                   "organisation_id": i + 1, "segment_id": SEGMENTS[i % len(SEGMENTS)]}  # fmt: skip

    def people(self) -> Iterator[dict[str, Any]]:
        for i in range(0, EXPERTS, 2):
            yield {"id": i + 1, "uid": self.uid(), "revision": 1, "synthetic": True,
                   "party_id": self.first + self.bodies + i, "name": f"拟人{i}",
                   "employer_id": 8, "is_expert": True, "speciality": THINGS[i % 12]}  # fmt: skip

    def teams(self) -> Iterator[dict[str, Any]]:
        for i in range(1, EXPERTS, 2):
            yield {"id": i + 1, "uid": self.uid(), "revision": 1, "synthetic": True,
                   "party_id": self.first + self.bodies + i, "name": f"拟组{i}",
                   "organisation_id": 8, "profile": WISHES[i % 10]}  # fmt: skip

    # ---- needs with what hangs on them ----
    def needs(self, kept: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        """``kept`` collects what tasks, leaves and matches are then made from."""
        for i in range(self.rows):
            body, state = i % self.bodies, self.states[i % 1000]
            begun = self.day - timedelta(days=730 - i * 720 // self.rows)
            accepted = None if state in NEVER_ACCEPTED else begun + timedelta(days=3)
            shown = accepted if state not in {"accepted", "answered"} else None
            uid, number = self.uid(), f"XQ-{begun.year}-{i + 1:07d}"
            kept.append((uid, body, state, begun, accepted, number))
            thing, wish = THINGS[i % 12], WISHES[i // 12 % 10]
            yield {
                "id": i + 1, "uid": uid, "revision": 1, "synthetic": True, "number": number,
                "title": f"{thing}{wish}（虚构第{i + 1}项）", "organisation_id": body + 1,
                "territory_id": self.place(body), "domain_id": "rare_earth", "state": state,
                "segment_id": SEGMENTS[i % 6], "origin": ("enterprise", "checkup")[i % 2],
                "problem": f"{thing}生产中需要{wish}。", "target": "12.5", "unit": "%",
                "keywords": f"{thing} {wish}",
                "secrecy": ("open", "open", "masked", "named")[i % 4],
                "budget": None if i % 5 == 0 else f"{i % 500}.00",
                "deadline": None if i % 7 == 0 else begun + timedelta(days=365),
                "submitted_on": None if state == "draft" else begun, "accepted_on": accepted,
                "published_on": shown, "solved_on": begun if state == "solved" else None,
            }  # fmt: skip

    def tasks(self, kept: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        pk = 0
        for i, (uid, body, state, begun, _accepted, _number) in enumerate(kept):
            who = self.waits[state]
            if not who:
                continue
            pk += 1
            yield {
                "id": pk, "uid": self.uid(), "revision": 1, "synthetic": True,
                "subject_type": "records_needs.need", "subject_uid": uid, "section": "needs",
                "state": state, "role": "" if who == "owner" else who,
                "party_id": self.first + body if who == "owner" else None,
                "territory_id": self.place(body), "domain_id": "rare_earth", "opened_on": begun,
                "due_on": None if who == "owner" else self.day + timedelta(days=i % 60 - 30),
            }  # fmt: skip

    def leaves(self, kept: list[tuple[Any, ...]], at: Any) -> Iterator[dict[str, Any]]:
        for i, (uid, _body, state, begun, _accepted, number) in enumerate(kept):
            yield {
                "id": self.base["leaf"] + i + 1, "recorded_at": at, "actor": "拟名",
                "actor_id": 1 + i % 5, "verb": "needs.raise", "object_type": "records_needs.need",
                "object_uid": uid if i % 100 else kept[0][0], "object_revision": 1 + i // 100,
                "business_date": begun, "after": {"state": state, "number": number},
                "algorithm": "sha256", "leaf_hash": "0" * 64,
            }  # fmt: skip

    def matches(self, kept: list[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
        open_to = [i for i, row in enumerate(kept) if row[4] is not None]
        for k in range(self.rows):
            i, again = open_to[k % len(open_to)], k // len(open_to)
            _uid, _body, _state, begun, accepted, _number = kept[i]
            state, inner = MATCH_STATES[k % 7], MATCH_STATES[k % 7] in ("suggested", "excluded")
            expert = (i * 7 + 500 * again) % EXPERTS
            kind = "team" if expert % 2 else "person"
            yield {
                "id": k + 1, "uid": self.uid(), "revision": 1, "synthetic": True,
                "number": None if inner else f"PP-{begun.year}-{k + 1:07d}", "need_id": i + 1,
                "provider_id": self.first + self.bodies + expert, "kind": kind, "state": state,
                "role": "lead" if kind == "team" else "adviser", "score": f"0.{k % 9000 + 1000}",
                "parts": {}, "passages": [],
                "proposed_on": None if inner else accepted + timedelta(days=5),
                "respond_by": None if inner else accepted + timedelta(days=15),
                "decline_code": "no_time" if state == "declined" else "",
            }  # fmt: skip


def reference() -> dict[str, Any]:
    """Places, domain, segments and one account for each kind of reader, by the rooms' actions."""
    from cigu.core.access.factories import make_domain, make_segment, make_territory
    from cigu.core.places.models import Territory

    county = make_territory("150203")
    make_territory("150102")
    for code, name in COUNTIES:
        if not Territory.objects.filter(pk=code).exists():
            Territory.objects.create(code=code, level="county", name_zh=name, parent=county.parent)
    domain = make_domain()
    for code in SEGMENTS:
        make_segment(code, THINGS[SEGMENTS.index(code)])
    return {"city": county.parent, "domain": domain}


def accounts(region: Region, places: dict[str, Any]) -> None:
    from cigu.core.access.factories import make_user
    from cigu.core.access.models import Party

    for role in ("officer", "leader", "broker"):
        make_user(role, username=role, territory=places["city"])
    make_user("enterprise", username="enterprise", party=Party.objects.get(pk=region.first))
    team = Party.objects.get(pk=region.first + region.bodies + 1)
    make_user("expert", username="expert", party=team)


def build(rows: int, told: Callable[[str], Any] = print) -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.utils import timezone

    from cigu.core.access.models import Party
    from cigu.core.audit.models import AuditLeaf
    from cigu.core.clock.business import today
    from cigu.core.flow.models import Task
    from cigu.core.search.keeping import fill
    from cigu.core.search.models import SearchIndex
    from cigu.core.search.tending import tend
    from cigu.records.needs.models import Need
    from cigu.records.organisations.models import Organisation, OrganisationSegment
    from cigu.records.people.models import Person
    from cigu.records.teams.models import Team
    from cigu.work.matchmaking.models import Match
    from cigu.work.matchmaking.tallies import recount

    call_command("migrate", interactive=False, verbosity=0)
    SearchIndex.objects.update(ready=False)
    places = reference()
    last = {"leaf": AuditLeaf.objects.order_by("-pk").values_list("pk", flat=True).first() or 0}
    region = Region(rows, today(), 1000, last)
    kept: list[tuple[Any, ...]] = []
    writer = Writer(connection)
    began = time.perf_counter()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.cursor().execute("SET LOCAL statement_timeout = 0")
        for model, made in (
            (Party, region.parties()), (Organisation, region.organisations()),
            (OrganisationSegment, region.links()), (Person, region.people()),
            (Team, region.teams()), (Need, region.needs(kept)), (Task, region.tasks(kept)),
            (AuditLeaf, region.leaves(kept, timezone.now())), (Match, region.matches(kept)),
        ):  # fmt: skip
            n = writer.write(model, made)
            told(f"{model._meta.db_table}: {n} rows, {time.perf_counter() - began:.0f} s")
    _settle(connection)
    accounts(region, places)
    recount()
    told(f"tallies, {time.perf_counter() - began:.0f} s")
    for done, total in fill():
        if done % 100_000 == 0:
            told(f"search: {done} of {total}, {time.perf_counter() - began:.0f} s")
    tend(anew=True)
    told(f"done after {time.perf_counter() - began:.0f} s")


def _settle(connection: Any) -> None:
    """Counters go on behind the rows; the planner of PostgreSQL knows how many there are."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET statement_timeout = 0")
            from django.apps import apps
            from django.core.management.color import no_style

            for sql in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
                cursor.execute(sql)
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--to", type=Path, required=True, help="folder of the new site")
    parser.add_argument("--database", default="", help="postgres://user@host/empty_database")
    given = parser.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    os.environ |= {"CIGU_DATA": str(given.to), "CIGU_DATABASE": given.database,
                   "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}  # fmt: skip
    import django

    django.setup()
    build(given.rows)


if __name__ == "__main__":
    main()
