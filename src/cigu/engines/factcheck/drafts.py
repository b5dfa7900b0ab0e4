"""Figures while they are read: a quantity with the words around it, before ids are given."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from cigu.engines.factcheck.glyphs import DIGITS, LARGE, UNITS
from cigu.engines.factcheck.grammar import pattern
from cigu.engines.factcheck.kinds import falls, kind
from cigu.engines.factcheck.lexicon import DOMAIN, TARGET, TERRITORY, VERB
from cigu.engines.factcheck.model import Counted, Kind, Quantity, Scope, Unit, When
from cigu.engines.factcheck.phrases import Around, around, counted

_SAID_OF: Final = re.compile(
    r"(?:指数|系数|得分|评分|比[值率]|别比|抚养比|[从由]|达到|达|为|至|到|共|共计|突破|超过|近|约|超)$"
)
_SEVERAL: Final = re.compile("(?<![人总户件次个家项指系倍])[数几]$")
_MEASURED: Final = re.compile(r"(?:[率比数值]|比例|比重|占比|指数|系数|得分)(?:降?[为至到]|达到?)$")
_TOGETHER: Final = re.compile(r"^[一-龥]{0,4}(?:合计|共计|总计|之和|相加)")
_QUALIFIES: Final = pattern("qualifies")
_AGED: Final = pattern("aged")
_AGO: Final = re.compile(r"^(?:以?来|以?前|以?后|之[前后]|间|期)")
_BARE_OF: Final = re.compile(r"^(?:总[数量额计值]?|合计|共计|累计|共|其中|金额|规模|数量)$")
_SIZED: Final = frozenset(("余", "近", "超", "超过", "以上", "约", "左右", "以内", "不到", "不足"))
_OF_IT: Final = ("占", "约占", "仅占", "位居", "居", "排名", "排在", "位列", "列")
YEAR: Final = Unit("年", "year")
_REACHED: Final = re.compile(r"^[一-龥]{0,3}(?:达到|实现|完成|建成|达峰)")
_POSTPONED: Final = re.compile(r"^[，。；、！？)）]|^$")


@dataclass(frozen=True, slots=True)
class Draft:
    """`start`..`end` are places in the passage; `place` holds the words of its clause."""

    quantity: Quantity
    place: Around
    sentence: tuple[int, int]
    kind: Kind
    counted: Counted
    scope: Scope
    when: When | None
    falls: bool = False
    role: str = ""

    @property
    def left(self) -> str:
        return self.place.left

    @property
    def right(self) -> str:
        return self.place.right

    @property
    def clause(self) -> str:
        """Its own words: the item of a list without the item before it."""
        left = self.left
        if self.place.follows:
            left = re.split(r"[、和及与]", left)[-1]
        right, phrase = self.right, self.counted.phrase
        if self.place.leads and self.is_amount and phrase and phrase in right:
            right = right[: right.index(phrase) + len(phrase)]
        return (left + self.quantity.text + right).strip("，、 ")

    @property
    def start(self) -> int:
        return self.quantity.start

    @property
    def end(self) -> int:
        return self.quantity.end

    @property
    def unit(self) -> str:
        return self.quantity.unit

    @property
    def dimension(self) -> str:
        return "share" if self.quantity.sort == "fraction" else self.quantity.measure.dimension

    @property
    def is_amount(self) -> bool:
        """An amount of something: no share, growth, rank or multiple."""
        return self.kind is not Kind.RANK and self.dimension not in (
            "share", "points", "multiple", "", "degree",
        )  # fmt: skip


def drafts(
    text: str, sentence: tuple[int, int], quantities: list[Quantity], whens: list[When],
    given: Scope,
) -> list[Draft]:  # fmt: skip
    """The figures of one sentence of the plain text `text`; `whens` are times of the sentence."""
    first, last = sentence
    out: list[Draft] = []
    quantities = [q for q in quantities if _may_be_figure(q, text[first : q.start])]
    for i, quantity in enumerate(quantities):
        left = quantities[i - 1].end if i else first
        right = quantities[i + 1].start if i + 1 < len(quantities) else last
        counts = right < last and quantities[i + 1].measure.dimension == "count"
        if right < last and _qualifies(quantity, text[quantity.end : right]):
            continue
        place = around(text, quantity.start, quantity.end, left, right, follows=i > 0, leads=counts)
        if not is_figure(quantity, place.left, text[quantity.end : quantity.end + 4]):
            continue
        is_count = quantity.measure.dimension == "count"
        what = counted(place, is_count)
        what = _acting(what, text[left : quantity.start], out if i else [])
        its_kind = kind(quantity, place.left, place.right, text[first : quantity.start], what)
        quantity = _shared_sign(place, out, quantity)
        again = _repeats(place, out, quantity)
        when = _when(text, whens, quantity.start, len(place.left))
        draft = Draft(
            quantity, place, sentence,
            out[-1].kind if again else its_kind, what,
            _scope(text, first, quantity, what, given), when,
            out[-1].falls if again else falls(place.left),
        )  # fmt: skip
        out.append(_inherited(draft, out))
    return out


def milestones(text: str, sentence: tuple[int, int], whens: list[When]) -> list[Draft]:
    """The years by which something is to be reached, in a sentence that says no other figure."""
    first, last = sentence
    out = []
    for when in whens:
        year = re.search(r"\d{4}", when.text)
        aim = TARGET.search(text[first:last]) or _REACHED.match(text[when.end : when.end + 8])
        if when.sort != "by" or year is None or not aim:
            continue
        sign = "≤" if "前" in when.text else "="
        quantity = Quantity(
            when.begin, when.end, Decimal(year[0]), unit="年", comparator=sign,
            said="前" if sign == "≤" else "到", text=when.text,
            number_end=when.begin + year.end(), measure=YEAR, sort="milestone",
        )  # fmt: skip
        place = around(text, when.begin, when.end, first, last)
        out.append(Draft(quantity, place, sentence, Kind.TARGET,
                         counted(place, is_count=False), Scope(), when))  # fmt: skip
    return out


def _qualifies(quantity: Quantity, between: str) -> bool:
    """It says which things the next figure counts: 亿元以上项目45个, 65岁及以上人口占13.6%."""
    return bool((_AGED if quantity.unit == "岁" else _QUALIFIES).match(between))


def _shared_sign(place: Around, earlier: list[Draft], quantity: Quantity) -> Quantity:
    """The second of 分别不高于35毫克和50毫克 is not higher either."""
    goes_on = place.follows and not place.left.strip("、和及与以 ")
    if (
        not goes_on
        or not earlier
        or quantity.comparator != "="
        or earlier[-1].unit != quantity.unit
    ):
        return quantity
    before, first = earlier[-1], next((d for d in reversed(earlier) if "分别" in d.left), None)
    if first is None or not re.search(
        "分别.*" + re.escape(before.quantity.said or "。"), first.left
    ):
        return quantity
    return replace(quantity, comparator=before.quantity.comparator, said=before.quantity.said)


def _repeats(place: Around, earlier: list[Draft], quantity: Quantity) -> bool:
    """The second rate of 分别增长15.2%和18.9% is one as the first."""
    if not earlier or not place.follows or place.left.strip("、和及与以 "):
        return False
    return earlier[-1].kind is Kind.GROWTH and earlier[-1].unit == quantity.unit


def _acting(what: Counted, gap: str, earlier: list[Draft]) -> Counted:
    """The item of a list is brought about by the word before the list: 派驻20个组、160名专家."""
    pieces = re.split(r"[、和及与]", gap)
    if len(pieces) < 2 or not earlier or re.search(r"[，。；：（）]", gap):
        return what
    own = VERB.search(pieces[-1])
    return what if own else replace(what, action=earlier[-1].counted.action)


def _may_be_figure(quantity: Quantity, before: str) -> bool:
    """Whether it is more than a bare number, which would cut the words around others."""
    return bool(quantity.unit) or quantity.sort != "amount" or _is_bare_figure(quantity, before)


def is_figure(quantity: Quantity, left: str, after: str) -> bool:
    """Whether a report would answer for it. 一项 as an article, a bare 三 and 3年来 are none."""
    if quantity.sort in ("rank", "edition", "fraction", "doubling"):
        return True
    if quantity.text[0] in UNITS and _SEVERAL.search(left):
        return False  # 数百项
    if quantity.unit == "":
        return _is_bare_figure(quantity, left)
    if _TOGETHER.match(after):
        return False  # 两项合计
    if quantity.unit == "期" and len(quantity.text) == 2 and quantity.text[0] in DIGITS:
        return False  # 二期、三期
    if quantity.unit in ("期", "批", "步", "类", "组", "段") and left.endswith("分"):
        return False  # 分两期建设
    if quantity.measure.dimension == "time" and _AGO.match(after):
        return False
    if quantity.text[:1] == "一" and quantity.value == 1 and quantity.said not in _SIZED:
        return quantity.measure.dimension == "count" and len(left) > 1 and (
            bool(_POSTPONED.match(after)) and left[-1] not in DIGITS and left[-1] not in "第每任某"
        )  # fmt: skip
    if quantity.text.endswith("方"):
        return quantity.value >= 100  # 110万方; not 三方
    if quantity.unit == "分":
        return not quantity.text.startswith(tuple(DIGITS))  # 99.2分; not 七分靠养
    return quantity.unit not in ("折", "度")


def _is_bare_figure(quantity: Quantity, left: str) -> bool:
    """A number without a unit: an index (指数为104.2), a share of 0, 10万群众."""
    raw = quantity.text
    if raw[-1] in LARGE and raw[0] not in LARGE:
        return True
    said = bool(quantity.said or _SAID_OF.search(left))
    return raw[-1].isdigit() and said and (len(raw) > 1 or bool(_MEASURED.search(left)))


def _inherited(draft: Draft, earlier: list[Draft]) -> Draft:
    """总数达到13个, 较上年增长12%, 占总量的29%: of what was counted just before."""
    phrase = draft.counted.phrase
    of_it = draft.left.lstrip("，、（(").startswith(_OF_IT)
    if not earlier or (phrase and not _BARE_OF.match(phrase) and not of_it):
        return draft
    other = of_it or draft.kind in (Kind.GROWTH, Kind.RANK)
    likely = (d for d in reversed(earlier) if (d.is_amount if other else _same(draft, d)))
    source = next(likely, None)
    if source is None and draft.place.follows and not draft.left.strip("、和及与"):
        source = earlier[-1]
    if source is None:
        return draft
    of = source.counted
    own = replace(draft.counted, phrase=of.phrase, head=of.head,
                  measured=of.measured or draft.counted.measured)  # fmt: skip
    return replace(draft, counted=own)


def _same(draft: Draft, source: Draft) -> bool:
    return draft.dimension == source.dimension and source.kind is not Kind.GROWTH


def _scope(text: str, first: int, quantity: Quantity, what: Counted, given: Scope) -> Scope:
    before = text[first : quantity.start]
    places = TERRITORY.findall(before)
    domains = DOMAIN.findall(before) or DOMAIN.findall(what.phrase)
    place = places[-1] if places else given.territory
    return Scope(place, domains[-1] if domains else given.domain)


def _when(text: str, whens: list[When], at: int, own: int) -> When | None:
    """The nearest time before the figure in its sentence; times of comparison (较上年) are not
    among them. One that 由 or 从 puts before a figure (由2021年的31.2亿元) dates only that."""
    for when in reversed([w for w in whens if w.begin < at]):
        starts = text[max(0, when.begin - 1) : when.begin] in ("由", "从")
        if not starts or when.begin >= at - own:
            return when
    return None
