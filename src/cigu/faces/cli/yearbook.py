"""``cigu yearbook``: the figures of a scope, as a table or as JSON for scripts."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from typing import Any

from .site import need_database

DIFFERS = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("yearbook", help="the figures of a territory and a period")
    parser.add_argument(
        "--territory", required=True, help="code or name, e.g. 150200, 包头市 or baotou"
    )
    parser.add_argument(
        "--period", required=True, help="first day/day after the last: 2023-06-08/2024-06-08"
    )
    parser.add_argument("--domain", help="code of a domain; default: rare_earth")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a figure differs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    from cigu.faces.yearbook.asking import where_of
    from cigu.faces.yearbook.lines import yearbook
    from cigu.faces.yearbook.report import as_json, differs

    lines = yearbook(where_of(options.territory, options.period, options.domain))
    report = as_json(lines)
    print(json.dumps(report, ensure_ascii=False, indent=1) if options.json else table(lines))
    return DIFFERS if options.strict and differs(lines) else 0


def table(lines: list[Any]) -> str:
    """A row for each figure, then how many stand how to what was published."""
    from cigu.faces.yearbook.verdicts import VERDICTS

    rows = [
        f"{line.id:6} {line.published_text or '—':>12} {line.computed_text or '—':>10}  "
        f"{line.verdict_label}  {line.label}"
        for line in lines
    ]
    counts = Counter(line.verdict for line in lines)
    told = (f"{label} {counts[code]}" for code, (_look, label) in VERDICTS.items() if counts[code])
    return "\n".join([*rows, ", ".join(told)])
