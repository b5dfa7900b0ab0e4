"""The workbook of facts: a line for each enterprise, fact and period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.imports.columns import Column, Kind, named
from cigu.core.imports.nouns import Draft, Frame, Noun, given, register
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.links import ORGANISATION

from .actions import record_uses, state_facts
from .declaring import BOOK
from .definitions import DAY, definitions
from .guards import Stated, check_parts, check_stated, is_office
from .models import Fact, FactUse

WORDS = {
    "年营业收入": "revenue", "主营业务收入": "revenue", "研发投入": "rd_spend",
    "研发经费": "rd_spend", "从业人数": "staff", "职工人数": "staff", "研发人员": "rd_staff",
    "有效专利": "valid_ip",
}  # fmt: skip
COLUMNS = (
    Column("organisation", gettext_lazy("Enterprise"), Kind.LINK, link=ORGANISATION, required=True,
           fixed=True, aliases=named("企业 企业名称 单位名称 企业全称")),
    Column("code", gettext_lazy("Fact"), Kind.CHOICE, required=True, fixed=True, words=WORDS,
           choices=[(code, row) for code, row in definitions().items()],  # type: ignore[misc]
           aliases=named("指标 指标名称 项目 数据项名称")),
    Column("year", gettext_lazy("Year"), Kind.YEAR, fixed=True, aliases=named("年度 年份 所属年度"),
           note=gettext_lazy("For what is asked by year; of three years the last one.")),
    Column("day", gettext_lazy("As of"), Kind.DAY, fixed=True,
           aliases=named("截至日期 截止日期 时点"),
           note=gettext_lazy("For what is asked as of a day, such as staff and machines.")),
    Column("number", gettext_lazy("Value"), Kind.NUMBER, required=True, low=0, places=2,
           aliases=named("数值 值 金额 数量"),
           note=gettext_lazy("Amounts in 10,000 yuan, shares in percent.")),
    Column("source", gettext_lazy("Source"), most=300, fixed=True,
           aliases=named("依据 来源 数据来源")),
)  # fmt: skip


@register
class Facts(Noun):
    key, label, order = "facts", gettext_lazy("Facts of enterprises"), 18
    model, columns = Fact, COLUMNS
    note = gettext_lazy("A row is recognised by enterprise, fact and period. Another number takes"
                        " the place of the one in force, which stays in the history.")  # fmt: skip

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        """What is in force and disclosed to the officer."""
        mine = Access.of(user).within([Role.OFFICER], "organisation__territory")
        rows = Fact.objects.readable(user).filter(mine, state="accepted")
        return rows.select_related("organisation__territory")

    def taken(self, rows: Any, user: Any) -> None:
        record_uses(facts=list(rows), by=user, form=BOOK, way=FactUse.Way.EXPORT)

    def identity(self, draft: Draft) -> str:
        key = _key(draft)
        return "@".join(map(str, key)) if None not in key else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        owners = {owner for d in drafts if (owner := d.get("organisation")) is not None}
        rows = self.rows(frame.user).filter(organisation__in=owners)
        found = {(row.organisation_id, row.code, row.day): row for row in rows}
        for draft in drafts:
            draft.known = found.get(_key(draft))

    def current(self, row: Fact, name: str) -> Any:
        stock = row.definition.time == DAY
        if name in ("year", "day"):
            return (row.day if stock else None) if name == "day" else row.day.year
        return getattr(row, name)

    def check(self, draft: Draft, frame: Frame) -> None:
        owner = draft.get("organisation") or getattr(draft.known, "organisation", None)
        if owner is not None and not is_office(owner, frame.user):
            draft.fault("organisation", _("You enter no facts of enterprises there."))
        if owner is None or draft.faults:
            return
        try:
            row = _stated(draft)
            check_stated(row, today())
            _check_with_others(owner, row, frame)
        except CiguError as error:
            field = str(error.data.get("field", ""))
            draft.fault("number" if field in definitions() else field, str(error))

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        """Together by enterprise and source: what belongs together is checked together."""
        found: dict[tuple[Any, str], list[Stated]] = {}
        for draft in drafts:
            told = given(draft)
            found.setdefault((told["organisation"], told.get("source", "")), []).append(
                _stated(draft)
            )
        for (owner, source), rows in found.items():
            state_facts(
                organisation=owner, rows=rows, by=frame.user, source=source,
                origin=Fact.Origin.IMPORT, reason=_("brought in from a workbook"),
            )  # fmt: skip

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        stated = Stated(row.code, row.day, fields["number"])
        state_facts(
            organisation=row.organisation, rows=[stated], by=frame.user, source=row.source,
            origin=Fact.Origin.IMPORT, reason=_("brought in from a workbook"),
        )  # fmt: skip


def _day(draft: Draft) -> date | None:
    """The last day of the period: of the year, or as the row says."""
    known = definitions().get(str(draft.get("code")))
    if known is None or known.time == DAY:
        return draft.get("day")
    year = draft.get("year")
    return date(year, 12, 31) if year else None


def _key(draft: Draft) -> tuple[Any, ...]:
    owner = draft.get("organisation")
    return (owner.pk if owner else None, draft.get("code"), _day(draft))


def _stated(draft: Draft) -> Stated:
    if draft.known is not None:
        return Stated(draft.known.code, draft.known.day, draft.get("number"))
    code, day = draft.get("code"), _day(draft)
    if day is None:
        stock = definitions()[code].time == DAY
        raise CiguError(
            "day", _("Give the day.") if stock else _("Give the year."),
            field="day" if stock else "year", value="",
        )  # fmt: skip
    return Stated(code, day, draft.get("number"))


def _check_with_others(owner: Any, row: Stated, frame: Frame) -> None:
    """A part against its whole, wherever in the file or the store the other one stands."""
    there: dict[Any, dict[str, Any]] = frame.memo.setdefault("facts", {})
    key = (owner.pk, row.day)
    if key not in there:
        rows = Fact.objects.filter(organisation=owner, day=row.day, state="accepted")
        there[key] = dict(rows.values_list("code", "number"))
    check_parts([row], there[key])
    there[key][row.code] = row.number
