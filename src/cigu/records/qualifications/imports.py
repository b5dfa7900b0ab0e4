"""The workbook of qualifications; the bureau's list of enterprises is read as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.clock.business import today
from cigu.core.imports.cells import is_nothing
from cigu.core.imports.columns import Column, choices_of, named
from cigu.core.imports.columns import Kind as Cell
from cigu.core.imports.nouns import Draft, Frame, Noun, emptied, given, register
from cigu.engines.basis.errors import CiguError
from cigu.records.organisations.links import ORGANISATION

from .actions import award, correct
from .guards import can_award, check_row
from .models import Kind, Level, Qualification

DAY = timedelta(days=1)
WORDS = {
    "高企": Kind.HIGH_TECH, "国家高新技术企业": Kind.HIGH_TECH, "科技型中小企业": Kind.TECH_SME,
    "科技领军企业": Kind.LEADING, "专精特新": Kind.SPECIALISED,
    "专精特新中小企业": Kind.SPECIALISED, "专精特新企业": Kind.SPECIALISED,
    "小巨人": Kind.LITTLE_GIANT, "小巨人企业": Kind.LITTLE_GIANT,
    "专精特新小巨人": Kind.LITTLE_GIANT, "专精特新小巨人企业": Kind.LITTLE_GIANT,
    "单项冠军": Kind.CHAMPION, "制造业单项冠军": Kind.CHAMPION,
    "战略性新兴产业企业": Kind.EMERGING,
}  # fmt: skip
LEVELS = {
    "国家级": Level.NATION, "国家": Level.NATION, "自治区级": Level.REGION, "省级": Level.REGION,
    "自治区": Level.REGION, "市级": Level.CITY,
}  # fmt: skip
COLUMNS = (
    Column("organisation", gettext_lazy("Enterprise"), Cell.LINK, link=ORGANISATION, required=True,
           fixed=True, aliases=named("企业 企业名称 单位名称 企业全称")),
    Column("kind", gettext_lazy("Qualification"), Cell.CHOICE, choices=choices_of(Kind),
           words=WORDS, required=True, fixed=True,
           aliases=named("资质 资质名称 资质类型 认定类型 称号 荣誉资质 企业资质"),
           note=gettext_lazy("国家级 or 自治区级 before it gives the level.")),
    Column("level", gettext_lazy("Level"), Cell.CHOICE, choices=choices_of(Level), words=LEVELS,
           required=True, fixed=True, aliases=named("级别 等级 认定级别 资质级别"),
           note=gettext_lazy("Left empty for high-tech enterprises: national.")),
    Column("certificate", gettext_lazy("Certificate number"), most=60,
           aliases=named("证书编号 证书号 编号 认定文号")),
    Column("issuer", gettext_lazy("Issuer"), most=120,
           aliases=named("发证机关 认定部门 认定机构 发证单位 批准部门")),
    Column("issued_on", gettext_lazy("Issued on"), Cell.DAY, required=True,
           aliases=named("发证日期 认定日期 发证时间 认定时间 批准日期")),
    Column("valid_from", gettext_lazy("Valid from"), Cell.DAY, fixed=True,
           aliases=named("有效期起 生效日期 有效期自"),
           note=gettext_lazy("Left empty: the day of issue.")),
    Column("last_day", gettext_lazy("Last day"), Cell.DAY,
           aliases=named("有效期至 有效期止 到期日期 截止日期 有效期"),
           note=gettext_lazy("The last day on which it holds; empty: without end.")),
    Column("source", gettext_lazy("Source"), most=500, aliases=named("依据 公告 来源 数据来源")),
)  # fmt: skip


@register
class Qualifications(Noun):
    key, label, order = "qualifications", gettext_lazy("Qualifications"), 15
    model, columns = Qualification, COLUMNS
    note = gettext_lazy("A row is recognised by enterprise, qualification, level and first day.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "organisation__territory")
        rows = Qualification.objects.for_(user).filter(mine)
        return rows.select_related("organisation__territory")

    def concerns(self, cells: dict[str, str]) -> bool:
        """A list of enterprises also names those without any."""
        return not is_nothing(cells.get("kind", "")) or bool(cells.get("uid"))

    def split(self, cells: dict[str, str]) -> dict[str, str]:
        """国家级专精特新“小巨人”企业: the level and the kind."""
        text = cells.get("kind", "")
        plain = "".join(c for c in text if c not in '“”"「」 ')
        for word in sorted(LEVELS, key=len, reverse=True):
            if plain.startswith(word) and plain != word and plain not in WORDS:
                return {"level": word, **cells, "kind": plain.removeprefix(word)}
        return {**cells, "kind": plain} if text else cells

    def identity(self, draft: Draft) -> str:
        key = _key(draft)
        return "@".join(map(str, key)) if None not in key else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        owners = set()
        for draft in drafts:
            if draft.get("kind") == Kind.HIGH_TECH:
                draft.values.setdefault("level", Level.NATION)
            if (owner := draft.get("organisation")) is not None:
                owners.add(owner)
        rows = self.rows(frame.user).filter(organisation__in=owners)
        found = {(r.organisation_id, r.kind, r.level, r.valid_from): r for r in rows}
        for draft in drafts:
            draft.known = found.get(_key(draft))

    def current(self, row: Qualification, name: str) -> Any:
        if name == "last_day":
            return row.valid_to - DAY if row.valid_to else None
        return getattr(row, name)

    def check(self, draft: Draft, frame: Frame) -> None:
        owner = draft.get("organisation") or getattr(draft.known, "organisation", None)
        if owner is not None and not can_award(owner, frame.user):
            draft.fault("organisation", _("You enter no qualifications of enterprises there."))
        if draft.known is None and not draft.faults and owner is not None:
            fields = _fields(given(draft))
            row = Qualification(synthetic=owner.synthetic, **fields)
            row.valid_from = row.valid_from or row.issued_on
            try:
                check_row(row, today())
            except CiguError as error:
                draft.fault(str(error.data.get("field", "")), str(error))

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            award(by=frame.user, **_fields(given(draft)))

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        told = emptied(Qualification, _fields(fields))
        correct(qualification=row, by=frame.user, reason=_("brought in from a workbook"), **told)


def _key(draft: Draft) -> tuple[Any, ...]:
    owner = draft.get("organisation")
    first = draft.get("valid_from") or draft.get("issued_on")
    return (owner.pk if owner else None, draft.get("kind"), draft.get("level"), first)


def _fields(told: dict[str, Any]) -> dict[str, Any]:
    """The register keeps the first day without it, a certificate names the last one with it."""
    fields = dict(told)
    if "last_day" in fields:
        last: date | None = fields.pop("last_day")
        fields["valid_to"] = last + DAY if last else None
    return fields
