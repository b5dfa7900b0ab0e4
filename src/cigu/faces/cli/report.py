"""``cigu report``: draft the annual report, publish it, and check what was published."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

from .site import need_database

ALTERED = 1


def add(commands: Any) -> None:
    parser = commands.add_parser("report", help="write, publish and verify the annual report")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    one = verbs.add_parser("draft", help="a draft of what the records support, in one go")
    one.add_argument("--territory", required=True, help="code or name, e.g. 150200 or baotou")
    one.add_argument("--period", required=True, help="2023-06-08/2024-06-08")
    one.add_argument("--domain", help="code of a domain; default: rare_earth")
    one.add_argument("--office", help="who issues it; default: the bureau of the territory")
    one.add_argument("--title", default="", help="default: that of the template")
    _signed(one).set_defaults(run=draft)
    two = verbs.add_parser("publish", help="freeze its queries, records and text, for good")
    two.add_argument("number", help="number of the report, e.g. BG-2024-0001")
    _signed(two).set_defaults(run=publish)
    three = verbs.add_parser("verify", help="exit 1 where text, records or papers were altered")
    three.add_argument("number", nargs="?", help="default: every published report")
    three.add_argument("--json", action="store_true", help="print JSON")
    three.set_defaults(run=verify)


def _signed(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--by", required=True, help="user name of the officer who answers for it")
    parser.add_argument("--out", type=Path, help="folder for the Word, PDF and CSV files")
    return parser


def draft(options: argparse.Namespace) -> int:
    need_database()
    from cigu.faces.yearbook.asking import where_of
    from cigu.work.reports.actions import draft_report

    where = where_of(options.territory, options.period, options.domain)
    office = options.office or f"{where.territory.name_zh}科学技术局"
    by = officer(options.by)
    report = draft_report(where=where, office=office, by=by, title=options.title)
    print(f"{report.number} {report.title}")
    return write_papers(report, options.out)


def publish(options: argparse.Namespace) -> int:
    need_database()
    from cigu.work.reports.actions import publish_report, send_report

    report, by = find(options.number), officer(options.by)
    if report.state == "draft":
        send_report(report=report, by=by)
    publish_report(report=report, by=by)
    print(f"{report.number} published, {report.figures.count()} queries frozen, {report.text_hash}")
    return write_papers(report, options.out)


def verify(options: argparse.Namespace) -> int:
    need_database()
    from cigu.work.reports.models import Report
    from cigu.work.reports.verifying import verify as check

    rows = Report.objects.filter(state="published").order_by("number")
    chosen = [find(options.number)] if options.number else list(rows)
    found = [check(report) for report in chosen if report.state == "published"]
    if options.number and not found:
        raise CiguError("not_published", f"{options.number} is not published yet.")
    if options.json:
        print(json.dumps([one.as_dict() for one in found], ensure_ascii=False, indent=1))
    else:
        print("\n".join(line for one in found for line in lines(one)) or "No published report.")
    return 0 if all(one.holds for one in found) else ALTERED


def lines(found: Any) -> list[str]:
    out = [f"✗ {fault}" for fault in found.faults]
    for m in found.moved:
        out.append(f"✗ {found.report.number}: {m.figure} printed {m.printed}, now {m.now}: "
                   "no erratum yet")  # fmt: skip
    return out or [f"{found.report.number} holds; errata: {found.errata}"]


def find(number: str) -> Any:
    from cigu.work.reports.models import Report

    report = Report.objects.filter(number=number).first()
    if report is None:
        raise CiguError("no_report", f"There is no report {number}.")
    return report


def officer(name: str) -> Any:
    from cigu.core.access.models import User

    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CiguError("no_user", f"There is no active account {name}.",
                        remedy="Name yourself with --by.")  # fmt: skip
    return user


def write_papers(report: Any, folder: Path | None) -> int:
    if folder is None:
        return 0
    from cigu.work.reports import papers
    from cigu.work.reports.writing.composing import compose

    folder.mkdir(parents=True, exist_ok=True)
    composed = compose(report)
    for kind in ("docx", "pdf", "csv"):
        path = folder / f"{report.number}.{kind}"
        path.write_bytes(papers.one(composed, kind))
        print(path)
    return 0
