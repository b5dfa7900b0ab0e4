"""What the reader of reports gives: plain frozen values, no behaviour beyond looking at oneself.

All places (`start`, `end`) are characters of the text as given. Codes of reasons and findings are
stable; texts in a reader's language belong to whoever shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from cigu.engines.basis.periods import Period
from cigu.engines.basis.text import Span

Param = str | int | Decimal


class Kind(StrEnum):
    STOCK = "stock"
    FLOW = "flow"
    SHARE = "share"
    GROWTH = "growth"
    TARGET = "target"
    PROJECTION = "projection"
    SPECIFICATION = "specification"
    RANK = "rank"


SHORT_KINDS = {"spec": "specification"}  # how lists write them


class Judgement(StrEnum):
    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_IN_RECORDS = "not in the records"
    INCONSISTENT = "inconsistent in itself"
    CANNOT_BE_JUDGED = "cannot be judged"


@dataclass(frozen=True, slots=True)
class Unit:
    """`name` is canonical (元, 吨, %, 家); `factor` leads to the base of the dimension.
    `dimension` is "count" for measure words, "" for none."""

    name: str = ""
    dimension: str = ""
    factor: Decimal = Decimal(1)


NO_UNIT = Unit()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what belongs to it. 12.29亿元 has the value 1229000000 and the unit 元.

    `start`..`end` covers number and unit, `number_end` is where the number ends. `step` is the
    worth of the last place written (12.29亿: 1,000,000), what rounding is judged by.
    `comparator` is one of = > ≥ < ≤ ≈; `said` the word that says it (余, 近, 以上).
    `per` is the unit it is counted by (吨/年: 年).
    """

    start: int
    end: int
    value: Decimal
    value_to: Decimal | None = None
    unit: str = ""
    comparator: str = "="
    said: str = ""
    per: str = ""
    text: str = ""
    number_end: int = 0
    step: Decimal = Decimal(1)
    measure: Unit = NO_UNIT
    sort: str = "amount"  # amount, fraction, multiple (3倍), doubling (翻一番), rank, edition


@dataclass(frozen=True, slots=True)
class When:
    """A date or a stretch of time in the text. `start` is None while no year is known.

    `sort`: during (2020年), at (6月8日), by (2030年前, 到2025年), until (截至), since (4月末后).
    """

    begin: int
    end: int
    text: str
    sort: str
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Vague:
    """An amount without a number (数个, 多套, 几个亿千瓦时) or a claim of all (全部, 全覆盖)."""

    start: int
    end: int
    text: str
    sort: str  # several, all, first (国内首家), record (创历史新高), front (全国前列)


@dataclass(frozen=True, slots=True)
class Identifier:
    """Number characters that name something: 十四五, 四个一, 政策包550, GB/T 1234."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Words of the text: 全省, 包头市; 稀土. Empty where it says nothing and nothing was given."""

    territory: str = ""
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted: 规上稀土企业 with the head 企业; `measured` is the property of a measured
    value (技术合同成交额), `action` the word that brings it about (引进, 授权)."""

    phrase: str = ""
    head: str = ""
    measured: str = ""
    action: str = ""


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report. `id` counts from 1 in reading order."""

    id: int
    start: int
    end: int
    text: str
    value: Decimal
    value_to: Decimal | None
    unit: str
    comparator: str
    kind: Kind
    quantity: Quantity
    period: Period | None = None
    period_text: str = ""
    scope: Scope = Scope()
    counted: Counted = Counted()
    clause: str = ""
    topic: str = ""  # 高新技术企业 of 高新技术企业中，稀土企业23家
    nearby: str = ""  # the words before the clause
    ahead: str = ""  # the words behind the clause
    role: str = ""  # before or after, where the prose tells a change
    context: str = ""  # its sentence, in plain characters
    sentence: Span = NOWHERE
    paragraph: int = 0
    section: str = ""
    falls: bool = False  # 下降50%: the value is as written, the direction is down


@dataclass(frozen=True, slots=True)
class Relation:
    """What the prose says of several figures: `roles` names them in the order of `figures`.

    change: before, after, by? · growth: value, by?, rate · share: part, rate, total? ·
    parts: total, part … · sum: part …, total · respective: item … (with `names`) ·
    needs: input, amount (1亿瓦时需要220万吨) · added: added, total · passed: threshold, value ·
    among: total, rank · moved: rank, by
    """

    sort: str
    figures: tuple[int, ...]
    roles: tuple[str, ...]
    names: tuple[str, ...] = ()

    def of(self, role: str) -> tuple[int, ...]:
        pairs = zip(self.figures, self.roles, strict=True)
        return tuple(ident for ident, its in pairs if its == role)


@dataclass(frozen=True, slots=True)
class Repair:
    """A sentence that the page layout broke. `order` lists the spans in reading order.
    `done` says whether the text allowed to put it right; if not, it is only reported."""

    sort: str  # joined (line below), moved (from elsewhere), open (no end), orphan (no begin)
    order: tuple[Span, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A report as read. `text` is as given; `figures` are ordered by place."""

    text: str
    figures: tuple[Figure, ...] = ()
    relations: tuple[Relation, ...] = ()
    repairs: tuple[Repair, ...] = ()
    times: tuple[When, ...] = ()
    vague: tuple[Vague, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    territory: str = ""
    period: Period | None = None

    def figure(self, ident: int) -> Figure:
        return self.figures[ident - 1]


@dataclass(frozen=True, slots=True)
class Reason:
    """A message code and its parameters; the words are the caller's."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a figure may be a value of. `words` are definition words and aliases."""

    id: str
    name: str
    words: tuple[str, ...] = ()
    unit: str = ""
    kind: str = ""
    territory: str = ""
    period: str = ""  # year, day, "" (any)
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """A person's correction: a figure described so belongs to this indicator (or to none: "")."""

    counted: str
    unit: str
    indicator: str
    action: str = ""
    measured: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    indicator: str
    score: float  # 0..1
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value of the records. `comparator` is ≥ while the register is incomplete."""

    value: Decimal | None
    unit: str = ""
    comparator: str = "="
    kind: str = ""
    period: Period | None = None
    territory: str = ""
    definition: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    judgement: Judgement
    reasons: tuple[Reason, ...] = ()
    nearest: Recorded | None = None  # another reading of the records that would agree


@dataclass(frozen=True, slots=True)
class Finding:
    """`level`: alarm (cannot be right) or note (follows from the text). `code` is stable."""

    code: str
    level: str
    figures: tuple[int, ...]
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Figure `first` of one report and `second` of another about the same thing."""

    code: str
    first: int
    second: int
    params: Mapping[str, Param] = field(default_factory=dict)
