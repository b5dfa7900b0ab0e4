"""``cigu match rank``: who can help with each need, by evidence, with passages."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from cigu.engines.basis.errors import CiguError

from .match_telling import shared, teller
from .tongue import gettext as _
from .tongue import told


def add(actions: Any) -> None:
    parser = actions.add_parser("rank", help=_("who can help with each need, and what says so"))
    parser.add_argument(
        "--needs", required=True, type=Path, metavar="FILE",
        help=_("JSON lines: id, title, text, keywords, filters"),
    )  # fmt: skip
    parser.add_argument(
        "--profiles", required=True, type=Path, metavar="DIR",
        help=_("a file ID.jsonl for each provider, one document a line, or a folder ID of text "
        "files; facts.json for the filters"),
    )  # fmt: skip
    parser.add_argument("--top", type=int, default=10, metavar="N")
    parser.add_argument(
        "--why-not", metavar="ID", help=_("say of this provider why it is not shown")
    )
    shared(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from cigu.engines.matching.filters import filters_of
    from cigu.engines.matching.search import Library

    rows = list(read_lines(options.needs))
    library = Library(read_profiles(options.profiles), read_facts(options.profiles))
    tell, answers = teller(options), []
    for place, row in enumerate(rows, start=1):
        need = need_of(row, f"{options.needs} line {place}")
        filters = filters_of(row["filters"]) if row.get("filters") else None
        answer: dict[str, Any] = {"need": need.id, "candidates": []}
        try:
            found = library.candidates(need, options.top, filters)
            answer["candidates"] = [asdict(one) for one in found]
            if options.why_not:
                absence = library.why_not(need, options.why_not, options.top, filters)
                answer["why_not"] = {"profile_id": options.why_not, **asdict(absence)}
        except CiguError as error:
            if error.code not in ("empty_need", "other_language"):
                raise
            answer["error"] = {"code": error.code, "message": told(error)}
        answers.append(answer)
        if tell is not None:
            tell("needs", place, len(rows))
    whole = {"answers": answers, "unknown": list(library.unknown)}
    print(json.dumps(whole, ensure_ascii=False, indent=1) if options.json else lines(whole))
    return 0


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a file of JSON lines. Raises CiguError "rows"."""
    try:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError(f"line {number} is no object")
                yield row
    except (OSError, ValueError) as error:
        raise CiguError(
            "rows", f"{path} cannot be read: {error}.", remedy="Write a JSON object on each line."
        ) from error


def need_of(row: dict[str, Any], place: str) -> Any:
    from cigu.engines.matching.profiles import Need

    if not row.get("id"):
        raise CiguError("rows", f"{place} has no id.", remedy="Give every need an id.")
    keywords = tuple(map(str, row.get("keywords") or ()))
    return Need(str(row["id"]), str(row.get("title") or ""), str(row.get("text") or ""), keywords)


def read_profiles(folder: Path) -> list[Any]:
    """Providers by name. Raises CiguError "rows"."""
    from cigu.engines.matching.profiles import Profile

    if not folder.is_dir():
        raise CiguError("rows", f"{folder} is no folder.", remedy="Give a folder of profiles.")
    found = []
    for path in sorted(folder.iterdir()):
        name = path.name.removesuffix(".jsonl").lstrip("~")
        if path.suffix == ".jsonl":
            documents = [_document(row, name, n) for n, row in enumerate(read_lines(path))]
            found.append(Profile(name, "provider", tuple(documents)))
        elif path.is_dir():
            found.append(Profile(name, "provider", tuple(_texts(path))))
    return found


def _document(row: dict[str, Any], name: str, number: int) -> Any:
    """Plain fields, or those of OpenReview's archives under `content`."""
    from cigu.engines.matching.profiles import Document

    content = {k: v.get("value") if isinstance(v, dict) else v
               for k, v in (row.get("content") or row).items()}  # fmt: skip
    text = content.get("text") or content.get("abstract") or ""
    dated = content.get("date")
    return Document(
        str(row.get("id") or f"{name}-{number}"), str(content.get("title") or ""), str(text),
        str(content.get("kind") or ""), date.fromisoformat(dated) if dated else None,
    )  # fmt: skip


def _texts(folder: Path) -> Iterator[Any]:
    from cigu.engines.matching.profiles import Document

    for path in sorted(folder.glob("*.txt")):
        title, _line, text = path.read_text(encoding="utf-8").partition("\n")
        yield Document(f"{folder.name}/{path.name}", title, text)


def read_facts(folder: Path) -> dict[str, Any]:
    from cigu.engines.matching.filters import facts_of

    path = folder / "facts.json"
    if not path.is_file():
        return {}
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {name: facts_of(row) for name, row in rows.items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise CiguError(
            "rows", f"{path} cannot be read: {error}.",
            remedy='Write {"ID": {"clearance": 1, …}, …}.',
        ) from error  # fmt: skip


def lines(whole: dict[str, Any]) -> str:
    out = []
    for answer in whole["answers"]:
        out.append(f"{answer['need']}:")
        if "error" in answer:
            out.append(f"  {answer['error']['message']}")
        for row in answer["candidates"]:
            low = f"  ({_('by translated terms only: low confidence')})" * (
                row["confidence"] == "low"
            )
            out.append(f"  {row['score']:.4f}  {row['profile_id']}{low}")
            out += [f"          {p['document_id']}: {p['text']}" for p in row["passages"]]
        if "why_not" in answer:
            out.append(f"  {absent(answer['why_not'])}")
    if whole["unknown"]:
        out.append(_("no text to judge by: %(names)s") % {"names": ", ".join(whole["unknown"])})
    return "\n".join(out)


def absent(row: dict[str, Any]) -> str:
    """Why a named provider is not shown, in a line."""
    failed = ", ".join(v["name"] for v in row["verdicts"] if v["passed"] is False)
    words = {
        "filter": _("does not pass: %(filters)s"),
        "unknown": _("has no text to judge by"),
        "unrelated": _("shares no word with the need"),
        "score": _("stands at %(rank)s, %(wanting)s below the last one shown"),
        "shown": _("is shown, at %(rank)s"),
    }[row["code"]] % {"filters": failed or _("what is unknown of it"), "rank": row["rank"],
                      "wanting": f"{row['wanting'] or 0:.4f}"}  # fmt: skip
    lacks = "; ".join(row["missing"][:5])
    return f"{row['profile_id']} {words}" + (
        _("; its documents lack %(terms)s") % {"terms": lacks} if lacks else ""
    )
