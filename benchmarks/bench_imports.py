"""How long a workbook takes on its way into the register, and whether the site answers meanwhile.

    python benchmarks/bench_imports.py                       # 10,000 rows, then 100,000
    python benchmarks/bench_imports.py --rows 10000 --large 0
    python benchmarks/bench_imports.py --database postgres://postgres@127.0.0.1:5432/NAME

For the first size: seconds to read and check, to write, and together, against the limit of 30 s,
wall and processor; beside it what ``register_organisation``, called row by row, would need for as
many. For the large one: the same in a process of its own, as the worker runs it, while this process
asks pages and saves a record again and again; and how much memory the worker held at most.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

LIMIT = 30.0
PEER_ROWS = 300
HERE = Path(__file__)
HEAD = ["序号", "企业名称", "统一社会信用代码", "成立年份", "职工人数", "年营业收入（亿元）",
        "入规时间", "主要产品", "联系人"]  # fmt: skip


def workbook(rows: int, first: int) -> bytes:
    """Written as a bureau's program would, with a title, and amounts and days as text."""
    import io

    from openpyxl import Workbook

    from cigu.engines.basis.credit_code import synthetic_code

    made = Workbook(write_only=True)
    page = made.create_sheet("台账")
    page.append(["企业台账（示例数据，均为虚构）"])
    page.append(HEAD)
    for n in range(rows):
        page.append([
            n + 1, f"子虚测速{first + n}材料有限公司", synthetic_code(first + n),
            f"{1990 + n % 30}年", 20 + n % 900, f"{n % 700 / 100:.2f}",
            "2021年3月5日" if n % 2 else "44260",
            "钕铁硼磁材", f"拟名{n % 97}",
        ])  # fmt: skip
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def begin() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]


def officer() -> Any:
    from cigu.core.access.factories import make_territory, make_user
    from cigu.core.access.models import User
    from cigu.core.access.roles import Role

    found = User.objects.filter(username="bench").first()
    return found or make_user(Role.OFFICER, username="bench", territory=make_territory("150200"))


def brought(rows: int, first: int) -> Any:
    from cigu.core.access.factories import make_domain, make_territory
    from cigu.core.imports.actions import bring_file, match_columns

    content = workbook(rows, first)
    by = officer()
    batch = bring_file(
        by=by, what="organisations", file=("台账.xlsx", content), domain=make_domain(),
        territory=make_territory("150200"),
    )  # fmt: skip
    return match_columns(batch=batch, by=by, mapping=batch.mapping)


def spent(act: Any) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    return time.perf_counter() - wall, time.process_time() - cpu


def child(rows: int, first: int, peer: bool) -> None:
    """In a process of its own, as the worker: read, check, write; one line of JSON."""
    begin()
    from cigu.core.imports.actions import write_import
    from cigu.core.imports.factories import fresh, worked
    from cigu.records.organisations.models import Organisation

    batch = brought(rows, first)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    told: dict[str, Any] = {"rows": rows}
    told["read"] = spent(lambda: worked(batch))
    assert fresh(batch).counts == {"new": rows}, fresh(batch).counts
    told["write"] = spent(lambda: worked(write_import(batch=fresh(batch), by=fresh(batch).owner)))
    assert fresh(batch).state == "written", fresh(batch).job.error  # type: ignore[union-attr]
    assert Organisation.objects.filter(name_zh__startswith="子虚测速").count() >= rows
    told["memory"] = (base, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    if peer:
        told["peer"] = spent(one_by_one)
    print(json.dumps(told), flush=True)


def one_by_one() -> None:
    """The way of the page: a transaction for each record."""
    from decimal import Decimal

    from cigu.core.access.factories import make_domain, make_territory
    from cigu.engines.basis.credit_code import synthetic_code
    from cigu.records.organisations.actions import register_organisation

    by, place, domain = officer(), make_territory("150200"), make_domain()
    for n in range(PEER_ROWS):
        register_organisation(
            by=by, kind="enterprise", name_zh=f"子虚逐行{n}材料有限公司", territory=place,
            domain=domain, credit_code=synthetic_code(60_000_000 + n), synthetic=True,
            employees=20, revenue=Decimal("1.50"), products="钕铁硼磁材", contact="拟名",
            founded=2000,
        )  # fmt: skip


def started(env: dict[str, str], rows: int, first: int, peer: bool) -> subprocess.Popen[str]:
    run = [sys.executable, str(HERE), "--child", "--rows", str(rows), "--first", str(first)]
    run += ["--peer"] if peer else []
    return subprocess.Popen(run, env=env, stdout=subprocess.PIPE, text=True)


def answer_of(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, _err = process.communicate()
    assert process.returncode == 0, out
    told: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return told


def watched(process: subprocess.Popen[str]) -> dict[str, list[float]]:
    """While it works: how long a page takes, and how long a saved record waits for its turn."""
    from django.test import Client

    from cigu.core.access.factories import make_territory
    from cigu.records.organisations.actions import register_organisation

    client = Client()
    client.force_login(officer())
    place = make_territory("150200")
    took: dict[str, list[float]] = {"page": [], "save": []}
    at = 0
    while process.poll() is None:
        began = time.perf_counter()
        status = client.get("/registers/organisations/").status_code
        took["page"].append(time.perf_counter() - began)
        assert status == 200, status
        at += 1
        began = time.perf_counter()
        register_organisation(by=officer(), kind="enterprise", territory=place, synthetic=True,
                              name_zh=f"子虚同时{at}")  # fmt: skip
        took["save"].append(time.perf_counter() - began)
        time.sleep(0.5)
    return took


def middle(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def tell(told: dict[str, Any]) -> None:
    wall = told["read"][0] + told["write"][0]
    cpu = told["read"][1] + told["write"][1]
    print(
        f"{told['rows']:>7} rows: read and check {told['read'][0]:.1f} s, write"
        f" {told['write'][0]:.1f} s, together {wall:.1f} s of wall, {cpu:.1f} s of processor;"
        f" {told['rows'] / wall:.0f} rows/s"
    )
    base, peak = told["memory"]
    print(f"        memory: {base / 1024:.0f} MB before, {peak / 1024:.0f} MB at most")
    if told["rows"] <= 10_000:
        share = f"{wall / LIMIT:.2f} (processor {cpu / LIMIT:.2f})"
        print(f"        of the limit of {LIMIT:.0f} s: {share}")
    if "peer" in told:
        each = told["peer"][0] / PEER_ROWS
        print(
            f"        row by row through register_organisation: {each * 1000:.1f} ms each,"
            f" {each * told['rows']:.0f} s for as many; writing in batches takes"
            f" {told['write'][0] / (each * told['rows']):.2f} of it"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--database", default="")
    parser.add_argument("--first", type=int, default=1_000_000, help=argparse.SUPPRESS)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    told = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
    if told.child:
        return child(told.rows, told.first, told.peer)
    with tempfile.TemporaryDirectory(prefix="cigu-bench-") as folder:
        env = {**os.environ, "CIGU_DATA": folder, "CIGU_DATABASE": told.database}
        os.environ.update(env)
        subprocess.run([sys.executable, "-m", "cigu.faces.cli", "migrate"], env=env, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        if told.rows:
            tell(answer_of(started(env, told.rows, 1_000_000, peer=True)))
        if told.large:
            begin()
            process = started(env, told.large, 5_000_000, peer=False)
            took = watched(process)
            tell(answer_of(process))
            for name, values in took.items():
                print(
                    f"        meanwhile a {name}: {len(values)} times, half"
                    f" {middle(values, 0.5):.2f} s, 95 % {middle(values, 0.95):.2f} s,"
                    f" worst {max(values):.2f} s"
                )
    return None


if __name__ == "__main__":
    main()
