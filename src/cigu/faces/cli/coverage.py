"""``cigu coverage``: how much of the acceptance list exists, derived from what is registered."""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from .site import start

RECORD_TYPE, WORKFLOW = "record type", "workflow"


def add(commands: Any) -> None:
    parser = commands.add_parser("coverage", help="figures, record types and workflows that exist")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    start()
    found = coverage()
    print(json.dumps(found, ensure_ascii=False, indent=1) if options.json else lines(found))
    return 0


def coverage() -> dict[str, Any]:
    """Three counts, each with what exists; the list only says what would be complete."""
    from cigu.core.figures.registry import registered
    from cigu.faces.yearbook.indicators import indicators

    wanted = [item.id for item in indicators()]
    return {
        "figures": _part([ident for ident in wanted if ident in registered()], wanted),
        "record_types": _terms(RECORD_TYPE, set(record_names())),
        "workflows": _terms(WORKFLOW, set(workflow_names())),
    }


def lines(found: dict[str, Any]) -> str:
    return "\n".join(
        f"{name.replace('_', ' '):13} {part['existing']:4} / {part['total']}"
        for name, part in found.items()
    )


def _part(existing: list[str], wanted: list[str]) -> dict[str, Any]:
    return {"existing": len(existing), "total": len(wanted), "names": existing}


def _terms(kind: str, names: set[str]) -> dict[str, Any]:
    rows = [row for row in acceptance() if row["kind"] == kind]
    wanted = [row["term"] for row in rows]
    return _part([row["term"] for row in rows if names & set(answers(row))], wanted)


def acceptance() -> list[dict[str, str]]:
    """The acceptance list: a term, and the registered names that answer it where it has others."""
    place = resources.files(__package__) / "data" / "acceptance.csv"
    return list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))


def answers(row: dict[str, str]) -> list[str]:
    term = row["term"].casefold()
    return row["names"].split() or [term, *term.split("/")]


def record_names() -> Iterator[str]:
    """``Organisation``, ``organisation``, ``Organisation.kind=enterprise``, declared terms."""
    from django.apps import apps

    for model in apps.get_models():
        name = model.__name__
        if not model.__module__.startswith("cigu."):
            continue
        yield name
        yield re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold()
        yield from getattr(model, "acceptance", ())
        for field in model._meta.concrete_fields:
            yield from (f"{name}.{field.name}={value}" for value, _label in field.flatchoices)


def workflow_names() -> Iterator[str]:
    from cigu.core.flow.table import registry

    for flow, model in registry.values():
        yield flow.key
        yield from getattr(model, "acceptance", ())
