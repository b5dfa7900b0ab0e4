"""The checker on the demo year's own report: slips caught, false alarms, and time.

    python benchmarks/bench_reports.py [--year FOLDER]   # a folder of `cigu demo --build`

A hundred mutations of the published report (a digit, a unit, a period, a comparator, a swapped
pair, a broken sum), each checked against the records; the limits are 95 % caught and no false
alarm on the report itself. Then a report of ten pages (limit 2 s), a batch of 1,000 reports kept
on the site and read by one job, and a file of 500 pages as PDF. The year is copied before.
Caught: a figure no longer agrees. Caught hard: one differs or contradicts itself; the rest is
"cannot be judged", as for a year whose registers nobody declared complete.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PERIOD = "2023-06-08/2024-06-08"
HARD = {"differs", "inconsistent in itself"}
PAGE = 800  # characters of a page of prose
LIMIT = 2.0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--year", type=Path, help="a demo year that is built already")
    parser.add_argument("--batch", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "year"
        if options.year:
            shutil.copytree(options.year, data)
        else:
            built(data)
        start(data)
        return measured(options.batch)


def built(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cigu.faces.cli", "demo", "--build"], check=False,
        env={**os.environ, "CIGU_MODE": "demo", "CIGU_DATA": str(folder)}, capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def start(data: Path) -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.update(CIGU_MODE="demo", CIGU_DATA=str(data.resolve()))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
    import django

    django.setup()


def measured(batch: int) -> int:
    from cigu.faces.yearbook.asking import where_of
    from cigu.work.reports.models import Report

    where = where_of("150200", PERIOD, None)
    text = Report.objects.get(state="published").text
    return int(
        not all(
            [slips(text, where), speed(text, where), long_file(where), kept(text, where, batch)]
        )
    )


def slips(text: str, where: Any) -> bool:
    from cigu.work.reports.judging.judge import Judge, check_text
    from tests.faces.mutations import sample

    judge = Judge(where, (), {})
    plain = [j.verdict.value for j in check_text(text, where, judge=judge).figures]
    false = sum(verdict != "agrees" for verdict in plain)
    seen: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    hard = 0
    for one in sample(text, 100):
        found = {j.verdict.value for j in check_text(one.text, where, judge=judge).figures}
        tried[one.kind] += 1
        seen[one.kind] += found != {"agrees"}
        hard += bool(found & HARD)
        if found == {"agrees"}:
            print(f"missed: {one.kind}: {one.what}")
    total, n = sum(seen.values()), sum(tried.values())
    print(f"{len(plain)} figures of the report itself, {false} false alarms (limit 0)")
    print(f"{total} of {n} mutations caught (limit 95 %), {hard} hard: "
          + ", ".join(f"{k} {seen[k]}/{tried[k]}" for k in sorted(tried)))  # fmt: skip
    return false == 0 and total >= 0.95 * n


def speed(text: str, where: Any) -> bool:
    from cigu.work.reports.judging.judge import check_text

    prose = "\n".join(line for line in text.split("\n") if "\t" not in line)
    ten = "\n".join([prose] * (10 * PAGE // len(prose) + 1))[: 10 * PAGE]
    check_text(ten, where)
    began, used = time.perf_counter(), time.process_time()
    figures = len(check_text(ten, where).figures)
    wall, used = time.perf_counter() - began, time.process_time() - used
    print(f"ten pages, {len(ten)} characters, {figures} figures: {wall:.2f} s, processor {used:.2f}"
          f" s: {wall / LIMIT:.2f} of the limit of {LIMIT:.0f} s")  # fmt: skip
    return wall < LIMIT


def kept(text: str, where: Any, batch: int) -> bool:
    """Each a file of its own with its own numbers, taken in, then read and judged by one job."""
    from cigu.core.access.models import User
    from cigu.core.jobs.models import Job
    from cigu.core.jobs.running import run_job
    from cigu.work.reports.actions import start_reading, take_in

    officer = User.objects.get(username="officer")
    prose = "\n".join(line for line in text.split("\n") if "\t" not in line)
    clock = Clock()
    checks = [
        take_in(name=f"{n}.txt", content=prose.replace("85家", f"{n}家").encode(), where=where,
                office="示例局", by=officer)
        for n in range(batch)
    ]  # fmt: skip
    print(f"{batch} reports of {len(prose)} characters taken in: {clock}")
    clock = Clock()
    job = start_reading(checks, by=officer)
    run_job.func(job.pk)
    job = Job.objects.get(pk=job.pk)
    allowed = LIMIT * batch * len(prose) / (10 * PAGE)  # the limit of ten pages, by characters
    print(f"read and judged by one job, {job.done} of {job.total}, {job.result}: {clock}")
    print(f"{clock.used_so_far / allowed:.2f} of {allowed:.0f} s, ten pages' limit by length")
    return job.state == "done" and job.result == {"read": batch, "failed": 0}


def long_file(where: Any) -> bool:
    from pypdf import PdfReader

    from cigu.work.reports.judging.judge import check_text
    from cigu.work.reports.papers import as_pdf
    from cigu.work.reports.reading import extract

    line = "全年开展科技体检85家，挖掘需求71条，同比增长12.5%，投入资金1.2亿元，办活动11场，"
    plain = "各部门坚持问题从企业中来、办法到企业中去，摸清底数，对接供需，推动成果落地。"
    table = {
        "kind": "table", "title": "需求（按旗县区）", "heads": ["旗县区", "需求（条）"], "bars": [],
        "rows": [["昆都仑区", "22"], ["青山区", "11"], ["东河区", "4"]],
    }  # fmt: skip
    text = {"kind": "paragraph", "text": line * 2 + plain * 14}
    sheet = {
        "title": "年度报告", "office": "示例局", "day": "2024年6月14日", "number": "BG",
        "state": "", "synthetic": "", "annexes": [], "blocks": [text, table] * 760,
    }  # fmt: skip
    made, clock, told = as_pdf(sheet), Clock(), []
    found = extract("a.pdf", made, lambda done, _total: told.append(done))
    took = clock.used_so_far
    print(f"{found.pages} pages of PDF, {len(found.text)} characters, read: {clock}")
    clock = Clock()
    plain = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    print(f"by pypdf alone, {len(plain)} characters, tables lost: {clock}, "
          f"ratio {took / clock.used_so_far:.2f}")  # fmt: skip
    clock = Clock()
    figures = check_text(found.text, where).figures
    print(f"its {len(figures)} figures judged: {clock}")
    return found.pages >= 500 and len(told) == found.pages and len(figures) > 760 * 10


class Clock:
    """Seconds since it was made, on the wall and of this process."""

    def __init__(self) -> None:
        self.wall, self.used = time.perf_counter(), time.process_time()

    @property
    def used_so_far(self) -> float:
        return time.process_time() - self.used

    def __str__(self) -> str:
        wall = time.perf_counter() - self.wall
        return f"{wall:.1f} s, processor {self.used_so_far:.1f} s"


if __name__ == "__main__":
    raise SystemExit(main())
