"""Build the demo: public facts, then the synthetic year, step by step, resumable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from cigu.core.access.models import User
from cigu.core.audit.uids import seeded
from cigu.core.clock.business import fix_day, travel
from cigu.core.figures.freezing import declare_complete, publish, versions
from cigu.core.figures.models import Completeness
from cigu.core.figures.sources import Where
from cigu.core.notices.actions import mark_read
from cigu.core.notices.models import Notice
from cigu.core.places.models import Domain, Territory
from cigu.engines.basis.periods import Period
from cigu.faces.regions.loading import load_places, load_platforms, load_public
from cigu.faces.regions.reading import document
from cigu.work.reports.actions import (
    draft_report,
    publish_report,
    read_in,
    send_report,
    take_in,
)

from . import (
    checking,
    filing,
    labelling,
    matching,
    publishing,
    qualifying,
    registers,
    stating,
    supply,
)
from .calendar_slots import step
from .models import ScenarioStep
from .plan import make_plan
from .scenario import Scenario, read
from .steps import Step, run

REGION = "baotou"
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Account:
    username: str
    password: str
    role: str


def build(progress: Progress) -> None:
    """Everything that is not there yet; ``progress(what, done, total)``."""
    scenario = read(REGION)
    plan = make_plan(scenario)
    load_places(REGION)
    steps = [
        *registers.steps(scenario),
        Step(scenario.setup, "public", lambda: _public(scenario)),
        Step(scenario.today, "platforms", lambda: _platforms(scenario)),
        *supply.steps(scenario),
        *qualifying.steps(scenario),
        *stating.steps(scenario),
        *filing.steps(scenario),
        *checking.steps(scenario, plan),
        *matching.steps(scenario, plan),
        *labelling.steps(scenario, REGION),
        *publishing.steps(scenario, REGION),
    ]
    run(steps, lambda done, total, now: progress(now.on.isoformat(), done, total))
    _read_old_notices(scenario)
    _declare(scenario)
    _report(scenario)
    fix_day(scenario.today)


def is_built() -> bool:
    return ScenarioStep.objects.filter(key="declared").exists()


def where(scenario: Scenario) -> Where:
    return Where(
        Territory.objects.get(pk=scenario.year["territory"]),
        Domain.objects.get(pk=scenario.year["domain"]), Period.parse(scenario.year["period"]),
    )  # fmt: skip


def accounts() -> list[Account]:
    """Who can sign in to the demo."""
    scenario = read(REGION)
    names = scenario.year["sign_in"]
    found = User.objects.filter(username__in=names).prefetch_related("grants")
    roles = {user.username: user.grants.all()[0].get_role_display() for user in found}
    return [Account(n, scenario.year["password"], str(roles[n])) for n in names if n in roles]


def _public(scenario: Scenario) -> None:
    load_public(
        REGION, scenario.year["territory"], scenario.year["domain"], registers.officer(),
        lambda text: None,
    )  # fmt: skip


def _platforms(scenario: Scenario) -> None:
    """On the last day: what the sources tell of happened in the course of the year."""
    load_platforms(REGION, scenario.year["territory"], registers.officer())


def _read_old_notices(scenario: Scenario) -> None:
    """Who works every day has read what came before the last fortnight."""
    since = step(scenario.today, -10)
    with travel(scenario.today):
        for notice in Notice.objects.filter(read_at__isnull=True, sent_on__lt=since):
            mark_read(notice, by=notice.user, on=notice.sent_on)


def _declare(scenario: Scenario) -> None:
    """The registers that hold the whole invented year are declared complete, and its figures are
    published. The others hold examples, and what public sources name: they say "at least"."""
    if is_built():
        return
    place = where(scenario)
    with travel(scenario.today), seeded("declared"), transaction.atomic():
        for name in scenario.year["complete"]:
            if not Completeness.objects.filter(register=name).exists():
                declare_complete(
                    register=name, where=place, method="演示：情景数据全部录入",
                    by=registers.officer(), synthetic=True,
                )  # fmt: skip
        if not versions(place).exists():
            publish(title="2024 年报", where=place, by=registers.officer(), synthetic=True)
        ScenarioStep.objects.create(key="declared")


def _report(scenario: Scenario) -> None:
    """The annual report of the year, drafted, reviewed and published."""
    if ScenarioStep.objects.filter(key="report").exists():
        return
    by, place = registers.officer(), where(scenario)
    with travel(scenario.today), seeded("report"), transaction.atomic():
        office = f"{place.territory.name_zh}科学技术局"
        report = draft_report(where=place, office=office, by=by)
        send_report(report=report, by=by)
        publish_report(report=report, by=by)
        _checked(place, office, by)
        ScenarioStep.objects.create(key="report")


def _checked(place: Where, office: str, by: User) -> None:
    """A draft compiled by hand, with the slips that such drafts have, waits to be settled."""
    draft = document(REGION, "scenario/draft.yaml")
    check = take_in(
        name=draft["name"], content=draft["text"].encode(), where=place, office=office, by=by
    )
    read_in(check=check, by=by)
