"""``cigu check``: ask all invariants of the live data; says which record breaks which rule."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from .site import need_database

VIOLATED = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("check", help="ask all named invariants of the live data")
    parser.add_argument("--only", default="*", help="names that match, e.g. 'audit.*'")
    parser.add_argument("--show", type=int, default=5, help="violations named of each; default 5")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    from cigu.core.invariants.asking import ask, known

    chosen = known(options.only)
    answers = []
    for at, rule in enumerate(chosen, 1):
        _progress(f"{at}/{len(chosen)} {rule.name}")
        answers.append(ask(rule, options.show))
    _progress("")
    print(as_json(answers) if options.json else as_text(answers))
    return VIOLATED if not answers or any(answer.failed for answer in answers) else 0


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def as_json(answers: list[Any]) -> str:
    return json.dumps([answer.as_dict() for answer in answers], ensure_ascii=False, indent=1)


def as_text(answers: list[Any]) -> str:
    lines = []
    for answer in answers:
        if answer.failed:
            lines.append(f"✗ {answer.name}: {answer.sentence}; {answer.count} violations")
            lines += [f"    {found}" for found in answer.first]
            lines += [f"    could not be asked: {answer.error}"] if answer.error else []
    broken = sum(answer.failed for answer in answers)
    seconds = sum(answer.seconds for answer in answers)
    slowest = sorted(answers, key=lambda answer: -answer.seconds)[:3]
    lines.append(f"{len(answers)} invariants, {broken} violated, {seconds:.1f} s; slowest: "
                 + ", ".join(f"{a.name} {a.seconds:.1f} s" for a in slowest))  # fmt: skip
    return "\n".join(lines)
