"""``cigu check-report``: hold each figure of a report against the records."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database

WRONG = 1
KINDS = {".txt", ".docx", ".pdf"}


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "check-report", help="hold each figure of a report against the records",
        epilog="Exit codes: 0 read; 1 with --strict, where a figure differs or contradicts itself;"
        " 2 where a file could not be read. Without --territory and --period: those of the demo.",
    )  # fmt: skip
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="or a folder of them")
    parser.add_argument("--territory", default="", help="code or name; where the text names none")
    parser.add_argument("--period", default="", help="what the report is about")
    parser.add_argument("--domain", help="code of a domain; default: rare_earth")
    parser.add_argument(
        "--office",
        default="",
        help="whose corrections are remembered; default: as the text names it",
    )
    parser.add_argument("--json", action="store_true", help="one object a figure")
    parser.add_argument("--strict", action="store_true", help="exit 1 where a figure is wrong")
    parser.add_argument("--compare", action="store_true", help="two files: what contradicts")
    parser.add_argument("--keep", action="store_true", help="keep them on the site; needs --by")
    parser.add_argument("--by", default="", help="user name of the officer who takes them in")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    need_database()
    files = list(found(options.files))
    where = scope(options)
    if options.compare:
        return contradictions(files, where, options.json)
    if options.keep:
        return keep(files, where, options)
    worst = 0
    for at, path in enumerate(files, 1):
        progress(at, len(files))
        worst = max(worst, one(path, where, options, len(files) > 1))
    return worst


def found(paths: list[Path]) -> Iterator[Path]:
    """Files as named, and what a folder holds of kinds that are read."""
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in KINDS)
        elif path.is_file():
            yield path
        else:
            raise CiguError("no_file", f"There is no file {path}.")


def scope(options: argparse.Namespace) -> Any:
    from cigu.faces.yearbook.asking import CITY, PERIOD, where_of

    return where_of(options.territory or CITY, options.period or str(PERIOD), options.domain)


def one(path: Path, where: Any, options: argparse.Namespace, many: bool) -> int:
    from cigu.work.reports.judging.answers import as_dict

    try:
        checked = check_file(path, where, options.office)
    except CiguError as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    figures = [as_dict(judged) for judged in checked.figures]
    if options.json and many:
        print(json.dumps({"file": str(path), "figures": figures}, ensure_ascii=False))
    elif options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        print("\n".join(lines(path, checked, figures)))
    return WRONG if options.strict and wrong(checked) else 0


def check_file(path: Path, where: Any, office: str) -> Any:
    from cigu.work.reports.judging.judge import check_text
    from cigu.work.reports.judging.memory import memory_of
    from cigu.work.reports.judging.offices import named_office
    from cigu.work.reports.reading import extract

    text = extract(path.name, path.read_bytes()).text
    return check_text(text, where, memory=memory_of(office or named_office(text)))


def wrong(checked: Any) -> int:
    tally = checked.tally()
    return int(tally["differs"]) + int(tally["inconsistent in itself"])


def lines(path: Path, checked: Any, figures: list[dict[str, Any]]) -> Iterator[str]:
    from cigu.work.reports.judging.wording import told, verdict_words

    yield f"== {path}"
    for data in figures:
        record = (data["record"] or {}).get("value")
        shown = "—" if record is None else f"{record:,}"
        words = verdict_words(data["verdict"])
        yield f"{data['id']:4} {data['text']:<12} {shown:>10} {data['indicator'] or '—':6} {words}"
        yield from (f"     {reason['text']}" for reason in data["reasons"] if not _fine(data))
    for finding in checked.findings:
        mark = "✗" if finding.level == "alarm" else "·"
        yield f"{mark} {told(finding)}"
    counts = ", ".join(f"{verdict_words(v)} {n}" for v, n in checked.tally().items())
    yield f"{len(figures)}: {counts}"


def _fine(data: dict[str, Any]) -> bool:
    return bool(data["verdict"] == "agrees")


def contradictions(files: list[Path], where: Any, as_json: bool) -> int:
    from cigu.engines.factcheck import compare, read
    from cigu.work.reports.judging.wording import told
    from cigu.work.reports.reading import extract

    if len(files) != 2:
        raise CiguError("two", f"{len(files)} files: give two to compare.")
    texts = [extract(path.name, path.read_bytes()).text for path in files]
    one, two = (read(t, period=where.period, territory=where.territory.name_zh) for t in texts)
    rows = [
        {"first": one.figure(d.first).text, "second": two.figure(d.second).text,
         "first_start": one.figure(d.first).start, "second_start": two.figure(d.second).start,
         "code": d.code, "text": told(d)}
        for d in compare(one, two)
    ]  # fmt: skip
    if as_json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        print("\n".join(f"{r['first']} / {r['second']}: {r['text']}" for r in rows) or "—")
    return 0


def keep(files: list[Path], where: Any, options: argparse.Namespace) -> int:
    """A batch on the site: each file is a check of its own; what cannot be read is told."""
    from cigu.work.reports.actions import read_in, take_in

    from .report import officer

    by, failed = officer(options.by), 0
    for at, path in enumerate(files, 1):
        progress(at, len(files))
        try:
            check = take_in(
                name=path.name, content=path.read_bytes(), where=where, office=options.office, by=by
            )
        except CiguError as error:
            failed += 1
            print(f"{path}: {error}", file=sys.stderr)
            continue
        read_in(check=check, by=by)
        failed += check.state == "failed"
        print(f"{check.number} {path.name} {check.fault or check.tally}")
    return 2 if failed else 0


def progress(done: int, total: int) -> None:
    if total > 1 and sys.stderr.isatty():
        print(f"\r\x1b[K{done} / {total}", end="\n" if done == total else "", file=sys.stderr,
              flush=True)  # fmt: skip
