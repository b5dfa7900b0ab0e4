import unicodedata
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cigu.engines.basis.errors import CiguError
from cigu.engines.basis.text import excerpt, fold, normalise, sentences


def cut(text):
    return [text[span.start : span.end] for span in sentences(text)]


def test_normalising_folds_forms_and_blanks():
    assert normalise(" １．４２\u3000Ｔ \n℃ ") == "1.42 T °C"


def test_chinese_sentences():
    assert cut("矫顽力不足。如何提高？降本；增效！") == [
        "矫顽力不足。",
        "如何提高？",
        "降本；",
        "增效！",
    ]


def test_a_closing_quote_stays_with_its_sentence():
    assert cut("他说“可以。”然后走了。") == ["他说“可以。”", "然后走了。"]


def test_english_sentences_keep_decimals_and_abbreviations():
    text = "Remanence is 1.42 T, e.g. at 20 K. See Fig. 3 there. Done"
    assert cut(text) == ["Remanence is 1.42 T, e.g. at 20 K.", "See Fig. 3 there.", "Done"]


def test_lines_end_sentences():
    assert cut("剩磁1.42T\n\n  矫顽力30kOe  ") == ["剩磁1.42T", "矫顽力30kOe"]


@given(st.text())
def test_sentences_are_in_order_and_lose_only_blanks(text):
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    kept = "".join(text[span.start : span.end] for span in spans)
    assert "".join(kept.split()) == "".join(text.split())


@given(st.text())
def test_folding_leads_back_to_the_given_text(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.origin)
    for index, character in enumerate(folded.text):
        span = folded.span(index, index + 1)
        assert character in unicodedata.normalize("NFKC", text[span.start]).lower()


def test_an_excerpt_shows_the_span_and_cuts_no_word():
    text = "一" * 50 + " permanent magnet 永磁电机 synchronous drive " + "二" * 50
    start = text.index("永磁电机")
    quoted = excerpt(text, start, start + 4, width=24)
    assert quoted.text[quoted.start : quoted.end] == "永磁电机"
    assert quoted.text.startswith("…") and quoted.text.endswith("…")
    assert "permanent" in quoted.text or "perm" not in quoted.text


def test_an_excerpt_is_one_line_without_control_characters():
    quoted = excerpt("甲\n乙\x07丙\u2028丁", 2, 3)
    assert quoted.text == "甲 乙 丙 丁"
    assert "…" not in quoted.text


@given(st.text(max_size=200), st.integers(-5, 220), st.integers(-5, 220), st.integers(0, 90))
def test_an_excerpt_never_loses_its_span(text, start, end, width):
    quoted = excerpt(text, start, end, width)
    low, high = max(0, min(start, len(text))), min(len(text), end)
    wanted = text[low : max(low, high)]
    shown = quoted.text[quoted.start : quoted.end]
    assert len(shown) == len(wanted)
    assert all(a == b or b == " " for a, b in zip(wanted, shown, strict=True))


def test_an_error_says_what_is_wrong_and_what_to_do():
    error = CiguError("missing", "Nothing is there.", remedy="Put something there.", value=3)
    assert str(error) == "Nothing is there. Put something there."
    assert (error.code, error.data) == ("missing", {"value": 3})
