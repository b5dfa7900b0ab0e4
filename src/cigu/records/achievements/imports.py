"""The workbook of achievements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, Link, named
from cigu.core.imports.nouns import Draft, Frame, Noun, emptied, given, register
from cigu.records.organisations.links import DOMAIN, ORGANISATION, SEGMENT, TERRITORY
from cigu.records.teams.imports import TEAM

from .actions import (
    can_draft,
    draft_achievement,
    edit_achievement,
    publish_achievement,
    submit_achievement,
)
from .models import Achievement


class AchievementLink(Link):
    """By number."""

    def rows(self, user: Any) -> Any:
        return Achievement.objects.for_(user)

    def narrowed(self, rows: Any, texts: set[str]) -> Any:
        return rows.filter(number__in={text.upper() for text in texts})

    def names(self, row: Any) -> Iterable[str]:
        return (row.number,)


ACHIEVEMENT = AchievementLink()
COLUMNS = (
    Column("title", gettext_lazy("Achievement"), required=True, most=120, example="乌有工艺",
           aliases=named("成果名称 科技成果 成果 名称 技术名称")),
    Column("abstract", gettext_lazy("Abstract"), required=True, most=4000,
           aliases=named("成果简介 摘要 简介 成果介绍 主要内容 技术简介")),
    Column("owner", gettext_lazy("Owner"), Kind.LINK, link=ORGANISATION, required=True, fixed=True,
           aliases=named("完成单位 持有单位 权利人 单位 单位名称 所属单位 成果持有人")),
    Column("team", gettext_lazy("Team"), Kind.LINK, link=TEAM, fixed=True,
           aliases=named("完成团队 团队 科研团队")),
    Column("territory", gettext_lazy("Published in"), Kind.LINK, link=TERRITORY, fixed=True,
           aliases=named("发布地区 所属地区 地区"),
           note=gettext_lazy("Left empty: the territory chosen for the whole file.")),
    Column("domain", gettext_lazy("Domain"), Kind.LINK, link=DOMAIN,
           aliases=named("领域 所属领域 技术领域"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("segment", gettext_lazy("Segment"), Kind.LINK, link=SEGMENT,
           aliases=named("环节 产业链环节 所属环节")),
    Column("maturity", gettext_lazy("Maturity level"), Kind.WHOLE, low=1, high=9,
           aliases=named("成熟度 技术成熟度 TRL 成熟度等级")),
    Column("rights", gettext_lazy("Rights"), most=40, aliases=named("知识产权 权属 知识产权状况")),
    Column("transfer_modes", gettext_lazy("Ways of transfer"), most=100,
           aliases=named("转化方式 合作方式 转让方式")),
    Column("price", gettext_lazy("Price (10,000 yuan)"), Kind.MONEY, low=0,
           aliases=named("价格 转让价格 报价 意向价格"),
           note=gettext_lazy("Left empty: by negotiation.")),
    Column("published_on", gettext_lazy("Published on"), Kind.DAY, fixed=True,
           aliases=named("发布日期 发布时间 公布日期"),
           note=gettext_lazy("A new achievement with this day is published at once.")),
)  # fmt: skip


@register
class Achievements(Noun):
    key, label, order = "achievements", gettext_lazy("Achievements"), 45
    model, columns, wants_place = Achievement, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, or by owner and title.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "territory", "domain")
        rows = Achievement.objects.for_(user).filter(mine)
        return rows.select_related("owner", "team__organisation", "territory", "domain", "segment")

    def identity(self, draft: Draft) -> str:
        title, owner = draft.get("title"), draft.get("owner")
        return f"{key_of(title)}@{owner.pk}" if title and owner else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        owners = {owner for d in drafts if (owner := d.get("owner")) is not None}
        rows = self.rows(frame.user).filter(owner__in=owners).order_by("pk")
        found = {(key_of(row.title), row.owner_id): row for row in rows}
        for draft in drafts:
            owner = draft.get("owner")
            key = (key_of(draft.get("title") or ""), owner.pk if owner else None)
            draft.known = found.get(key)

    def check(self, draft: Draft, frame: Frame) -> None:
        values, known = draft.values, draft.known
        if known is not None:
            if draft.changes and known.state != "draft":
                draft.fault("", _("Only a draft can be edited."))
            return
        for name, default in (("territory", frame.territory), ("domain", frame.domain)):
            values.setdefault(name, default)
            if values[name] is None:
                draft.fault(name, _("Fill this in, or choose it for the whole file."))
        _check_owner(draft, frame)
        day = values.get("published_on")
        if day is not None and day > today():
            draft.fault("published_on", _("This day lies ahead of today."))

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        why = _("brought in from a workbook")
        for draft in drafts:
            fields = given(draft)
            day = fields.pop("published_on", None)
            more = {"by": frame.user, "on": day, "reason": why}
            made = draft_achievement(synthetic=frame.invents, **fields, **more)
            if day is not None:
                submit_achievement(achievement=made, **more)
                publish_achievement(achievement=made, **more)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        edit_achievement(achievement=row, by=frame.user, **emptied(Achievement, fields))


def _check_owner(draft: Draft, frame: Frame) -> None:
    owner, place = draft.get("owner"), draft.get("territory")
    if owner is None or place is None:
        return
    if not can_draft(frame.user, owner, draft.get("team"), place):
        draft.fault("territory", _("You enter no achievements there."))
    if owner.synthetic != frame.invents:
        draft.fault("owner", _("Invented accounts write for invented bodies only."))
