"""The workbooks of people and of what they published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.access.scope import Access
from cigu.core.imports.cells import key_of
from cigu.core.imports.columns import Column, Kind, choices_of, named
from cigu.core.imports.nouns import Draft, Frame, Like, Noun, emptied, given, one_of, register
from cigu.records.organisations.links import ORGANISATION, SEGMENT

from .actions import (
    add_document,
    add_segments,
    declare_coauthors,
    edit_person,
    register_people,
)
from .conflicts import coauthors_of
from .guards import can_register
from .links import PERSON
from .merging import duplicates, merge_people, split_people
from .models import Person, ProfileDocument

KIND = ProfileDocument.Kind
COLUMNS = (
    Column("name", gettext_lazy("Name"), required=True, most=60, example="拟名甲",
           aliases=named("姓名 专家姓名 人员姓名 专家 dc.title crisrp.name rdfs:label",
                 "person.fullName")),
    Column("employer", gettext_lazy("Employer"), Kind.LINK, link=ORGANISATION,
           aliases=named("所在单位 工作单位 单位 单位名称 任职单位 person.affiliation.name",
                 "affiliation")),
    Column("title", gettext_lazy("Title"), most=60,
           aliases=named("职称 职务 职称职务 技术职称 person.jobTitle vivo:preferredTitle")),
    Column("is_expert", gettext_lazy("Expert"), Kind.BOOL,
           aliases=named("是否专家 是否入库 专家库 是否入专家库"),
           note=gettext_lazy("Left empty in a new row: yes.")),
    Column("speciality", gettext_lazy("Speciality"), most=60,
           aliases=named("专业 专业方向 研究方向 专业领域 擅长领域 person.knowsAbout dc.subject",
                 "vivo:hasResearchArea")),
    Column("segments", gettext_lazy("Segments of the chain"), Kind.LINKS, link=SEGMENT, adds=True,
           aliases=named("产业链环节 所属环节 环节"), most=400,
           note=gettext_lazy("Several with 、 between them; what is named is added.")),
    Column("capacity", gettext_lazy("Tasks at once"), Kind.WHOLE, low=0, high=50,
           aliases=named("可承担任务数 任务数 同时承接数")),
    Column("location", gettext_lazy("Place"), most=40,
           aliases=named("所在地 常驻地 城市 所在城市")),
    Column("contact", gettext_lazy("Contact"), most=100,
           aliases=named("手机 手机号 联系电话 联系方式 电话 邮箱 person.email vcard:email")),
    Column("name_en", gettext_lazy("English name"), most=80,
           aliases=named("英文名 英文姓名 姓名拼音 拼音 dc.title.alternative")),
    Column("coauthors", gettext_lazy("Co-authors"), Kind.LINKS, link=PERSON, adds=True, most=800,
           aliases=named("合著者 合作者 共同作者 论文合作者"),
           note=gettext_lazy("People of the register with whom papers were written in the last "
                             "three years, 、 between them; a tie of interest.")),
    Column("profile", gettext_lazy("Profile"), most=5000,
           aliases=named("简介 个人简介 主要成果 dc.description.abstract vivo:overview")),
)  # fmt: skip


@register
class People(Noun):
    key, label, order = "people", gettext_lazy("People and experts"), 20
    merges, party_kind = True, Party.Kind.PERSON
    holds, lasting = True, frozenset({"segments", "coauthors", "employer"})
    model, columns = Person, COLUMNS
    note = gettext_lazy("A row is recognised by its system id, or by name and employer.")

    def may(self, user: Any) -> bool:
        return can_register(user)

    def rows(self, user: Any) -> Any:
        rows = Person.objects.for_(user).select_related("employer", "party")
        return rows.prefetch_related("party__segment_links__segment")

    def identity(self, draft: Draft) -> str:
        name, employer = draft.get("name"), draft.get("employer")
        return f"{key_of(name)}@{employer.pk if employer else ''}" if name else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        names = {d.get("name") for d in drafts} - {None}
        found: dict[str, list[Person]] = {}
        for row in self.rows(frame.user).filter(name__in=names):
            found.setdefault(row.name, []).append(row)
        for draft in drafts:
            _recognise(draft, found.get(draft.get("name") or "", []), frame)

    def current(self, row: Person, name: str) -> Any:
        if name == "segments":
            return [link.segment for link in row.party.segment_links.all()]
        if name == "coauthors":
            return coauthors_of(row)
        return getattr(row, name)

    def prepare(self, rows: Sequence[Any]) -> None:
        ties = [f"party__relations_{side}" for side in ("left__right", "right__left")]
        prefetch_related_objects(
            list(rows), "party__segment_links__segment", "employer",
            *(f"{tie}__person__employer" for tie in ties),
        )  # fmt: skip

    def check(self, draft: Draft, frame: Frame) -> None:
        values, employer = draft.values, draft.get("employer")
        invented = draft.known.synthetic if draft.known is not None else frame.invents
        if employer is not None and invented and not employer.synthetic:
            draft.fault("employer", _("An invented person has no real employer."))
        if draft.known is None:
            values.setdefault("is_expert", True)

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        more = {"synthetic": frame.invents, "held_by": frame.held_by}
        rows = [{**given(draft), **more} for draft in drafts]
        others = [row.pop("coauthors", []) for row in rows]
        made = register_people(by=frame.user, rows=rows)
        for person, known in zip(made, others, strict=True):
            if known:
                declare_coauthors(person=person, others=known, by=frame.user)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        segments = fields.pop("segments", None)
        if coauthors := fields.pop("coauthors", None):
            declare_coauthors(person=row, others=coauthors, by=frame.user)
        if fields:
            edit_person(person=row, by=frame.user, **emptied(Person, fields))
        if segments:
            add_segments(party=row.party, segments=segments, by=frame.user)

    def duplicates(self, user: Any) -> Iterator[list[Any]]:
        return duplicates(self.rows(user))

    def told(self, row: Any) -> str:
        return PERSON.told(row)

    def hint(self, row: Any) -> str:
        parts = (row.employer and row.employer.name_zh, row.title, row.speciality, row.contact)
        return "·".join(str(part) for part in parts if part)

    def named(self, text: str, user: Any) -> Any:
        return one_of(PERSON.find([text], user)[text], self.rows(user))

    def merge(self, loser: Any, survivor: Any, *, by: Any, reason: str) -> Any:
        return merge_people(loser=loser, survivor=survivor, by=by, reason=reason)

    def unmerge(self, merge: Any, *, by: Any, reason: str) -> Any:
        return split_people(merge=merge, by=by, reason=reason)


def _recognise(draft: Draft, namesakes: list[Person], frame: Frame) -> None:
    """Name and employer together are one person; a name alone may be anybody's."""
    employer = draft.get("employer")
    same = [p for p in namesakes if p.employer == employer]
    if len(same) == 1 and (employer is not None or len(namesakes) == 1):
        draft.known = same[0]
    elif frame.likeness:
        draft.like = [
            Like(str(p.uid), PERSON.told(p), _("the same name")) for p in namesakes
        ]  # fmt: skip


@register
class Publications(Noun):
    """Also as DSpace-CRIS and VIVO give them out: one row a paper, authors with || between."""

    key, label, order = "publications", gettext_lazy("Papers, patents and reports"), 25
    model = ProfileDocument
    note = gettext_lazy("A row is recognised by its system id, or by title and author.")
    columns = (
        Column("title", gettext_lazy("Title"), required=True, most=200, fixed=True,
               aliases=named("标题 题名 论文题目 专利名称 成果名称 名称 dc.title rdfs:label")),
        Column("person", gettext_lazy("Author in the register"), Kind.LINK, link=PERSON, most=200,
               required=True, fixed=True,
               aliases=named("作者 第一作者 发明人 完成人 dc.contributor.author vivo:relatedBy"),
               note=gettext_lazy("姓名, or 姓名（单位）; of several the first one.")),
        Column("authors", gettext_lazy("Co-authors"), Kind.LINKS, link=PERSON, fixed=True, most=800,
               aliases=named("合著者 合作者 共同作者 其他作者 共同发明人 其他发明人"),
               note=gettext_lazy("The others who wrote it and stand in the register, 、 between "
                                 "them; a tie of interest.")),
        Column("kind", gettext_lazy("Kind"), Kind.CHOICE, choices=choices_of(KIND), fixed=True,
               aliases=named("类型 文献类型 成果类型 dc.type rdf:type"),
               words={"期刊论文": KIND.PAPER, "学术论文": KIND.PAPER, "article": KIND.PAPER,
                      "journal article": KIND.PAPER, "conference paper": KIND.PAPER,
                      "发明专利": KIND.PATENT, "实用新型": KIND.PATENT, "invention": KIND.PATENT,
                      "国家标准": KIND.STANDARD, "行业标准": KIND.STANDARD,
                      "研究报告": KIND.PROJECT_REPORT, "report": KIND.PROJECT_REPORT},
               note=gettext_lazy("Left empty: paper.")),
        Column("text", gettext_lazy("Abstract"), required=True, most=5000, fixed=True,
               aliases=named("摘要 内容 简介 dc.description.abstract bibo:abstract")),
        Column("dated", gettext_lazy("Date"), Kind.DAY, required=True, coarse=True, fixed=True,
               aliases=named("日期 发表日期 发表时间 出版日期 申请日 授权日 dc.date.issued",
                 "vivo:dateTimeValue"),
               note=gettext_lazy("A month or a year alone stands for its first day.")),
        Column("language", gettext_lazy("Language"), Kind.CHOICE, fixed=True,
               choices=[("zh", gettext_lazy("Chinese")), ("en", gettext_lazy("English"))],
               words={"zh_CN": "zh", "chi": "zh", "中": "zh", "en_US": "en", "eng": "en",
                      "英": "en"},
               aliases=named("语种 语言 dc.language.iso")),
    )  # fmt: skip

    def may(self, user: Any) -> bool:
        return Access.of(user).has(Role.OFFICER)

    def split(self, cells: dict[str, str]) -> dict[str, str]:
        """DSpace puts :: and an authority after a name, and || between names."""
        authors = cells.get("person", "")
        if "||" not in authors and "::" not in authors and ";" not in authors:
            return cells
        first = authors.partition("||")[0].partition("::")[0].partition(";")[0]
        return {**cells, "person": first.strip()}

    def rows(self, user: Any) -> Any:
        mine = Person.objects.for_(user).values("party")
        rows = ProfileDocument.objects.filter(party__in=mine)
        return rows.select_related("party__person__employer").prefetch_related(
            "authors__party__person__employer"
        )

    def identity(self, draft: Draft) -> str:
        title, person = draft.get("title"), draft.get("person")
        return f"{key_of(title)}@{person.pk}" if title and person else ""

    def recognise(self, drafts: Sequence[Draft], frame: Frame) -> None:
        titles = {d.get("title") for d in drafts} - {None}
        rows = self.rows(frame.user).filter(title__in=titles)
        found = {(row.title, row.party_id): row for row in rows}
        for draft in drafts:
            person = draft.get("person")
            draft.known = found.get((draft.get("title"), person.party_id if person else None))

    def current(self, row: ProfileDocument, name: str) -> Any:
        if name == "authors":
            return [link.party.person for link in row.authors.all()]
        return row.party.person if name == "person" else getattr(row, name)

    def make(self, drafts: Sequence[Draft], frame: Frame) -> None:
        for draft in drafts:
            fields = {"kind": KIND.PAPER, **given(draft)}
            person = fields.pop("person")
            others = [other.party for other in fields.pop("authors", ())]
            add_document(party=person.party, by=frame.user, authors=others, **fields)

    def change(self, row: Any, fields: dict[str, Any], frame: Frame) -> None:
        raise AssertionError("all columns are fixed")
