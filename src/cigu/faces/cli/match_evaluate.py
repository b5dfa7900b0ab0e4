"""``cigu match evaluate DIR``: how well each way of ranking keeps the order that people give."""

from __future__ import annotations

import argparse
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .match_telling import shared, teller
from .tongue import gettext as _


def add(actions: Any) -> None:
    parser = actions.add_parser(
        "evaluate", help=_("loss on a gold standard of expertise (evaluations.tsv, d_*/)")
    )
    parser.add_argument("folder", metavar="DIR", type=Path)
    shared(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with unpacked(options.folder) as folder:
        if (folder / "labels.csv").is_file():
            return of_labels(folder, options)
        return of_gold(folder, options)


def of_gold(folder: Path, options: argparse.Namespace) -> int:
    from cigu.engines.matching import evaluate, gold

    found = evaluate.evaluate(gold.read(folder), teller(options))
    print(json.dumps(told(found), indent=1) if options.json else lines(found))
    return 0


def of_labels(folder: Path, options: argparse.Namespace) -> int:
    from cigu.engines.matching.labels import measure_labels, read_labels

    found = measure_labels(read_labels(folder))
    print(json.dumps(asdict(found), indent=1) if options.json else label_lines(found))
    return 0


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The folder itself, or what a ZIP holds, for as long as it is read."""
    if not zipfile.is_zipfile(path):
        yield path
        return
    with TemporaryDirectory() as name, zipfile.ZipFile(path) as packed:
        packed.extractall(name)
        yield Path(name)


def label_lines(found: Any) -> str:
    out = [
        _("%(needs)d needs, %(labels)d marks, %(cases)d cases with somebody who fits, %(bare)d "
            "needs with nobody") % asdict(found),
        f"{_('method'):30} {'MRR':>6} {'nDCG@5':>22} {'recall@10':>10}"
        f"   {_('nDCG@5 minus that of the method in use')}",
    ]  # fmt: skip
    for q in found.qualities:
        low, high = q.ndcg_interval
        row = f"{q.name:30} {q.mrr:6.3f} {q.ndcg:6.3f} [{low:5.3f}; {high:5.3f}] {q.recall:10.3f}"
        if q.difference_interval is not None:
            below, above = q.difference_interval
            row += f"   {q.difference:+.3f} [{below:+.3f}; {above:+.3f}]"
        out.append(row)
    return "\n".join(out)


def told(found: Any) -> dict[str, Any]:
    from cigu.engines.matching.evaluate import PUBLISHED

    return {
        "people": found.people,
        "draws": found.draws,
        "pairs": found.pairs,
        "methods": [asdict(figure) for figure in found.figures],
        "cross_validated": {
            **asdict(found.cross_validated),
            "folds": [{"setting": name, "parts": parts} for name, parts in found.chosen],
        },
        "published": [
            {"name": n, "loss": loss, "easy": easy, "hard": hard, "people": 58, "draws": 10}
            for n, loss, easy, hard in PUBLISHED
        ],
    }


def lines(found: Any) -> str:
    from cigu.engines.matching.evaluate import PUBLISHED

    out = [
        _("%(people)s people, %(draws)s draws of their profiles, %(pairs)s pairs")
        % {"people": found.people, "draws": found.draws, "pairs": found.pairs},
        f"{_('method'):30} {_('loss'):>6} {_('95 % interval'):>15} {_('easy'):>5} {_('hard'):>5}"
        f"   {_('used method minus this')}",
    ]
    for figure in (*found.figures, found.cross_validated):
        low, high = figure.interval
        row = f"{figure.name:30} {figure.loss:6.4f} [{low:5.3f}; {high:5.3f}]"
        row += f" {figure.easy:7.2f} {figure.hard:5.2f}"
        if figure.difference_interval is not None:
            below, above = figure.difference_interval
            row += f"   {figure.difference:+.4f} [{below:+.3f}; {above:+.3f}]"
        out.append(row)
    taken = "; ".join(f"{name} ({parts} of 70)" for name, parts in found.chosen)
    out += [
        _(
            "cross-validated: settings chosen on other people's ratings only, ten times seven "
            "parts:"
        ),
        f"  {taken}",
        "",
        _("Published for title and abstract, on 58 people and ten draws (not the same sample):"),
    ]
    out += [f"{n:30} {loss:6.3f} {'':15} {e:7.2f} {h:5.2f}" for n, loss, e, h in PUBLISHED]
    return "\n".join(out)
