"""What is counted: the noun phrase beside a quantity, its head, what brings it about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from cigu.engines.factcheck.grammar import alternatives, pattern
from cigu.engines.factcheck.lexicon import CLASSES, VERB, alternation
from cigu.engines.factcheck.model import Counted

_STOP: Final = re.compile(r"(?<=[一-龥]) (?=[一-龥])|[…，。；：！？（）()\[\]【】;:!?\n|\t]|——")
_LIST: Final = re.compile(r"[…、，。；：！？（）()\[\]【】;:!?\n|\t]|——")
_CUT: Final = re.compile(alternation(CLASSES["cut"]))
_NOUN: Final = re.compile(alternation(CLASSES["noun"]))
_TRAIL: Final = pattern("trail")
_LEAD: Final = pattern("lead")
_HELD_AGAINST: Final = pattern("held_against")
_SHARE_OF: Final = pattern("share_of")
_TIME: Final = alternatives("time")
_RIGHT_LEAD: Final = re.compile(r"^(?:以上|以下|以内|左右|上下|多|余|的)?[“‘「『《\"]?")
_BRACKET: Final = re.compile(r"（[^（）\d]{1,8}）")
_TAIL: Final = re.compile(r"(?:[、和及与，的了等]|以及|共|其中|并|为|从|由)+$")
_NEARBY = 32  # characters
_SINGLE = frozenset("县市区省村镇国校")
_FUNCTION = frozenset("的了为是在由从被将把对与和及占有")


@dataclass(frozen=True, slots=True)
class Around:
    """The text left and right of a quantity, as far as it can belong to it."""

    left: str
    right: str
    topic: str = ""  # 高新技术企业中，: what a clause before says the figure is among
    nearby: str = ""  # the words before its clause
    ahead: str = ""  # the words behind it
    leads: bool = False  # the words behind lead up to another number of things
    follows: bool = False  # another quantity stands before it in its clause


def around(
    text: str,
    start: int,
    end: int,
    left: int,
    right: int,
    *,
    follows: bool = False,
    leads: bool = False,
) -> Around:
    """`left` is where the quantity before ends (or the sentence begins), `right` where the next
    one begins (or the sentence ends)."""
    before = text[left:start]
    stops = [m.end() for m in _STOP.finditer(before)]
    after = _BRACKET.sub("", text[end:right])
    lead = _RIGHT_LEAD.match(after)
    skip = lead.end() if lead else 0
    stop = _LIST.search(after, skip)
    begin = stops[-1] if stops else 0
    topic = ""
    if begin and before[:begin].endswith(("中，", "中、")):
        topic = before[stops[-2] if len(stops) > 1 else 0 : begin - 1]
    nearby = text[max(0, left + begin - _NEARBY) : left + begin]
    behind = after[: stop.start() if stop else None]
    ahead = text[end + len(behind) : end + len(behind) + _NEARBY].partition("。")[0]
    leads = leads and stop is None and bool(behind)
    return Around(before[begin:], behind, topic, nearby, ahead, leads, follows and not begin)


def counted(place: Around, is_count: bool) -> Counted:
    """85家规上企业 has its noun behind, 专利395件 before; a measured value always before."""
    phrase, action, bare = _before(place.left)
    behind = _behind(place.right)
    if is_count:
        if behind and place.right[:1] != "的":
            phrase = behind
            action = action or _verb_in(place.right.partition(behind)[2])
        return Counted(phrase, head(phrase), "", action)
    of = _SHARE_OF.search(place.left)
    if of:
        return Counted(_before(of[1])[0], head(of[1]), of[0], action)
    phrase = phrase or behind
    return Counted(phrase, head(phrase), behind or phrase or bare, action)


def head(phrase: str) -> str:
    """The last noun of a phrase, as near as its last two characters come to it."""
    plain = re.sub(r"[”’』」》)）\"]+$", "", phrase)
    return plain[-2:]


def _behind(right: str) -> str:
    text = _RIGHT_LEAD.sub("", right)
    text = _LEAD.sub("", text)
    found = _CUT.search(text)
    while found and found.start() == 0 and len(text) > found.end():
        found = _CUT.search(text, found.end())
        if found is None:
            return ""
    if found:
        text = text[: found.start()]
    text = _TAIL.sub("", text).strip(' ”’』」》"')
    return text if len(text) > 1 or text in _SINGLE else ""


def _before(left: str) -> tuple[str, str, str]:
    """The noun phrase that ends at the number, the verb before it, and the words cut off."""
    text = left
    while True:
        trail = _TRAIL.search(text)
        if not trail or _ends_in_noun(text):
            break
        text = text[: trail.start()]
    text = _without_start(text)
    bare = left[len(text) :].strip()
    for _ in range(3):
        text = _LEAD.sub("", text)
    shut = [m.span() for m in _NOUN.finditer(text)]
    last, action = 0, ""
    for found in VERB.finditer(text):
        if any(a <= found.start() < b for a, b in shut):
            continue
        rest = _LEAD.sub("", text[found.end() :])
        if len(rest) > 1:
            last = found.end()
            if found[0] not in _FUNCTION:
                action = found[0]
        elif found[0] not in _FUNCTION and not rest:
            action = action or found[0]
    phrase = _LEAD.sub("", _LEAD.sub("", text[last:])).strip(' “‘"”’')
    held = _HELD_AGAINST.match(phrase)
    if held:
        phrase = phrase[held.end() :]
    time = _TIME.match(phrase)
    if time:
        phrase = _LEAD.sub("", phrase[time.end() :])
    whole = VERB.fullmatch(phrase)
    if whole:
        action, phrase = whole[0], ""
    return phrase, action or _verb_in(bare), bare


def _without_start(text: str) -> str:
    """成交额 of 成交额由2021年的: what a change starts from dates the number."""
    for word in ("由", "从"):
        head_of, found, rest = text.rpartition(word)
        if found:
            time = _TIME.match(rest)
            if time and rest[time.end() :] in ("", "的"):
                return head_of
    return text


def _verb_in(bare: str) -> str:
    found = VERB.search(bare)
    return found[0] if found and found[0] not in _FUNCTION else ""


def _ends_in_noun(text: str) -> bool:
    return any(text.endswith(word) for word in CLASSES["noun"])
