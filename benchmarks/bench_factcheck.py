"""Numbers and speed of the report reader beside cn2an (PyPI) on the same text in one run.

Values: the public suite of numbers beside the project (../shared/data/zh-numbers), if it is there.
cn2an reads once with the place of each number given to it (it is a converter), once alone
(`transform` of the whole text). Speed: the made-up sentences of the tests, as often as fill the
pages. A report of 10 pages is read, linked to 139 indicators, judged and checked: limit 2 s.

    python benchmarks/bench_factcheck.py
"""

from __future__ import annotations

import csv
import json
import re
import time
import warnings
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path

import cn2an

from cigu.engines.factcheck import agree, check, find_quantities, link, read, read_numbers
from cigu.engines.factcheck.model import Indicator

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests/engines/factcheck"
_SUITE = "shared/data/zh-numbers/NumberModel.json"
SUITE = next((up / _SUITE for up in ROOT.parents if (up / _SUITE).is_file()), None)
PAGE = 1000  # characters
LIMIT_S = 2.0
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")


def main() -> None:
    warnings.filterwarnings("ignore")
    if SUITE is None:
        print("values: the public suite is not here")
    else:
        values(json.loads(SUITE.read_text(encoding="utf-8-sig")))
    speed()


def values(cases: list[dict[str, object]]) -> None:
    readers: dict[str, Callable[[str], list[Decimal]]] = {
        "cigu read_numbers": lambda text: [n.value for n in read_numbers(text)],
        "cigu find_quantities": lambda text: [q.value for q in find_quantities(text)],
        "cn2an.transform, text": by_transform,
    }
    wanted, given = 0, 0
    right = dict.fromkeys(readers, 0)
    false = dict.fromkeys(readers, 0)
    for case in cases:
        left = {name: reader(str(case["Input"])) for name, reader in readers.items()}
        for result in case["Results"]:  # type: ignore[attr-defined]
            value = Decimal(result["Resolution"]["value"])
            wanted += 1
            given += near(by_span(result["Text"]), value)
            for name, found in left.items():
                hit = next((v for v in found if near(v, value)), None)
                if hit is not None:
                    found.remove(hit)
                    right[name] += 1
        for name, found in left.items():
            false[name] += len(found)
    print(f"values of {len(cases)} texts, {wanted} numbers: right, and found beside them")
    for name in readers:
        print(f"  {name:28} {right[name] / wanted:6.1%}   {false[name]}")
    print(f"  {'cn2an.cn2an, places given':28} {given / wanted:6.1%}")


def near(value: Decimal | None, wanted: Decimal) -> bool:
    return value is not None and abs(value - wanted) <= abs(wanted) * Decimal("1e-12")


def by_span(text: str) -> Decimal | None:
    try:
        return Decimal(str(cn2an.cn2an(text.strip(), "smart")))
    except (ValueError, KeyError, InvalidOperation, IndexError):
        return None


def by_transform(text: str) -> list[Decimal]:
    try:
        return [Decimal(n) for n in _PLAIN.findall(cn2an.transform(text, "cn2an"))]
    except (ValueError, KeyError, IndexError):
        return []


def speed() -> None:
    text = report(10)
    alone = seconds(lambda: find_quantities(text))
    peer = seconds(lambda: cn2an.transform(text, "cn2an"))
    n = len(text)
    print(f"numbers of {n} characters: cigu {n / alone:,.0f} characters/s, cn2an {n / peer:,.0f}; "
          f"ratio {peer / alone:.2f}")  # fmt: skip
    one = seconds(lambda: judged(text))
    print(f"10 pages read, linked, judged, checked: {one:.3f} s, {one / LIMIT_S:.2f} of the limit")
    long = report(500)
    many = seconds(lambda: check(read(long)), rounds=1)
    ratio = many / 50 / seconds(lambda: check(read(text)))
    print(f"500 pages ({len(long)} characters) read and checked: {many:.2f} s; "
          f"a page takes {ratio:.2f} times what it takes in 10")  # fmt: skip


def report(pages: int) -> str:
    lines = (TESTS / "sentences.txt").read_text(encoding="utf-8").splitlines()
    body = "\n".join(line.partition(" ⇒ ")[0] for line in lines if not line.startswith("#")) + "\n"
    return body * (pages * PAGE // len(body)) + body[: pages * PAGE % len(body)]


def judged(text: str) -> int:
    with (TESTS / "indicators.csv").open(encoding="utf-8") as file:
        known = [
            Indicator(r["id"], r["name"], tuple(r["words"].split(";")), r["unit"], r["kind"])
            for r in csv.DictReader(file)
        ]
    reading = read(text)
    findings = check(reading)
    for figure in reading.figures:
        best = link(figure, known)
        agree(figure, figure.value if best else None, figure.unit, findings=findings)
    return len(reading.figures)


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    """The best of some rounds, in time of the processor: others may use the machine too."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


if __name__ == "__main__":
    main()
