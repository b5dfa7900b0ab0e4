"""The broker's desk and the provider's side, over the real pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from cigu.core.access.factories import make_territory, make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.clock.business import travel
from cigu.core.jobs.models import Job
from cigu.core.ui import keyset
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.work.matchmaking import actions
from cigu.work.matchmaking.factories import make_match, user_of
from cigu.work.matchmaking.funnel import funnel, last_year
from cigu.work.matchmaking.models import Match, NeedNote, Tally
from cigu.work.matchmaking.tables import DeskTable
from cigu.work.matchmaking.tallies import recount
from cigu.work.matchmaking.templatetags.matchmaking import best_terms, marked
from cigu.work.matchmaking.timeline import timeline

pytestmark = pytest.mark.django_db
Web, Send = Callable[..., Any], Callable[..., Any]


def passage(text: str, *terms: tuple[int, int]) -> dict[str, Any]:
    return {
        "document": "d", "part": "text", "title": "<b>标题</b>", "kind": "paper",
        "date": "2022-05-01",
        "start": 0, "end": len(text), "text": text, "terms": [[text[a:b], a, b] for a, b in terms],
    }  # fmt: skip


def test_quotes_are_marked_and_harmless() -> None:
    shown = marked(passage("<script>护套分段</script>降低损耗", (8, 12), (10, 12)))
    assert shown == "&lt;script&gt;<mark>护套分段</mark>&lt;/script&gt;降低损耗"
    assert best_terms(passage("护套分段降低损耗", (0, 4), (4, 6))) == "护套分段降低"


def test_the_needs_page_compares_and_offers_the_next_step(broker: User, web: Web) -> None:
    need = make_need(title="转子温升")
    told = {"parts": {"problem": 0.8, "metric": None, "record": 0.5}}
    best = make_match(need=need, score=0.81, passages=[passage("护套分段", (0, 2))], **told)
    make_match("interested", need=need, score=0.6, **told)
    rest = [make_match(need=need, score=0.1 * i, **told) for i in range(1, 5)]
    page = web(broker).get(f"/matchmaking/needs/{need.number}/").content.decode()
    assert "<mark>护套</mark>分段" in page and "&lt;b&gt;标题" in page and "0.81" in page
    assert page.count('<th scope="col"><span class="cand">') == 4
    assert f"/matchmaking/needs/{need.number}/propose/?sel={best.uid}" in page
    assert f'value="{rest[0].uid}"' in page
    chosen = (
        web(broker).get(f"/matchmaking/needs/{need.number}/?cmp={rest[0].uid}").content.decode()
    )
    assert chosen.count('<th scope="col"><span class="cand">') == 1


def test_invitations_over_the_page_once(broker: User, web: Web, send: Send) -> None:
    match = make_match()
    url, key, client = f"/matchmaking/needs/{match.need.number}/propose/", uuid4(), web(broker)
    assert send(client, url, respond_days="5").status_code == 422
    assert send(client, url, sel=[str(match.uid)], respond_days="zwei").status_code == 422
    for _twice in range(2):
        answer = send(client, url, key, sel=[str(match.uid)], respond_days="3")
        assert answer.status_code == 302
    match.refresh_from_db()
    assert (match.state, str(match.respond_by), match.revision) == ("proposed", "2024-06-19", 2)


def test_somebody_elses_match_cannot_be_slipped_in(broker: User, web: Web, send: Send) -> None:
    match, other = make_match(), make_match()
    url = f"/matchmaking/needs/{match.need.number}/propose/"
    assert send(web(broker), url, sel=[str(other.uid)], respond_days="5").status_code == 422


def test_being_full_is_said_at_the_reason(broker: User, web: Web, send: Send) -> None:
    from cigu.records.teams.factories import make_team

    team = make_team(capacity=1).party
    make_match("proposed", provider=team)
    match = make_match(provider=team)
    url = f"/matchmaking/needs/{match.need.number}/propose/"
    answer = send(web(broker), url, sel=[str(match.uid)], respond_days="5")
    assert answer.status_code == 422 and "reason" in answer.context["form"].errors
    answer = send(web(broker), url, sel=[str(match.uid)], respond_days="5", reason="已增派人手")
    assert answer.status_code == 302


def test_the_provider_reads_and_answers(broker: User, web: Web, send: Send) -> None:
    match = make_match("proposed", need=make_need(secrecy="masked", budget=180))
    client = web(user_of(match.provider))
    page = client.get(f"/matchmaking/m/{match.uid}/").content.decode()
    assert (
        str(match.need.organisation) in client.get(f"/needs/{match.need.number}/").content.decode()
    )
    assert "180.00" in page
    assert match.number in client.get("/matchmaking/invitations/").content.decode()
    assert send(client, f"/matchmaking/m/{match.uid}/accept/").status_code == 302
    match.refresh_from_db()
    assert match.state == "interested"


def test_after_declining_the_need_is_closed(broker: User, web: Web, send: Send) -> None:
    need = make_need(secrecy="named", title="只给受邀方")
    match = make_match("proposed", need=need)
    client = web(user_of(match.provider))
    assert need.title in client.get("/matchmaking/invitations/").content.decode()
    assert send(client, f"/matchmaking/m/{match.uid}/decline/", code="").status_code == 422
    answer = send(client, f"/matchmaking/m/{match.uid}/decline/", code="terms", note="预算不足")
    assert (answer.status_code, answer.url) == (302, "/matchmaking/invitations/")
    for path in ("/matchmaking/invitations/", f"/matchmaking/m/{match.uid}/"):
        page = client.get(path)
        assert page.status_code == 200 and need.title not in page.content.decode()


def test_two_brokers_on_one_match(broker: User, web: Web, send: Send) -> None:
    match = make_match("proposed")
    url, seen = f"/matchmaking/m/{match.uid}/remind/", match.revision
    assert send(web(broker), url, _rev=seen).status_code == 302
    assert send(web(broker), url, _rev=seen).status_code == 409


def test_notes_stay_with_staff(broker: User, web: Web, send: Send) -> None:
    match = make_match("proposed")
    url = f"/matchmaking/needs/{match.need.number}/note/"
    assert send(web(broker), url, text="  ").status_code == 422
    assert send(web(broker), url, text="电话：下周见面").status_code == 302
    page = web(broker).get(f"/matchmaking/needs/{match.need.number}/").content.decode()
    assert "电话：下周见面" in page
    assert not NeedNote.objects.for_(user_of(match.provider)).exists()


def test_the_course_groups_invitations_and_names_reasons(broker: User) -> None:
    need = make_need()
    matches = [make_match(need=need) for _ in range(3)]
    actions.propose(matches=matches, by=broker)
    actions.decline(match=matches[0], code="topic", by=broker, reason="电话")
    lines, total = timeline(need)
    told = [line.text for line in lines]
    assert any("3" in text for text in told) and total == len(lines)
    assert any("不是本方向" in text for text in told)


def test_the_whole_way_over_pages(broker: User, web: Web, send: Send) -> None:
    match = make_match("interested")
    client = web(broker)
    assert send(client, f"/matchmaking/m/{match.uid}/meet/", met_on="2024-06-14").status_code == 302
    answer = send(client, f"/matchmaking/m/{match.uid}/negotiate/")
    match.refresh_from_db()
    assert answer.url == f"/cooperations/{match.cooperation.number}/"
    assert Need.objects.get(pk=match.need_id).state == "negotiating"


def test_the_region_and_its_funnel(broker: User, web: Web, send: Send) -> None:
    make_need("accepted")
    make_need()
    make_match("proposed")
    make_match("interested")
    make_match("negotiating")
    from cigu.core.access.factories import make_domain
    from cigu.core.figures.sources import Where

    steps = funnel(Where(make_territory("150200"), make_domain(), last_year()), broker)
    assert [step.count for step in steps] == [5, 4, 3, 2, 1, 0]
    assert [step.stuck for step in steps] == [1, 1, 1, 1, 1, 0]
    client = web(broker)
    for step in steps[:5]:
        assert f"{step.stuck} " in client.get(step.url).content.decode()
        page = client.get(step.url)
        assert page.context["table"].total == step.stuck, step.code
    assert client.get("/matchmaking/funnel/").status_code == 200
    assert send(client, "/matchmaking/assign/", team_demand="9", expert_demand="1",
                min_load="0").status_code == 422  # fmt: skip
    asked = {"objective": "0", "team_demand": "1", "expert_demand": "0", "min_load": "0",
             "answer_demand": "0", "body_min": "0"}  # fmt: skip
    answer = send(client, "/matchmaking/assign/", **asked)
    assert answer.url == f"/matchmaking/jobs/{Job.objects.get().uid}/"
    assert client.get(answer.url).status_code == 200


# Written by hand: who may open what. The rest find nothing (404) or are refused (403).
PAGES = {
    "": {"broker", "officer", "leader"},
    "funnel/": {"broker", "officer", "leader"},
    "assign/": {"broker", "officer"},
    "rank/": {"broker", "officer"},
    "invitations/": {"provider", "other provider"},
    "needs/{need}/": {"broker", "officer", "leader"},
    "needs/{need}/rank/": {"broker", "officer"},
    "needs/{need}/propose/": {"broker", "officer"},
    "needs/{need}/note/": {"broker", "officer"},
    "needs/{need}/reopen/": {"broker", "officer"},
    "m/{match}/": {"broker", "officer", "leader", "commissioner", "provider"},
    "m/{match}/accept/": {"broker", "officer", "provider"},
    "m/{match}/decline/": {"broker", "officer", "provider"},
    "m/{match}/conflict/": {"provider"},
    "m/{match}/remind/": {"broker", "officer"},
    "m/{match}/extend/": {"broker", "officer"},
    "m/{match}/exclude/": {"broker", "officer"},
    "m/{match}/lapse/": {"broker", "officer"},
}


def test_who_may_open_what(web: Web) -> None:
    match, city = make_match("proposed"), make_territory("150200")
    users = {role: make_user(role, territory=city) for role in
             ("broker", "officer", "leader", "commissioner", "sysadmin")}  # fmt: skip
    users["provider"] = user_of(match.provider)
    users["other provider"] = user_of(make_match("proposed").provider)
    users["owner"] = make_user(Role.ENTERPRISE, party=match.need.organisation.party)
    users["foreign broker"] = make_user(Role.BROKER, territory=make_territory("150100"))
    for path, allowed in PAGES.items():
        if path in ("", "funnel/", "assign/", "rank/"):
            allowed = allowed | {"foreign broker"}  # their own region, which is empty
        url = f"/matchmaking/{path.format(need=match.need.number, match=match.uid)}"
        codes = {who: web(user).get(url).status_code for who, user in users.items()}
        assert {who for who, code in codes.items() if code == 200} == allowed, (path, codes)
        assert set(codes.values()) <= {200, 403, 404}, (path, codes)


def test_the_foreign_broker_counts_nothing(web: Web) -> None:
    make_match("proposed")
    foreign = make_user(Role.BROKER, territory=make_territory("150100"))
    assert web(foreign).get("/matchmaking/").context["table"].total == 0
    assert web(foreign).get("/api/matches").json()["count"] == 0


def test_the_api_shows_grounds_to_those_who_see_the_match(broker: User, web: Web) -> None:
    match = make_match("proposed", score=0.5)
    row = web(broker).get(f"/api/matches/{match.uid}").json()
    assert (row["need"], row["state"], row["score"]) == (match.need.number, "proposed", "0.5000")
    assert Match.objects.count() == 1


def test_a_late_answer_shows_on_the_desk(broker: User, web: Web) -> None:
    from datetime import date

    make_match("proposed")
    with travel(date(2024, 6, 25)):
        page = web(broker).get("/matchmaking/?view=late")
        assert page.context["table"].total == 1


def test_the_desk_is_ordered_by_what_the_matches_come_to(broker: User, web: Web) -> None:
    """Each change of a match counts at once, by single steps and in batches."""
    low, high, bare = (make_need(title=f"{name}的需求") for name in ("低分", "高分", "无人"))
    make_match("proposed", need=low, score=0.3)
    wanted = make_match("interested", need=low, score=0.4)
    make_match(need=high, score=0.9)

    def order(sort: str) -> list[str]:
        page = web(broker).get(f"/matchmaking/?sort={sort}").content.decode()
        return sorted((n.title for n in (low, high, bare)), key=page.index)

    assert order("-best") == [high.title, low.title, bare.title]
    assert order("-asked")[0] == order("-willing")[0] == low.title
    tally = Tally.objects.get(need=low)
    assert (tally.best, tally.asked, tally.willing, tally.ever) == (Decimal("0.4"), 2, 1, 2)
    actions.decline(match=wanted, by=user_of(wanted.provider), code="time")
    tally.refresh_from_db()
    assert (tally.asked, tally.willing, tally.ever) == (1, 0, 2)
    Tally.objects.all().delete()
    recount()
    assert Tally.objects.get(need=low).asked == 1 and Tally.objects.get(need=bare).best is None


@pytest.mark.parametrize("sort", ["-best", "best", "-asked"])
def test_a_long_desk_is_read_in_the_order_of_the_tallies(
    sort: str, broker: User, web: Web, monkeypatch: Any
) -> None:
    """There and back again, page by page, as the short one is sorted; unknown scores last."""
    needs = [make_need(title=f"第{n}号需求") for n in range(7)]
    for n, need in enumerate(needs[:5]):
        make_match("proposed" if n % 2 else "suggested", need=need, score=0.1 * (n % 3 + 1))
    make_need("draft", title="第9号需求")
    titles = re.compile("第.号需求")
    whole = titles.findall(web(broker).get(f"/matchmaking/?sort={sort}").content.decode())
    monkeypatch.setattr(keyset, "SORTED", 0)
    monkeypatch.setattr(keyset, "AHEAD", 1)
    monkeypatch.setattr(DeskTable, "per_page", 2)
    there: list[str] = []
    back: list[str] = []
    for way, pages in (("next", there), ("prev", back)):
        url = f"/matchmaking/?sort={sort}" + ("&page=last" if way == "prev" else "")
        while url:
            page = web(broker).get(url).content.decode()
            shown = titles.findall(page)
            pages[:] = pages + shown if way == "next" else shown + pages
            found = re.search(rf'href="([^"]+)" rel="{way}"', page)
            url = unescape(found[1]) if found else ""
    assert there == whole and len(set(whole)) == 7
    assert list(dict.fromkeys(back)) == whole, "the first page may repeat rows of the second"
