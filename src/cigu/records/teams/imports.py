"""The workbook of research teams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, Link, named
from cigu.core.imports.nouns import Draft, Frame, Noun, emptied, given, register
from cigu.records.organisations.links import ORGANISATION, SEGMENT
from cigu.records.people.actions import add_segments
from cigu.records.people.guards import can_register
from cigu.records.people.links import PERSON

from .actions import edit_team, register_team
from .models import Team


class TeamLink(Link):
    """团队, or 单位 团队."""

    def rows(self, user: Any) -> Any:
        return Team.objects.for_(user).select_related("organisation")

    def names(self, row: Any) -> Iterable[str]:
        return (row.name, f"{row.organisation.name_zh}{row.name}")

    def told(self, row: Any) -> str:
        return f"{row.organisation.name_zh} {row.name}"


TEAM = TeamLink()


@register
class Teams(Noun):
    key, label, order = "teams", gettext_lazy("Research teams"), 30
    model = Team
    note = gettext_lazy("A row is recognised by its system id, or by institution and name.")
    columns = (
        Column("name", gettext_lazy("Team"), required=True, most=100, example="乌有团队",
               aliases=named("团队名称 科研团队 团队 课题组 研究团队")),
        Column("organisation", gettext_lazy("Institution"), Kind.LINK, link=ORGANISATION,
               required=True, fixed=True,
               aliases=named("依托单位 所在单位 单位 所属单位 单位名称")),
        Column("leader", gettext_lazy("Leader"), Kind.LINK, link=PERSON,
               aliases=named("负责人 带头人 团队负责人 团队带头人 学科带头人"),
               note=gettext_lazy("姓名, or 姓名（单位）; register the person first.")),
        Column("segments", gettext_lazy("Segments of the chain"), Kind.LINKS, link=SEGMENT,
               adds=True, most=400, aliases=named("产业链环节 所属环节 环节"),
               note=gettext_lazy("Several with 、 between them; what is named is added.")),
        Column("capacity", gettext_lazy("Tasks at once"), Kind.WHOLE, low=0, high=50,
               aliases=named("可承担任务数 任务数 同时承接数")),
        Column("maturity", gettext_lazy("Maturity level"), Kind.WHOLE, low=1, high=9,
               aliases=named("成熟度 技术成熟度 TRL")),
        Column("founded", gettext_lazy("Founded"), Kind.YEAR,
               aliases=named("成立年份 成立时间 组建时间")),
        Column("location", gettext_lazy("Place"), most=40, aliases=named("所在地 城市")),
        Column("name_en", gettext_lazy("English name"), most=150, aliases=named("英文名称 英文名")),
        Column("profile", gettext_lazy("Profile"), most=5000,
               aliases=named("简介 团队简介 研究方向 主要成果")),
    )  # fmt: skip

    def may(self, user: Any) -> bool:
        return can_register(user)

    def rows(self, user: Any) -> Any:
        rows = Team.objects.for_(user).select_related("organisation", "leader__employer", "party")
        return rows.prefetch_related("party__segment_links__segment")

    def identity(self, draft: Draft) -> str:
        name, body = draft.get("name"), draft.get("organisation")
        return f"{key_of(name)}@{body.pk}" if name and body else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        bodies = {body for d in drafts if (body := d.get("organisation")) is not None}
        rows = self.rows(frame.user).filter(organisation__in=bodies)
        found = {(key_of(row.name), row.organisation_id): row for row in rows}
        for draft in drafts:
            body = draft.get("organisation")
            key = (key_of(draft.get("name") or ""), body.pk if body else None)
            draft.known = found.get(key)

    def current(self, row: Team, name: str) -> Any:
        if name == "segments":
            return [link.segment for link in row.party.segment_links.all()]
        return getattr(row, name)

    def prepare(self, rows: Sequence[Any]) -> None:
        prefetch_related_objects(list(rows), "party__segment_links__segment")

    def check(self, draft: Draft, frame: Frame) -> None:
        body = draft.get("organisation")
        if draft.known is None and body is not None and frame.invents and not body.synthetic:
            draft.fault("organisation", _("An invented team belongs to no real institution."))

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            register_team(by=frame.user, synthetic=frame.invents, **given(draft))

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        segments = fields.pop("segments", None)
        if fields:
            edit_team(team=row, by=frame.user, **emptied(Team, fields))
        if segments:
            add_segments(party=row.party, segments=segments, by=frame.user)
