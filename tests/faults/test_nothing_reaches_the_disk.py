"""Every flush to the disk fails: nothing is acknowledged, nothing is half there afterwards."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import ROOT, copy_of, demo_year, environment

from .site import ask, command, needs

__all__ = ["demo_year"]
pytestmark = pytest.mark.served
WRITE = """
import json, sys, django
django.setup()
from django.test import Client
from cigu.core.access.models import User
from cigu.core.documents.store import put
from cigu.records.needs.models import Need
need = Need.objects.order_by("pk").first()
user = User.objects.get(username="officer")
if sys.argv[1] == "document":
    put(b"a document that no disk keeps")
    print("acknowledged")
client = Client(raise_request_exception=False)
client.force_login(user)
body = {"enterprise": str(need.organisation.uid), "title": "fsync", "problem": "x",
        "segment": need.segment_id, "secrecy": "open"}
answer = client.post("/api/needs", json.dumps(body), content_type="application/json",
                     headers={"host": "localhost"})
print("acknowledged" if answer.status_code == 201 else answer.status_code, answer.content.decode())
"""


def kept(year: Path) -> list[Path]:
    return sorted(p for p in (year / "documents").rglob("*") if p.is_file())


@pytest.mark.fault(5)
@pytest.mark.parametrize("what", ["need", "document"])
def test_a_failed_flush_is_no_acknowledgement(demo_year: Path, tmp_path: Path, what: str) -> None:
    tool = shutil.which("strace")
    if tool is None:
        pytest.skip("no strace here; on Debian: apt-get install strace")
    year = copy_of(demo_year, tmp_path / "year")
    before = needs(year)
    files = kept(year)
    (session,) = ask(year, "select count(*) from django_session")[0]
    done = subprocess.run(
        [tool, "-f", "-qq", "-o", str(tmp_path / "trace"), "-e", "trace=fsync,fdatasync", "-e",
         "inject=fsync,fdatasync:error=EIO", sys.executable, "-c", WRITE, what],
        env=environment(year) | {"DJANGO_SETTINGS_MODULE": "cigu.config.settings"}, cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    if "PTRACE" in done.stderr:
        pytest.skip("this machine lets nobody trace a process")
    assert "(INJECTED)" in (tmp_path / "trace").read_text(), "no flush was asked for"
    assert "acknowledged" not in done.stdout
    assert done.returncode != 0 or "503" in done.stdout, done.stdout + done.stderr[-1000:]
    assert needs(year) == before and ask(year, "pragma integrity_check") == [("ok",)]
    assert kept(year) == files
    assert ask(year, "select count(*) from django_session")[0][0] == session
    assert command("audit", "verify", data=year).returncode == 0
