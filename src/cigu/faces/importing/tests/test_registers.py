"""Each register's own workbook: written by its actions, and unchanged when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cigu.core.access.factories import make_domain, make_segment, make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.clock.business import today, travel
from cigu.core.imports import outgoing
from cigu.core.imports.actions import decide_rows
from cigu.core.imports.factories import (
    checked,
    enterprises,
    experts,
    fresh,
    needs,
    table,
    text_file,
    written,
)
from cigu.core.imports.models import Import
from cigu.core.imports.nouns import noun, nouns
from cigu.core.invariants.asking import ask, known
from cigu.core.places.models import Territory
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_enterprise, make_institute
from cigu.records.people.actions import declare_coauthors
from cigu.records.people.conflicts import coauthors_of, conflicting_parties, evidence_for
from cigu.records.people.factories import make_expert
from cigu.records.people.models import Person, ProfileDocument
from cigu.records.qualifications.models import Qualification
from cigu.records.teams.factories import make_team
from cigu.records.teams.models import Team
from cigu.work.roadshows.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("day")]
FIRMS = ["子虚磁材（示例）有限公司", "子虚电机（示例）有限公司"]


@pytest.fixture
def officer() -> User:
    return make_user(Role.OFFICER, territory=make_territory())


@pytest.fixture
def bring(officer: User) -> Callable[..., Import]:
    make_segment()

    def brought(what: str, content: bytes, **more: Any) -> Import:
        place, domain = make_territory(), make_domain()
        return checked(what, content, by=officer, territory=place, domain=domain, **more)

    return brought


def faults(batch: Import) -> list[Any]:
    return list(batch.rows.filter(outcome__in=["wrong", "like"]).values_list("number", "faults"))


def round_trip(what: str, bring: Callable[..., Import], by: User) -> dict[str, int]:
    """Taken out in both kinds of file and brought back."""
    kind = noun(what)
    there = bring(what, outgoing.export_xlsx(kind, by))
    back = bring(what, outgoing.export_csv(kind, by), name="a.csv")
    assert there.counts == back.counts and not faults(there), faults(there)
    return back.counts


def check_all() -> None:
    names = ("organisations.*", "people.*", "teams.*", "needs.*", "achievements.*",
             "cooperations.*", "imports.*", "audit.*")  # fmt: skip
    rules = [rule for name in names for rule in known(name)]
    assert [answer for answer in map(ask, rules) if answer.failed] == []


def test_experts_come_in_with_their_employer_merged_down(bring: Any, officer: User) -> None:
    body = make_institute(name_zh="乌有稀土研究院（示例）")
    batch = bring("people", experts())
    assert batch.counts == {"new": 6}, faults(batch)
    written(batch)
    one = Person.objects.get(name="拟名甲1")
    assert (one.employer, one.is_expert, one.capacity) == (body, True, 2)
    assert one.employments.get().organisation == body and one.contact == "13800000000"
    assert bring("people", experts()).counts == {"same": 6}
    assert round_trip("people", bring, officer) == {"same": 6}
    check_all()


def test_a_namesake_elsewhere_is_a_question(bring: Any) -> None:
    one = make_expert(name="拟名乙", employer=make_institute(name_zh="乌有一院"))
    make_institute(name_zh="乌有二院")
    rows = [["姓名", "单位", "职称"], ["拟名乙", "乌有二院", "研究员"], ["拟名乙", "", "教授"]]
    batch = bring("people", table(rows))
    assert batch.counts == {"like": 2}
    decide_rows(batch=batch, by=batch.owner, numbers=[3], decision=str(one.uid))
    decide_rows(batch=fresh(batch), by=batch.owner, numbers=[2], decision="new")
    written(fresh(batch))
    assert Person.objects.filter(name="拟名乙").count() == 2
    one.refresh_from_db()
    assert one.title == "教授"


def test_a_new_employer_ends_the_employment_before(bring: Any) -> None:
    old, new = make_institute(name_zh="乌有旧院"), make_institute(name_zh="乌有新院")
    one = make_expert(name="拟名丙", employer=old)
    rows = [["系统编号", "姓名", "单位"], [str(one.uid), "拟名丙", "乌有新院"]]
    written(bring("people", table(rows)))
    one.refresh_from_db()
    assert one.employer == new
    ended = {row.organisation_id: row.until for row in one.employments.all()}
    assert ended == {old.pk: date(2024, 6, 14), new.pk: None}


def test_teams_come_in_with_leader_and_segments(bring: Any, officer: User) -> None:
    body = make_institute(name_zh="乌有院")
    make_expert(name="拟名丁", employer=body)
    rows = [["团队名称", "依托单位", "负责人", "环节", "TRL"],
            ["乌有永磁团队", "乌有院", "拟名丁（乌有院）", "磁材", "6"]]  # fmt: skip
    batch = bring("teams", table(rows))
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    team = Team.objects.get()
    assert (team.leader.name, team.maturity, team.party.name) == (
        "拟名丁",
        6,
        "乌有院 乌有永磁团队",
    )
    assert round_trip("teams", bring, officer) == {"same": 1}
    changed = bring("teams", table([rows[0], [*rows[1][:4], "7"]]))
    assert changed.counts == {"changed": 1}
    written(changed)
    check_all()


def test_last_years_needs_are_accepted_on_their_own_day(bring: Any, officer: User) -> None:
    for name in FIRMS:
        make_enterprise(name_zh=name, territory=make_territory())
    batch = bring("needs", needs(FIRMS))
    assert batch.counts == {"new": 2}, faults(batch)
    written(batch)
    need = Need.objects.get(title="乌有工艺改进1")
    assert (need.state, need.accepted_on) == ("accepted", date(2023, 4, 1))
    assert (need.budget, need.target, need.unit) == (Decimal("180.00"), Decimal(1200), "kA/m")
    assert need.number.startswith("X-2023-")
    assert bring("needs", needs(FIRMS)).counts == {"same": 2}
    assert round_trip("needs", bring, officer) == {"same": 2}
    check_all()


def test_a_target_in_one_cell_is_read_and_an_unverifiable_need_is_told(bring: Any) -> None:
    make_enterprise(name_zh=FIRMS[0], territory=make_territory())
    head = ["需求名称", "企业名称", "需求描述", "目标值", "受理日期"]
    rows = [head, ["甲", FIRMS[0], "示例", "≥1200kA/m", "2024-06-03"],
            ["乙", FIRMS[0], "示例", "", "2024-06-03"], ["丙", FIRMS[0], "示例", "", ""],
            ["丁", "没有的公司", "示例", "", "2030-01-01"]]  # fmt: skip
    batch = bring("needs", table(rows))
    found = {row.number: {f[0] for f in row.faults} for row in batch.rows.all()}
    assert found == {2: set(), 3: {"target", "unit"}, 4: set(),
                     5: {"organisation", "accepted_on", "target", "unit"}}  # fmt: skip
    decide_rows(batch=batch, by=batch.owner, numbers=[3, 5], decision="skip")
    written(fresh(batch))
    one = Need.objects.get(title="甲")
    assert (one.comparator, one.target, one.unit) == ("≥", Decimal(1200), "kA/m")
    assert Need.objects.get(title="丙").state == "draft"


def test_achievements_and_cooperations_come_in_signed(bring: Any, officer: User) -> None:
    make_enterprise(name_zh=FIRMS[0], territory=make_territory())
    team = make_team(name="乌有团队", organisation=make_institute(name_zh="乌有院"))
    rows = [["成果名称", "完成单位", "完成团队", "成果简介", "转让价格（元）", "发布日期"],
            ["乌有工艺", "乌有院", "乌有团队", "示例", "500000", "2024.5.6"]]  # fmt: skip
    batch = bring("achievements", table(rows))
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    made = Achievement.objects.get()
    assert (made.state, made.price, made.published_on) == ("published", 50, date(2024, 5, 6))
    rows = [["合作名称", "企业", "合作方", "成果编号", "合同金额", "签订日期"],
            ["乌有合作", FIRMS[0], "乌有团队", made.number, "180", "2024-05-20"]]  # fmt: skip
    batch = bring("cooperations", table(rows))
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    pact = Cooperation.objects.get()
    assert (pact.state, pact.amount, pact.provider) == ("signed", 180, team.party)
    assert round_trip("achievements", bring, officer) == {"same": 1}
    assert round_trip("cooperations", bring, officer) == {"same": 1}
    check_all()


def test_events_are_planned(bring: Any, officer: User) -> None:
    rows = [["活动名称", "活动类型", "举办日期", "地点", "主办单位"],
            ["乌有路演", "路演", "2024年7月2日", "示例会场", "示例主办"]]  # fmt: skip
    batch = bring("events", table(rows))
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    assert Event.objects.get().state == "planned"
    assert round_trip("events", bring, officer) == {"same": 1}


def test_papers_come_the_way_dspace_and_vivo_give_them_out(bring: Any, officer: User) -> None:
    body = make_institute(name_zh="乌有院", name_en="Nowhere Institute")
    make_expert(name="拟名戊", employer=body)
    dspace = [
        ["id", "collection", "dc.title[zh_CN]", "dc.contributor.author", "dc.date.issued[]",
         "dc.description.abstract[zh_CN]", "dc.type[]", "dc.language.iso[]"],
        ["1", "1/2", "乌有磁体研究", "拟名戊::rp00012::600||拟名别人", "2023-05", "示例摘要",
         "Article", "zh_CN"],
    ]  # fmt: skip
    batch = bring("publications", text_file(dspace, "utf-8"), name="dspace.csv")
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    paper = ProfileDocument.objects.get()
    assert (paper.dated, paper.kind, paper.language) == (date(2023, 5, 1), "paper", "zh")
    vivo = [["rdfs:label", "affiliation", "vivo:preferredTitle", "vivo:overview"],
            ["拟名己", "乌有院", "教授", "示例"]]  # fmt: skip
    written(bring("people", text_file(vivo, "utf-8"), name="vivo.csv"))
    assert Person.objects.get(name="拟名己").title == "教授"
    cris = [["organization.legalName", "dc.type", "organization.address.addressLocality"],
            ["乌有新院", "研究院", "昆都仑"]]  # fmt: skip
    assert bring("organisations", text_file(cris, "utf-8"), name="cris.csv").counts == {"new": 1}
    assert round_trip("publications", bring, officer) == {"same": 1}


def test_every_register_says_how_its_rows_are_recognised(officer: User) -> None:
    for kind in nouns():
        assert str(kind.label) and str(kind.note) and any(c.required for c in kind.columns)
        assert outgoing.template_csv(kind) and outgoing.template_xlsx(kind, officer)
        headings = [h for c in kind.columns for h in c.headings()]
        assert all(headings)


def test_the_list_of_enterprises_also_brings_their_qualifications(
    bring: Any, officer: User
) -> None:
    Territory.objects.create(
        code="150271", name_zh="包头稀土高新技术产业开发区", level="zone",
        parent=make_territory("150200"),
    )  # fmt: skip
    city = make_user(Role.OFFICER, territory=make_territory("150200"))
    more = {"by": city, "domain": make_domain()}
    written(checked("organisations", enterprises(6), **more))
    batch = checked("qualifications", enterprises(6), **more)
    assert (batch.counts, batch.asides["other"]) == ({"new": 4}, 2), faults(batch)
    written(batch)
    one = Qualification.objects.get(organisation__name_zh__contains="第2稀土")
    assert (one.kind, one.level, one.valid_to) == ("little_giant", "nation", date(2026, 7, 1))
    assert checked("qualifications", enterprises(6), **more).counts == {"same": 4}
    assert round_trip("qualifications", lambda *a, **k: checked(*a, **more, **k), city) == {
        "same": 4
    }
    written(checked("qualifications", table([
        ["系统编号", "证书编号"], [str(one.uid), "示例新号"]]), **more))  # fmt: skip
    one.refresh_from_db()
    assert one.certificate == "示例新号"
    check_all()


def test_coauthors_come_with_experts_and_papers_and_tie(bring: Any, officer: User) -> None:
    body = make_institute(name_zh="乌有院")
    for name in ("拟名庚", "拟名辛", "拟名壬"):
        make_expert(name=name, employer=body if name == "拟名壬" else None)
    paper = [["题名", "作者", "合著者", "摘要", "日期"],
             ["乌有磁体研究", "拟名庚", "拟名辛", "示例摘要", "2024-01-05"]]  # fmt: skip
    batch = bring("publications", table(paper))
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    one, two, three = (Person.objects.get(name=f"拟名{n}").party for n in "庚辛壬")
    assert [(e.other, e.kind, e.source) for e in evidence_for([one.pk], today())] == [
        (two.pk, "coauthor", "乌有磁体研究")
    ]
    assert round_trip("publications", bring, officer) == {"same": 1}
    people = [["姓名", "单位", "合著者"], ["拟名癸", "乌有院", "拟名庚、拟名壬"]]
    batch = bring("people", table(people))
    assert batch.counts == {"new": 1}, faults(batch)
    written(batch)
    new = Person.objects.get(name="拟名癸")
    found = [e for e in evidence_for([new.party_id], today()) if e.kind == "coauthor"]
    assert {e.other for e in found} == {one.pk, three.pk}
    assert all("拟名癸" in e.source and e.since == today() for e in found)
    assert round_trip("people", bring, officer) == {"same": 4}
    assert bring("people", table(people)).counts == {"same": 1}
    more = [["姓名", "单位", "合著者"], ["拟名癸", "乌有院", "拟名辛"]]
    written(bring("people", table(more)))
    assert coauthors_of(new) == [p.person for p in (one, two, three)]
    wrong = bring("people", table([["姓名", "合著者"], ["拟名子", "查无此人"]]))
    assert wrong.counts == {"wrong": 1}
    check_all()


def test_a_coauthor_noted_long_ago_is_no_tie(bring: Any, officer: User) -> None:
    one, other = make_expert(name="拟名丑"), make_expert(name="拟名寅")
    with travel(date(2020, 6, 14)):
        declare_coauthors(person=one, others=[other], by=officer)
        assert conflicting_parties([one.party_id], today()) == {other.party_id}
    assert conflicting_parties([one.party_id], today()) == set()
    assert coauthors_of(one) == []
