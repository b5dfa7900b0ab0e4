"""Valid rows by the room's own actions, for tests and demonstrations. All of it is synthetic."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from cigu.core.access.actions import create_account, grant_role
from cigu.core.access.models import User
from cigu.core.access.roles import Role
from cigu.core.audit.recording import change
from cigu.core.clock.business import travel
from cigu.core.places.models import Domain, Segment, Territory
from cigu.records.organisations.actions import register_organisation
from cigu.records.organisations.models import Organisation
from cigu.rulebook import loader

from . import actions
from . import questionnaire as q
from .models import Campaign, Checkup, Consent

INSTRUMENT = "sme-digital-2024"
LONG_AGO = date(2020, 1, 1)
PLACES = (
    ("100000", "nation", "中国", None), ("150000", "province", "内蒙古自治区", "100000"),
    ("150200", "city", "包头市", "150000"), ("150204", "county", "青山区", "150200"),
    ("150206", "county", "白云鄂博矿区", "150200"), ("150300", "city", "乌海市", "150000"),
)  # fmt: skip


def make_territory(code: str = "150200") -> Territory:
    """The territory with everything above it; the codes are the official ones."""
    for own, level, name, parent in PLACES:
        Territory.objects.get_or_create(
            code=own, defaults={"level": level, "name_zh": name, "parent_id": parent}
        )
    return Territory.objects.get(code=code)


def make_domain(code: str = "rare-earth", name: str = "稀土") -> Domain:
    return Domain.objects.get_or_create(code=code, defaults={"name_zh": name})[0]


def make_segment(code: str = "polishing", name: str = "抛光材料") -> Segment:
    found = {"name_zh": name, "domain": make_domain()}
    return Segment.objects.get_or_create(code=code, defaults=found)[0]


def make_user(username: str, role: str = "", *, party: Any = None, **grant: Any) -> User:
    """A synthetic account with at most one grant."""
    user = create_account(
        username=username, password=None, name=f"拟名{username}", by=None, synthetic=True
    )
    if role:
        grant_role(user=user, role=role, by=None, party=party, valid_from=LONG_AGO, **grant)
    return user


def make_users(territory: Territory, domain: Domain | None = None) -> dict[str, User]:
    """One of each role of the place, and one officer of another."""
    staff = (Role.OFFICER, Role.COMMISSIONER, Role.LEADER, Role.BROKER)
    users = {str(r): make_user(str(r), r, territory=territory, domain=domain) for r in staff}
    elsewhere = make_territory("150300")
    users["elsewhere"] = make_user("elsewhere", Role.OFFICER, territory=elsewhere)
    return users


def make_enterprise(
    name: str, territory: Territory, by: User, *, above_scale_since: date | None = LONG_AGO,
    **fields: Any,
) -> tuple[Organisation, User]:  # fmt: skip
    """An invented enterprise and the account that acts for it."""
    body = register_organisation(
        by=by, kind=Organisation.Kind.ENTERPRISE, name_zh=name, territory=territory,
        domain=make_domain(), above_scale_since=above_scale_since, synthetic=True, **fields,
    )  # fmt: skip
    return body, make_user(f"firm{body.pk}", Role.ENTERPRISE, party=body.party)


def make_campaign(by: User, territory: Territory, **fields: Any) -> Campaign:
    given = {"name": "示例体检", "since": date(2023, 6, 8), "until": date(2024, 6, 7), **fields}
    campaign = actions.create_campaign(
        by=by, territory=territory, domain=make_domain(), instrument=INSTRUMENT, synthetic=True,
        **given,
    )  # fmt: skip
    return actions.start_campaign(campaign=campaign, by=by)


def worked_example(ident: str = "A_weaver_before") -> dict[str, dict[str, Any]]:
    """An example of the instrument as answers by section."""
    rows = {row["id"]: row for row in loader.instrument(INSTRUMENT).worked_examples}
    row = rows[ident]
    scenes = dict(row["scenes"])
    default = scenes.pop("default")
    return by_section(row["answers"], scenes, default)


def by_section(
    answers: Mapping[str, Any], scenes: Mapping[str, int], default: int | None = None
) -> dict[str, dict[str, Any]]:
    """Flat answers and scene levels, sorted into the sections that ask for them."""
    out: dict[str, dict[str, Any]] = {}
    for part in q.sections(INSTRUMENT):
        known: Mapping[str, Any] = scenes if part.kind == q.SCENES else answers
        fill = default if part.kind == q.SCENES else None
        kept = {item.id: known.get(item.id, fill) for item in part.questions}
        out[part.code] = {key: value for key, value in kept.items() if value is not None}
    return out


FINDINGS = (
    {"item": "bottlenecks", "light": "red", "text": "离线取样约 40 分钟出结果。", "need": True},
    {"item": "rd_intensity", "light": "amber", "text": "研发投入强度 1.9%。", "need": False},
)
PLAN = ("加装在线粒径仪", "建立工艺数据台账")


def make_checkup(campaign: Campaign, body: Organisation, by: User, **fields: Any) -> Checkup:
    return actions.select_enterprises(
        campaign=campaign, organisations=[body], by=by, **fields
    )[0]  # fmt: skip


def advance(checkup: Checkup, to: str, *, officer: User, firm: User, commissioner: User) -> Checkup:
    """Take a planned checkup through the real steps until it is in state ``to``."""
    for state, step in _STEPS:
        if checkup.state == to:
            break
        if checkup.state == state:
            step(checkup, {"officer": officer, "firm": firm, "commissioner": commissioner})
    return checkup


def answer_all(checkup: Checkup, by: User, answers: Mapping[str, Any] | None = None) -> None:
    for section, given in (answers or worked_example()).items():
        if given:
            actions.save_answers(checkup=checkup, section=section, answers=given, by=by)


def _answer(checkup: Checkup, who: dict[str, User]) -> None:
    answer_all(checkup, who["firm"])
    actions.hand_in(checkup=checkup, by=who["firm"])


def _close(checkup: Checkup, who: dict[str, User]) -> None:
    for row in checkup.follow_ups.all():
        actions.record_follow_up(follow_up=row, outcome="talks", note="电话", by=who["officer"])
    last = date(checkup.issued_on.year + 1, 12, 31) if checkup.issued_on else LONG_AGO
    actions.close(checkup=checkup, recheck_on=last, by=who["officer"])


_STEPS: tuple[tuple[str, Any], ...] = (
    ("planned", lambda c, w: actions.invite(checkup=c, by=w["officer"])),
    ("invited", lambda c, w: actions.consent(
        checkup=c, by=w["firm"], purposes=list(Consent.Purpose.values))),
    ("collecting", _answer),
    ("collected", lambda c, w: actions.record_visit(
        checkup=c, by=w["commissioner"], lines=3, scrap_rate=Decimal("2.5"),
        note="离线取样约 40 分钟出结果。", place="配液间")),
    ("visited", lambda c, w: actions.diagnose(
        checkup=c, by=w["commissioner"], findings=FINDINGS, plan=PLAN, comment="先解决在线检测。")),
    ("diagnosed", lambda c, w: actions.reply(
        checkup=c, by=w["firm"], agrees=False, comment="取样约 30 分钟。")),
    ("replied", lambda c, w: actions.issue(checkup=c, by=w["officer"])),
    ("issued", lambda c, w: actions.start_follow_up(checkup=c, by=w["officer"])),
    ("following", _close),
)  # fmt: skip


class World:
    """A place with its people, one running campaign and two enterprises."""

    def __init__(self, day: date = date(2024, 5, 20)) -> None:
        self.day = day
        with travel(day), change("factories.world", by=None, on=day):
            self.city = make_territory()
            self.county = make_territory("150204")
            self.users = make_users(self.city)
            self.officer = self.users["officer"]
            self.commissioner = self.users["commissioner"]
            self.campaign = make_campaign(self.officer, self.city)
            self.a, self.firm_a = make_enterprise("子虚抛光", self.county, self.officer)
            self.b, self.firm_b = make_enterprise("乌有磁材", self.county, self.officer)

    def checkup(self, state: str = "planned", body: Organisation | None = None) -> Checkup:
        """A checkup of ``body`` (default: the first enterprise) in ``state``."""
        body = body or self.a
        firm = self.firm_a if body == self.a else self.firm_b
        checkup = make_checkup(self.campaign, body, self.officer, commissioner=self.commissioner)
        return advance(
            checkup, state, officer=self.officer, firm=firm, commissioner=self.commissioner
        )
