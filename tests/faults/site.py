"""A real site on a copy of the demo year, a writer who registers needs, and what lies on disk."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.flows.conftest import ROOT, _wait, environment
from tests.flows.visitors import Answer, Visitor


def command(
    *words: str, data: Path, extra: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``cigu WORDS`` with settings of its own; killed by a fail point it returns -9."""
    more = extra or {}
    return subprocess.run(
        [sys.executable, "-m", "cigu.faces.cli", *words], cwd=ROOT, check=False, timeout=600,
        env=environment(data, more.get("CIGU_DATABASE", "")) | more, capture_output=True, text=True,
    )  # fmt: skip


@dataclass
class Running:
    """A served site in a process group of its own, so that it can be killed as a power cut does."""

    url: str
    data: Path
    server: subprocess.Popen[bytes]

    def kill(self) -> None:
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait(timeout=20)


@contextlib.contextmanager
def running(data: Path, *words: str, extra: dict[str, str] | None = None) -> Iterator[Running]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "cigu.faces.cli", "serve", "--port", str(port), *words]
    server = subprocess.Popen(
        command, env=environment(data, (extra or {}).get("CIGU_DATABASE", "")) | (extra or {}),
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    site = Running(f"http://127.0.0.1:{port}", data, server)
    try:
        _wait(site.url, server)
        yield site
    finally:
        if server.poll() is None:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                site.kill()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)  # its children, should one be left


@dataclass
class Writer:
    """Registers needs of one enterprise over the API; remembers what was acknowledged."""

    visitor: Visitor
    enterprise: str
    segment: str
    acknowledged: list[str] = field(default_factory=list)

    def write(self, title: str) -> Answer:
        body = {
            "enterprise": self.enterprise, "title": title, "problem": "示例", "secrecy": "open",
            "segment": self.segment, "origin": "enterprise",
        }  # fmt: skip
        answer = self.visitor._send(urllib.request.Request(
            f"{self.visitor.url}/api/needs", data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "X-CSRFToken": self.visitor.token()},
        ))  # fmt: skip
        if answer.status == 201:
            self.acknowledged.append(answer.json()["number"])
        return answer


def ask(data: Path, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(data / "cigu.sqlite3")) as db:
        return db.execute(sql, values).fetchall()


def writer(url: str, data: Path) -> Writer:
    """As the enterprise e49 of the year."""
    ((uid,),) = ask(
        data,
        "SELECT o.uid FROM organisation o JOIN role_grant g ON g.party_id = o.party_id"
        " JOIN user_account u ON u.id = g.user_id WHERE u.username = 'e49'",
    )
    ((segment,),) = ask(data, "SELECT segment_id FROM need ORDER BY id LIMIT 1")
    return Writer(Visitor(url, "e49"), str(uid), str(segment))


def needs(data: Path) -> int:
    return int(ask(data, "SELECT count(*) FROM need")[0][0])


def flip(path: Path, at: int | None = None) -> None:
    """One byte turns over: in the middle, or where it is said."""
    content = bytearray(path.read_bytes())
    place = len(content) // 2 if at is None else at
    content[place] ^= 0xFF
    path.write_bytes(content)
