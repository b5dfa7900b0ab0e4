"""Each verb that the source writes under has a race: two people take the step at once
(tests/races), or a reason here why there is nothing to race for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.races.test_the_same_step_twice import TWICE

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "cigu"
ADDS = "adds a row of its own and reads none that another could change"
LOCKS = "locks the one row it is about and reads it again; raced in the tests of its room"
WORKER = "made by the worker alone, one at a time; run again, it finds nothing to do"
RACED = "the request's own revision, and one open erasure by constraint; raced in its room"
OWN = "the record's own revision, and the notice is locked; raced in its room"
ALONE = {
    "access.end_sessions": LOCKS, "access.disable_account": LOCKS, "access.enable_account": LOCKS,
    "access.grant_role": LOCKS, "access.reset_second_factor": LOCKS,
    "access.reset_password": LOCKS,
    "access.make_key": LOCKS, "access.revoke_key": LOCKS,
    "access.withdraw_invitation": LOCKS, "access.relock": "locks every row that it is about",
    "alarms.clear": "one open row by constraint", "alarms.raise": "one open row by constraint",
    "backups.drill": ADDS,
    "clock.confirm": "says the same day twice", "checkups.create_campaign": ADDS,
    "checkups.propose_correction": ADDS,
    "checkups.hand_in": "as checkups.invite: the checkup's own revision",
    "checkups.pass_silence": "as checkups.reply: the checkup's own revision",
    "cooperations.begin": ADDS, "documents.mark_lost": WORKER, "figures.declare_complete": ADDS,
    "figures.publish": "publishers queue at the counter of NB; the version is unique by constraint",
    "jobs.end": LOCKS, "jobs.progress": LOCKS, "jobs.run": LOCKS, "jobs.start": ADDS,
    "jobs.run_again": LOCKS, "jobs.stop": LOCKS, "matchmaking.assign": ADDS,
    "matchmaking.note": ADDS,
    "matchmaking.failed": "the need is taken first; delivered again, nothing is left to do",
    "matchmaking.signed": "the need is taken first; delivered again, nothing is left to do",
    "matchmaking.label": "waits for the need; each labeller has marks of their own",
    "matchmaking.set_conditions": "waits for the need; the last one counts",
    "needs.attach": ADDS, "needs.raise": ADDS, "numbers.confirm": LOCKS,
    "numbers.freeze": "after a restore, by one administrator, before the site is open",
    "people.add_document": ADDS, "people.register": ADDS, "achievements.draft": ADDS,
    "roadshows.record_meeting": ADDS,
    "qualifications.attach_proof": ADDS, "yearbook.note": ADDS,
    "reports.open_batch": ADDS, "reports.add_file": ADDS, "reports.refuse_file": ADDS,
    "reports.add_section": "waits for the report; two sections both stand, one after the other",
    "reports.draft": ADDS, "reports.fail": WORKER, "reports.read": WORKER,
    "reports.take_in": "adds a row of its own; the draft before it is held by its revision",
    "webhooks.activate": LOCKS, "webhooks.edit": LOCKS, "webhooks.end": LOCKS,
    "webhooks.pause": LOCKS, "webhooks.pause_by_itself": LOCKS, "webhooks.ping": LOCKS,
    "webhooks.renew_secret": LOCKS, "notices.name_address": LOCKS,
    "notices.choose_mail": LOCKS,
    "notices.confirm_address": LOCKS, "notices.forget_address": LOCKS, "webhooks.subscribe": LOCKS,
    "imports.bring": ADDS, "imports.checked": LOCKS, "imports.decide": LOCKS,
    "imports.discard": LOCKS, "imports.match": LOCKS, "imports.written": WORKER,
    "imports.taken_back": WORKER, "imports.bring_again": ADDS,
    "organisations.place": LOCKS, "people.add_segments": LOCKS,
    "access.appoint_administrators": LOCKS, "access.renew_first_links": LOCKS,
    "setup.enter_chain": "the code is unique by constraint", "setup.leave": ADDS,
    "setup.enter_territory": "codes are unique by constraint; raced in its room",
    "setup.load_pack": "writes what the pack says, whoever comes last", "setup.take_up": ADDS,
    "publicnotices.draft": ADDS, "publicnotices.edit": OWN, "publicnotices.display": OWN,
    "publicnotices.object": OWN, "publicnotices.answer": OWN, "publicnotices.decide": OWN,
    "publicnotices.close": OWN, "publicnotices.withdraw": OWN, "publicnotices.forget": LOCKS,
    "portal.claim": ADDS, "portal.take_up": OWN, "portal.uphold": OWN, "portal.dismiss": OWN,
    "portal.take_back": OWN, "portal.take_off": "one open row by constraint; raced in its room",
    "portal.show_again": LOCKS, "portal.forget": LOCKS,
    "privacy.accept": RACED, "privacy.ask": RACED, "privacy.carry_out": RACED,
    "ui.save_view": "rows of its owner alone; a name stands once by constraint",
    "ui.drop_view": "the view's own revision; dropped twice is dropped",
    "privacy.refuse": RACED, "privacy.withdraw": RACED, "privacy.thaw": WORKER,
}  # fmt: skip
OPENS = {"acting", "change", "_system_or", "_changing"}


def verbs() -> set[str]:
    """The first argument of what opens a change, wherever it is a constant."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        parts = path.relative_to(SOURCE).parts
        if "tests" in parts or path.name in ("factories.py", "conftest.py") or "demo" in parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in OPENS | {"_switch"}:
                words = (a.value for a in node.args if isinstance(a, ast.Constant))
                found |= {w for w in words if isinstance(w, str) and re.fullmatch(r"\w+\.\w+", w)}
    return found


def raced() -> set[str]:
    text = (ROOT / "tests/races/test_rows_that_decide_together.py").read_text()
    marks = re.findall(r"mark\.races\(([^)]*)\)", text)
    return {verb for mark in marks for verb in re.findall(r'"([\w.]+)"', mark)}


def test_every_verb_has_a_race_or_a_reason() -> None:
    missing = verbs() - raced() - TWICE - set(ALONE)
    assert not missing, f"no race and no reason: {sorted(missing)}"


def test_no_race_is_for_a_verb_that_is_gone() -> None:
    gone = (raced() | TWICE | set(ALONE)) - verbs() - {"alarms.raise"}
    assert not gone, f"not in the source: {sorted(gone)}"
