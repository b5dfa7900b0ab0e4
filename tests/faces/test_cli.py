"""The command line: shapes that people script, exit codes, and words on stderr."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from cigu.core.clock.business import travel
from cigu.core.figures.registry import registered
from cigu.faces.cli import main, where

from .year import END

ASK = ["yearbook", "--territory", "baotou", "--period", "2023-06-08/2024-06-08"]
MAP = """# Map

| phrase | room | engine | flow test | state |
|---|---|---|---|---|
| 科技体检 / checkup | work/checkups | engines/shopfloor | tests/flows/test_main.py | built |
| 揭榜挂帅 / open call | work/calls | - | - | later |
"""


def run(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main(words)
    out, err = capsys.readouterr()
    return end.value.code, out, err


@pytest.mark.django_db
class TestOnAYear:
    @pytest.fixture(autouse=True)
    def _plain_start(self, year, monkeypatch):
        monkeypatch.setattr("cigu.faces.cli.site.start", lambda: None)
        with travel(END):
            yield

    def test_yearbook_table_ends_with_how_many_stand_how(self, capsys):
        code, out, _err = run(capsys, *ASK)
        rows, last = out.strip().splitlines()[:-1], out.strip().splitlines()[-1]
        assert (code, len(rows)) == (0, 175)
        assert sum(map(int, re.findall(r"\d+", last))) == 175
        agreeing = sum("一致" in row for row in rows)
        assert f"一致 {agreeing}" in last and agreeing < 175

    def test_yearbook_json(self, capsys):
        code, out, _err = run(capsys, *ASK, "--json")
        told = json.loads(out)
        assert code == 0
        assert len(told["figures"]) == 175
        figure = next(f for f in told["figures"] if f["id"] == "A-23")
        assert (figure["published"], figure["unit"], figure["comparator"]) == (32, "项", "=")
        assert (figure["verdict"], figure["as_of"], figure["basis"]) == (
            "differs", "2024-06-07", "synthetic",
        )  # fmt: skip
        assert figure["computed"] == figure["n_records"] == 5

    def test_strict_exits_1_where_a_figure_differs(self, capsys):
        assert run(capsys, *ASK, "--strict")[0] == 1
        assert run(capsys, *ASK)[0] == 0

    @pytest.mark.parametrize(
        ("place", "period", "words"),
        [
            ("nowhere", "2023-06-08/2024-06-08", "150200 包头市"),
            ("baotou", "2023-02-30/2024-06-08", "existing day"),
            ("baotou", "2024", "slash"),
        ],
    )
    def test_errors_say_what_to_do(self, capsys, place, period, words):
        code, out, err = run(capsys, "yearbook", "--territory", place, "--period", period)
        assert (code, out) == (2, "")
        assert words in err


def test_coverage_is_derived_from_what_is_registered(capsys, monkeypatch):
    monkeypatch.setattr("cigu.faces.cli.coverage.start", lambda: None)
    code, out, _err = run(capsys, "coverage", "--json")
    told = json.loads(out)
    assert code == 0
    assert {name: part["total"] for name, part in told.items()} == {
        "figures": 175, "record_types": 110, "workflows": 30,
    }  # fmt: skip
    assert {"need", "cooperation", "checkup"} <= set(told["record_types"]["names"])
    assert "swap order" not in told["record_types"]["names"]
    assert {f"A-{n}" for n in range(19, 27)} <= set(told["figures"]["names"])
    assert sorted(told["figures"]["names"]) == sorted(registered())


def test_where_finds_a_phrase_or_suggests(capsys, monkeypatch):
    monkeypatch.setattr(where, "map_text", lambda: MAP)
    code, out, _err = run(capsys, "where", "揭榜挂帅")
    assert (code, "room: work/calls" in out) == (0, True)
    assert run(capsys, "where", "open call")[0] == 0
    code, out, err = run(capsys, "where", "揭榜")
    assert code == 0
    code, out, err = run(capsys, "where", "体检表")
    assert (code, out) == (1, "")
    assert "科技体检" in err


def test_help_and_where_need_no_django():
    """In the plain install: the parser and the map load without any web package."""
    script = (
        "import sys; sys.modules['django'] = None\n"
        "from cigu.faces.cli.parser import build; build().format_help()\n"
        "from cigu.faces.cli.where import read\n"
        "assert read('| phrase | room |\\n|-|-|\\n| a | b |')\n"
        "from cigu.faces.cli import main; main(['coverage'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert "pip install 'cigu[web]'" in done.stderr
