"""The workbook of technical cooperations, also those that were signed in former years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access, role_at
from cigu.core.clock.business import today
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, Link, named
from cigu.core.imports.nouns import Draft, Frame, Noun, given, register
from cigu.core.imports.values import BadCell
from cigu.records.achievements.imports import ACHIEVEMENT
from cigu.records.needs.imports import NEED
from cigu.records.organisations.links import DOMAIN, ORGANISATION
from cigu.records.people.links import PERSON
from cigu.records.teams.imports import TEAM

from .actions import BROKERS, begin_cooperation, sign_cooperation
from .models import Cooperation


class PartyLink(Link):
    """A team, an institution or a person, by the names that each of them has."""

    def find(self, texts: Iterable[str], user: Any) -> dict[str, Any]:
        found: dict[str, Any] = {}
        left = set(texts)
        for link in (ORGANISATION, TEAM, PERSON):
            for text, row in link.find(left, user).items():
                if not isinstance(row, BadCell):
                    found[text] = row.party
                else:
                    found.setdefault(text, row)
            left = {text for text in left if isinstance(found[text], BadCell)}
        return found

    def told(self, row: Party) -> str:
        person = getattr(row, "person", None)
        return PERSON.told(person) if person is not None else str(row.name)


PARTY = PartyLink()
COLUMNS = (
    Column("title", gettext_lazy("Cooperation"), required=True, most=120, fixed=True,
           example="乌有工艺合作",
           aliases=named("合作名称 合作项目 项目名称 合作内容 名称")),
    Column("enterprise", gettext_lazy("Enterprise"), Kind.LINK, link=ORGANISATION, required=True,
           fixed=True, aliases=named("企业 企业名称 需方 甲方 委托方")),
    Column("provider", gettext_lazy("Provider"), Kind.LINK, link=PARTY, required=True, fixed=True,
           aliases=named("合作方 供方 乙方 受托方 合作单位 合作院校 合作团队")),
    Column("need", gettext_lazy("Need, its number"), Kind.LINK, link=NEED, fixed=True,
           aliases=named("需求编号 来源需求")),
    Column("achievement", gettext_lazy("Achievement, its number"), Kind.LINK, link=ACHIEVEMENT,
           fixed=True, aliases=named("成果编号 来源成果"),
           note=gettext_lazy("Either a need or an achievement.")),
    Column("domain", gettext_lazy("Domain"), Kind.LINK, link=DOMAIN, fixed=True,
           aliases=named("领域 所属领域 技术领域"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("mode", gettext_lazy("Way"), most=40, fixed=True, aliases=named("合作方式 合作形式")),
    Column("amount", gettext_lazy("Amount (10,000 yuan)"), Kind.MONEY, low=0, fixed=True,
           aliases=named("合同金额 金额 合作金额 合同额")),
    Column("began_on", gettext_lazy("Negotiation began"), Kind.DAY, fixed=True,
           aliases=named("洽谈开始 对接日期 对接时间"),
           note=gettext_lazy("Left empty: the day of signing, else today.")),
    Column("signed_on", gettext_lazy("Signed on"), Kind.DAY, fixed=True,
           aliases=named("签订日期 签约日期 签约时间 合同签订日期"),
           note=gettext_lazy("A new cooperation with this day counts as reached.")),
    Column("ends_on", gettext_lazy("Ends on"), Kind.DAY, fixed=True,
           aliases=named("合同截止日期 到期日期 结束日期")),
)  # fmt: skip


@register
class Cooperations(Noun):
    key, label, order = "cooperations", gettext_lazy("Cooperations"), 50
    model, columns, wants_place = Cooperation, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, or by enterprise and title.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "territory", "domain")
        rows = Cooperation.objects.for_(user).filter(mine)
        return rows.select_related(
            "enterprise", "provider__person__employer", "need", "achievement", "domain"
        )

    def identity(self, draft: Draft) -> str:
        title, firm = draft.get("title"), draft.get("enterprise")
        return f"{key_of(title)}@{firm.pk}" if title and firm else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        firms = {firm for d in drafts if (firm := d.get("enterprise")) is not None}
        rows = self.rows(frame.user).filter(enterprise__in=firms).order_by("pk")
        found = {(key_of(row.title), row.enterprise_id): row for row in rows}
        for draft in drafts:
            firm = draft.get("enterprise")
            key = (key_of(draft.get("title") or ""), firm.pk if firm else None)
            draft.known = found.get(key)

    def check(self, draft: Draft, frame: Frame) -> None:
        if draft.known is not None:
            return
        draft.values.setdefault("domain", frame.domain)
        if draft.values["domain"] is None:
            draft.fault("domain", _("Fill this in, or choose a domain for the file."))
        if bool(draft.get("need")) == bool(draft.get("achievement")):
            draft.fault("need", _("Name the need or the achievement it comes from, one of them."))
        firm = draft.get("enterprise")
        if firm is not None and not role_at(frame.user, BROKERS, firm.territory):
            draft.fault("enterprise", _("You enter no cooperations of enterprises there."))
        if firm is not None and firm.synthetic != frame.invents:
            draft.fault("enterprise", _("Invented accounts write for invented bodies only."))
        _check_days(draft)

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            _begin(given(draft), frame)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        raise AssertionError("all columns are fixed")


def _check_days(draft: Draft) -> None:
    began, signed, ends = (draft.get(n) for n in ("began_on", "signed_on", "ends_on"))
    for name, day in (("began_on", began), ("signed_on", signed)):
        if day is not None and day > today():
            draft.fault(name, _("This day lies ahead of today."))
    if began and signed and signed < began:
        draft.fault("signed_on", _("It was signed before the negotiation began: correct one."))
    if signed and ends and ends < signed:
        draft.fault("ends_on", _("It ends before it was signed: correct one."))
    if ends and not signed:
        draft.fault("signed_on", _("An end needs the day of signing."))


def _begin(fields: dict[str, Any], frame: Frame) -> None:
    """Began, and signed where the file says so, each on its own day."""
    signed, ends = fields.pop("signed_on", None), fields.pop("ends_on", None)
    began, amount = fields.pop("began_on", signed), fields.pop("amount", None)
    more = {"by": frame.user, "reason": _("brought in from a workbook")}
    made = begin_cooperation(on=began, **fields, **more)
    if signed is not None:
        sign_cooperation(cooperation=made, amount=amount, ends_on=ends, on=signed, **more)
