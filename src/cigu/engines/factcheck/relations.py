"""What the prose of one sentence says of several figures: change, growth, share, parts, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cigu.engines.factcheck.drafts import Draft
from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.model import Kind

_FROM: Final = pattern("from")
_TO: Final = pattern("grown_to")
_GROWN: Final = pattern("grown")
_OF_TOTAL: Final = pattern("of_total")
_TOTAL: Final = pattern("total_of")
_ADDED: Final = re.compile(r"新|增|获批|引进|添")
_SUM: Final = pattern("sum_of")
_NEEDS: Final = pattern("needs")
_NAMES: Final = pattern("respectively")
LONGEST_LIST = 160  # characters of the names before 分别
_GROUP: Final = re.compile(r"(?:[两二三四五六七八九十\d]+[大类种项个家])[^、]*$")
_JOIN: Final = re.compile(r"^(?:[、，,和及与]|以及)*$")


@dataclass(frozen=True, slots=True)
class Link:
    """A relation by positions in the list of drafts of one sentence."""

    sort: str
    at: tuple[int, ...]
    roles: tuple[str, ...]
    names: tuple[str, ...] = ()


def links(text: str, found: list[Draft]) -> list[Link]:
    """The relations of one sentence; `text` is the plain text of its passage."""
    out: list[Link] = []
    for rule in _RULES:
        out.extend(rule(text, found))
    return out


def _gap(text: str, one: Draft, other: Draft) -> str:
    return text[one.end : other.start]


def _changes(text: str, found: list[Draft]) -> Iterator[Link]:
    """由41.1%提升到46.4%, with what it says of the difference behind."""
    for i in range(len(found) - 1):
        one, other = found[i], found[i + 1]
        if one.dimension != other.dimension or not _FROM.search(one.left):
            continue
        if not _TO.match(_gap(text, one, other)):
            continue
        after = found[i + 2] if i + 2 < len(found) else None
        told = after is not None and (after.kind is Kind.GROWTH or after.unit == other.unit)
        if after is not None and told and _GROWN.match(after.left.strip()):
            yield Link("change", (i, i + 1, i + 2), ("before", "after", "by"))
        else:
            yield Link("change", (i, i + 1), ("before", "after"))


def _growths(text: str, found: list[Draft]) -> Iterator[Link]:
    """登记1892项，较上年增长74.38%: the amount before, or one that 达到 puts behind."""
    by_change = {link.at[2] for link in _changes(text, found) if len(link.at) == 3}
    for j, rate in enumerate(found):
        if rate.kind is not Kind.GROWTH or j in by_change or not _GROWN.match(rate.left.strip()):
            continue
        of = found[j - 1] if j else None
        points = of is not None and of.kind is Kind.SHARE and rate.dimension == "points"
        if of is not None and (of.is_amount or points):
            yield Link("growth", (j - 1, j), ("value", "rate"))


def _shares(text: str, found: list[Draft]) -> Iterator[Link]:
    """稀土企业23家，占总量的29%; with the whole where 中 or 其中 gives it."""
    for j, rate in enumerate(found):
        if rate.kind is not Kind.SHARE or not j or not _OF_TOTAL.match(rate.left.strip()):
            continue
        if "分别" in rate.left or not found[j - 1].is_amount:
            continue
        whole = _whole(text, found, j - 1)
        if whole is None:
            yield Link("share", (j - 1, j), ("part", "rate"))
        else:
            yield Link("share", (j - 1, j, whole), ("part", "rate", "total"))


def _shares_named(text: str, found: list[Draft]) -> Iterator[Link]:
    """登记数量及成交额分别占全省46.3%、31.24%: each to the amount that its name fits best."""
    for link in _lists(text, found):
        shares = all(found[at].kind is Kind.SHARE for at in link.at)
        if not shares or len(link.at) != len(link.names):
            continue
        before = [i for i in range(link.at[0]) if found[i].is_amount]
        for at, name in zip(link.at, link.names, strict=True):
            fits = [i for i in before if _fit(name, found[i])]
            if fits:
                part = max(fits, key=lambda i: (_fit(name, found[i]), i))
                yield Link("share", (part, at), ("part", "rate"))


def _growths_shared(text: str, found: list[Draft]) -> Iterator[Link]:
    """游客1256.8万人次，收入98.7亿元，分别增长15.2%和18.9%: each to its amount, in their order."""
    for i, first in enumerate(found):
        if first.kind is not Kind.GROWTH or "分别" not in first.left or _names_before(text, first):
            continue
        last = i
        while last + 1 < len(found) and _JOIN.match(_gap(text, found[last], found[last + 1])):
            last += 1
        rates = list(range(i, last + 1))
        amounts = [k for k in range(i) if found[k].is_amount][-len(rates) :]
        if len(amounts) == len(rates) > 1:
            for amount, rate in zip(amounts, rates, strict=True):
                yield Link("growth", (amount, rate), ("value", "rate"))


def _fit(name: str, draft: Draft) -> int:
    """How many pairs of characters they share; a number of things fits what is counted."""
    phrase = draft.counted.phrase + draft.counted.action
    common = sum(name[k : k + 2] in phrase for k in range(len(name) - 1))
    counts = bool(re.search(r"数量?$|件数|项数", name))
    return common + 3 * (counts == (draft.dimension == "count")) if common else 0


def _whole(text: str, found: list[Draft], part: int) -> int | None:
    for i in range(part - 1, -1, -1):
        if found[i].unit == found[part].unit and re.search(
            r"^[^，。；]{0,12}中[，、]|其中", text[found[i].end : found[part].start]
        ):
            return i
    return None


def _parts(text: str, found: list[Draft]) -> Iterator[Link]:
    """共85家，其中规上30家、规下55家."""
    for i, total in enumerate(found):
        rest = found[i + 1 :]
        if not total.is_amount or not rest or "其中" not in _gap(text, total, rest[0]):
            continue
        parts = []
        for j, one in enumerate(rest, i + 1):
            if one.kind is Kind.GROWTH or one.dimension in ("share", "points"):
                continue
            if one.unit != total.unit or "合计" in one.left:
                break
            if j > i + 1 and "）" in text[found[j - 1].end : one.start]:
                break
            if "其中" in text[found[j - 1].end : one.start] and j > i + 1:
                break
            parts.append(j)
        if parts:
            yield Link("parts", (i, *parts), ("total", *("part",) * len(parts)))


def _sums(text: str, found: list[Draft]) -> Iterator[Link]:
    """2.47亿元，自筹3.5亿元，两项合计5.97亿元."""
    for j, total in enumerate(found):
        if not total.is_amount or not _SUM.search(total.left):
            continue
        said = re.search(r"([两二三四五六七八九])[项者笔类]", total.left)
        wanted = "零一二三四五六七八九".find(said[1].replace("两", "二")) if said else 0
        parts = [i for i in range(j) if found[i].unit == total.unit and found[i].is_amount]
        if any("各" in found[i].left for i in parts):
            continue  # 二期、三期各4吉瓦时: how many are meant is not counted
        parts = parts[-wanted:] if wanted else parts
        if len(parts) >= 2 and (not wanted or len(parts) == wanted):
            yield Link("sum", (*parts, j), (*("part",) * len(parts), "total"))


def _added(text: str, found: list[Draft]) -> Iterator[Link]:
    """国家级平台增加5个、总数达到13个."""
    for i in range(len(found) - 1):
        one, total = found[i], found[i + 1]
        if not one.is_amount or one.unit != total.unit or not _TOTAL.match(total.left.strip()):
            continue
        if _ADDED.search(one.left) or one.counted.action == "增加":
            yield Link("added", (i, i + 1), ("added", "total"))


def _passed(text: str, found: list[Draft]) -> Iterator[Link]:
    """突破70亿元关口，达到72.92亿元."""
    for i in range(len(found) - 1):
        one, other = found[i], found[i + 1]
        if one.quantity.said in ("突破", "超过", "跨越", "逾", "超") and one.unit == other.unit:
            gap = _gap(text, one, other)
            if re.match(r"^(?:大关|关口|门槛)?[，,]?(?:并)?(?:达到|达|为|实现|完成)$", gap):
                yield Link("passed", (i, i + 1), ("threshold", "value"))


def _needs(text: str, found: list[Draft]) -> Iterator[Link]:
    """1亿瓦时将需要220万吨正极材料，需要碳酸锂80万吨."""
    source: int | None = None
    for j in range(1, len(found)):
        if not _NEEDS.search(found[j].left.rstrip("约近")):
            continue
        if found[j - 1].dimension != found[j].dimension and found[j - 1].is_amount:
            source = j - 1
        if source is not None and found[source].dimension != found[j].dimension:
            yield Link("needs", (source, j), ("input", "amount"))


def _lists(text: str, found: list[Draft]) -> Iterator[Link]:
    """A、B、C三大产业的设计产能分别达到6.5万吨、1万吨、2.4万吨."""
    for i, first in enumerate(found):
        named = _names_before(text, first)
        if named is None:
            continue
        last = i
        while last + 1 < len(found) and _JOIN.match(_gap(text, found[last], found[last + 1])):
            last += 1
        names = list_names(named)
        if last > i and len(names) > 1:
            at = tuple(range(i, last + 1))
            yield Link("respective", at, ("item",) * len(at), tuple(names))


def _names_before(text: str, first: Draft) -> str | None:
    """The words that 分别 shares out, if it stands before the first item."""
    if "分别" not in first.left:
        return None
    found = _NAMES.search(text[max(first.sentence[0], first.start - LONGEST_LIST) : first.start])
    return found[1] if found else None


def list_names(words: str) -> list[str]:
    """The names before 分别; what they share stands with the last: 永磁、储氢三大产业的产能."""
    pieces = [p for p in re.split(r"、|以及|和|及|与", words) if p]
    if len(pieces) > 1 and "的" in pieces[-1] and not _GROUP.search(pieces[-1]):
        pieces[-1] = pieces[-1].partition("的")[0]
    elif len(pieces) > 1:
        pieces[-1] = _GROUP.sub("", pieces[-1]) or pieces[-1]
    return pieces


def shared_suffix(words: str) -> str:
    """设计产能 of 永磁、储氢、抛光三大产业的设计产能."""
    group = _GROUP.search(words)
    if group is None:
        return words.rpartition("、")[2].rpartition("的")[2] if "的" in words else ""
    return group[0].rpartition("的")[2] if "的" in group[0] else ""


_Rule = Callable[[str, list[Draft]], Iterator[Link]]
_RULES: Final[tuple[_Rule, ...]] = (
    _changes, _growths, _shares, _shares_named, _growths_shared, _parts, _sums, _added, _passed,
    _needs, _lists,
)  # fmt: skip


def named(text: str, found: list[Draft], made: list[Link]) -> list[Draft]:
    """Gives the items of a respectively-list their names, the ends of a change their role."""
    out = list(found)
    for link in made:
        if link.sort == "change":
            for position, role in zip(link.at[:2], ("before", "after"), strict=False):
                out[position] = replace(out[position], role=role)
        if link.sort != "respective" or len(link.names) != len(link.at):
            continue
        words = _names_before(text, out[link.at[0]])
        suffix = shared_suffix(words) if words else ""
        for position, name in zip(link.at, link.names, strict=True):
            draft = out[position]
            what = replace(draft.counted, phrase=name + suffix, measured=suffix or name)
            out[position] = replace(draft, counted=what)
    return out
