"""Chinese and English text into index terms with their places.

Chinese runs are cut by jieba with the domain lexicon beside its dictionary; as in its search
mode, a long word also yields the shorter words in it. Latin words stay whole, numbers keep
their unit: "1.42 T" is the term "1.42t". Offsets count characters of the text that was given.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cigu.engines.basis.text import Folded, fold

# Units as they stand after folding (NFKC, lower case), longest first so that kj/m3 is not k.
_UNITS = """
kj/m3 ka/m moe mgoe koe oe kgs gs mt t °c k gpa mpa kpa pa nm μm um mm cm m2/g m3/h m km kg mg g
t/a t/h ppm ppb wt% vol% at% mol/l mol g/l mg/l mg/m3 g/cm3 ml l μω·cm ω·cm mah/g mah kwh/t kwh mw
kw w kv mv v ma a khz mhz hz rpm r/min db min h s d ‰ % n·m nm/min μm/min j/g
万元 亿元 元 万吨 吨 公斤 千克 克 小时 分钟 秒 天 个月 年 转/分 万次 次 台 套 件 条 人
"""
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS.split(), key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<number>\d+(?:[.,]\d+)*)(?:\s?(?P<unit>{_UNIT})(?![a-z0-9]))?"
    r"|(?P<latin>[a-zα-ω]+[a-zα-ω0-9]*(?:[-+/.][a-z0-9]+)*)"
    r"|(?P<han>[\u3400-\u9fff\u3007]+)"
)
_LATIN_PART = re.compile(r"[a-zα-ω0-9]+")
_STRONG = 2_000_000  # above every word of the dictionary, so that a listed term is never split


@dataclass(frozen=True, slots=True)
class Token:
    """An index term and the characters [start, end) of the given text it stands for."""

    term: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Index terms in order of appearance; overlapping where a word holds shorter words.

    Stop words and single characters are left out, except elements of the lexicon.
    """
    folded = fold(text)
    return [_token(folded, *found) for found in _cut(folded.text) if _keeps(found[0])]


def terms(text: str) -> list[str]:
    """The index terms alone."""
    return [token.term for token in tokens(text)]


def lexicon() -> dict[str, str]:
    """Domain term → class (element, material, product, process, equipment, metric, field)."""
    return dict(_classes())


def metric_names() -> frozenset[str]:
    """Terms of the lexicon that name something measured, such as 矫顽力."""
    return frozenset(term for term, kind in _classes().items() if kind == "metric")


def han_words(run: str) -> list[str]:
    """The words of a run of Chinese characters, in order, each once where it stands."""
    return list(_tokenizer().cut(run))


def stopwords() -> frozenset[str]:
    """Words that say nothing about a subject."""
    return _stopwords()


def _token(folded: Folded, term: str, start: int, end: int) -> Token:
    span = folded.span(start, end)
    return Token(term, span.start, span.end)


def _cut(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if match["number"]:
            yield match["number"].replace(",", "") + (match["unit"] or ""), start, end
        elif match["latin"]:
            yield from _latin(match["latin"], start)
        else:
            yield from _han(match["han"], start)


def _latin(word: str, start: int) -> Iterator[tuple[str, int, int]]:
    """A compound such as nd-fe-b yields its parts of two letters and more, then itself."""
    parts = [part for part in _LATIN_PART.finditer(word) if len(part[0]) > 1]
    if len(parts) > 1:
        for part in parts:
            yield part[0], start + part.start(), start + part.end()
    yield word, start, start + len(word)


def _han(run: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Words in order; each long word after the shorter words and elements inside it."""
    cutter = _tokenizer()
    for word, begin, end in cutter.tokenize(run):
        for first, last in _inside(cutter.FREQ, word):
            yield word[first:last], start + begin + first, start + begin + last
        yield word, start + begin, start + end


def _inside(known: Mapping[str, int], word: str) -> list[tuple[int, int]]:
    """Places of the words of two and three characters, and of elements, inside a longer word.

    Narrower than jieba's search mode: 扩散 in 晶界扩散, but not 光速 in 抛光速率,
    because what stands before it (抛) is no word.
    """
    short = [
        (first, first + size)
        for size in (2, 3)
        for first in range(len(word) - size + 1)
        if size < len(word)
        and known.get(word[first : first + size])
        and _tiles(known, word[:first])
    ]
    if word in _classes():
        return short
    single = [(i, i + 1) for i, c in enumerate(word) if c in _elements() and len(word) > 1]
    return single + short


def _tiles(known: Mapping[str, int], text: str) -> bool:
    """Whether the text is a row of known words of two to four characters (or empty)."""
    sizes = range(2, min(4, len(text)) + 1)
    return not text or any(known.get(text[:n]) and _tiles(known, text[n:]) for n in sizes)


def _keeps(term: str) -> bool:
    if term in _stopwords():
        return False
    return len(term) > 1 or term in _elements()


@cache
def _classes() -> dict[str, str]:
    rows = [line.split() for line in _lines("lexicon.txt")]
    return {row[0]: row[1] for row in rows}


@cache
def _elements() -> frozenset[str]:
    return frozenset(term for term, kind in _classes().items() if kind == "element")


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(word for line in _lines("stopwords.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    text = files("cigu.engines.matching").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


_loading = threading.Lock()


def _tokenizer() -> Any:
    with _loading:
        return _load_tokenizer()


@cache
def _load_tokenizer() -> Any:
    """Our own jieba tokenizer: no log line, no cache file in a shared temporary folder.

    jieba's `initialize` writes and trusts <tmp>/jieba.cache, which any user of the machine may
    replace; the dictionary is read from the package instead (under a second, once).
    """
    jieba = _import_jieba()
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for term in _classes():
        tokenizer.add_word(term, _STRONG)
    return tokenizer


def _import_jieba() -> Any:
    """jieba 0.42.1 (2020, last release) has invalid escapes in three pattern literals.

    Python reports them when it compiles the module (DeprecationWarning up to 3.11,
    SyntaxWarning from 3.12); where setuptools still has pkg_resources, importing that warns
    too. None of them concerns us, all are silenced for this one import only.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "invalid escape sequence", DeprecationWarning)
        warnings.filterwarnings("ignore", "invalid escape sequence", SyntaxWarning)
        warnings.filterwarnings("ignore", ".*pkg_resources", Warning)
        import jieba
    return jieba
