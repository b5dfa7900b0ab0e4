"""How to break the rules of core."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone

from .breaking import FUTURE, PAST, Insert, Remove, Spoil, first, rows

LEAF, TASK, GRANT = "core_audit.AuditLeaf", "core_flow.Task", "core_access.Grant"
PERSONAL, DOCUMENT = "core_audit.PersonalValue", "core_documents.Document"
PARTY, USER, PLACE = "core_access.Party", "core_access.User", "core_places.Territory"
NOTICE, EVENT, JOB = "core_notices.Notice", "core_notices.Event", "core_jobs.Job"
DELIVERY, IMPORT = "core_notices.Delivery", "core_imports.Import"
COMPLETE, PUBLISHED = "core_figures.Completeness", "core_figures.Publication"
FROZEN, ROW = "core_figures.FrozenFigure", "core_figures.FrozenRow"


def real_party() -> int:
    return int(first(PARTY, synthetic=False).pk)


def user() -> int:
    return int(first(USER).pk)


def job(**values: object) -> Insert:
    return Insert(JOB, lambda: {"kind": "x", "owner_id": user(), **values})


def form(**values: object) -> Insert:
    whole = {"path": "/", "body_hash": "0" * 64, "location": "/"}
    return Insert("core_ui.SubmittedForm", lambda: {
        "key": uuid.uuid4(), "user_id": user(), **whole, **values})  # fmt: skip


def counter(**values: object) -> Insert:
    return Insert(
        "core_numbers.Counter", lambda: {"series": "ZZ", "year": 2024, "last": 1, **values}
    )


def entered(**values: object) -> Insert:
    whole = {"step": "records", "outcome": "taken_up", "entered_on": PAST}
    return Insert("faces_setup.SetupEntry", lambda: {"author_id": user(), **whole, **values})


NOW = timezone.now()


def link(**values: object) -> Insert:
    whole = {"uid": uuid.uuid4(), "revision": 1, "synthetic": True, "kind": "reset", "role": "",
             "note": "", "secret_hash": uuid.uuid4().hex * 2, "made_at": NOW,
             "expires_at": NOW + timedelta(days=1)}  # fmt: skip
    return Insert("core_access.EntryLink", lambda: {**whole, "user_id": user(), **values})


def drill(**values: object) -> Insert:
    whole = {"backup": "x", "made_at": NOW, "began_at": NOW, "ended_at": NOW, "outcome": "passed"}
    return Insert("core_backups.Drill", lambda: {**whole, **values})


def mailbox(**values: object) -> Insert:
    whole = {"uid": uuid.uuid4(), "revision": 1, "synthetic": True}
    return Insert("core_notices.Mailbox", lambda: {**whole, "user_id": user(), **values})


def subscription(**values: object) -> Insert:
    whole = {"uid": uuid.uuid4(), "revision": 1, "synthetic": True, "name": "x", "topics": ["x"],
             "url": "https://x.example/", "secret_set_at": NOW}  # fmt: skip
    return Insert("core_webhooks.Subscription", lambda: {**whole, "owner_id": user(), **values})


def merged(one: str, other: str, **values: object) -> Insert:
    def whole() -> dict[str, object]:
        found = [first(PARTY, kind=one, synthetic=True), rows(PARTY).filter(
            kind=other, synthetic=True).order_by("-pk").first()]  # fmt: skip
        return {"uid": uuid.uuid4(), "revision": 1, "synthetic": True, "loser_id": found[0].pk,
                "survivor_id": found[1].pk, "merged_on": date(2024, 6, 1), **values}  # fmt: skip

    return Insert("core_imports.Merge", whole)


def brought(*staged: str, written: bool = False, **values: object) -> Callable[[], str]:
    """A file that no action would leave so, with a row of each outcome."""

    def spoil() -> str:
        owner = first(USER)
        whole = {"owner_id": owner.pk, "office": "x", "noun": "organisations", "name": "a.xlsx",
                 "content_hash": "0" * 64, "created_on": PAST, "synthetic": owner.synthetic,
                 "revision": 1}  # fmt: skip
        named = Insert(IMPORT, lambda: {**whole, **values})()
        batch = rows(IMPORT).get(uid=named)
        for number, outcome in enumerate(staged, 1):
            Insert("core_imports.ImportRow", lambda n=number, o=outcome: {
                "batch_id": batch.pk, "number": n, "outcome": o, "written": written})()  # fmt: skip
        return named

    return spoil


def changed(*, undone: bool = False, size: int = 1, **values: object) -> Callable[[], str]:
    """A set with one record."""

    def spoil() -> str:
        whole = {"made_by_id": user(), "verb": "needs.segment", "made_at": NOW, "size": size,
                 "undone_at": NOW if undone else None, "revision": 1,
                 "synthetic": True}  # fmt: skip
        made = rows("core_changesets.ChangeSet").get(
            uid=Insert("core_changesets.ChangeSet", lambda: whole)()
        )
        return Insert("core_changesets.ChangedRow", lambda: {
            "change_set_id": made.pk, "place": 0, "object_uid": uuid.uuid4(), "revision": 1,
            "before": {}, **values})()  # fmt: skip

    return spoil


def change_set(**values: object) -> Insert:
    whole = {"verb": "needs.segment", "made_at": NOW, "size": 1, "revision": 1, "synthetic": True}
    return Insert("core_changesets.ChangeSet", lambda: {**whole, "made_by_id": user(), **values})


BREAKERS = {
    "changesets.undone_after_made": change_set(undone_at=NOW - timedelta(days=1)),
    "changesets.holds_something": change_set(size=0),
    "changesets.outcome_only_after_undo": changed(outcome="undone"),
    "changesets.undone_all_told": changed(undone=True),
    "changesets.kept_says_why": changed(undone=True, outcome="kept"),
    "changesets.place_within_size": changed(place=7),
    "audit.algorithm_known": Spoil(LEAF, {"algorithm": "md5"}),
    "audit.actor_named": Spoil(LEAF, {"actor": ""}),
    "audit.verb_named": Spoil(LEAF, {"verb": ""}),
    "audit.first_has_no_before": Spoil(LEAF, {"before": {}}, {"object_revision": 1}),
    "audit.later_has_before": Spoil(LEAF, {"before": None}, {"object_revision": 2}),
    "audit.leaf_says_after": Spoil(LEAF, {"after": None}),
    "audit.leaf_hash": Spoil(LEAF, {"reason": "rewritten"}),
    "audit.personal_value_has_leaf": Spoil(PERSONAL, {"leaf": 99999999}),
    "audit.personal_side_known": Spoil(PERSONAL, {"side": "aside"}),
    "audit.personal_salted": Spoil(PERSONAL, {"salt": ""}),
    "audit.personal_commitment": Spoil(PERSONAL, {"value": "somebody else"}),
    "flow.task_closed_after_opened": Spoil(
        TASK, {"closed_on": PAST}, {"due_on": None, "closed_on__isnull": False}
    ),
    "flow.task_due_after_opened": Spoil(
        TASK, {"due_on": PAST}, {"closed_on": None, "due_on__isnull": False}
    ),
    "flow.task_has_somebody": Spoil(TASK, {"role": "", "party_id": None}),
    "flow.task_has_one": Spoil(TASK, lambda _: {"party_id": real_party()}, {"role": "officer"}),
    "flow.task_role_known": Spoil(TASK, {"role": "king"}),
    "flow.task_type_known": Spoil(TASK, {"subject_type": "core_access.user"}),
    "flow.task_party_basis": Spoil(TASK, lambda _: {"party_id": real_party()}),
    "flow.task_open_once": Spoil(
        TASK,
        lambda t: {"closed_on": None, "position": 0, "subject_uid": open_task().subject_uid},
        {"closed_on__isnull": False, "subject_type": "records_needs.need"},
        lambda _: open_task().subject_uid,
    ),
    "places.path_of_parent": Spoil(PLACE, {"path": "/1/"}, {"level": "city"}),
    "places.path_of_root": Spoil(PLACE, {"path": "/1/"}, {"level": "nation"}),
    "places.level_known": Spoil(PLACE, {"level": "hill"}, {"level": "county"}),
    "places.only_nation_is_root": Spoil(PLACE, {"parent_id": None}, {"level": "city"}),
    "places.not_own_parent": Spoil(PLACE, {"parent_id": F("code")}, {"level": "city"}),
    "places.town_in_county": Spoil(PLACE, {"level": "town"}, {"level": "city"}),
    "places.province_in_nation": Spoil(PLACE, {"level": "province"}, {"level": "city"}),
    "places.territory_named": Spoil(PLACE, {"name_zh": ""}),
    "places.domain_not_own_parent": Spoil("core_places.Domain", {"parent_id": F("code")}),
    "places.domain_no_circle": Spoil("core_places.Domain", {"parent_id": F("code")}),
    "places.domain_named": Spoil("core_places.Domain", {"name_zh": ""}),
    "places.segment_named": Spoil("core_places.Segment", {"name_zh": ""}),
    "access.three_administrators_apart": Spoil(
        GRANT, lambda _: {"user_id": first(GRANT, role="auditor").user_id}, {"role": "sysadmin"}
    ),
    "access.administrators_do_no_business": Spoil(
        GRANT, lambda _: {"user_id": first(GRANT, role="leader").user_id}, {"role": "auditor"}
    ),
    "access.grant_role_known": Spoil(GRANT, {"role": "king"}),
    "access.party_role_has_party": Spoil(GRANT, {"party_id": None}, {"role": "enterprise"}),
    "access.office_has_no_party": Spoil(
        GRANT, lambda _: {"party_id": real_party()}, {"role": "officer"}
    ),
    "access.grant_span": Spoil(GRANT, {"valid_to": PAST}),
    "access.enterprise_acts_for_organisation": Spoil(
        GRANT, lambda _: {"party_id": first(PARTY, kind="person").pk}, {"role": "enterprise"}
    ),
    "access.expert_acts_for_provider": Spoil(GRANT, {"party_id": None}, {"role": "expert"}),
    "access.party_kind_known": Spoil(PARTY, {"kind": "ghost"}),
    "access.party_named": Spoil(PARTY, {"name": ""}),
    "access.user_named": Spoil(USER, {"username": ""}),
    "access.user_has_password": Spoil(USER, {"password": ""}),
    "access.user_name_trimmed": Spoil(USER, {"username": " officer"}),
    "access.invented_grant_invented_party": Spoil(
        GRANT, lambda _: {"party_id": real_party()}, {"role": "enterprise"}
    ),
    "access.link_secret_hashed": link(secret_hash="the secret itself"),
    "access.link_runs_out_later": link(expires_at=NOW - timedelta(days=1)),
    "access.link_used_in_time": link(used_at=NOW + timedelta(days=2)),
    "access.used_link_has_account": Insert(
        "core_access.EntryLink",
        lambda: {
            "uid": uuid.uuid4(),
            "revision": 1,
            "synthetic": True,
            "kind": "invite",
            "note": "",
            "role": "enterprise",
            "party_id": real_party(),
            "secret_hash": uuid.uuid4().hex * 2,
            "made_at": NOW,
            "expires_at": NOW + timedelta(days=1),
            "used_at": NOW,
        },
    ),
    "documents.algorithm_known": Spoil(DOCUMENT, {"algorithm": "md5"}),
    "documents.hash_form": Spoil(DOCUMENT, {"content_hash": "../../etc/passwd"}),
    "documents.named": Spoil(DOCUMENT, {"name": ""}),
    "documents.name_without_path": Spoil(DOCUMENT, {"name": "../report.docx"}),
    "documents.size_known": Spoil(DOCUMENT, {"size": 0}),
    "documents.media_type_known": Spoil(DOCUMENT, {"media_type": ""}),
    "documents.subject_exists": Spoil(DOCUMENT, {"subject_uid": uuid.UUID(int=1)}),
    "documents.content_present": Spoil(DOCUMENT, {"content_hash": "0" * 64}),
    "numbers.series_form": counter(series="x y"),
    "numbers.year_sensible": counter(year=24),
    "numbers.counter_used": counter(last=0),
    "figures.completeness_span": Spoil(COMPLETE, {"until": PAST}),
    "figures.completeness_register_known": Spoil(COMPLETE, {"register": "ghosts"}),
    "figures.completeness_says_how": Spoil(COMPLETE, {"method": ""}),
    "figures.completeness_not_ahead": Spoil(COMPLETE, {"until": FUTURE}),
    "figures.publication_span": Spoil(PUBLISHED, {"until": F("since")}),
    "figures.publication_version": Spoil(PUBLISHED, {"version": 0}),
    "figures.publication_not_ahead": Spoil(PUBLISHED, {"published_on": FUTURE}),
    "figures.publication_has_figures": Remove(
        FROZEN, {}, lambda f: f.publication.uid, lambda f: {"publication": f.publication_id}
    ),
    "figures.earlier_version_exists": Spoil(PUBLISHED, {"version": 7}),
    "figures.frozen_algorithm": Spoil(FROZEN, {"algorithm": "md5"}),
    "figures.frozen_version": Spoil(FROZEN, {"definition_version": 0}),
    "figures.frozen_basis": Spoil(FROZEN, {"synthetic": False}),
    "figures.real_figure_real_rows": Spoil(
        FROZEN, {"synthetic": False}, {"rows__isnull": False}, lambda f: f.rows.first().uid
    ),
    "figures.frozen_hash": Spoil(ROW, {"contribution": 99}, named=lambda r: r.frozen.uid),
    "figures.frozen_record_exists": Spoil(ROW, {"object_uid": uuid.UUID(int=1)}),
    "figures.frozen_revision_reached": Spoil(ROW, {"object_revision": 9999}),
    "notices.one_addressee": Spoil(NOTICE, {"user_id": None, "party_id": None}),
    "notices.says_something": Spoil(NOTICE, {"text": ""}),
    "notices.subject_known": Spoil(NOTICE, {"subject_type": "ghosts.ghost"}),
    "notices.not_ahead": Spoil(NOTICE, {"sent_on": FUTURE}),
    "notices.invented_to_invented": Spoil(NOTICE, lambda _: {"party_id": real_party()}),
    "notices.event_topic": Spoil(EVENT, {"topic": ""}),
    "notices.delivery_state_known": Spoil(DELIVERY, {"state": "lost"}),
    "notices.delivery_ended_has_time": Spoil(DELIVERY, {"ended_at": None}, {"state": "done"}),
    "notices.delivery_after_event": Spoil(
        DELIVERY, lambda d: {"ended_at": d.event.created_at - timedelta(days=1)}
    ),
    "notices.given_up_says_why": Spoil(DELIVERY, {"state": "dead", "error": ""}),
    "notices.delivered_was_tried": Spoil(DELIVERY, {"attempts": 0}, {"state": "done"}),
    "notices.confirmed_has_address": mailbox(confirmed_at=NOW, code_sent_at=NOW),
    "notices.confirmed_after_code": mailbox(
        confirmed_at=NOW, code_sent_at=NOW + timedelta(hours=1), address="a@example.org"
    ),
    "webhooks.state_known": subscription(state="lost"),
    "webhooks.kind_known": subscription(kind="owl"),
    "webhooks.robot_key_hidden": subscription(
        kind="wecom", url="https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=示例"
    ),
    "webhooks.leads_somewhere": subscription(url="example.org"),
    "webhooks.secret_locked": subscription(),
    "webhooks.has_receiver": subscription(),
    "webhooks.rest_has_cause": Insert(
        "core_webhooks.Receiver", lambda: {"subscription_id": 1, "quiet_until": NOW}
    ),
    "jobs.state_known": job(state="lost"),
    "jobs.ended_has_time": job(state="done"),
    "jobs.waiting_never_ran": job(state="waiting", ended_at=NOW),
    "jobs.running_has_begun": job(state="running", run=1),
    "jobs.running_counted": job(state="running", started_at=NOW, seen_at=NOW),
    "jobs.ended_after_start": job(state="done", started_at=NOW, ended_at=NOW - timedelta(hours=1)),
    "jobs.failed_says_why": job(state="failed", ended_at=NOW),
    "jobs.progress_within_total": job(done=7, total=3),
    "imports.merged_alike": merged("organisation", "person"),
    "imports.merged_before_undone": merged("organisation", "organisation", undone_on=PAST),
    "imports.state_known": brought(state="lost"),
    "imports.written_says_when": brought(state="written"),
    "imports.at_work_has_job": brought(state="reading"),
    "imports.own_job": brought(job_id=99999999),
    "imports.basis": brought(synthetic=False),
    "imports.written_whole": brought("new", state="written", written_on=PAST),
    "imports.written_free_of_faults": brought("wrong", state="written", written_on=PAST),
    "imports.taken_back_says_why": brought(state="undone"),
    "imports.taken_back_whole": brought("new", written=True, state="undone", why="x"),
    "imports.discarded_is_empty": brought("same", state="discarded"),
    "imports.noun_known": brought(noun="ghosts"),
    "imports.counts": brought("new", state="checked", counts={"new": 2}),
    "backups.drill_outcome_known": drill(outcome="perhaps"),
    "backups.drill_ends_after_begin": drill(ended_at=NOW - timedelta(hours=1)),
    "backups.drill_after_backup": drill(began_at=NOW - timedelta(hours=1)),
    "backups.failed_drill_says_why": drill(outcome="failed"),
    "backups.passed_drill_misses_nothing": drill(missing=3),
    "setup.left_says_why": entered(outcome="left"),
    "setup.step_known": entered(step="ghost"),
    "ui.form_hash": form(body_hash="short"),
    "ui.form_user": form(user_id=99999999),
    "ui.form_led_somewhere": form(location=""),
}


def open_task():  # type: ignore[no-untyped-def]
    return rows(TASK).filter(closed_on=None, subject_type="records_needs.need", position=0).first()
