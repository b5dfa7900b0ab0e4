"""What the prose of one sentence says of several figures: change, growth, share, parts, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from cigu.engines.factcheck.drafts import Draft
from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.model import Kind, When
from cigu.engines.factcheck.times import times

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
_YEARLY: Final = re.compile(r"年均|平均|每年|复合")  # a rate a year, over years that are not told
_MOVED: Final = pattern("moved")
_AMONG: Final = re.compile(
    r"^[一-龥、（）]{1,16}?[中里][，、]?[^。；]{0,24}$|^[一-龥]{1,8}(?<![居列排名占获])$"
)
_OF_PLACES: Final = re.compile(r"(?:在|全国|全省|全市|全区|全球|世界|参[评赛与加])的?$")
_REST: Final = re.compile(r"逆差|顺差|差额|结余|结转|净额|余额")  # what is left is no part
_SHARE_OF: Final = re.compile(r"[，、（(]?(?:约|仅)?占(?:到|全部|了)?([^，。；的]{1,12})")
_ANY_WHOLE: Final = re.compile(
    r"(?:总|全部|其|总体|全体|合计|整体)[数量额体计]?(?:比[重例]|中)?|比[重例]?|总[一-龥]数"
)
_HELD_AGAINST: Final = re.compile(r"(?:同比|环比|较|比|与)")
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
        if after is not None and _tells_change(other, after):
            yield Link("change", (i, i + 1, i + 2), ("before", "after", "by"))
        else:
            yield Link("change", (i, i + 1), ("before", "after"))


def _tells_change(end: Draft, after: Draft) -> bool:
    """提高5.3个百分点 behind 提升到46.4%, 前移47位 behind 升至第121位; not a rate a year."""
    if end.kind is Kind.RANK:
        return _moves(after)
    told = after.kind is Kind.GROWTH or after.unit == end.unit
    return bool(told and _GROWN.match(after.left.strip()) and not _YEARLY.search(after.left))


def _moves(draft: Draft) -> bool:
    return draft.unit in ("位", "名") and bool(_MOVED.match(draft.left.strip()))


def _ranks(text: str, found: list[Draft]) -> Iterator[Link]:
    """居全省12个盟市第2位，较上年前移3位: among how many, and by how much it moved."""
    ends = {at for link in _changes(text, found) for at in link.at[1:2]}
    for i, rank in enumerate(found):
        if rank.kind is not Kind.RANK or rank.quantity.comparator != "=":
            continue
        for k in range(i - 1, -1, -1):
            if _is_field(text, found[k], rank):
                yield Link("among", (k, i), ("total", "rank"))
                break
        if i not in ends and i + 1 < len(found) and _moves(found[i + 1]):
            yield Link("moved", (i, i + 1), ("rank", "by"))


def _is_field(text: str, total: Draft, rank: Draft) -> bool:
    """全省12个盟市第2位; not 论文12篇，全省第15位."""
    told = _OF_PLACES.search(text[max(0, total.start - 4) : total.start])
    return bool(told and total.dimension == "count" and _AMONG.match(_gap(text, total, rank)))


def _growths(text: str, found: list[Draft]) -> Iterator[Link]:
    """登记1892项，较上年增长74.38%: the amount before, or one that 达到 puts behind."""
    by_change = {link.at[2] for link in _changes(text, found) if len(link.at) == 3}
    for j, rate in enumerate(found):
        if rate.kind is not Kind.GROWTH or j in by_change or not _GROWN.match(rate.left.strip()):
            continue
        if _YEARLY.search(rate.left) or not j:
            continue
        of, before = found[j - 1], found[j - 2] if j > 1 else None
        points = of.kind is Kind.SHARE and rate.dimension == "points"
        if points or (of.is_amount and of.kind is not Kind.GROWTH):
            yield Link("growth", (j - 1, j), ("value", "rate"))
        elif before is not None and _is_increase(before, of) and rate.dimension == "share":
            yield Link("growth", (j - 2, j - 1, j), ("value", "by", "rate"))


def _is_increase(value: Draft, by: Draft) -> bool:
    """企业118家，比上年增加12家."""
    told = by.kind is Kind.GROWTH and value.is_amount and value.kind is not Kind.GROWTH
    return told and by.unit == value.unit


def _shares(text: str, found: list[Draft]) -> Iterator[Link]:
    """稀土企业23家，占总量的29%; with the whole where 中 or 其中 gives it."""
    for j, rate in enumerate(found):
        if rate.kind is not Kind.SHARE or not j or not _OF_TOTAL.match(rate.left.strip()):
            continue
        if "分别" in rate.left or not found[j - 1].is_amount:
            continue
        whole = _whole(text, found, j - 1)
        if whole is None or _names_another(rate, found[whole]):
            yield Link("share", (j - 1, j), ("part", "rate"))
        else:
            yield Link("share", (j - 1, j, whole), ("part", "rate", "total"))


def _names_another(rate: Draft, whole: Draft) -> bool:
    """占总装机的53.8% behind 并网规模680万千瓦: the share may be of something else."""
    said = _SHARE_OF.match(rate.left.strip())
    if said is None or _ANY_WHOLE.fullmatch(said[1]):
        return False
    words = whole.counted.phrase + whole.left
    return not any(said[1][k : k + 2] in words for k in range(len(said[1]) - 1))


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
            if one.unit != total.unit or "合计" in one.left or _REST.search(one.left):
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
        while last + 1 < len(found) and _is_item(text, first, found[last], found[last + 1]):
            last += 1
        names = list_names(named)
        if last > i and len(names) > 1:
            at = tuple(range(i, last + 1))
            yield Link("respective", at, ("item",) * len(at), tuple(names))


def _is_item(text: str, first: Draft, last: Draft, following: Draft) -> bool:
    """Whether the list goes on; behind a comma only with the same sort of value: of
    36亿元、42亿元，三年累计78亿元 two are items."""
    gap = _gap(text, last, following)
    alike = following.dimension == first.dimension
    return bool(_JOIN.match(gap)) and (alike or "，" not in gap)


def _names_before(text: str, first: Draft) -> str | None:
    """The words that 分别 shares out, if it stands before the first item; not 同比, 较上年."""
    if "分别" not in first.left:
        return None
    found = _NAMES.search(text[max(first.sentence[0], first.start - LONGEST_LIST) : first.start])
    return found[1] if found and not _HELD_AGAINST.match(found[1]) else None


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
    _changes, _ranks, _growths, _shares, _shares_named, _growths_shared, _parts, _sums, _added,
    _passed, _needs, _lists,
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
        dated = [_dated(name) for name in link.names]
        for position, name in zip(link.at, link.names, strict=True):
            draft = out[position]
            if all(dated):
                out[position] = _at(draft, dated[link.names.index(name)], link.names[-1])
                continue
            what = replace(draft.counted, phrase=name + suffix, measured=suffix or name)
            out[position] = replace(draft, counted=what)
    return out


def _dated(name: str) -> When | None:
    """The time that a name of a list is: 2021 or 2021年, 一季度, 前三季度GDP."""
    found = times(name) or times(f"{name}年")
    return found[0] if found and found[0].begin == 0 else None


def _at(draft: Draft, when: When | None, last: str) -> Draft:
    """2021、2022年产量分别为3吨、4吨: each item has its own time; what is counted stands once."""
    own = _dated(last)
    thing = last[own.end :].lstrip("的") if own is not None else ""
    what = replace(draft.counted, phrase=thing, measured=thing) if thing else draft.counted
    return replace(draft, counted=what, when=when)
