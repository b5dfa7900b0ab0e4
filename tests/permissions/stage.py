"""Adds to a copy of the year what the matrix asks about: records of e49 and g01 in every state.

Run as a process of its own; the last line it prints is JSON: name → arguments of the address.
"""

from __future__ import annotations

import json
from datetime import date, time
from typing import Any

from django.utils import timezone

from cigu.faces.cli.site import start

start()

from cigu.core.access import links  # noqa: E402 - Django has to be set up first
from cigu.core.access.models import User  # noqa: E402
from cigu.core.audit.models import AuditLeaf, SealHead  # noqa: E402
from cigu.core.audit.recording import change  # noqa: E402
from cigu.core.audit.sealing import seal  # noqa: E402
from cigu.core.changesets.actions import carry_out  # noqa: E402
from cigu.core.changesets.verbs import registry  # noqa: E402
from cigu.core.clock.business import today, travel  # noqa: E402
from cigu.core.figures.sources import Where  # noqa: E402
from cigu.core.imports.actions import match_columns, take_back_import, write_import  # noqa: E402
from cigu.core.imports.factories import checked, table, worked  # noqa: E402
from cigu.core.imports.models import Import  # noqa: E402
from cigu.core.jobs import bundling  # noqa: E402
from cigu.core.jobs.models import Job  # noqa: E402
from cigu.core.notices import delivering  # noqa: E402
from cigu.core.notices.models import Delivery  # noqa: E402
from cigu.core.places.models import Domain, Segment, Territory  # noqa: E402
from cigu.core.ui import saved  # noqa: E402
from cigu.core.webhooks import actions as hooks  # noqa: E402
from cigu.engines.basis.periods import Period  # noqa: E402
from cigu.faces.accounts import keys  # noqa: E402
from cigu.faces.portal import actions as claims  # noqa: E402
from cigu.faces.privacy import actions as privacy  # noqa: E402
from cigu.records.achievements import actions as supply  # noqa: E402
from cigu.records.cooperations import actions as pacts  # noqa: E402
from cigu.records.needs import actions as demand  # noqa: E402
from cigu.records.needs.models import Need  # noqa: E402
from cigu.records.organisations.actions import register_organisation  # noqa: E402
from cigu.records.organisations.merging import merge_organisations  # noqa: E402
from cigu.records.organisations.models import Organisation  # noqa: E402
from cigu.records.publicnotices.factories import make_notice  # noqa: E402
from cigu.records.qualifications import actions as qualified  # noqa: E402
from cigu.records.teams.models import Team  # noqa: E402
from cigu.work.checkups import actions as checks  # noqa: E402
from cigu.work.checkups.factories import INSTRUMENT, advance, answer_all  # noqa: E402
from cigu.work.matchmaking import actions as matching  # noqa: E402
from cigu.work.reports.factories import make_batch, make_check, make_report  # noqa: E402
from cigu.work.roadshows import actions as shows  # noqa: E402

LONG_OVER = date(2024, 5, 13)  # a draft of that day went unanswered through its term
CHECKUPS = (
    "planned", "invited", "collecting", "collected", "visited", "diagnosed", "replied", "issued",
    "following",
)  # fmt: skip
STEPS = (demand.submit_need, demand.accept_need, demand.publish_need, demand.expire_need)


class Stage:
    """The people and bodies of the year that the records are made with."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, str]] = {}
        self.officer, self.broker = self.user("officer"), self.user("broker")
        self.commissioner, self.firm = self.user("commissioner"), self.user("e49")
        self.body = Organisation.objects.get(pack_key="E49")
        self.teams = list(Team.objects.filter(pack_key__in=["G01", "G02", "G03", "G04"]))
        self.teams.sort(key=lambda team: str(team.pack_key))
        self.city = Territory.objects.get(pk="150200")
        self.domain = Domain.objects.get(pk="rare_earth")
        self.segment = Segment.objects.get(pk="motor")

    @staticmethod
    def user(name: str) -> User:
        return User.objects.get(username=name)

    def name(self, name: str, row: Any, **more: Any) -> Any:
        found = {"uid": str(row.uid), "number": str(getattr(row, "number", "") or "")}
        self.named[name] = {**found, **{k: str(v) for k, v in more.items()}}
        return row

    def accounts(self) -> None:
        self.name("view_of_officer", saved.save_view(
            path="/needs/", query="state=solved", title="已解决", by=self.officer))  # fmt: skip
        link, _secret = links.invite(party=self.body.party, role="enterprise", by=self.firm)
        self.name("invitation_of_e49", link)
        key, _secret = keys.make_key(by=self.firm, kind="read", name="示例程序", days=30)
        self.name("key_of_e49", key)
        erasure = privacy.ask_erasure(by=self.firm)
        privacy.accept(request=erasure, by=self.user("secadmin"))
        self.name("data_request_accepted", erasure)
        target = f"core_access.user.email:{self.firm.uid}"
        asked = privacy.ask_correction(by=self.firm, target=target, proposed="e49@example.org")
        self.name("data_request_asked", asked)

    # ---- what leaves the system ----
    def outgoing(self) -> None:
        made = [
            hooks.subscribe(
                by=self.firm, name=f"示例连接 {number}", url="https://hooks.example.org/cigu",
                wanted=["needs.accepted"], party=self.body.party,
            )[0]
            for number in (1, 2)
        ]  # fmt: skip
        hooks.ping(subscription=made[0], by=self.firm)
        letter = Delivery.objects.get(consumer=str(made[0].uid))
        delivering.refused(letter.pk, "HTTP 422")
        hooks.pause(subscription=made[1], by=self.firm)
        self.name("webhook_of_e49", made[0])
        self.name("webhook_paused", made[1])
        self.name("letter_dead", letter)
        ended = {"error": "示例", "ended_at": timezone.now()}
        for state, more in ((Job.State.WAITING, {}), (Job.State.FAILED, ended)):
            with change("tests.job", by=self.broker, on=today()):
                job = Job(kind="matchmaking.assign", owner=self.broker, state=state, **more)
                job.synthetic = True
                job.save()
            self.name(f"job_{state.value}", job)
        auditor = self.user("auditor")
        with change("tests.job", by=auditor, on=today()):
            job = Job(kind=bundling.KIND, owner=auditor, state=Job.State.DONE, synthetic=True,
                      result={"leaves": 1, "head": 1, "since": None})  # fmt: skip
            job.save()
        self.name("bundle_of_auditor", job)
        bundling.file_of(job).parent.mkdir(exist_ok=True)
        bundling.file_of(job).write_bytes(b"made by the worker")

    # ---- registers ----
    def registers(self) -> None:
        for name, kind in (("valid", "champion"), ("ended", "little_giant")):
            made = qualified.award(
                organisation=self.body, kind=kind, level="nation", issuer="虚构认定机构",
                issued_on=date(2024, 1, 2), by=self.officer,
            )  # fmt: skip
            if name == "ended":
                qualified.revoke(qualification=made, end_reason="unmet", by=self.officer)
            self.name(f"qualification_{name}", made)

    # ---- the portal ----
    def portal(self) -> None:
        for state in ("draft", "displayed", "objected", "decided"):
            made = make_notice(self.officer, self.city, state)
            self.name(f"notice_{state}", made)
            if state == "objected":
                self.name("objection_received", made.objections.get())
        shown = self.need("claimed", "published", "open")
        self.name("claim_need", shown, code="needs")
        self.name("take_need", shown, code="needs")
        draft = self.need("unclaimed", "draft")
        self.name("claim_draft", draft, code="needs")
        given = {"ground": "facts", "text": "示例", "name": "拟名主张人", "contact": "示例"}
        for state in ("received", "examined"):
            claim, _code = claims.raise_claim(subject=shown, **given)
            if state == "examined":
                claims.take_up(claim=claim, by=self.officer)
            self.name(f"claim_{state}", claim)
        other = self.need("taken_off", "published")
        off = claims.take_off(row=other, by=self.officer, reason_code="wish", note="示例")
        self.name("withdrawal_standing", off)

    # ---- workbooks ----
    def imports(self) -> None:
        rows = [["企业名称", "从业人数"], ["子虚导入（示例）有限公司", 12]]
        for name in ("checked", "busy", "broken"):
            made = checked("organisations", table(rows), by=self.officer, territory=self.city)
            if name != "checked":
                match_columns(batch=made, by=self.officer, mapping=made.mapping)
            if name == "broken":
                self.break_off(made)
            self.name(f"import_{name}", made, line=2)
        for name in ("halted", "undone"):
            rows = [["企业名称", "从业人数"], [f"子虚{name}（示例）有限公司", 12]]
            made = checked("organisations", table(rows), by=self.officer, territory=self.city)
            made = self.break_off(write_import(batch=made, by=self.officer))
            if name == "undone":
                made = worked(take_back_import(batch=made, by=self.officer, reason="示例"))
            self.name(f"import_{name}", made)

    def break_off(self, batch: Import) -> Import:
        with change("tests.job", by=self.officer, on=today()):
            job: Any = batch.job
            job.state, job.error, job.ended_at = Job.State.FAILED, "示例", timezone.now()
            job.save()
        return batch

    def twins(self) -> None:
        """Bodies that stand in the register twice; two of them are merged."""
        made = [
            register_organisation(
                by=self.officer, kind="enterprise", name_zh=f"子虚双份（示例）{form}公司",
                territory=self.city, synthetic=True,
            )
            for form in ("有限", "有限责任", "股份有限")
        ]  # fmt: skip
        self.name("twin", made[0], what="organisations")
        merge = merge_organisations(loser=made[2], survivor=made[1], by=self.officer, reason="示例")
        self.name("merge", merge)

    def audit(self) -> None:
        while seal() is not None:
            pass
        self.named["a_leaf"] = {"key": str(AuditLeaf.objects.order_by("pk")[0].pk)}
        self.named["a_head"] = {"size": str(SealHead.objects.latest("size").size)}

    # ---- checkups ----
    def checkup(self, name: str, state: str) -> Any:
        """In a campaign of its own: an enterprise stands in one only once."""
        campaign = checks.create_campaign(
            by=self.officer, name=f"示例行动 {name}", territory=self.city, domain=self.domain,
            instrument=INSTRUMENT, since=today(), until=date(2024, 12, 31), synthetic=True,
        )  # fmt: skip
        checks.start_campaign(campaign=campaign, by=self.officer)
        self.name(f"campaign_{name}", campaign)
        made = checks.select_enterprises(
            campaign=campaign, organisations=[self.body], by=self.officer,
            commissioner=self.commissioner,
        )[0]  # fmt: skip
        advance(made, state, officer=self.officer, firm=self.firm, commissioner=self.commissioner)
        finding = made.findings.filter(retired_on__isnull=True, need__isnull=True).first()
        return self.name(
            f"checkup_{name}", made, section="base", field="products", days=30,
            uid=finding.uid if finding else made.uid, own_uid=made.uid,
        )  # fmt: skip

    def checkups(self) -> None:
        for state in CHECKUPS:
            made = self.checkup(state, state)
            if state == "collecting":
                note = checks.propose_correction(
                    checkup=made, field="products", shown="—", proposed="示例产品", by=self.firm
                )
                self.name("correction", note, number=made.number)
        self.mixed("correction", "checkup_planned")
        self.mixed("checkup_following", "checkup_issued", "finding_elsewhere")
        self.checkup("planned_too", "planned")
        answer_all(self.checkup("answered", "collecting"), self.firm)
        with travel(LONG_OVER):
            self.checkup("silent", "diagnosed")
        planned = checks.create_campaign(
            by=self.officer, name="示例行动，尚未启动", territory=self.city, domain=self.domain,
            instrument=INSTRUMENT, since=today(), until=date(2024, 12, 31), synthetic=True,
        )  # fmt: skip
        self.name("campaign_unstarted", planned)

    def mixed(self, part: str, whole: str, name: str = "") -> None:
        """The part of one record under the number of another: nobody finds it there."""
        number = self.named[whole]["number"]
        self.named[name or f"{part}_elsewhere"] = {**self.named[part], "number": number}

    # ---- needs and matches ----
    def need(self, name: str, upto: str, secrecy: str = "masked") -> Any:
        made = demand.raise_need(
            by=self.firm, organisation=self.body, title=f"示例需求 {name}", problem="虚构的需求",
            domain=self.domain, segment=self.segment, origin="enterprise", target=110, unit="K",
            secrecy=secrecy, budget=180,
        )  # fmt: skip
        for step in STEPS:
            if made.state == upto:
                break
            step(need=made, by=self.officer)
        return self.name(f"need_{name}", made)

    def needs(self) -> None:
        for state in ("draft", "submitted", "accepted", "expired"):
            self.need(f"{state}_of_e49", state)
        self.need("masked_of_e49", "published")
        self.need("named_of_e49", "published", "named")
        gone = self.need("withdrawn_of_e49", "published")
        demand.withdraw_need(need=gone, by=self.firm, reason="示例")
        gone = self.need("rejected_of_e49", "submitted")
        demand.reject_need(need=gone, by=self.officer, reason_code="not_serious", reason="示例")

    def many(self) -> None:
        """An act on many needs, and what the officer did with it."""
        need = Need.objects.get(number=self.named["need_accepted_of_e49"]["number"])
        made = carry_out(
            verb=registry["needs.deadline"], rows=[need], given={"deadline": date(2024, 12, 31)},
            by=self.officer,
        )  # fmt: skip
        self.name("set_of_officer", made)
        self.named["act_on_needs"] = {**self.named["set_of_officer"], "code": "needs.segment"}

    def matches(self) -> None:
        asked = self.need("matched", "published")
        states = ("proposed", "suggested", "excluded", "lapsed")
        for team, state in zip(self.teams, states, strict=True):
            self.match(asked, team, state)
        asked.refresh_from_db()
        self.name("add_g02", asked, profile=self.teams[1].uid)
        self.match(self.need("answered", "published"), self.teams[0], "interested")
        talks = self.match(self.need("talks", "published"), self.teams[0], "negotiating")
        self.name("cooperation_negotiating", talks.cooperation)
        more = self.match(self.need("talks_too", "published"), self.teams[0], "negotiating")
        self.name("cooperation_negotiating_too", more.cooperation)
        run = matching.run_assignment(
            needs=[asked], territory=self.city, domain=self.domain, by=self.broker
        )
        self.name("run", run)
        with change("tests.job", by=self.broker, on=today()):
            job = Job(kind="matchmaking.assign", owner=self.broker, state=Job.State.DONE,
                      result={"run": run.number}, synthetic=True)  # fmt: skip
            job.save()
        self.name("job_of_broker", job)

    def match(self, need: Any, team: Team, state: str) -> Any:
        made = matching.suggest(need=need, provider=team.party, kind="team", by=self.broker)
        if state == "excluded":
            matching.exclude(match=made, by=self.broker, code="topic")
        elif state != "suggested":
            self._ask(made, state)
        return self.name(f"match_{state}", made)

    def _ask(self, made: Any, state: str) -> None:
        matching.propose(matches=[made], by=self.broker, reason="示例邀约")
        if state == "lapsed":
            matching.lapse(match=made, by=self.broker)
        if state in ("interested", "negotiating"):
            matching.accept(match=made, by=self.broker, reason="电话答复")
        if state == "negotiating":
            matching.meet(match=made, by=self.broker)
            matching.negotiate(match=made, by=self.broker)

    # ---- supply side ----
    def achievement(self, state: str) -> Any:
        team = self.teams[0]
        made = supply.draft_achievement(
            by=self.user("g01"), title=f"示例成果 {state}", abstract="虚构，供测试。",
            owner=team.organisation, team=team, territory=self.city, domain=self.domain,
            segment=self.segment, synthetic=True,
        )  # fmt: skip
        if state != "draft":
            supply.submit_achievement(achievement=made, by=self.officer)
        if state in ("published", "withdrawn"):
            supply.publish_achievement(achievement=made, by=self.officer)
        return self.name(f"achievement_{state}_of_g01", made)

    def cooperations(self, shown: Any) -> None:
        for state in ("signed", "performing", "delivered"):
            made = pacts.begin_cooperation(
                by=self.broker, title=f"示例合作 {state}", enterprise=self.body,
                provider=self.teams[0].party, domain=self.domain, achievement=shown,
            )  # fmt: skip
            pacts.sign_cooperation(cooperation=made, by=self.broker, amount=100)
            if state != "signed":
                pacts.perform_cooperation(cooperation=made, by=self.broker)
            if state == "delivered":
                pacts.deliver_cooperation(cooperation=made, by=self.broker)
            self.name(f"cooperation_{state}", made)
        awaited = made.outcomes.get(months=3)
        told = made.outcomes.get(months=6)
        with change("test.due", by=None, on=today()):
            told.due_on = today()
            told.save()
        pacts.report_outcome(outcome=told, by=self.broker, progress="working")
        for name, row in (("outcome_awaited", awaited), ("outcome_told", told)):
            self.name(name, row, number=made.number, months=row.months)

    def events(self, shown: Any) -> None:
        for state in ("planned", "announced", "held"):
            made = shows.plan_event(
                by=self.officer, kind="roadshow", title=f"示例路演 {state}", territory=self.city,
                domain=self.domain, held_on=today(), time=time(9, 30), place="示例会场",
                host="示例主办方", synthetic=True,
            )  # fmt: skip
            item = shows.add_item(
                event=made, by=self.officer, title="开场", minutes=10, achievement=shown
            )
            if state != "planned":
                shows.announce(event=made, by=self.officer)
            if state == "held":
                shows.hold(event=made, by=self.officer, attendance=30)
            self.name(f"event_{state}", made, uid=item.uid, way="up")
        self.mixed("event_held", "event_planned", "item_elsewhere")
        off = shows.plan_event(
            by=self.officer, kind="roadshow", title="示例路演 cancelled", territory=self.city,
            domain=self.domain, held_on=today(), time=time(9, 30), place="示例会场",
            host="示例主办方", synthetic=True,
        )  # fmt: skip
        shows.cancel_event(event=off, by=self.officer, reason_code="no_venue")
        self.name("event_cancelled", off)
        meeting = shows.record_meeting(
            by=self.broker, achievement=shown, enterprise=self.body, met_on=today()
        )
        self.name("meeting_of_e49_and_g01", meeting)

    # ---- reports ----
    def reports(self) -> None:
        year = Where(self.city, self.domain, Period.parse("2023-06-08/2024-06-08"))
        for state in ("draft", "review", "published"):
            made = make_report(year, self.officer, state)
            part = (made.figures if state == "published" else made.sections).first()
            self.name(f"report_{state}", made, uid=part.uid, kind="csv", paper="paper")
        self.mixed("report_draft", "report_published", "figure_elsewhere")
        check = make_check(year, self.officer, "全年举办活动11场，达成技术合作33项。")
        self.name("check_open", check, order=2, sort="keep", kind="xlsx")
        batch = make_batch(year, self.officer, {"a.txt": "办活动11场。".encode(), "b.xlsx": b"PK"})
        self.name("batch_read", batch)
        plain = make_check(year, self.officer, "全年工作扎实推进。", "settled")
        self.name("check_settled", plain, order=1, sort="keep", kind="docx")


def main() -> None:
    stage = Stage()
    stage.accounts()
    stage.outgoing()
    stage.checkups()
    stage.needs()
    stage.many()
    stage.matches()
    for state in ("draft", "submitted"):
        stage.achievement(state)
    gone = stage.achievement("withdrawn")
    supply.withdraw_achievement(achievement=gone, by=stage.officer, reason="示例")
    shown = stage.achievement("published")
    stage.cooperations(shown)
    stage.events(shown)
    stage.registers()
    stage.reports()
    stage.imports()
    stage.twins()
    stage.portal()
    stage.audit()
    print(json.dumps(stage.named))


if __name__ == "__main__":
    main()
