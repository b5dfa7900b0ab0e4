"""The workbook of public notices: drafts come in by it. What was displayed goes out and stays as it
is: a period in which nobody could object cannot be entered afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, Link, choices_of, named
from cigu.core.imports.nouns import Draft, Frame, Like, Noun, emptied, given, register
from cigu.core.imports.values import BadCell
from cigu.records.organisations.links import DOMAIN, TERRITORY

from .actions import draft_notice, edit_notice
from .guards import can_edit, can_issue
from .models import LONGEST, PublicNotice
from .subjects import find_subject

KIND = PublicNotice.Kind


class SubjectLink(Link):
    """Any record of this system, by its number."""

    def find(self, texts: Iterable[str], user: Any) -> dict[str, Any]:
        found = {text: find_subject(user, text) for text in texts}
        return {text: row or _unknown(text) for text, row in found.items()}

    def told(self, row: Any) -> str:
        return str(row.number)


def _unknown(text: str) -> BadCell:
    words = _("No record has the number “%(text)s”: check it or leave it empty.")
    return BadCell("unknown", words % {"text": text[:40]})


COLUMNS = (
    Column("title", gettext_lazy("Title"), required=True, most=120, example="示例公示",
           aliases=named("公示名称 公示标题 公示题目 标题 名称 公示事项 事项名称")),
    Column("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=choices_of(KIND),
           aliases=named("公示类型 公示类别 类型 类别"),
           words={"项目评审": KIND.SELECTION, "立项": KIND.SELECTION, "认定": KIND.RECOGNITION,
                  "奖励": KIND.RECOGNITION, "补助": KIND.FUNDS, "资金": KIND.FUNDS,
                  "成果转化": KIND.TRANSFER, "征求意见": KIND.RULES},
           note=gettext_lazy("Left empty: other.")),
    Column("body", gettext_lazy("Text"), required=True, most=20_000,
           aliases=named("公示内容 公示正文 正文 内容")),
    Column("office", gettext_lazy("Issuing office"), required=True, most=80,
           aliases=named("发布单位 公示单位 发布部门 公示部门 责任处室 主办处室")),
    Column("reach", gettext_lazy("Reach the office"), most=120,
           aliases=named("联系方式 联系电话 监督电话 受理电话 咨询电话"),
           note=gettext_lazy("Telephone or address of the office, not of a person")),
    Column("days", gettext_lazy("Period of display (working days)"), Kind.WHOLE, required=True,
           low=1, high=LONGEST, example="5",
           aliases=named("公示期 公示天数 公示工作日 公示期限 公示期（工作日） 公示时长")),
    Column("rule", gettext_lazy("Rule of the period"), required=True, most=200,
           aliases=named("公示依据 依据 依据条款 期限依据 政策依据")),
    Column("territory", gettext_lazy("Territory"), Kind.LINK, link=TERRITORY,
           aliases=named("所属地区 地区 公示范围"),
           note=gettext_lazy("Left empty: the territory chosen for the whole file.")),
    Column("domain", gettext_lazy("Domain"), Kind.LINK, link=DOMAIN,
           aliases=named("领域 所属领域 产业领域"),
           note=gettext_lazy("Left empty: the domain chosen for the whole file.")),
    Column("subject", gettext_lazy("Number of the announced record"), Kind.LINK,
           link=SubjectLink(), most=40, example="C-2024-0007",
           aliases=named("公示对象编号 对象编号 关联编号 记录编号")),
    Column("displayed_on", gettext_lazy("Displayed from"), Kind.DAY, fixed=True,
           aliases=named("公示日期 公示开始日期 公示起始日 开始日期"),
           note=gettext_lazy("Empty in new rows: a notice is displayed by its own step, from that"
                             " day on.")),
    Column("ends_on", gettext_lazy("Last day for objections"), Kind.DAY, fixed=True,
           aliases=named("公示截止日期 公示结束日期 截止日期 结束日期"),
           note=gettext_lazy("Follows from the period.")),
)  # fmt: skip


@register
class PublicNotices(Noun):
    key, label, order = "public_notices", gettext_lazy("Public notices"), 65
    model, columns, wants_place = PublicNotice, COLUMNS, True
    note = gettext_lazy("A row is recognised by its system id, or by title and office.")

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def rows(self, user: Any) -> Any:
        mine = Access.of(user).within([Role.OFFICER], "territory", "domain")
        rows = PublicNotice.objects.for_(user).filter(mine)
        return rows.select_related("territory", "domain")

    def identity(self, draft: Draft) -> str:
        title, office = draft.get("title"), draft.get("office")
        return f"{key_of(title)}@{key_of(office)}" if title and office else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        offices = {office for d in drafts if (office := d.get("office"))}
        found: dict[str, list[PublicNotice]] = {}
        for row in self.rows(frame.user).filter(office__in=offices).exclude(state="withdrawn"):
            found.setdefault(f"{key_of(row.title)}@{key_of(row.office)}", []).append(row)
        for draft in drafts:
            same = found.get(self.identity(draft), [])
            if len(same) == 1:
                draft.known = same[0]
            elif frame.likeness:
                draft.like = [Like(str(n.uid), str(n), _("the same title")) for n in same]

    def current(self, row: PublicNotice, name: str) -> Any:
        if name != "subject":
            return getattr(row, name)
        if not row.subject_type:
            return None
        return apps.get_model(row.subject_type)._base_manager.get(uid=row.subject_uid)

    def check(self, draft: Draft, frame: Frame) -> None:
        if draft.known is not None:
            _check_change(draft, frame)
            return
        values = draft.values
        values.setdefault("kind", KIND.OTHER)
        values.setdefault("territory", frame.territory)
        values.setdefault("domain", frame.domain)
        place, subject = values["territory"], values.get("subject")
        if place is None:
            draft.fault("territory", _("Fill this in, or choose a territory for the file."))
        elif not can_issue(frame.user, place, values["domain"]):
            draft.fault("territory", _("You issue no public notices there."))
        if subject is not None and subject.synthetic != frame.invents:
            draft.fault("subject", _("Invented accounts announce invented records only."))
        for name in ("displayed_on", "ends_on"):
            if values.get(name) is not None:
                draft.fault(name, _("Leave it empty: a notice is displayed by its own step, so that"
                                    " everybody has the whole period to object."))  # fmt: skip

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            draft_notice(by=frame.user, synthetic=frame.invents, **given(draft))

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        told = {"territory": row.territory, "domain": row.domain, **fields}
        told.setdefault("subject", self.current(row, "subject"))
        subject = told.pop("subject")
        edit_notice(notice=row, by=frame.user, subject=subject, **emptied(PublicNotice, told))


def _check_change(draft: Draft, frame: Frame) -> None:
    known, place = draft.known, draft.get("territory")
    if draft.changes and not can_edit(known, frame.user):
        draft.fault("", _("A notice that was displayed stays as it is: withdraw it instead."))
    moved = "territory" in draft.changes or "domain" in draft.changes
    domain = draft.values.get("domain", known.domain)
    if moved and not can_issue(frame.user, place or known.territory, domain):
        draft.fault("territory", _("You issue no public notices there."))
