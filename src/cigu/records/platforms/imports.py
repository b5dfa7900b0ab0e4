"""The workbook of platforms: what they are, their grade and stages now, their last acceptance.

Grades and acceptances have a history; a row may add to it, but never rewrites what stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, choices_of, named
from cigu.core.imports.columns import Kind as Cell
from cigu.core.imports.nouns import Draft, Frame, Noun, emptied, given, register
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.guards import can_register
from cigu.records.organisations.links import DOMAIN, ORGANISATION, TERRITORY

from .actions import cover_stage, edit_platform, give_grade, record_acceptance, register_platform
from .guards import can_edit, check_platform
from .links import PLATFORM, STAGE
from .models import Acceptance, Grade, Kind, Platform

WORDS = {
    "研究院": Kind.INSTITUTE, "研究所": Kind.INSTITUTE, "大学": Kind.UNIVERSITY,
    "高等学校": Kind.UNIVERSITY, "国家重点实验室": Kind.KEY_LAB, "全国重点实验室": Kind.KEY_LAB,
    "制造业创新中心": Kind.INNOVATION_CENTRE, "技术创新中心": Kind.INNOVATION_CENTRE,
    "工程技术研究中心": Kind.RESEARCH_CENTRE, "工程研究中心": Kind.RESEARCH_CENTRE,
    "企业技术中心": Kind.RD_CENTRE, "企业研发中心": Kind.RD_CENTRE,
    "域外研发中心": Kind.OUTSIDE_RD_CENTRE, "院士工作站": Kind.ACADEMICIAN_STATION,
    "院士专家工作站": Kind.ACADEMICIAN_STATION, "博士后工作站": Kind.POSTDOC_STATION,
    "博士后科研工作站": Kind.POSTDOC_STATION, "联合实验室": Kind.JOINT_LAB, "其他": Kind.OTHER,
}  # fmt: skip
GRADES = {
    "国家级": Grade.NATION, "国家": Grade.NATION, "自治区级": Grade.REGION, "省级": Grade.REGION,
    "省部级": Grade.REGION, "自治区": Grade.REGION, "市级": Grade.CITY,
}  # fmt: skip
RESULT = Acceptance.Result
RESULTS = {"通过": RESULT.PASSED, "合格": RESULT.PASSED, "通过验收": RESULT.PASSED,
           "未通过": RESULT.FAILED, "不合格": RESULT.FAILED, "不通过": RESULT.FAILED}  # fmt: skip
LEVEL = ("level", "level_since")
ACCEPTED = {"accept_result": "result", "accepted_on": "held_on", "accepted_by": "body"}
COLUMNS = (
    Column("name", gettext_lazy("Platform"), required=True, most=150, example="乌有稀土研究院",
           aliases=named("平台名称 创新平台名称 创新平台 名称 研发平台名称 机构名称 平台")),
    Column("kind", gettext_lazy("Kind of platform"), Cell.CHOICE, choices=choices_of(Kind),
           words=WORDS, required=True,
           aliases=named("平台类型 平台类别 类型 类别 平台性质")),
    Column("group", gettext_lazy("Group of the source"), most=40, fixed=True,
           aliases=named("组别 分组 名单 批次"),
           note=gettext_lazy("A name stands once in a group.")),
    Column("territory", gettext_lazy("Territory"), Cell.LINK, link=TERRITORY,
           aliases=named("所在地区 所属地区 所属旗县区 所在旗县区 旗县区 地区 属地"),
           note=gettext_lazy("Left empty: the territory chosen for the whole file.")),
    Column("domain", gettext_lazy("Domain"), Cell.LINK, link=DOMAIN,
           aliases=named("所属领域 技术领域 领域 产业领域"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("organisation", gettext_lazy("Body"), Cell.LINK, link=ORGANISATION,
           aliases=named("依托单位 建设单位 承建单位 所属单位 单位名称 主体单位 牵头单位")),
    Column("parent", gettext_lazy("Part of"), Cell.LINK, link=PLATFORM,
           aliases=named("上级平台 隶属平台 所属平台"),
           note=gettext_lazy("名称, or 名称（组别）; register that platform first.")),
    Column("core", gettext_lazy("In the designed system"), Cell.BOOL,
           aliases=named("体系内 是否体系内 核心平台 是否核心平台")),
    Column("grade", gettext_lazy("Grade in the words of the source"), most=80,
           aliases=named("等级原文 原文级别")),
    Column("level", gettext_lazy("Grade now"), Cell.CHOICE, choices=choices_of(Grade),
           words=GRADES, aliases=named("级别 平台级别 等级 平台等级 认定级别"),
           note=gettext_lazy("Another grade than the one in the register needs its first day.")),
    Column("level_since", gettext_lazy("Grade since"), Cell.DAY,
           aliases=named("认定日期 认定时间 等级起始日 获批时间 批准日期")),
    Column("stages", gettext_lazy("Stages covered"), Cell.LINKS, link=STAGE, adds=True, most=200,
           aliases=named("覆盖阶段 覆盖环节 研发阶段 创新阶段"),
           note=gettext_lazy("Several with 、 between them; what is named is added.")),
    Column("decided_on", gettext_lazy("Set-up decided"), Cell.DAY,
           aliases=named("批建日期 批建时间 立项日期 决定建设日期")),
    Column("since", gettext_lazy("There since"), Cell.DAY,
           aliases=named("建成日期 成立日期 成立时间 建成时间 挂牌日期 挂牌时间 运行日期"),
           note=gettext_lazy("Left empty: the beginning is not known.")),
    Column("until", gettext_lazy("There until"), Cell.DAY,
           aliases=named("撤销日期 摘牌日期 终止日期 撤销时间"),
           note=gettext_lazy("The first day without it.")),
    Column("accept_result", gettext_lazy("Acceptance"), Cell.CHOICE, choices=choices_of(RESULT),
           words=RESULTS, aliases=named("验收结果 验收结论 验收情况 是否通过验收")),
    Column("accepted_on", gettext_lazy("Day of acceptance"), Cell.DAY,
           aliases=named("验收日期 验收时间"),
           note=gettext_lazy("A later day than the last adds an acceptance.")),
    Column("accepted_by", gettext_lazy("Accepted by"), most=120,
           aliases=named("验收单位 验收组织单位 组织验收单位 验收部门")),
    Column("note", gettext_lazy("Note"), most=200, aliases=named("说明 备注")),
    Column("status", gettext_lazy("Status of the source"), most=40, aliases=named("来源状态")),
    Column("source", gettext_lazy("Source"), most=500,
           aliases=named("数据来源 来源 依据 批复文号 批准文件"),
           note=gettext_lazy("A real platform says where it is known from.")),
)  # fmt: skip


@register
class Platforms(Noun):
    key, label, order = "platforms", gettext_lazy("Innovation platforms"), 35
    model, columns, wants_place = Platform, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, or by group and name.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        rows = Platform.objects.for_(user).filter(Access.of(user).within([Role.OFFICER],
                                                                         "territory"))  # fmt: skip
        return _joined(rows)

    def identity(self, draft: Draft) -> str:
        name = draft.get("name")
        return f"{key_of(name)}@{key_of(draft.get('group') or '')}" if name else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        """Also those of other offices: a name stands once in a group, whoever keeps it."""
        groups = {draft.get("group") or "" for draft in drafts}
        rows = _joined(Platform.objects.for_(frame.user).filter(group__in=groups))
        found = {(key_of(row.name), row.group): row for row in rows.order_by("-pk")}
        for draft in drafts:
            draft.known = found.get((key_of(draft.get("name") or ""), draft.get("group") or ""))

    def prepare(self, rows: Sequence[Any]) -> None:
        prefetch_related_objects(list(rows), "grades", "stages", "acceptances", "territory",
                                 "domain", "organisation", "parent")  # fmt: skip

    def current(self, row: Platform, name: str) -> Any:
        if name == "stages":
            return [part.stage for part in row.stages.all() if part.until is None]
        if name in LEVEL:
            grade = next((part for part in row.grades.all() if part.until is None), None)
            return getattr(grade, {"level": "grade", "level_since": "since"}[name], None)
        if name in ACCEPTED:
            return getattr(_last_acceptance(row), ACCEPTED[name], None)
        return getattr(row, name)

    def check(self, draft: Draft, frame: Frame) -> None:
        values = draft.values
        if draft.known is None:
            values["territory"] = values.get("territory") or frame.territory
            values["domain"] = values.get("domain") or frame.domain
            if values["territory"] is None:
                draft.fault("territory", _("Fill this in, or choose a territory for the file."))
        _check_place(draft, frame)
        _check_name(draft)
        _check_level(draft)
        _check_acceptance(draft)
        _check_row(draft, frame)

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            fields = given(draft)
            parts = _parts(fields)
            grade = "" if "level_since" in parts else parts.pop("level", "")
            row = register_platform(
                by=frame.user, synthetic=frame.invents, grade_now=grade,
                stages=parts.pop("stages", ()), **fields,
            )  # fmt: skip
            self._add(row, parts, frame, fields)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        parts = _parts(fields)
        if fields:
            edit_platform(platform=row, by=frame.user, **emptied(Platform, fields))
        self._add(row, _whole(row, parts, self), frame, fields)

    def _add(self, row: Platform, parts: dict[str, Any], frame: Frame,
             fields: dict[str, Any]) -> None:  # fmt: skip
        """Parts that the row says more of; they share its source where it names one."""
        told = {"by": frame.user, "source": fields.get("source") or row.source,
                "status": fields.get("status") or row.status}  # fmt: skip
        if parts.get("level"):
            give_grade(platform=row, grade=parts["level"], since=parts.get("level_since"), **told)
        covered = set(self.current(row, "stages")) if parts.get("stages") else set()
        for stage in parts.get("stages") or ():
            if stage not in covered:
                cover_stage(platform=row, stage=stage, **told)
        if parts.get("accept_result"):
            record_acceptance(
                platform=row, result=parts["accept_result"], held_on=parts.get("accepted_on"),
                body=parts.get("accepted_by") or "", **told,
            )  # fmt: skip


def _joined(rows: Any) -> Any:
    rows = rows.select_related("territory", "domain", "organisation", "parent")
    return rows.prefetch_related("grades", "stages", "acceptances")


def _last_acceptance(row: Platform) -> Acceptance | None:
    """The latest; one of which the day is not known comes before all others."""
    rows = sorted(row.acceptances.all(), key=lambda a: (a.held_on is not None, a.held_on, a.pk))
    return rows[-1] if rows else None


def _parts(fields: dict[str, Any]) -> dict[str, Any]:
    """What is kept beside the platform's own row, taken out of ``fields``."""
    names = ("stages", *LEVEL, *ACCEPTED)
    return {name: fields.pop(name) for name in names if name in fields}


def _whole(row: Platform, parts: dict[str, Any], kind: Platforms) -> dict[str, Any]:
    """A change names only what differs; a new acceptance needs its result all the same."""
    if "accepted_on" in parts:
        parts.setdefault("accept_result", kind.current(row, "accept_result"))
        parts.setdefault("accepted_by", kind.current(row, "accepted_by"))
    return parts


def _check_place(draft: Draft, frame: Frame) -> None:
    known, place = draft.known, draft.get("territory")
    if known is not None and not can_edit(known, frame.user):
        draft.fault("name", _("Another office keeps the platform of this name."))
    elif place is not None and not can_register(frame.user, place):
        draft.fault("territory", _("You may not register anything there."))


def _check_name(draft: Draft) -> None:
    """A row with an id renames; the new name may not stand in the list yet."""
    if draft.known is None or "name" not in draft.changes:
        return
    others = Platform.objects.filter(group=draft.known.group, name=draft.changes["name"][1])
    if others.exclude(pk=draft.known.pk).exists():
        draft.fault("name", _("Another platform of this group has this name."))


def _check_level(draft: Draft) -> None:
    """A grade follows the one before it from a day on; none is rewritten or emptied."""
    if draft.known is None:
        if draft.get("level_since") is not None and not draft.get("level"):
            draft.fault("level", _("Say which grade it has had since that day."))
        _not_ahead(draft, "level_since")
        return
    changed = {name: draft.changes[name] for name in LEVEL if name in draft.changes}
    if not changed:
        return
    before, after = changed.get("level", (None, None))
    if not after:
        draft.fault(next(iter(changed)), _("What is known of its grade is not changed by an import;"
                                           " only another grade follows."))  # fmt: skip
        return
    since, earlier = draft.changes.get("level_since", (None, None))[1], _open_since(draft)
    if before and (since is None or (earlier is not None and since <= earlier)):
        draft.fault("level_since", _("It has another grade: say from which day on this one."))
    _not_ahead(draft, "level_since")


def _open_since(draft: Draft) -> Any:
    return next((g.since for g in draft.known.grades.all() if g.until is None), None)


def _check_acceptance(draft: Draft) -> None:
    """Another day adds an acceptance; what stands about one day is not rewritten."""
    changed = [name for name in ACCEPTED if name in draft.changes]
    if draft.known is None:
        if not draft.get("accept_result") and (draft.get("accepted_on")
                                               or draft.get("accepted_by")):  # fmt: skip
            draft.fault("accept_result", _("Say whether it passed."))
    elif changed:
        _check_added(draft, changed)
    _not_ahead(draft, "accepted_on")


def _check_added(draft: Draft, changed: list[str]) -> None:
    last = _last_acceptance(draft.known)
    day = draft.get("accepted_on")
    if last is None:
        if not draft.get("accept_result"):
            draft.fault("accept_result", _("Say whether it passed."))
    elif day is None or (last.held_on is not None and day <= last.held_on):
        draft.fault(changed[0], _("What is known of an acceptance is not changed by an import; only"
                                  " a later day adds another."))  # fmt: skip


def _not_ahead(draft: Draft, name: str) -> None:
    day = draft.get(name)
    if day is not None and day > today():
        draft.fault(name, _("This day lies ahead of today."))


def _check_row(draft: Draft, frame: Frame) -> None:
    """What the room refuses, told here by column."""
    if draft.faults:
        return
    row = copy(draft.known) if draft.known is not None else Platform(synthetic=frame.invents)
    own = {name for name in draft.values if name not in ("stages", "uid", *LEVEL, *ACCEPTED)}
    fields = {name: draft.values[name] for name in own}
    for name, value in emptied(Platform, fields).items():
        setattr(row, name, value)
    if row.organisation is not None and row.organisation.synthetic != row.synthetic:
        draft.fault("organisation", _("One of the two is invented, the other is not."))
    try:
        check_platform(row, today())
    except CiguError as error:
        draft.fault(str(error.data.get("field", "")), str(error))
