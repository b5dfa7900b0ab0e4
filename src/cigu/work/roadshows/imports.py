"""The workbook of events that are planned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, choices_of, named
from cigu.core.imports.nouns import Draft, Frame, Noun, emptied, given, register
from cigu.records.organisations.links import DOMAIN, TERRITORY

from .actions import edit_event, plan_event
from .guards import can_edit, can_plan
from .models import Event

COLUMNS = (
    Column("title", gettext_lazy("Event"), required=True, most=120, example="乌有路演",
           aliases=named("活动名称 路演名称 活动 名称 主题")),
    Column("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=choices_of(Event.Kind), required=True,
           fixed=True, aliases=named("活动类型 类型"), words={"发布会": Event.Kind.NEED_RELEASE}),
    Column("held_on", gettext_lazy("Day"), Kind.DAY, required=True,
           aliases=named("活动日期 举办日期 举办时间 时间 日期")),
    Column("place", gettext_lazy("Venue"), required=True, most=120,
           aliases=named("地点 举办地点 活动地点")),
    Column("host", gettext_lazy("Host"), required=True, most=80,
           aliases=named("主办 主办单位 主办方 承办单位")),
    Column("territory", gettext_lazy("Territory"), Kind.LINK, link=TERRITORY, fixed=True,
           aliases=named("所属地区 地区"),
           note=gettext_lazy("Left empty: the territory chosen for the whole file.")),
    Column("domain", gettext_lazy("Domain"), Kind.LINK, link=DOMAIN, fixed=True,
           aliases=named("领域 所属领域"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("topics", gettext_lazy("Topics"), most=200, aliases=named("议题 内容 活动内容")),
    Column("note", gettext_lazy("Remarks"), most=2000, aliases=named("备注 说明")),
)  # fmt: skip


@register
class Events(Noun):
    key, label, order = "events", gettext_lazy("Roadshows and releases"), 60
    model, columns, wants_place = Event, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, or by title and day.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "territory", "domain")
        return Event.objects.for_(user).filter(mine).select_related("territory", "domain")

    def identity(self, draft: Draft) -> str:
        title, day = draft.get("title"), draft.get("held_on")
        return f"{key_of(title)}@{day}" if title and day else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        days = {day for d in drafts if (day := d.get("held_on")) is not None}
        rows = self.rows(frame.user).filter(held_on__in=days)
        found = {(key_of(row.title), row.held_on): row for row in rows}
        for draft in drafts:
            key = (key_of(draft.get("title") or ""), draft.get("held_on"))
            draft.known = found.get(key)

    def check(self, draft: Draft, frame: Frame) -> None:
        values, known = draft.values, draft.known
        if known is not None:
            if draft.changes and not can_edit(known, frame.user):
                draft.fault("", _("This event can no longer be edited."))
            return
        for name, default in (("territory", frame.territory), ("domain", frame.domain)):
            values.setdefault(name, default)
            if values[name] is None:
                draft.fault(name, _("Fill this in, or choose it for the whole file."))
        place, domain = values["territory"], values["domain"]
        if place is not None and not can_plan(frame.user, place, domain):
            draft.fault("territory", _("You plan no events there."))

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            plan_event(by=frame.user, time=None, **given(draft))

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        edit_event(event=row, by=frame.user, **emptied(Event, fields))
