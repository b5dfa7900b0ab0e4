"""`cigu match` as somebody in a terminal, or a script that reads JSON, meets it."""

import json

import numpy as np
import pytest

from cigu.faces.cli import main


def run(capsys, *arguments):
    """The exit code, what was printed, what was said on the error channel."""
    with pytest.raises(SystemExit) as end:
        main(["match", *map(str, arguments)])
    printed = capsys.readouterr()
    return end.value.code, printed.out, printed.err


@pytest.fixture
def scores(tmp_path):
    path = tmp_path / "scores.npy"
    np.save(path, np.asarray([[0.9, 0.8, 0.1], [0.8, 0.3, 0.2]]))
    return path


LIMITS = ("--demand", 1, "--load", 1)


def test_assign_prints_the_interface_that_stays(capsys, scores, tmp_path):
    code, out, _err = run(capsys, "assign", scores, *LIMITS, "--objective", "total", "--json")
    found = json.loads(out)
    assert code == 0
    assert found["pairs"] == [[0, 1], [1, 0]]
    assert found["total"] == pytest.approx(1.6)
    assert (found["minimum"], found["gap"]) == (pytest.approx(0.8), pytest.approx(0, abs=1e-6))
    assert {"bound", "seconds"} <= found.keys()
    text = tmp_path / "scores.in"
    text.write_text("2 3\n0.9 0.8 0.1\n0.8 0.3 0.2\n", encoding="utf-8")
    code, out, _err = run(capsys, "assign", text, *LIMITS, "--objective", "fair", "--json")
    assert json.loads(out)["pairs"] == found["pairs"]
    assert json.loads(out)["floor_bound"] == pytest.approx(0.8)


def test_assign_keeps_conflicts_pins_and_what_stood(capsys, scores, tmp_path):
    barred, old = tmp_path / "conflicts.csv", tmp_path / "old.csv"
    barred.write_text("# need,provider,evidence\n0,1,same firm\n", encoding="utf-8")
    old.write_text("0,0\n1,1\n", encoding="utf-8")
    code, out, _err = run(capsys, "assign", scores, *LIMITS, "--conflicts", barred)
    assert code == 0
    assert "0 0\n1 1\n2 pairs, total 1.200000" in out
    code, out, _err = run(capsys, "assign", scores, *LIMITS, "--previous", old, "--json")
    assert json.loads(out)["kept"] == 2
    code, out, _err = run(
        capsys, "assign", scores, *LIMITS, "--transpose", "--at-most", "--min-load", 0
    )
    assert code == 0


def test_assign_says_why_it_cannot_be(capsys, scores, tmp_path):
    barred = tmp_path / "conflicts.csv"
    barred.write_text("0,1,same firm\n0,2,\n1,1,\n1,2,co-authors\n", encoding="utf-8")
    code, out, _err = run(capsys, "assign", scores, *LIMITS, "--conflicts", barred, "--json")
    told = json.loads(out)
    assert code == 1
    assert told["reasons"][0]["code"] == "needs_short"
    assert "same firm" in told["reasons"][0]["evidence"]
    assert min(r["amount"] for r in told["least_changes"]) == 1
    code, out, _err = run(capsys, "assign", scores, *LIMITS, "--conflicts", barred)
    assert code == 1
    assert "conflicts lifted" in out


@pytest.mark.parametrize("text", ["2 2\n1 2\n", "words\n", "1 1\ninf\n"])
def test_assign_refuses_what_are_no_scores(capsys, tmp_path, text):
    path = tmp_path / "scores.in"
    path.write_text(text, encoding="utf-8")
    code, _out, err = run(capsys, "assign", path, *LIMITS)
    assert code == 2
    assert "Give" in err or "Correct" in err


def test_rank_names_candidates_with_passages(capsys, tmp_path):
    needs, folder = tmp_path / "needs.jsonl", tmp_path / "profiles"
    (folder / "e3").mkdir(parents=True)
    rows = [
        {"id": "n1", "title": "Coercivity of sintered magnets", "filters": {"secrecy": 1}},
        {"id": "n2", "title": "的"},
    ]
    needs.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    content = {"title": {"value": "Sintered magnets"}, "abstract": "Coercivity rose."}
    (folder / "~e1.jsonl").write_text(json.dumps({"content": content}), encoding="utf-8")
    (folder / "e2.jsonl").write_text("", encoding="utf-8")
    (folder / "e3" / "report.txt").write_text("Magnets\nCoercivity fell.", encoding="utf-8")
    (folder / "facts.json").write_text('{"e3": {"clearance": 0}}', encoding="utf-8")
    where = ("rank", "--needs", needs, "--profiles", folder, "--why-not", "e3")
    code, out, _err = run(capsys, *where, "--json")
    told = json.loads(out)
    assert code == 0
    (best,) = told["answers"][0]["candidates"]
    assert best["profile_id"] == "e1"
    assert best["passages"][0]["document_id"] == "e1-0"
    assert told["answers"][0]["why_not"]["code"] == "filter"
    assert told["answers"][1]["error"]["code"] == "empty_need"
    assert told["unknown"] == ["e2"]
    code, out, _err = run(capsys, *where)
    assert "e3 does not pass: secrecy" in out
    needs.write_text("[]", encoding="utf-8")
    assert run(capsys, *where)[0] == 2


def test_evaluate_refuses_a_folder_that_is_no_gold_standard(capsys, tmp_path):
    code, _out, err = run(capsys, "evaluate", tmp_path, "--json")
    assert code == 2
    assert "gold standard" in err
