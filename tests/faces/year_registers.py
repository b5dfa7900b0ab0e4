"""Qualifications and the rest of the registers on the days of the year: valid, ended, renewed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cigu.core.places.models import Segment, Territory
from cigu.records.organisations.factories import make_enterprise as make_firm
from cigu.records.organisations.factories import make_organisation, registry
from cigu.records.organisations.statements import end_lead, name_lead, state_headcount
from cigu.records.people.engaging import engage
from cigu.records.people.factories import make_person
from cigu.records.platforms.actions import (
    end_part,
    give_grade,
    record_acceptance,
    record_merger,
)
from cigu.records.platforms.factories import make_platform
from cigu.records.platforms.models import Kind, Stage
from cigu.records.qualifications.actions import award, revoke

KINDS_OF_WORK = ("recruited", "engaged", "chief_scientist", "full_time")
PLATFORM_KINDS, STAGES = tuple(Kind.values), list(Stage.values)
THREE_YEARS = timedelta(days=1096)
END = date(2024, 6, 14)
PLACES = ("150203", "150204", "150300")
KINDS = (
    ("high_tech", "nation"), ("high_tech", "nation"), ("tech_sme", "region"),
    ("leading", "region"), ("specialised", "region"), ("specialised", "city"),
    ("emerging", "region"),
)  # fmt: skip


def fill(year: Any, days: tuple[date, ...]) -> None:
    """On the last day: what was issued earlier is entered then. ``days`` lie around the period."""
    for at, day in enumerate(days):
        place = Territory.objects.get(pk=PLACES[at % 3])
        firms = [
            make_firm(territory=place, domain=year.domain, active_since=day if at % 2 else None),
            make_organisation(territory=place, active_until=days[-1] if at % 3 == 1 else None),
        ]  # fmt: skip
        for firm in firms:
            _qualify(firm, day, at)
            _state(firm, year.domain, day, at)
            if at in (1, 2, 4):
                _platforms(firm, day, at)


def _qualify(firm: Any, day: date, at: int) -> None:
    by = registry()
    until = day + THREE_YEARS if at % 2 else None
    for kind, level in sorted({*KINDS[at:], KINDS[0]}):
        made = award(
            organisation=firm, kind=kind, level=level, issued_on=day, valid_to=until, by=by
        )
        if at % 3 == 2 and day + timedelta(days=40) <= END:
            revoke(qualification=made, end_reason="unmet", by=by, ended_on=day + timedelta(days=40))
    if at % 3 == 2:  # an older one, entered later: the other is then no longer the first
        award(organisation=firm, kind="high_tech", level="nation", by=by,
              issued_on=day - THREE_YEARS, valid_to=day)  # fmt: skip


def _state(firm: Any, domain: Any, day: date, at: int) -> None:
    """Leads, numbers of researchers and engagements: new, ended, and twice for one person."""
    by, (one, other) = registry(), (_segment(f"s{n}", domain) for n in (1, 2))
    lead = name_lead(organisation=firm, segment=one, role="lead", by=by,
                     since=day if at % 2 else None)  # fmt: skip
    name_lead(organisation=firm, segment=other, role="backbone", since=day, by=by)
    if at % 3 == 0:
        end_lead(lead=lead, by=by, until=END)
    for back, number in ((0, 30 + at), (200, 20)):
        state_headcount(organisation=firm, as_of=day - timedelta(days=back), researchers=number,
                        method="statement", by=by, comparator=">" if at == 2 else "=")  # fmt: skip
    person = make_person()
    for kind in KINDS_OF_WORK:
        given = {"person": person, "kind": kind, "by": by, "source": "测试", "since": day}
        engage(organisation=firm, degree=("master", "bachelor")[at == 3], **given)
        engage(organisation=make_firm(territory=firm.territory, domain=firm.domain), **given)


def _platforms(firm: Any, day: date, at: int) -> None:
    by, made = registry(), []
    for number, kind in enumerate(PLATFORM_KINDS):
        known = {"since": day} if (at + number) % 4 else {}
        if number % 4 == 1:
            known["until"] = END
        made.append(make_platform(
            kind=kind, organisation=firm, territory=firm.territory, domain=firm.domain,
            core=bool((at + number) % 2), decided_on=day, grade_now=("nation", "region")[at % 2],
            stages=STAGES[number % 7 : number % 7 + 2], **known,
        ))  # fmt: skip
    raised = next(row for row in made if row.since and row.until is None)
    give_grade(platform=raised, grade="city", since=END, by=by)
    end_part(part=made[1].stages.first(), by=by, until=END)
    for number, row in enumerate(made[:4]):
        record_acceptance(platform=row, by=by, result=("passed", "failed")[number % 2],
                          held_on=day if number < 3 else None)  # fmt: skip
    record_acceptance(platform=made[0], by=by, result="passed", held_on=END)
    record_merger(successor=made[0], platform=made[1], merged_on=day, by=by)
    record_merger(successor=made[0], printed="子虚检测室", merged_on=None, by=by)


def _segment(code: str, domain: Any) -> Segment:
    given = {"name_zh": f"环节{code}", "domain": domain, "tier": 1}
    return Segment.objects.get_or_create(code=code, defaults=given)[0]
