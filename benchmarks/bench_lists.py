"""How long the pages of a large site take, through the real handlers: p50 and p95 of each.

    python benchmarks/bench_lists.py  # makes 2,000 and 20,000 rows itself
    python benchmarks/bench_lists.py --small A --large B          # two folders of scale_data.py
    python benchmarks/bench_lists.py --small A --large B --small-database postgres:… (or large)

For each page: 95th percentile (wall), median processor time, queries, the share of the limit of
150 ms, and how p95 and processor time grow from the small site to the large one (1.0 is flat).
The processor time is that of the request's thread and, where PostgreSQL runs on this machine, of
the server's process behind it, to a hundredth of a second. Pages are asked for by an officer,
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
YEAR = "2025-06-08/2026-06-08"  # a year that scale_data fills
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
    *[(f"/matchmaking/?sort={key}", ("broker",)) for key in
      ("-best", "best", "-asked", "asked", "-willing", "answer_due")],
    ("/matchmaking/?q=回收废料", ("broker",)),
    ("/matchmaking/?sort=due", ("broker",)),
    ("/matchmaking/invitations/", ("expert",)),
    ("/needs/?q=氢", ("officer",)),
    ("/needs/?q=氢合", ("officer", "enterprise", "expert")),
    ("/needs/?q=储氢合金 回收废料", ("officer",)),
    ("/needs/?q=第77777", ("officer", "expert")),
    ("/needs/?q=储氢合金&sort=budget", ("officer",)),
    ("/needs/?q=子虚", ("officer",)),
    ("/search/?q=储氢合金", ("officer", "expert", "enterprise")),
    ("/search/?q=氢合", ("officer",)),
    ("/search/?q=XQ-2025", ("officer",)),
    ("/search/?q=子虚储氢合金000005", ("officer", "leader")),
    ("/search/ahead/?q=储氢", ("officer", "expert", "enterprise")),
    ("/search/ahead/?q=第77777", ("officer",)),
    ("/search/ahead/?q=拟人", ("officer",)),
    ("/search/?q=XQ-2025-0000777", ("officer",)),
    ("/search/?q=不存在的词", ("officer",)),
    (f"/yearbook/?period={YEAR}", STAFF),
    (f"/yearbook/?period={YEAR} written", ("officer",)),
    (f"/yearbook/?fig=A-20&period={YEAR}", ("officer",)),
    (f"/yearbook/A-20/records/?period={YEAR}", ("officer", "enterprise")),
    (f"/yearbook/A-20/records/?period={YEAR} deep", ("officer",)),
    (f"/api/figures/A-20?territory=150200&period={YEAR}", ("officer", "enterprise")),
    ("history", ("officer",)),
    ("/api/needs", ("officer", "enterprise")),
    ("/api/needs?offset=5000", ("officer",)),
    ("/api/needs after", ("officer",)),
    ("/api/registers/organisations", ("officer",)),
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
    from cigu.core.figures import fresh

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
            client.get(target)  # a page that nobody asked for since the start is not measured
            for _ in range(times):
                if address.endswith(" written"):
                    touch()  # the figures have to be counted again
                wall, cpu, server = time.perf_counter(), time.thread_time(), served()
                answer = client.get(target)
                _ = answer.content
                walls.append(time.perf_counter() - wall)
                cpus.append(time.thread_time() - cpu + served() - server)
                status = answer.status_code
                if walls[-1] > 8 or sum(walls) > 25:
                    break
                fresh.settled()
            with CaptureQueriesContext(connection) as asked:
                if walls[-1] < 8:
                    client.get(target)
            walls, cpus = sorted(walls), sorted(cpus)
            print(json.dumps({
                "page": address, "as": reader, "status": status, "n": len(walls),
                "p50": walls[len(walls) // 2],
                "p95": walls[min(len(walls) - 1, len(walls) * 95 // 100)],
                "cpu": cpus[len(cpus) // 2], "queries": len(asked),
                "slow": max(((float(q["time"]), q["sql"][:300]) for q in asked), default=(0, "")),
            }), flush=True)  # fmt: skip


def touch() -> None:
    """A change of a need, as any action makes one."""
    from cigu.core.audit.recording import change
    from cigu.core.clock.business import today
    from cigu.records.needs.models import Need

    with change("bench.touch", by=None, on=today()):
        Need.objects.order_by("pk")[0].save()


def served() -> float:
    """Processor seconds of the server's process so far; 0 where there is none to be seen."""
    from django.db import connection

    if connection.vendor != "postgresql" or connection.connection is None:
        return 0.0
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _resolve(client: Any, address: str) -> str:
    """Turn words after the path into the address that a reader would have come to."""
    if address == "history":
        from cigu.records.needs.models import Need

        return f"/history/records_needs.need/{Need.objects.order_by('pk').first().uid}/"
    path, _space, how = address.partition(" ")
    if how == "after":
        return f"{path}?after={client.get(path + '?limit=500').json()['next']}"
    if how == "last":
        return _follow(client, path, "last")
    if how == "deep":  # three pages before the end, where no number would reach
        path = _follow(client, path, "last")
        for _step in range(3):
            path = path and _follow(client, path, "prev")
    return path


def _follow(client: Any, path: str, way: str) -> str:
    found = re.search(rf'href="([^"]+)" rel="{way}"', client.get(path).content.decode())
    return unescape(found.group(1)) if found else ""


def measured(folder: Path, database: str, times: int, only: str) -> dict[tuple[str, str], Any]:
    env = {**os.environ, "CIGU_DATA": str(folder), "CIGU_DATABASE": database,
           "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}  # fmt: skip
    run = [sys.executable, str(HERE), "--child", "--times", str(times), "--only", only]
    done = subprocess.run(run, env=env, stdout=subprocess.PIPE, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {(line["page"], line["as"]): line for line in lines}


def report(small: dict[Any, Any], large: dict[Any, Any]) -> None:
    print(f"{'page':<44}{'as':<11}{'p50':>7}{'p95':>7}{'cpu':>7}{'asks':>5}{'/150':>6}"
          f"{'flat':>6}{'cpu':>6}")  # fmt: skip
    for key, line in large.items():
        if not line["status"]:
            print(f"{key[0]:<44}{key[1]:<11} no such page")
            continue
        before = small.get(key) or line
        flat = line["p95"] / before["p95"] if before.get("p95") else 0
        print(
            f"{key[0]:<44}{key[1]:<11}{line['p50'] * 1000:7.0f}{line['p95'] * 1000:7.0f}"
            f"{line['cpu'] * 1000:7.0f}{line['queries']:5d}{line['p95'] / LIMIT:6.2f}{flat:6.2f}"
            f"{line['cpu'] / before['cpu'] if before.get('cpu') else 0:6.2f}"
            + ("" if line["status"] == 200 else f"  status {line['status']}")
        )
    good = [line for line in large.values() if line.get("p95", 9) < LIMIT]
    print(f"{len(good)} of {len(large)} under {LIMIT * 1000:.0f} ms at the 95th percentile")
    worked = [line for line in large.values() if line.get("cpu", 9) < LIMIT]
    print(f"{len(worked)} of {len(large)} with less than that of processor time")


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
