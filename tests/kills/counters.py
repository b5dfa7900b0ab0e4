"""Fifty registrars at once, a fifth of their attempts rolled back, some of them killed: the numbers
of the rows that stand run from 1 without gap or double.

    python -m tests.kills.counters --data FOLDER [--workers 50] [--attempts 20]

Prints one line of JSON. CIGU_DATABASE names an empty database on PostgreSQL instead of the file.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

KILLED_EVERY = 5  # workers, of which one dies between the number and its commit
ROLLED_BACK = 0.2
PATIENCE = 240


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--workers", type=int, default=50)
    parser.add_argument("--attempts", type=int, default=20)
    options = parser.parse_args()
    os.environ |= {"CIGU_DATA": str(options.data), "CIGU_MODE": "demo",
                   "DJANGO_SETTINGS_MODULE": "cigu.config.settings"}  # fmt: skip
    import django

    django.setup()
    print(json.dumps(run(options.workers, options.attempts)))
    return 0


def run(workers: int, attempts: int) -> dict[str, Any]:
    from django.db import connections

    from cigu.records.organisations.models import Organisation

    from .stage import build

    build()
    owner = Organisation.objects.order_by("pk")[0].pk
    connections.close_all()
    begun = time.monotonic()
    children = [_worker(number, owner, attempts) for number in range(workers)]
    ends = [os.waitpid(pid, 0)[1] for pid in children]
    seconds = time.monotonic() - begun
    return {
        "workers": workers, "attempts": workers * attempts, "seconds": round(seconds, 2),
        "killed": sum(os.WIFSIGNALED(end) for end in ends),
        "failed": sum(os.WIFEXITED(end) and os.WEXITSTATUS(end) != 0 for end in ends), **_numbers(),
    }  # fmt: skip


def _worker(number: int, owner: int, attempts: int) -> int:
    import signal
    import traceback

    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        signal.alarm(PATIENCE)
        if number % KILLED_EVERY == 0:
            os.environ["CIGU_FAIL_AT"] = f"numbers.raised:{1 + number % (attempts // 2)}"
        _register(random.Random(number), owner, attempts)
        code = 0
    except Exception:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


class RolledBack(Exception):
    pass


def _register(chance: random.Random, owner: int, attempts: int) -> None:
    from django.db import transaction

    from cigu.core.access.models import User
    from cigu.core.places.models import Segment
    from cigu.records.needs.actions import raise_need
    from cigu.records.organisations.models import Organisation

    by, body = User.objects.get(username="needs-officer"), Organisation.objects.get(pk=owner)
    segment = Segment.objects.select_related("domain").get(pk="magnet")
    for _n in range(attempts):
        try:
            with transaction.atomic():
                raise_need(
                    by=by, organisation=body, title="示例", problem="示例", origin="enterprise",
                    domain=segment.domain, segment=segment, secrecy="open",
                )  # fmt: skip
                if chance.random() < ROLLED_BACK:
                    raise RolledBack
        except RolledBack:
            continue


def _numbers() -> dict[str, Any]:
    from cigu.core.numbers.models import Counter
    from cigu.records.needs.models import Need

    given = sorted(int(n.rpartition("-")[2]) for n in Need.objects.values_list("number", flat=True))
    return {
        "given": len(given), "doubled": len(given) - len(set(given)),
        "skipped": len(set(range(1, max(given, default=0) + 1)) - set(given)),
        "counter": Counter.objects.get(series="X").last,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
