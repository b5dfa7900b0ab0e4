import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.basis.text import fold
from cigu.engines.matching.segment import lexicon, metric_names, terms, tokens


@pytest.mark.parametrize(
    "term",
    [
        "烧结钕铁硼",
        "晶界扩散",
        "储氢合金",
        "脱硝催化剂",
        "稀土抛光粉",
        "永磁同步电机",
        "内禀矫顽力",
    ],
)
def test_domain_terms_stay_whole_within_a_sentence(term):
    assert term in terms(f"我们希望通过研究{term}工艺提高产品性能")


def test_every_listed_term_is_found():
    assert [term for term in lexicon() if term not in terms(f"采用{term}。")] == []


def test_a_long_term_also_yields_the_terms_in_it():
    assert terms("烧结钕铁硼") == ["烧结", "钕铁硼", "烧结钕铁硼"]
    assert terms("晶界扩散") == ["晶界", "扩散", "晶界扩散"]
    assert {"同步", "电机"} <= set(terms("永磁同步电机"))


def test_accidental_words_inside_a_term_are_not_found():
    assert "光速" not in terms("抛光速率")
    assert "化剂" not in terms("脱硝催化剂")


def test_an_element_is_a_word_by_itself():
    assert "镝" in terms("磁体含镝量")
    assert "的" not in terms("磁体的")


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("剩磁 1.42 T", "1.42t"),
        ("剩磁１．４２Ｔ", "1.42t"),
        ("450℃", "450°c"),
        ("磁能积 52 MGOe", "52mgoe"),
        ("1,200 t/a", "1200t/a"),
        ("纯度99.99%", "99.99%"),
        ("300 kJ/m³", "300kj/m3"),
        ("Nd₂Fe₁₄B", "nd2fe14b"),
        ("2024年", "2024年"),
    ],
)
def test_numbers_keep_their_units(text, term):
    assert term in terms(text)


def test_a_unit_is_not_taken_from_a_word():
    assert terms("50 motors") == ["50", "motors"]


def test_compounds_yield_their_parts():
    assert terms("La-Mg-Ni") == ["la", "mg", "ni", "la-mg-ni"]


def test_stop_words_are_left_out():
    assert terms("the of 的 我们 希望 and") == []


def test_metric_names_are_part_of_the_lexicon():
    assert {"矫顽力", "剩磁", "收率"} <= metric_names() <= set(lexicon())


@given(
    st.text(alphabet=st.one_of(st.sampled_from("烧结钕铁硼晶界扩散ＴNd℃㎜½ 1.5-"), st.characters()))
)
def test_offsets_lie_in_the_text_and_lead_to_the_term(text):
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        written = "".join(fold(text[token.start : token.end]).text.replace(",", "").split())
        assert token.term in written


def test_loading_is_silent_even_where_warnings_are_errors():
    code = "from cigu.engines.matching.segment import terms; print(len(terms('烧结钕铁硼')))"
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert (run.stdout.strip(), run.stderr) == ("3", "")
