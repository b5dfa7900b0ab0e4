"""The index finds what a look at every row finds, and follows the records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from cigu.core.access.factories import make_user
from cigu.core.access.models import Party
from cigu.core.access.roles import Role
from cigu.core.audit.erasing import erase_personal
from cigu.core.audit.recording import change, create_many
from cigu.core.search import asking, keeping, tending
from cigu.core.search.asking import asked, words_of
from cigu.core.search.grams import grams, wanted
from cigu.core.search.models import SearchIndex
from cigu.core.search.registry import find
from cigu.core.search.store import Store
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.factories import make_organisation
from cigu.records.people.factories import make_person
from cigu.records.people.models import Person

ON = date(2024, 6, 14)
TITLE = "烧结钕铁硼（N52）晶界扩散 grain-boundary 降镝"
COLUMNS = ("number", "title", "keywords")
OWNER = ("organisation__name_zh", "organisation__short_name")


def found(text: str, columns: tuple[str, ...] = COLUMNS) -> set[Any]:
    return set(Need.objects.filter(asked(Need, columns, words_of(text)).q))


def looked(text: str) -> set[Any]:
    """Every row read by eye: no index, no database's idea of letters."""
    words = text.lower().split()
    rows = Need._base_manager.all()
    return {r for r in rows if all(w in f"{r.number}\n{r.title}\n{r.keywords}".lower()
                                   for w in words)}  # fmt: skip


def save(row: Any, **fields: Any) -> None:
    with change("test.rename", by=None, on=ON):
        for name, value in fields.items():
            setattr(row, name, value)
        row.save()


@given(st.text("ab12-磁铁氢 ", max_size=30), st.data())
def test_pieces_of_a_part_are_pieces_of_the_whole(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    assert set(wanted(part.split())) <= set(grams(text).split())


@pytest.mark.django_db
def test_any_two_characters_find_the_record_and_nothing_else() -> None:
    row = make_need(title=TITLE)
    other = make_need(title="储氢合金的寿命")
    parts = {TITLE[i : i + n] for n in (1, 2, 3, 5, 9) for i in range(len(TITLE) - n + 1)}
    for part in {p for p in parts if p.strip()}:
        assert found(part) == looked(part) and row in found(part), part
    assert found(row.number) == {row} and found(row.number[3:]) == {row}
    assert found("磁氢") == found("不存在") == set()
    assert found("储氢 寿命") == {other} and found("储氢 晶界") == set()


@pytest.mark.django_db
def test_signs_in_wide_and_plain_width_and_of_the_query_languages_are_text() -> None:
    row = make_need(title='Ｎｄ含量≥30%（质量分数）_A\' OR "b" & c | !d:*')
    for text in ("≥30%", "（质量", "A'", '"b"', "!d:*", "_a", "Ｎｄ"):
        assert found(text) == {row}, text
    assert found("30_") == found("NOT") == set()


@pytest.mark.django_db
def test_a_renamed_record_is_found_by_its_new_name_only() -> None:
    row, firm = (
        make_need(title="旧名"),
        make_organisation(name_zh="子虚磁业有限公司", short_name=""),
    )
    save(row, title="新的称呼", organisation=firm)
    assert found("新的称呼") == {row} and found("旧名") == set()
    save(firm, name_zh="乌有电机有限公司")
    assert found("乌有", OWNER) == {row} and found("子虚磁", OWNER) == set()


@pytest.mark.django_db
def test_a_change_taken_back_leaves_the_index_as_it_was() -> None:
    row = make_need(title="旧名")
    with pytest.raises(RuntimeError), transaction.atomic():
        save(row, title="新的称呼")
        raise RuntimeError
    assert found("旧名") == {row} and found("新的称呼") == set()


@pytest.mark.django_db
def test_a_batch_is_found_as_single_rows_are() -> None:
    with change("test.batch", by=None, on=ON):
        parties = create_many(Party, [Party(kind="person", name=f"拟名{n}") for n in range(3)])
        rows = create_many(Person, [Person(party=p, name=p.name) for p in parties])
    named = asked(Person, ("name", "name_en"), ["名2"])
    assert list(Person.objects.filter(named.q)) == [rows[2]] and not named.many


@pytest.mark.django_db
def test_of_an_erased_person_not_even_pieces_are_left() -> None:
    person, officer = make_person(name="拟氏甲"), make_user(Role.OFFICER)
    assert [h.rows for h in find(officer, "拟氏甲")] == [[person]]
    erase_personal([person], by=officer, on=ON, reason="asked for")
    assert list(find(officer, "拟氏甲")) == []
    assert Store(Person).holding(wanted(["拟氏"]), 5) == []


@pytest.mark.django_db
def test_many_candidates_are_read_in_the_order_of_the_list(monkeypatch: Any) -> None:
    monkeypatch.setattr(asking, "FEW", 3)
    rows = [make_need(title=f"磁体的第{n}项") for n in range(6)]
    ask = asked(Need, COLUMNS, ["磁体"])
    assert ask.many and len(ask.some) == 4 and set(ask.some) <= {row.pk for row in rows}
    assert set(Need.objects.filter(ask.q)) == set(rows)
    assert found("磁体 第5") == {rows[5]}  # two words may be rare together


@pytest.mark.django_db
def test_until_an_index_is_whole_the_rows_themselves_are_read(monkeypatch: Any) -> None:
    monkeypatch.setattr(keeping, "BATCH", 2)
    monkeypatch.setattr(keeping, "ROUND", 600.0)
    rows = [make_need(title=f"磁体的第{n}项") for n in range(5)]
    keeping.begin_anew()
    assert not keeping.is_ready(Need) and found("磁体") == set(rows)
    filling = keeping.fill()
    next(f for f in filling if SearchIndex.objects.get(pk="records_needs.need").upto)
    save(rows[0], title="改过的")  # while it is filled, before and behind
    save(rows[4], title="也改过")
    keeping.keep_full()  # another worker goes on
    assert all(ready for *_told, ready in keeping.states())
    assert found("磁体") == set(rows[1:4]) and found("改过") == {rows[0], rows[4]}
    assert len(Store(Need).holding(wanted(["改过"]), 9)) == 2


@pytest.mark.django_db
def test_an_index_of_other_columns_is_made_anew(monkeypatch: Any) -> None:
    make_need(problem="粒度不均")
    monkeypatch.setattr(Need, "search_columns", ("number", "title", "problem"))
    keeping.ensure()
    assert not keeping.is_ready(Need)
    assert list(keeping.fill()) and keeping.is_ready(Need)
    assert len(Need.objects.filter(asked(Need, ("problem",), ["粒度"]).q)) == 1


@pytest.mark.django_db
def test_the_database_is_told_of_its_tables_once_a_day() -> None:
    row = make_need(title="旧名")
    save(row, title="新名")
    assert tending.tend(anew=True) and not tending.tend()
    assert found("新名") == {row}


@pytest.mark.django_db
def test_while_one_types_records_are_named_as_far_as_one_may_see_them(client: Any) -> None:
    need = make_need(title="储氢合金的寿命")
    draft = make_need("draft", title="储氢合金的称重")
    client.force_login(make_user(Role.EXPERT, party=make_person().party))
    hits = client.get("/search/ahead/", {"q": "储氢"}).json()["hits"]
    assert [hit["url"] for hit in hits] == [need.get_absolute_url()]
    client.force_login(make_user(Role.OFFICER, territory=draft.territory))
    assert len(client.get("/search/ahead/", {"q": "储氢"}).json()["hits"]) == 2
    assert client.get("/search/ahead/", {"q": ""}).json() == {"hits": []}
