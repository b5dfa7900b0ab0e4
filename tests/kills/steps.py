"""What a writer does until it is killed: real requests through the real handlers, the worker's
rounds, and the sealer. Each says first what it is going to do and afterwards what was acknowledged.
"""

from __future__ import annotations

import json
import os
import random
import struct
import uuid
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cigu.core.access.models import User
from cigu.core.audit.sealing import seal
from cigu.core.jobs.models import Job
from cigu.core.jobs.running import Progress, job_kind, run_job, start_job
from cigu.core.notices.actions import deliver_waiting
from cigu.records.cooperations.models import Cooperation
from cigu.records.needs.factories import make_need
from cigu.records.needs.models import Need
from cigu.records.organisations.models import Organisation
from cigu.records.teams.models import Team
from cigu.work.matchmaking import actions as matching
from cigu.work.matchmaking.models import Match

POINTS = (
    "change.row_written", "change.leaf_written", "change.before_commit", "change.committed",
    "numbers.raised", "once.key_written", "once.before_commit", "once.committed",
    "documents.written", "documents.stored", "outbox.claimed", "outbox.before_commit",
    "outbox.delivered", "jobs.claimed", "jobs.stepped", "jobs.ended", "seal.leaves_written",
    "seal.head_written",
)  # fmt: skip
KIND, STEPS = "kills.count", 3


@job_kind(KIND)
def count(progress: Progress) -> dict[str, Any]:
    """Bears being run again: it goes on from its checkpoint."""
    for number in range(int(progress.checkpoint or 0), STEPS):
        progress.step(number + 1, STEPS, checkpoint=number + 1)
    return {"counted": STEPS}


@dataclass
class Book:
    """A file that only grows; a line is on its way to the disk when ``write`` returns."""

    path: Path

    def write(self, **line: Any) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def lines(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text().splitlines()]


class Writer:
    """One life: steps by chance, until a point kills it or it has done enough."""

    def __init__(self, book: Book, chance: random.Random) -> None:
        self.book, self.chance = book, chance
        self.officer, self.broker = (self._signed_in(n) for n in ("needs-officer", "match-broker"))

    def _signed_in(self, name: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(User.objects.get(username=name))
        return client

    def live(self, steps: int, point: str) -> None:
        """First what passes the point, then anything."""
        first = FIRST.get(point.partition(".")[0])
        for number in range(steps):
            step = first if first and number == 0 else self.chance.choice(STEPS_OF_A_WRITER)
            step(self)

    def raise_need(self, key: str = "") -> None:
        """Under a key: sent again after a kill, it must have one effect."""
        key = key or str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        self.book.write(intent=key)
        owner = Organisation.objects.order_by("pk").first()
        body = {
            "enterprise": str(owner.uid), "title": key, "problem": "取样慢", "secrecy": "open",
            "segment": "magnet", "metric": "周期", "target": "10", "unit": "min",
        }  # fmt: skip
        answer = self.officer.post(
            "/api/needs", json.dumps(body), content_type="application/json",
            headers={"Idempotency-Key": key},
        )  # fmt: skip
        assert answer.status_code == 201, answer.content
        self.book.write(done=key, number=answer.json()["number"])

    def _any(self, rows: Any) -> Any:
        """By our own chance, so that a seed replays a run."""
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def _page(self, client: Client, need: str, step: str, **fields: Any) -> None:
        """A form as a browser sends it; refused where the state has moved on, which is right."""
        answer = client.post(f"/needs/{need}/{step}/", {"_key": str(uuid.uuid4()), **fields})
        if answer.status_code == 302:
            self.book.write(moved=need, by=step)

    def move_need(self) -> None:
        steps = {"draft": "submit", "submitted": "accept", "accepted": "publish"}
        need = self._any(Need.objects.filter(state__in=steps))
        if need is not None:
            self._page(self.officer, need.number, steps[need.state])

    def attach(self) -> None:
        need = self._any(Need.objects.all())
        if need is not None:
            paper = SimpleUploadedFile("图.png", _picture(self.chance), content_type="image/png")
            self._page(self.officer, need.number, "attach", paper=paper, title="图")

    def propose(self) -> None:
        """Many rows at once: a match, its need, a disclosure, a task, a notice, a number."""
        need = self._any(Need.objects.filter(state__in=("published", "matched")))
        if need is None:
            return
        team = self._any(Team.objects.all())
        broker = User.objects.get(username="match-broker")
        match = matching.suggest(need=need, provider=team.party, kind="team", by=broker)
        if match.state == "suggested":
            sent = {"_key": str(uuid.uuid4()), "sel": [str(match.uid)], "respond_days": 5,
                    "reason": "轮到"}  # fmt: skip
            self.broker.post(f"/matchmaking/needs/{need.number}/propose/", sent)

    def agree(self) -> None:
        """An invitation is accepted, negotiated and signed; the outbox tells the matches."""
        if not Need.objects.filter(state__in=("published", "matched")).exists():
            owner = Organisation.objects.order_by("pk").first()
            make_need(organisation=owner, title=str(uuid.uuid4()))
        self.propose()
        broker = User.objects.get(username="match-broker")
        match = self._any(Match.objects.filter(state="proposed"))
        if match is not None and match.need.state in ("published", "matched"):
            matching.accept(match=match, by=broker, reason="电话答复")
            matching.negotiate(match=match, by=broker, mode="development")
        talks = self._any(Cooperation.objects.filter(state="negotiating"))
        if talks is None:
            return
        answer = self.broker.post(
            f"/api/cooperations/{talks.number}/sign",
            json.dumps({"amount": "80", "mode": "development"}), content_type="application/json",
            headers={"Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        if answer.status_code == 200:
            self.book.write(signed=talks.number)

    def work(self) -> None:
        """A round of the worker."""
        start_job(KIND, by=User.objects.get(username="needs-officer"))
        deliver_waiting()
        for pk in Job.objects.filter(kind=KIND, state=Job.State.WAITING).values_list("pk"):
            run_job.func(pk[0])

    def seal(self) -> None:
        seal()


def _picture(chance: random.Random) -> bytes:
    """One pixel of a colour that no other picture has."""
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" + chance.randbytes(3))), (b"IEND", b""),
    )  # fmt: skip
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


Step = Callable[[Writer], None]
STEPS_OF_A_WRITER: tuple[Step, ...] = (
    Writer.raise_need, Writer.raise_need, Writer.move_need, Writer.move_need, Writer.move_need,
    Writer.attach, Writer.propose, Writer.agree, Writer.work, Writer.seal,
)  # fmt: skip


FIRST: dict[str, Step] = {
    "documents": Writer.attach, "jobs": Writer.work, "seal": Writer.seal, "outbox": Writer.agree,
}  # fmt: skip


def life(book: Book, seed: int, steps: int, point: str) -> None:
    """What a child does; it does not come back if ``point`` is passed."""
    os.environ["CIGU_FAIL_AT"] = point
    Writer(book, random.Random(seed)).live(steps, point)


def second_try(book: Book, key: str) -> None:
    """Sends again what was cut short."""
    os.environ.pop("CIGU_FAIL_AT", None)
    Writer(book, random.Random(0)).raise_need(key)
