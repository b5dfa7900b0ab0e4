"""What the issue asks of the seeds; skipped where they do not lie beside the project."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import yaml

from cigu.engines.factcheck import check, compare, link
from cigu.engines.factcheck.model import Indicator

from .seeds import is_read, line_of, needs_seeds, reading_of, rows, text_of


def stands(row, figure):
    return row.lines[0] <= line_of(row.seed, figure) <= row.lines[1]


@cache
def assigned():
    """The figure that each row is about: the next one not taken that is like it, and all used."""
    found, used = {}, set()
    for row in rows():
        here = [f for f in reading_of(row.seed).figures if stands(row, f) and is_read(row, f)]
        figure = next((f for f in here if (row.seed, f.id) not in used), here[0] if here else None)
        if figure is not None:
            found[row.id] = figure
            used |= {(row.seed, f.id) for f in here if f.clause == figure.clause or f is figure}
    return found, used


@needs_seeds
def test_rows_with_a_number_are_found_with_value_unit_and_comparator():
    found, _ = assigned()
    missed = [row.id for row in rows() if row.id not in found]
    assert len(rows()) >= 135
    assert len(missed) <= 0.03 * len(rows()), missed


@needs_seeds
def test_what_is_found_is_a_figure():
    _, used = assigned()
    every = [(seed, f.id) for seed in "AB" for f in reading_of(seed).figures]
    strange = [reading_of(s).figure(i).clause for s, i in every if (s, i) not in used]
    assert len(strange) <= 0.05 * len(every), strange


@cache
def indicators():
    """An office's list in its own words; a share told at two days is one indicator."""
    with Path(__file__).with_name("indicators.csv").open(encoding="utf-8") as file:
        return tuple(
            Indicator(r["id"], r["name"], tuple(r["words"].split(";")), r["unit"], r["kind"])
            for r in csv.DictReader(file)
        )


@needs_seeds
def test_the_indicator_is_the_right_one():
    found, _ = assigned()
    known = {ident for one in indicators() for ident in one.id.split("/")}
    asked = [row.id for row in rows() if row.id in known]
    right = 0
    for ident in asked:
        best = link(found[ident], indicators())[:1] if ident in found else []
        right += any(ident in c.indicator.split("/") for c in best)
    assert len(asked) >= 130
    assert right >= 0.9 * len(asked), f"{right} of {len(asked)}"


@needs_seeds
def test_the_list_of_the_yearbook_leads_there_too():
    """The names that the product's yearbook gives its figures, with what offices call them."""
    cigu = Path(__file__).resolve().parents[3] / "src/cigu"
    words = yaml.safe_load((cigu / "work/reports/judging/data/aliases.yaml").read_text("utf-8"))
    with (cigu / "faces/yearbook/data/indicators.csv").open(encoding="utf-8") as file:
        listed = tuple(
            Indicator(
                r["id"], r["phrase_zh"], tuple(words.get(r["id"], ())), r["unit_zh"], r["kind"]
            )
            for r in csv.DictReader(file)
        )
    found, _ = assigned()
    best = {ident: link(figure, listed)[:1] for ident, figure in found.items()}
    right = sum(ident in [c.indicator for c in best.get(ident, [])] for ident in found)
    assert right >= 0.9 * len(rows()), f"{right} of {len(rows())}"


def findings(seed):
    reading = reading_of(seed)
    return {
        (f.code, *(reading.figure(i).text for i in f.figures)): f.params for f in check(reading)
    }, check(reading)


@needs_seeds
def test_the_lithium_passage_is_flagged_and_nothing_else():
    told, every = findings("B")
    cathode = told["coefficient_out_of_bounds", "1亿瓦时", "220万吨"]
    carbonate = told["coefficient_out_of_bounds", "1亿瓦时", "80万吨"]
    assert cathode["power"] == carbonate["power"] == 4  # C-06
    assert ("same_measure_two_units", "1160亿瓦时", "3—5亿千瓦时") in told  # C-07
    assert sum(f.level == "alarm" for f in every) == 3
    assert not [f for f in findings("A")[1] if f.level == "alarm"]


@needs_seeds
def test_derived_notes_say_what_follows_from_the_text():
    a, _ = findings("A")
    b, _ = findings("B")
    assert a["stock_before", "5个", "13个"]["before"] == 8  # C-01
    totals = {k[1:]: (v["first"], v["last"]) for k, v in b.items()
              if k[0] == "share_total" and "first" in v}  # fmt: skip
    assert totals["23家", "29%"] == (78, 80)  # C-03
    assert totals["36家", "73.5%"] == (49, 49) and totals["4个", "57.1%"] == (7, 7)
    assert b["growth_base", "1892项", "74.38%"]["first"] == 1085  # C-04
    base = b["growth_base", "72.92亿元", "28.36%"]["base"]
    assert f"{base / 10**8:.2f}" == "56.81"
    assert round(a["share_total", "87项", "65%"]["high"]) == 134  # C-05
    funds = a["sum_of_two", "2.47亿元", "3.5亿元"]
    assert (funds["sum"], str(funds["lever"])) == (597_000_000, "1.42")  # C-11
    ratios = [str(v["ratio"]) for k, v in a.items() if k[0] == "ratio"]
    assert ratios == ["0.84", "0.63", "0.45", "0.21"]  # C-12
    assert b["per_unit", "8面", "128块"]["ratio"] == 16  # C-13
    assert b["per_unit", "8面", "64辆"]["ratio"] == 8
    assert ("demand_and_supply", "3—5亿千瓦时", "80万吨") in b  # C-08


@needs_seeds
def test_two_reports_use_two_wholes_for_one_share():
    told = compare(reading_of("A"), reading_of("B"))
    assert "share_of_other_whole" in {d.code for d in told}  # C-05
    assert "contradicts" not in {d.code for d in told}


@needs_seeds
def test_sentences_that_the_columns_broke_are_joined():
    text = text_of("B")
    joins = {
        tuple(text.count("\n", 0, span.start) + 1 for span in repair.order)
        for repair in reading_of("B").repairs if repair.done
    }  # fmt: skip
    assert joins == {(13, 15), (23, 25), (41, 43), (53, 55), (57, 19), (71, 73), (91, 93)}
    assert not [r for r in reading_of("B").repairs if not r.done]
    assert reading_of("A").repairs == ()
