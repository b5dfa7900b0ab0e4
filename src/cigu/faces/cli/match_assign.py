"""``cigu match assign SCORES``: who takes which need, proved best, or why it cannot be."""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from cigu.engines.basis.errors import CiguError

from .match_telling import Stopper, shared, teller
from .tongue import causes, told
from .tongue import gettext as _


def add(actions: Any) -> None:
    parser = actions.add_parser("assign", help=_("who takes which need: best total, or fairest"))
    parser.add_argument(
        "scores", metavar="SCORES", type=Path,
        help=_("needs × providers: .npy, or text whose first line is 'needs providers'"),
    )  # fmt: skip
    whole = {"type": limit, "metavar": "N"}
    parser.add_argument("--demand", required=True, help=_("providers for each need"), **whole)
    parser.add_argument("--load", required=True, help=_("most needs for each provider"), **whole)
    parser.add_argument("--min-load", help=_("fewest needs for each provider"), **whole)
    parser.add_argument(
        "--conflicts", metavar="FILE", type=Path,
        help=_("forbidden pairs: a line 'need,provider[,evidence]' each, counted from 0"),
    )  # fmt: skip
    parser.add_argument("--pinned", metavar="FILE", type=Path, help=_("pairs that must be chosen"))
    parser.add_argument(
        "--previous", metavar="FILE", type=Path, help=_("pairs to keep where possible")
    )
    parser.add_argument(
        "--objective", default="total", help=_("total, fair, or a number between 0 and 1")
    )
    parser.add_argument(
        "--at-most", action="store_true", help=_("needs may get less than they ask")
    )
    parser.add_argument("--transpose", action="store_true", help=_("SCORES is providers × needs"))
    parser.add_argument("--seconds", type=float, help=_("end then with the best found so far"))
    shared(parser)
    parser.set_defaults(run=run)


def limit(text: str) -> Any:
    """A whole number for all, or a .npy file with one for each."""
    if text.endswith(".npy"):
        return np.load(Path(text), allow_pickle=False).astype(np.int64)
    return int(text)


def run(options: argparse.Namespace) -> int:
    from cigu.engines.matching.assign import Infeasible, assign

    scores = read_scores(options.scores)
    scores = scores.T if options.transpose else scores
    evidence = read_pairs(options.conflicts)
    try:
        found = assign(
            scores, options.demand, options.load, options.min_load, evidence,
            read_pairs(options.pinned), exact=not options.at_most,
            objective=objective(options.objective),
            previous=read_pairs(options.previous) if options.previous else None,
            seconds=options.seconds, progress=teller(options), stop=Stopper(),
        )  # fmt: skip
    except Infeasible as error:
        said = " ".join([told(error), *causes(error)])
        print(json.dumps(refused(error, evidence), indent=1) if options.json else f"cigu: {said}")
        return 1
    print(json.dumps(asdict(found)) if options.json else lines(found))
    return 0


def objective(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def read_scores(path: Path) -> Any:
    """Raises CiguError "scores" when the file is neither form."""
    try:
        if path.suffix == ".npy":
            return np.load(path, allow_pickle=False)
        with path.open(encoding="utf-8") as file:
            height, width = map(int, file.readline().split())
            table = np.loadtxt(file, dtype=np.float64, ndmin=2)
    except (OSError, ValueError) as error:
        raise CiguError(
            "scores", f"{path} cannot be read as scores: {error}.",
            remedy="Give a .npy matrix, or text whose first line is 'needs providers'.",
        ) from error  # fmt: skip
    if table.shape != (height, width):
        raise CiguError(
            "scores", f"{path} says {height} × {width} but holds {table.shape}.",
            remedy="Correct its first line.",
        )  # fmt: skip
    return table


def read_pairs(path: Path | None) -> dict[tuple[int, int], str]:
    """Pairs with what is written behind them. Raises CiguError "pairs"."""
    found: dict[tuple[int, int], str] = {}
    if path is None:
        return found
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                if row and not row[0].startswith("#"):
                    found[int(row[0]), int(row[1])] = ", ".join(row[2:]).strip()
    except (OSError, ValueError, IndexError) as error:
        raise CiguError(
            "pairs", f"{path} cannot be read as pairs: {error}.",
            remedy="Write a line 'need,provider' for each pair, counted from 0.",
        ) from error  # fmt: skip
    return found


def refused(error: Any, evidence: dict[tuple[int, int], str]) -> dict[str, Any]:
    reasons = []
    for reason in error.reasons:
        row = {**asdict(reason), "sentence": str(reason)}
        row["evidence"] = [evidence.get(pair, "") for pair in reason.conflicts]
        reasons.append(row)
    return {
        "infeasible": True, "message": error.message, "remedy": error.remedy,
        "demand": error.data["demand"], "supply": error.data["supply"], "reasons": reasons,
        "least_changes": [{**asdict(r), "sentence": str(r)} for r in error.repairs],
    }  # fmt: skip


def lines(found: Any) -> str:
    least = _("none") if found.minimum is None else f"{found.minimum:.4f}"
    out = [f"{need} {provider}" for need, provider in found.pairs]
    out.append(
        _(
            "%(pairs)s pairs, total %(total)s, at most %(bound)s (gap %(gap)s), worst-served need "
            "%(least)s, %(seconds)s s"
        )
        % {
            "pairs": len(found.pairs),
            "total": f"{found.total:.6f}",
            "least": least,
            "bound": f"{found.bound:.6f}",
            "gap": f"{found.gap:.1e}",
            "seconds": f"{found.seconds:.3f}",
        }
    )
    if found.floor_bound is not None:
        out.append(
            _("no assignment gives its worst-served need more than %(bound)s")
            % {"bound": f"{found.floor_bound:.6f}"}
        )
    if not found.proved:
        out.append(_("ended early: the best found so far, with its bound"))
    return "\n".join(out)
