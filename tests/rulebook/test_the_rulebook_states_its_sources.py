from datetime import date, timedelta

import pytest

from cigu.rulebook.loader import (
    RulebookError,
    calendar,
    instrument,
    instruments,
    load,
    proposal,
)


def test_every_instrument_has_version_source_and_status():
    assert [rule.id for rule in instruments()] == [
        "gbt-39117-2020-discrete", "gbt-39117-2020-process", "innovation-points",
        "sme-digital-2024", "tech-checkup-proposal",
    ]  # fmt: skip
    for rule in instruments():
        assert rule.version and rule.status
        assert rule.data["sources"]


def test_the_proposal_says_that_it_is_one():
    assert proposal("tech-checkup-proposal").status == "proposal"


def test_conflicts_between_sources_are_kept():
    assert len(instrument("sme-digital-2024").known_conflicts) == 4


def test_ten_of_sixteen_scenes_are_constrained():
    scenes = instrument("sme-digital-2024").scenes
    assert (len(scenes), sum(scene.constrained for scene in scenes)) == (16, 10)


def test_all_words_are_there_in_both_languages():
    sme = instrument("sme-digital-2024")
    pairs = [(i.ask_zh, i.ask_en) for i in sme.indicators]
    pairs += [(o.zh, o.en) for i in sme.indicators for o in i.options]
    pairs += [(level.zh, level.en) for scene in sme.scenes for level in scene.levels]
    pairs += [(i.ask_zh, i.ask_en) for i in proposal("tech-checkup-proposal").items]
    for zh, en in pairs:
        assert any("\u4e00" <= c <= "\u9fff" for c in zh), zh
        assert en and en.isascii(), en
    assert all([level.level for level in s.levels] == [0, 1, 2, 3, 4] for s in sme.scenes)


def test_an_unknown_instrument_lists_the_known_ones():
    with pytest.raises(RulebookError, match="sme-digital-2024"):
        instrument("sme-digital-2099")


@pytest.mark.parametrize("path", ["cn/nothing.yaml", "../engines/README.md"])
def test_only_files_of_the_rulebook_are_read(path):
    with pytest.raises(RulebookError):
        load(path)


def test_files_are_read_once():
    assert load("cn/holidays.yaml") is load("cn/holidays.yaml")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2023, 1, 28), True),
        (date(2023, 10, 6), False),
        (date(2024, 2, 17), False),
        (date(2024, 2, 18), True),
        (date(2024, 6, 10), False),
        (date(2024, 6, 14), True),
        (date(2024, 9, 14), True),
        (date(2025, 1, 26), True),
        (date(2025, 10, 8), False),
    ],
)
def test_the_calendar_is_that_of_the_notices(day, works):
    assert calendar().is_workday(day) is works


@pytest.mark.parametrize(("year", "statutory"), [(2023, 11), (2024, 11), (2025, 13)])
def test_days_off_are_moved_about_but_not_multiplied(year, statutory):
    """Working days of a year are its weekdays less the statutory holidays (11; 13 from 2025):
    bridging days are worked on weekends. An independent check of every entry of the year."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year == 2024))]
    weekdays = sum(day.weekday() < 5 for day in days)
    assert sum(calendar().is_workday(day) for day in days) == weekdays - statutory


def test_extra_working_days_are_weekend_days_and_no_holidays():
    whole = calendar()
    assert all(day.weekday() >= 5 for day in whole.extra_workdays)
    assert not whole.extra_workdays & whole.holidays


def test_the_unverified_year_is_provisional():
    assert not calendar().add_workdays(date(2025, 12, 30), 1).provisional
    assert calendar().add_workdays(date(2025, 12, 31), 1).provisional


def test_notices_carry_their_numbers():
    notices = {row["year"]: row["notice"] for row in load("cn/holidays.yaml").data["years"]}
    assert notices[2023] == "国办发明电〔2022〕16号"
    assert notices[2024] == "国办发明电〔2023〕7号"
    assert notices[2025] == "国办发明电〔2024〕12号"
