"""How long the pages of a large site take, through the real handlers: p50 and p95 of each.

    python benchmarks/bench_lists.py  # makes 2,000 and 20,000 rows itself
    python benchmarks/bench_lists.py --small A --large B          # two folders of scale_data.py
    python benchmarks/bench_lists.py --small A --large B --small-database postgres:… (or large)

For each page: 95th percentile (wall), median processor time of this process, queries, the share of
the limit of 150 ms, and how p95 grows from the small site to the large one (1.0 is flat). The
database server's processor time is not in the processor time. Pages are asked for by an officer,
a leader, a broker, an enterprise and a team, in turn, so that each has its own scope.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from html import unescape
from pathlib import Path
from typing import Any

LIMIT = 0.150
HERE = Path(__file__)
STAFF = ("officer", "leader")
PAGES: list[tuple[str, tuple[str, ...]]] = [
    ("/", ("officer", "leader", "broker", "enterprise", "expert")),
    ("/needs/", ("officer", "leader", "enterprise", "expert")),
    ("/needs/ deep", ("officer",)),
    ("/needs/ last", ("officer",)),
    ("/needs/?view=to_accept", STAFF),
    ("/needs/?view=published", STAFF),
    ("/needs/?view=mine", ("officer", "enterprise")),
    *[(f"/needs/?sort={key}", ("officer",)) for key in (
        "number", "title", "-title", "organisation", "segment", "state", "-state", "origin",
        "budget", "-budget", "deadline", "-deadline", "due", "-due")],
    ("/needs/?state=solved", STAFF),
    ("/needs/?segment=magnet&state=published", STAFF),
    ("/needs/?q=XQ-2025", ("officer",)),
    ("/needs/?q=储氢合金", ("officer",)),
    ("/needs/?q=不存在的词", ("officer",)),
    ("/needs/?firm=子虚000123", ("officer",)),
    ("/registers/organisations/", ("officer", "leader", "enterprise")),
    ("/registers/organisations/ deep", ("officer",)),
    ("/registers/organisations/?view=research", ("officer",)),
    *[(f"/registers/organisations/?sort={key}", ("officer",)) for key in
      ("-name_zh", "kind", "territory", "basis")],
    ("/registers/organisations/?q=子虚", ("officer",)),
    ("/registers/organisations/?q=不存在的词", ("officer",)),
    ("/registers/organisations/?segment=magnet", ("officer",)),
    ("/registers/people/", ("officer",)),
    ("/registers/teams/", ("officer",)),
    ("/matchmaking/", ("broker", "officer")),
    ("/matchmaking/ deep", ("broker",)),
    ("/matchmaking/?view=willing", ("broker",)),
    ("/matchmaking/?view=late", ("broker",)),
    ("/matchmaking/?sort=-best", ("broker",)),
    ("/matchmaking/?sort=due", ("broker",)),
    ("/matchmaking/invitations/", ("expert",)),
    ("/search/?q=储氢合金", ("officer", "expert")),
    ("/search/?q=XQ-2025-0000777", ("officer",)),
    ("/search/?q=不存在的词", ("officer",)),
    ("/yearbook/", STAFF),
    ("/yearbook/?fig=A-20", ("officer",)),
    ("/yearbook/A-20/records/", ("officer",)),
    ("history", ("officer",)),
    ("/api/needs", ("officer", "enterprise")),
    ("/api/needs?offset=5000", ("officer",)),
    ("/api/organisations", ("officer",)),
    ("/api/matches", ("broker",)),
    ("/api/search?q=储氢合金", ("officer",)),
]  # fmt: skip


def child(times: int, only: str) -> None:
    """Measure the site that the environment names; print one line of JSON for each page."""
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from cigu.core.access.models import User

    people: dict[str, Client] = {}
    for name in ("officer", "leader", "broker", "enterprise", "expert"):
        people[name] = Client()
        people[name].force_login(User.objects.get(username=name))
    for address, readers in PAGES:
        if only and not re.search(only, address):
            continue
        for reader in readers:
            client = people[reader]
            target = _resolve(client, address)
            if not target:
                print(json.dumps({"page": address, "as": reader, "status": 0}), flush=True)
                continue
            walls, cpus, status = [], [], 0
            for _ in range(times):
                wall, cpu = time.perf_counter(), time.process_time()
                answer = client.get(target)
                _ = answer.content
                walls.append(time.perf_counter() - wall)
                cpus.append(time.process_time() - cpu)
                status = answer.status_code
                if walls[-1] > 8 or sum(walls) > 25:
                    break
            with CaptureQueriesContext(connection) as asked:
                if walls[-1] < 8:
                    client.get(target)
            walls, cpus = sorted(walls), sorted(cpus)
            print(json.dumps({
                "page": address, "as": reader, "status": status, "n": len(walls),
                "p50": walls[len(walls) // 2],
                "p95": walls[min(len(walls) - 1, len(walls) * 95 // 100)],
                "cpu": cpus[len(cpus) // 2], "queries": len(asked),
                "slow": max(((float(q["time"]), q["sql"][:300]) for q in asked), default=None),
            }), flush=True)  # fmt: skip


def _resolve(client: Any, address: str) -> str:
    """Turn "deep", "last" and "history" into the address that a reader would have come to."""
    if address == "history":
        from cigu.records.needs.models import Need

        return f"/history/records_needs.need/{Need.objects.order_by('pk').first().uid}/"
    path, _space, how = address.partition(" ")
    if how == "last":
        return f"{path}?page=last"
    for _step in range(3 if how == "deep" else 0):
        text = client.get(path).content.decode()
        found = re.search(r'href="([^"]+)" rel="next"', text)
        if found is None:
            return ""
        path = unescape(found.group(1))
    return path


def measured(folder: Path, database: str, times: int, only: str) -> dict[tuple[str, str], Any]:
    env = {**os.environ, "CIGU_DATA": str(folder), "CIGU_DATABASE": database,
           "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}  # fmt: skip
    run = [sys.executable, str(HERE), "--child", "--times", str(times), "--only", only]
    done = subprocess.run(run, env=env, stdout=subprocess.PIPE, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {(line["page"], line["as"]): line for line in lines}


def report(small: dict[Any, Any], large: dict[Any, Any]) -> None:
    print(f"{'page':<44}{'as':<11}{'p50':>7}{'p95':>7}{'cpu':>7}{'asks':>5}{'/150':>6}{'flat':>6}")
    for key, line in large.items():
        if not line["status"]:
            print(f"{key[0]:<44}{key[1]:<11} no such page")
            continue
        before = small.get(key) or line
        flat = line["p95"] / before["p95"] if before.get("p95") else 0
        print(
            f"{key[0]:<44}{key[1]:<11}{line['p50'] * 1000:7.0f}{line['p95'] * 1000:7.0f}"
            f"{line['cpu'] * 1000:7.0f}{line['queries']:5d}{line['p95'] / LIMIT:6.2f}{flat:6.2f}"
            + ("" if line["status"] == 200 else f"  status {line['status']}")
        )
    good = [line for line in large.values() if line.get("p95", 9) < LIMIT]
    print(f"{len(good)} of {len(large)} under {LIMIT * 1000:.0f} ms at the 95th percentile")


def made(folder: Path, rows: int) -> Path:
    tool = HERE.with_name("scale_data.py")
    subprocess.run([sys.executable, tool, "--rows", str(rows), "--to", folder], check=True)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=Path)
    parser.add_argument("--large", type=Path)
    parser.add_argument("--small-database", default="")
    parser.add_argument("--large-database", default="")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", default="", help="a pattern of addresses")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.times, given.only)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        small = given.small or made(place / "small", 2_000)
        large = given.large or made(place / "large", 20_000)
        report(
            measured(small, given.small_database, given.times, given.only),
            measured(large, given.large_database, given.times, given.only),
        )


if __name__ == "__main__":
    main()
