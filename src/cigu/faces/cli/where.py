"""``cigu where PHRASE``: which room answers for a phrase of the seeds, from MAP.md."""

from __future__ import annotations

import argparse
import difflib
import sys
from importlib import resources
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

Entry = dict[str, str]


def add(commands: Any) -> None:
    parser = commands.add_parser("where", help="which room answers for a phrase, e.g. 揭榜挂帅")
    parser.add_argument("phrase", metavar="PHRASE")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    entries = read(map_text())
    found = find(entries, options.phrase)
    for entry in found:
        print("\n".join(f"{name}: {value}" for name, value in entry.items() if value))
    if found:
        return 0
    print(f"cigu: MAP.md does not know {options.phrase!r}.", file=sys.stderr)
    near = suggestions(entries, options.phrase)
    if near:
        print(f"Try: {', '.join(near)}", file=sys.stderr)
    return 1


def map_text() -> str:
    """Packaged beside the code, or at the root of a checkout."""
    packaged = resources.files("cigu") / "MAP.md"
    root = Path(__file__).resolve().parents[4] / "MAP.md"
    for place in (packaged, root):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise CiguError(
        "no_map", "MAP.md is missing from this installation.", remedy="Install cigu again."
    )


def read(text: str) -> list[Entry]:
    """The rows of every table whose first column is the phrase."""
    out: list[Entry] = []
    heads: list[str] = []
    for line in text.splitlines():
        cells = _cells(line)
        if not cells:
            heads = []
        elif not heads:
            heads = [cell.lower() for cell in cells]
        elif not set("".join(cells)) <= set("-: "):
            out.append(dict(zip(heads, cells, strict=False)))
    return [entry for entry in out if entry.get("phrase")]


def _cells(line: str) -> list[str]:
    if not line.startswith("|"):
        return []
    return [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]


def find(entries: list[Entry], phrase: str) -> list[Entry]:
    """Exactly this phrase; else the phrases that contain it."""
    wanted = phrase.strip().casefold()
    exact = [e for e in entries if wanted in _names(e)]
    return exact or [e for e in entries if wanted and any(wanted in n for n in _names(e))]


def _names(entry: Entry) -> list[str]:
    """The phrase with its synonyms (a / b), and its English."""
    both = [entry["phrase"], entry.get("english", "")]
    return [part.strip().casefold() for text in both for part in text.split("/") if part.strip()]


def suggestions(entries: list[Entry], phrase: str) -> list[str]:
    known = [name for entry in entries for name in _names(entry)]
    near = difflib.get_close_matches(phrase, known, n=5, cutoff=0.3)
    shared = [name for name in known if set(phrase) & set(name) - {" ", "/"}]
    return list(dict.fromkeys([*near, *shared]))[:5]
