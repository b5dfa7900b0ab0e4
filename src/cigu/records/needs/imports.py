"""The workbook of needs, also those of former years."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access, role_at
from cigu.core.clock.business import today
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, Link, choices_of, named
from cigu.core.imports.nouns import Draft, Frame, Like, Noun, emptied, given, register
from cigu.records.organisations.links import DOMAIN, ORGANISATION, SEGMENT

from .actions import accept_need, edit_need, raise_need, submit_need
from .guards import can_edit, can_raise
from .models import Need

TARGET = re.compile(r"^\s*(≥|≤|>|<|=|≈|>=|<=|不低于|不高于|大于|小于)?\s*([\d.,]+)\s*(\S*)\s*$")
SIGNS = {">=": "≥", "<=": "≤", "不低于": "≥", "不高于": "≤", "大于": ">", "小于": "<"}


class NeedLink(Link):
    """By number."""

    def rows(self, user: Any) -> Any:
        return Need.objects.for_(user)

    def narrowed(self, rows: Any, texts: set[str]) -> Any:
        return rows.filter(number__in={text.upper() for text in texts})

    def names(self, row: Any) -> Iterable[str]:
        return (row.number,)


NEED = NeedLink()
WORDS = {
    "技术攻关": Need.Kind.TECHNOLOGY, "技术需求": Need.Kind.TECHNOLOGY,
    "人才需求": Need.Kind.TALENT, "检验检测": Need.Kind.EQUIPMENT_TEST,
    "资金需求": Need.Kind.CAPITAL,
}  # fmt: skip
OPENLY = {"是": "open", "公开": "open", "否": "named", "不公开": "named", "隐去单位": "masked"}
COLUMNS = (
    Column("title", gettext_lazy("Need"), required=True, most=80, example="乌有工艺改进",
           aliases=named("需求名称 需求标题 技术需求 需求题目 名称 难题名称")),
    Column("organisation", gettext_lazy("Enterprise"), Kind.LINK, link=ORGANISATION, required=True,
           fixed=True, aliases=named("企业 企业名称 需求单位 单位名称 提出单位 所属企业")),
    Column("problem", gettext_lazy("Problem"), required=True, most=4000,
           aliases=named("需求描述 问题描述 需求内容 技术难题 主要问题 内容")),
    Column("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=choices_of(Need.Kind), words=WORDS,
           aliases=named("需求类型 类型 需求类别"), note=gettext_lazy("Left empty: technology.")),
    Column("domain", gettext_lazy("Domain"), Kind.LINK, link=DOMAIN,
           aliases=named("领域 所属领域 技术领域"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("segment", gettext_lazy("Segment"), Kind.LINK, link=SEGMENT,
           aliases=named("环节 产业链环节 所属环节")),
    Column("metric", gettext_lazy("Quantity"), most=60, aliases=named("指标 指标名称 性能指标")),
    Column("present", gettext_lazy("Present value"), Kind.NUMBER, places=6,
           aliases=named("现值 现状值 当前值 现有水平")),
    Column("comparator", gettext_lazy("Target is"), Kind.CHOICE,
           choices=choices_of(Need.Comparator), aliases=named("比较符 目标关系"), words=SIGNS),
    Column("target", gettext_lazy("Target value"), Kind.NUMBER, places=6,
           aliases=named("目标值 目标 期望值 指标要求"),
           note=gettext_lazy("≥1200kA/m in one cell is read too.")),
    Column("unit", gettext_lazy("Unit"), most=30, aliases=named("单位 计量单位 指标单位")),
    Column("conditions", gettext_lazy("Conditions"), most=300, aliases=named("条件 约束条件")),
    Column("budget", gettext_lazy("Budget (10,000 yuan)"), Kind.MONEY, low=0,
           aliases=named("预算 投入预算 拟投入 拟投入资金 计划投入 经费预算")),
    Column("deadline", gettext_lazy("Deadline"), Kind.DAY, aliases=named("截止日期 期限 完成时限")),
    Column("secrecy", gettext_lazy("Disclosure"), Kind.CHOICE, choices=choices_of(Need.Secrecy),
           words=OPENLY, aliases=named("公开方式 是否公开 公开范围 保密要求"),
           note=gettext_lazy("Left empty: owner masked.")),
    Column("maturity", gettext_lazy("Maturity now"), Kind.WHOLE, low=1, high=9,
           aliases=named("现有成熟度 当前成熟度")),
    Column("maturity_wanted", gettext_lazy("Maturity wanted"), Kind.WHOLE, low=1, high=9,
           aliases=named("目标成熟度 期望成熟度")),
    Column("rights", gettext_lazy("Rights wanted"), Kind.CHOICE, choices=choices_of(Need.Rights),
           aliases=named("知识产权 产权要求 权属要求")),
    Column("keywords", gettext_lazy("Keywords"), most=200, aliases=named("关键词 关键字")),
    Column("contact", gettext_lazy("Contact"), most=60, aliases=named("联系人 联系方式 联系电话")),
    Column("origin", gettext_lazy("Origin"), Kind.CHOICE, fixed=True,
           choices=choices_of(Need.Origin),
           words={"企业申报": "enterprise", "特派员": "commissioner"},
           aliases=named("来源 需求来源 征集方式"), note=gettext_lazy("Left empty: enterprise.")),
    Column("raised_on", gettext_lazy("Raised on"), Kind.DAY, fixed=True,
           aliases=named("提出日期 征集日期 填报日期 提出时间"),
           note=gettext_lazy("Only for new rows; left empty: today.")),
    Column("accepted_on", gettext_lazy("Accepted on"), Kind.DAY, fixed=True,
           aliases=named("受理日期 受理时间 入库日期 入库时间"),
           note=gettext_lazy("A new need with this day is accepted at once.")),
)  # fmt: skip


@register
class Needs(Noun):
    key, label, order = "needs", gettext_lazy("Needs"), 40
    model, columns, wants_place = Need, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, or by enterprise and title.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "territory", "domain")
        rows = Need.objects.for_(user).filter(mine)
        return rows.select_related("organisation__party", "domain", "segment", "territory")

    def split(self, cells: dict[str, str]) -> dict[str, str]:
        """≥1200kA/m: the sign, the value and the unit."""
        found = TARGET.match(cells.get("target", ""))
        if found is None or not (found[1] or found[3]):
            return cells
        told = {"target": found[2], **({"unit": found[3]} if found[3] else {})}
        if found[1]:
            told["comparator"] = SIGNS.get(found[1], found[1])
        return {**told, **{k: v for k, v in cells.items() if k != "target" and v}}

    def identity(self, draft: Draft) -> str:
        title, owner = draft.get("title"), draft.get("organisation")
        return f"{key_of(title)}@{owner.pk}" if title and owner else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        owners = {owner for d in drafts if (owner := d.get("organisation")) is not None}
        found: dict[Any, list[Need]] = {}
        for row in self.rows(frame.user).filter(organisation__in=owners, merged_into__isnull=True):
            found.setdefault((key_of(row.title), row.organisation_id), []).append(row)
        for draft in drafts:
            owner = draft.get("organisation")
            same = found.get((key_of(draft.get("title") or ""), owner.pk if owner else None), [])
            if len(same) == 1:
                draft.known = same[0]
            elif frame.likeness:
                draft.like = [Like(str(n.uid), str(n), _("the same title")) for n in same]

    def current(self, row: Need, name: str) -> Any:
        return None if name == "raised_on" else getattr(row, name)

    def check(self, draft: Draft, frame: Frame) -> None:
        if draft.known is not None:
            draft.faults = [f for f in draft.faults if f.column != "raised_on"]
            if draft.changes and not can_edit(draft.known, frame.user):
                draft.fault("", _("This need can no longer be edited here."))
            return
        draft.values.setdefault("domain", frame.domain)
        if draft.values["domain"] is None:
            draft.fault("domain", _("Fill this in, or choose a domain for the file."))
        _check_owner(draft, frame)
        _check_days(draft)
        values = draft.values
        technical = values.get("kind", Need.Kind.TECHNOLOGY) == Need.Kind.TECHNOLOGY
        if values.get("accepted_on") and technical:
            for name in ("target", "unit"):
                if values.get(name) is None and not _told(draft, name):
                    draft.fault(name, _("An accepted need names its target value and unit."))

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            _raise(given(draft), frame)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        edit_need(need=row, by=frame.user, **emptied(Need, fields))


def _told(draft: Draft, name: str) -> bool:
    return any(fault.column == name for fault in draft.faults)


def _check_owner(draft: Draft, frame: Frame) -> None:
    owner = draft.get("organisation")
    if owner is None:
        return
    if not can_raise(frame.user, owner):
        draft.fault("organisation", _("You raise no needs for enterprises there."))
    elif draft.get("accepted_on") and not _accepts(owner, draft, frame):
        draft.fault("accepted_on", _("You accept no needs there."))
    if owner.synthetic != frame.invents:
        draft.fault("organisation", _("Invented accounts write for invented bodies only."))


def _accepts(owner: Any, draft: Draft, frame: Frame) -> bool:
    domain = draft.get("domain")
    return role_at(frame.user, (Role.OFFICER,), owner.territory, domain.pk if domain else None)


def _check_days(draft: Draft) -> None:
    raised, accepted = draft.get("raised_on"), draft.get("accepted_on")
    for name, day in (("raised_on", raised), ("accepted_on", accepted)):
        if day is not None and day > today():
            draft.fault(name, _("This day lies ahead of today."))
    if raised and accepted and accepted < raised:
        draft.fault("accepted_on", _("It was accepted before it was raised: correct one."))


def _raise(fields: dict[str, Any], frame: Frame) -> None:
    raised: date | None = fields.pop("raised_on", None)
    accepted: date | None = fields.pop("accepted_on", None)
    day, why = raised or accepted, _("brought in from a workbook")
    fields = {"origin": Need.Origin.ENTERPRISE, "secrecy": Need.Secrecy.MASKED, **fields}
    need = raise_need(by=frame.user, on=day, reason=why, **fields)
    if accepted is not None:
        submit_need(need=need, by=frame.user, on=accepted, reason=why)
        accept_need(need=need, by=frame.user, on=accepted, reason=why)
