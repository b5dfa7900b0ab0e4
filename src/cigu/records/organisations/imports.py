"""The workbook of organisations: enterprises, universities, institutes and other bodies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, choices_of, named
from cigu.core.imports.nouns import Draft, Frame, Like, Noun, emptied, given, one_of, register
from cigu.engines.basis.credit_code import is_synthetic_code

from .actions import edit_organisation, place_in_segments, register_organisations
from .guards import can_register
from .links import DOMAIN, ORGANISATION, SEGMENT, TERRITORY
from .merging import duplicates, merge_organisations, split_organisations
from .models import Organisation
from .names import core_of, spellings

KIND = Organisation.Kind
WORDS = {
    "企业单位": KIND.ENTERPRISE, "公司": KIND.ENTERPRISE, "民营企业": KIND.ENTERPRISE,
    "国有企业": KIND.ENTERPRISE, "高等学校": KIND.UNIVERSITY, "大学": KIND.UNIVERSITY,
    "高等院校": KIND.UNIVERSITY, "研究院": KIND.INSTITUTE, "研究所": KIND.INSTITUTE,
    "科研机构": KIND.INSTITUTE, "科研院所": KIND.INSTITUTE, "重点实验室": KIND.LABORATORY,
    "研发中心": KIND.CENTRE, "技术中心": KIND.CENTRE, "政府": KIND.GOVERNMENT,
    "政府部门": KIND.GOVERNMENT, "机关": KIND.GOVERNMENT, "园区": KIND.PARK, "开发区": KIND.PARK,
}  # fmt: skip
SPANS = (("above_scale_since", "above_scale_until"), ("active_since", "active_until"))
COLUMNS = (
    Column("name_zh", gettext_lazy("Full name"), required=True, most=120,
           example="子虚示例材料有限公司",
           aliases=named("企业名称 单位名称 机构名称 名称 公司名称 企业全称 单位全称 单位",
                 "企业名称（全称） 法人单位名称 organisation dc.title",
                 "organization.legalName rdfs:label")),
    Column("credit_code", gettext_lazy("Credit code"), Kind.CODE,
           aliases=named("统一社会信用代码 信用代码 社会信用代码 统一信用代码 机构代码 USCC"),
           note=gettext_lazy("18 characters; a record is recognised by it."),
           example="0015020012345678XX"),
    Column("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=choices_of(KIND), words=WORDS,
           aliases=named("单位类型 机构类型 企业类型 单位性质 类型 dc.type rdf:type"),
           note=gettext_lazy("Left empty: enterprise.")),
    Column("territory", gettext_lazy("Territory"), Kind.LINK, link=TERRITORY,
           aliases=named("所在地区 所属地区 所属旗县区",
                 "所在旗县区 旗县区 所在区县 属地 地区 区划 注册地",
                 "organization.address.addressLocality"),
           note=gettext_lazy("Left empty: the territory chosen for the whole file.")),
    Column("domain", gettext_lazy("Domain"), Kind.LINK, link=DOMAIN,
           aliases=named("所属领域 技术领域 行业领域 产业领域 领域 所属产业"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("segments", gettext_lazy("Segments of the chain"), Kind.LINKS, link=SEGMENT, adds=True,
           aliases=named("产业链环节 所属环节 环节 产业链位置"), most=400,
           note=gettext_lazy("Several with 、 between them; what is named is added.")),
    Column("name_en", gettext_lazy("English name"), most=150,
           aliases=named("英文名称 英文名 dc.title.alternative organization.legalName.en")),
    Column("short_name", gettext_lazy("Short name"), most=40, aliases=named("简称 企业简称 别名")),
    Column("founded", gettext_lazy("Founded"), Kind.YEAR,
           aliases=named("成立年份 成立时间 成立日期 注册时间 注册年份 organization.foundingDate")),
    Column("employees", gettext_lazy("Employees"), Kind.WHOLE, low=0,
           aliases=named("职工人数 员工人数 从业人员 从业人数 职工总数 人数 从业人员期末人数")),
    Column("revenue", gettext_lazy("Turnover (10,000 yuan)"), Kind.MONEY, low=0,
           aliases=named("营业收入 年营业收入 主营业务收入 销售收入 年销售收入 营收 年营收",
                 "上年度营业收入 产值"),
           note=gettext_lazy("A heading may say another unit: 营业收入（亿元）.")),
    Column("products", gettext_lazy("Products"), most=300,
           aliases=named("主要产品 主营产品 产品 主营业务 经营范围")),
    Column("contact", gettext_lazy("Contact"), most=60,
           aliases=named("联系人 联系方式 联系人及电话 联系电话 联系方式·联系人")),
    Column("above_scale_since", gettext_lazy("Above scale since"), Kind.DAY,
           aliases=named("规上入库时间 入规时间 纳入规上时间 规上日期 升规时间")),
    Column("above_scale_until", gettext_lazy("Above scale until"), Kind.DAY,
           aliases=named("退库时间 规上退库时间 退规时间")),
    Column("active_since", gettext_lazy("In business since"), Kind.DAY,
           aliases=named("开业日期 迁入时间 迁入日期 落户时间")),
    Column("active_until", gettext_lazy("In business until"), Kind.DAY,
           aliases=named("注销日期 迁出时间 迁出日期 停业日期"),
           note=gettext_lazy("The first day without it.")),
    Column("source", gettext_lazy("Source"), most=500, aliases=named("数据来源 来源 dc.source")),
)  # fmt: skip


@register
class Organisations(Noun):
    key, label, order = "organisations", gettext_lazy("Organisations"), 10
    merges, party_kind = True, Party.Kind.ORGANISATION
    holds, lasting = True, frozenset({"segments"})
    model, columns, wants_place = Organisation, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, credit code or full name.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "territory")
        rows = Organisation.objects.for_(user).filter(mine)
        return rows.select_related("territory", "domain", "party").prefetch_related(
            "segment_links__segment"
        )

    def identity(self, draft: Draft) -> str:
        code, name = draft.get("credit_code"), draft.get("name_zh")
        return f"code:{code}" if code else f"name:{key_of(name)}" if name else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        codes = {d.get("credit_code") for d in drafts} - {None}
        names = {form for d in drafts if (n := d.get("name_zh")) for form in spellings(n)}
        rows = list(self.rows(frame.user).filter(Q(credit_code__in=codes) | Q(name_zh__in=names)))
        by_code = {row.credit_code: row for row in rows if row.credit_code}
        by_name = {key_of(row.name_zh): row for row in rows}
        gone = _merged(names, self.rows(frame.user))
        for draft in drafts:
            code, name = draft.get("credit_code"), draft.get("name_zh")
            key = key_of(name or "")
            draft.known = by_code.get(code) or by_name.get(key)
            if draft.known is None and key in gone:
                draft.known = gone[key]
                del draft.values["name_zh"]  # a name of old does not rename it
        if frame.likeness:
            _find_alike([d for d in drafts if d.known is None], frame)

    def current(self, row: Organisation, name: str) -> Any:
        if name == "segments":
            return [link.segment for link in row.segment_links.all()]
        return getattr(row, name)

    def prepare(self, rows: Sequence[Any]) -> None:
        prefetch_related_objects(list(rows), "segment_links__segment", "territory", "domain")

    def check(self, draft: Draft, frame: Frame) -> None:
        values, known = draft.values, draft.known
        if known is None:
            values.setdefault("kind", KIND.ENTERPRISE)
            values.setdefault("territory", frame.territory)
            values.setdefault("domain", frame.domain)
            if values["territory"] is None:
                draft.fault("territory", _("Fill this in, or choose a territory for the file."))
        place = values.get("territory")
        if place is not None and not _may_register(place, frame):
            draft.fault("territory", _("You may not register anything there."))
        _check_code(draft, frame)
        _check_span(draft)

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        rows = [
            {**given(d), "synthetic": invents(d.get("credit_code"), frame.invents),
             "held_by": frame.held_by}
            for d in drafts
        ]  # fmt: skip
        register_organisations(by=frame.user, rows=rows)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        segments = fields.pop("segments", None)
        if fields:
            edit_organisation(organisation=row, by=frame.user, **emptied(Organisation, fields))
        if segments:
            place_in_segments(organisation=row, segments=segments, by=frame.user)

    def duplicates(self, user: Any) -> Iterator[list[Any]]:
        return duplicates(self.rows(user))

    def told(self, row: Any) -> str:
        return str(row.name_zh)

    def hint(self, row: Any) -> str:
        return "·".join(filter(None, (row.credit_code, str(row.territory), row.products[:30])))

    def named(self, text: str, user: Any) -> Any:
        return one_of(ORGANISATION.find([text], user)[text], self.rows(user))

    def merge(self, loser: Any, survivor: Any, *, by: Any, reason: str) -> Any:
        return merge_organisations(loser=loser, survivor=survivor, by=by, reason=reason)

    def unmerge(self, merge: Any, *, by: Any, reason: str) -> Any:
        return split_organisations(merge=merge, by=by, reason=reason)


def _may_register(place: Any, frame: Frame) -> bool:
    """Asked once for a file and place, not for each row."""
    known: dict[Any, bool] = frame.memo.setdefault("places", {})
    if place.pk not in known:
        known[place.pk] = can_register(frame.user, place)
    return known[place.pk]


def invents(code: str | None, invented: bool) -> bool:
    """Invented people bring invented bodies, unless the code is one that a real body has."""
    return invented and (code is None or is_synthetic_code(code))


def _check_code(draft: Draft, frame: Frame) -> None:
    code, known = draft.get("credit_code"), draft.known
    if not code:
        return
    synthetic = known.synthetic if known is not None else invents(code, frame.invents)
    if is_synthetic_code(code) != synthetic:
        draft.fault("credit_code", _("Prefix 00 is kept for synthetic bodies. Check the code."))
    if known is not None and known.credit_code not in (None, code):
        draft.fault("credit_code", _("It stands with code %(code)s in the register. Correct one.")
                    % {"code": known.credit_code})  # fmt: skip


def _check_span(draft: Draft) -> None:
    known, values = draft.known, draft.values
    for first, last in SPANS:
        begin = values.get(first, getattr(known, first, None))
        end = values.get(last, getattr(known, last, None))
        open_ended = first == "above_scale_since" and end and not begin
        if open_ended or (begin and end and end <= begin):
            draft.fault(last, _("The end has to lie after the beginning."))


def _merged(names: set[str], rows: Any) -> dict[str, Organisation]:
    """Names of records that were merged, each with the record that goes on."""
    gone = Organisation.objects.merged().filter(name_zh__in=names)
    seen = {row.pk: row for row in rows.filter(merged__in=gone)}
    return {
        key_of(row.name_zh): seen[row.merged_into_id] for row in gone if row.merged_into_id in seen
    }


def _find_alike(drafts: Sequence[Draft], frame: Frame) -> None:
    """Bodies of nearly the same name, or whose short name it is."""
    if "alike" not in frame.memo:
        frame.memo["alike"] = _cores(frame.noun.rows(frame.user))
    for draft in drafts:
        name = draft.get("name_zh")
        for uid, full, why in frame.memo["alike"].get(core_of(name), []) if name else []:
            draft.like.append(Like(uid, full, why))


def _cores(rows: Any) -> dict[str, list[tuple[str, str, str]]]:
    """The heart of each name → the bodies that have it. Read once for a file."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    plain = rows.prefetch_related(None).select_related(None).order_by()
    for uid, name, short in plain.values_list("uid", "name_zh", "short_name").iterator():
        found.setdefault(core_of(name), []).append((str(uid), name, _("nearly the same name")))
        if short and core_of(short) != core_of(name):
            found.setdefault(core_of(short), []).append((str(uid), name, _("its short name")))
    return found
