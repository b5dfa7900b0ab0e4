import pytest
from django.urls import reverse

from cigu.core.access.roles import Role
from cigu.core.search.registry import find
from cigu.engines.basis.credit_code import synthetic_code
from cigu.records.achievements.models import Achievement
from cigu.records.cooperations.factories import (
    make_account,
    make_achievement,
    make_cooperation,
    make_enterprise,
    make_need,
    make_person,
    make_team,
)
from cigu.records.cooperations.tests.support import send, signed_in
from cigu.records.organisations.actions import register_organisation
from cigu.records.organisations.models import Organisation
from cigu.records.people.models import Relation
from cigu.records.platforms.actions import register_platform

pytestmark = pytest.mark.django_db
LISTS = ("organisations", "people", "teams", "achievements", "platforms", "places")


@pytest.fixture
def firm(world):
    body = make_enterprise(world, employees=48273, revenue=98765, contact="虚拟人")
    return make_account(Role.ENTERPRISE, party=body.party), body


def url(name, *args):
    return reverse(f"registers:{name}", args=args)


def form(world, **changes):
    return {
        "kind": "enterprise", "name_zh": "示例新企业", "territory": world.county.pk,
        "segments": [world.segment.pk], "credit_code": synthetic_code(7_000_001), **changes,
    }  # fmt: skip


def test_every_list_opens_for_everybody_signed_in(world, firm, client):
    make_cooperation(world)
    register_platform(by=world.officer, name="示例平台", territory=world.city, synthetic=True)
    leader = make_account(Role.LEADER, territory=world.city)
    for name in LISTS:
        assert client.get(url(name)).status_code == 302
        for user in (world.officer, leader, firm[0]):
            reader = signed_in(user)
            assert reader.get(url(name)).status_code == 200
            assert reader.get(url(name), {"format": "csv"}).status_code == 200
            assert reader.get(url(name), {"q": "示例"}).status_code == 200


def test_size_contact_and_code_are_withheld_from_other_enterprises(world, firm):
    stranger = make_account(Role.ENTERPRISE, party=make_enterprise(world).party)
    user, body = firm
    secret = (body.credit_code, "98,765", "98765", "48273", "48,273", "虚拟人")
    reader = signed_in(stranger)
    seen = reader.get(url("organisation", body.uid)).content.decode()
    listed = reader.get(url("organisations"), {"q": body.name_zh}).content.decode()
    answer = reader.get(f"/api/registers/organisations/{body.uid}").json()
    exported = reader.get(url("organisations"), {"q": body.name_zh, "format": "csv"})
    for word in secret:
        assert word not in seen and word not in listed and word not in str(answer)
        assert word not in exported.content.decode("utf-8-sig")
    assert not list(find(stranger, body.credit_code))
    assert list(find(world.officer, body.credit_code))
    own = signed_in(user).get(url("organisation", body.uid)).content.decode()
    assert body.credit_code in own and "虚拟人" in own
    ordered = reader.get(url("organisations"), {"sort": "credit_code"}).context["table"]
    assert ordered.sorting is None and ordered.problems


def test_an_organisation_page_does_not_name_the_owner_of_a_masked_need(world, firm):
    need = make_need(world, enterprise=firm[1], secrecy="masked")
    stranger = signed_in(make_account(Role.ENTERPRISE, party=make_enterprise(world).party))
    assert need.title not in stranger.get(url("organisation", firm[1].uid)).content.decode()
    assert need.title in signed_in(firm[0]).get(url("organisation", firm[1].uid)).content.decode()


def test_real_bodies_show_source_status_and_form_of_the_name(world, firm):
    real = register_organisation(
        by=world.officer, kind="enterprise", name_zh="有来源的企业", territory=world.county,
        fact="公开事实", status="unverified", name_form="short name only", source="示例来源",
    )  # fmt: skip
    seen = signed_in(firm[0]).get(url("organisation", real.uid)).content.decode()
    assert "cg-unver" in seen and "示例来源" in seen and "公开事实" in seen
    listed = signed_in(firm[0]).get(url("organisations"), {"basis": "real"})
    assert "有来源的企业" in listed.content.decode() and listed.context["table"].total == 1


def test_an_officer_registers_and_edits(world):
    client = signed_in(world.officer)
    answer = send(client, url("register_organisation"), form(world))
    body = Organisation.objects.get(name_zh="示例新企业")
    assert answer["Location"] == body.get_absolute_url() and body.synthetic
    assert [link.segment_id for link in body.segment_links.all()] == ["magnet"]
    changed = form(world, name_zh="示例新企业二", employees="1,200")
    assert send(client, url("edit_organisation", body.uid), changed).status_code == 302
    body.refresh_from_db()
    assert (body.name_zh, body.employees) == ("示例新企业二", 1200)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"credit_code": "001502000000000000"}, "credit_code"),
        ({"credit_code": "12345"}, "credit_code"),
        ({"credit_code": "IOSVZ5000000000000"}, "credit_code"),
        ({"territory": "999999"}, "territory"),
        ({"segments": ["nowhere"]}, "segments"),
        ({"kind": "castle"}, "kind"),
        ({"founded": "21000"}, "founded"),
        ({"name_zh": ""}, "name_zh"),
    ],
)
def test_bad_input_is_named_at_its_field(world, wrong, field):
    before = Organisation.objects.count()
    answer = send(signed_in(world.officer), url("register_organisation"), form(world, **wrong))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert Organisation.objects.count() == before


def test_a_code_or_a_name_is_used_once(world, firm):
    client = signed_in(world.officer)
    taken = form(world, credit_code=firm[1].credit_code)
    answer = send(client, url("register_organisation"), taken)
    assert firm[1].name_zh in str(answer.context["form"].errors["credit_code"])
    named = send(client, url("register_organisation"), form(world, name_zh=firm[1].name_zh))
    assert "name_zh" in named.context["form"].errors


def test_only_officers_register(world, firm):
    for user in (firm[0], world.broker, make_account(Role.LEADER, territory=world.city)):
        client = signed_in(user)
        assert client.get(url("register_organisation")).status_code == 403
        assert send(client, url("register_organisation"), form(world)).status_code in (403, 422)
        assert client.get(url("edit_organisation", firm[1].uid)).status_code == 403


def test_an_expert_keeps_the_own_profile(world, firm):
    person, other = make_person(world, contact="13800000000"), make_person(world)
    expert = make_account(Role.EXPERT, party=person.party)
    client = signed_in(expert)
    assert client.get(url("my_profile"))["Location"] == person.get_absolute_url()
    assert send(client, url("availability", person.uid), {}).status_code == 302
    person.refresh_from_db()
    assert person.available is False
    declared = {"right": firm[1].pk, "kind": "advisor", "since": "2023-01-01", "source": "本人申报"}
    assert send(client, url("declare_relation", person.uid), declared).status_code == 302
    assert Relation.objects.get().right == firm[1].party
    assert client.get(url("availability", other.uid)).status_code == 403
    late = send(client, url("declare_relation", person.uid), {**declared, "until": "2022-01-01"})
    assert late.status_code == 422


def test_relations_and_contact_are_for_staff_and_the_person(world, firm):
    person = make_person(world, contact="13800000000")
    expert = make_account(Role.EXPERT, party=person.party)
    send(signed_in(expert), url("declare_relation", person.uid), {
        "right": firm[1].pk, "kind": "advisor", "since": "2023-01-01", "source": "独有来源句",
    })  # fmt: skip
    page = url("person", person.uid)
    for user, sees in ((world.officer, True), (expert, True), (firm[0], False)):
        text = signed_in(user).get(page).content.decode()
        assert ("独有来源句" in text) == sees == ("13800000000" in text)
    answer = signed_in(firm[0]).get(f"/api/registers/people/{person.uid}").json()
    assert (answer["location"], answer["capacity"]) == (None, None)


def test_an_achievement_from_draft_to_publication(world):
    team = make_team(world)
    maker, officer = make_account(Role.EXPERT, party=team.party), world.officer
    client = signed_in(maker)
    draft = {"title": "示例工艺", "abstract": "虚构", "team": team.pk, "territory": world.city.pk,
             "domain": world.domain.pk, "segment": world.segment.pk, "maturity": "7"}  # fmt: skip
    sent = send(client, url("draft_achievement"), draft)
    row = Achievement.objects.get()
    assert sent["Location"] == row.get_absolute_url() and row.owner == team.organisation
    assert row.synthetic
    assert send(client, url("submit_achievement", row.number)).status_code == 302
    assert client.get(url("publish_achievement", row.number)).status_code == 403
    office = signed_in(officer)
    assert send(office, url("return_achievement", row.number), {}).status_code == 422
    send(office, url("return_achievement", row.number), {"reason": "缺数据"})
    assert send(client, url("edit_achievement", row.number),
                {**draft, "title": "示例工艺包"}).status_code == 302  # fmt: skip
    send(client, url("submit_achievement", row.number))
    assert send(office, url("publish_achievement", row.number)).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.title) == ("published", "示例工艺包")
    assert client.get(url("edit_achievement", row.number)).status_code == 403


def test_a_draft_is_seen_by_its_makers_and_staff_only(world, firm):
    row = make_achievement(world, published=False)
    maker = make_account(Role.EXPERT, party=row.team.party)
    for user, expected in ((maker, 200), (world.officer, 200), (firm[0], 404)):
        assert signed_in(user).get(row.get_absolute_url()).status_code == expected
    assert not list(find(firm[0], row.title))
    assert signed_in(firm[0]).get("/api/registers/achievements").json()["count"] == 0


def test_a_team_may_not_draft_for_another(world):
    mine, other = make_team(world), make_team(world)
    client = signed_in(make_account(Role.EXPERT, party=mine.party))
    answer = send(client, url("draft_achievement"), {
        "title": "x", "abstract": "x", "team": other.pk, "territory": world.city.pk,
        "domain": world.domain.pk,
    })  # fmt: skip
    assert answer.status_code == 422 and not Achievement.objects.exists()
