"""A workbook of 100,000 rows goes into the register of a running site while others read pages.

    python benchmarks/bench_imports_live.py                      # 100,000 rows
    python benchmarks/bench_imports_live.py --rows 10000
    python benchmarks/bench_imports_live.py --database postgres://postgres@127.0.0.1:5432/NAME

`cigu serve` and `cigu work` run as processes of their own on an empty folder. An officer brings
the file, matches its columns and writes it through the pages, over HTTP. A second client asks for
the list of organisations again and again: before (quiet), and while the rows are read and written.
Printed: seconds of each step, the most memory that either process held, and p50 and p95 of the
page beside the quiet ones. The list holds ``--before`` records from the start.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from bench_imports import middle, workbook

PAGE = "/registers/organisations/"
PASSWORD = secrets.token_urlsafe(16)
QUIET = 60  # times the page is asked before anything happens
PAUSE = 0.25  # seconds between two of them: a person who reads
PATIENCE = 3_600


class Client:
    """One person with cookies."""

    def __init__(self, url: str) -> None:
        self.url, self.jar = url, CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.send("/account/login/")
        self.send("/account/login/", {"login": "bench", "password": PASSWORD})

    def send(self, path: str, fields: dict[str, str] | None = None,
             file: tuple[str, bytes] | None = None) -> Any:  # fmt: skip
        """(text, address in the end); raises where the answer is no page."""
        request = urllib.request.Request(self.url + path)
        if fields is not None:
            fields = {"csrfmiddlewaretoken": self._token(), **fields}
            request.data, kind = _form(fields, file)
            request.add_header("Content-Type", kind)
        with self.opener.open(request, timeout=120) as answer:
            return answer.read().decode("utf-8", "replace"), answer.url.removeprefix(self.url)

    def _token(self) -> str:
        return next(c.value or "" for c in self.jar if "csrf" in c.name)


def _form(fields: dict[str, str], file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if file is not None:
        head = f'Content-Disposition: form-data; name="file"; filename="{file[0]}"'
        parts += [f"--{mark}\r\n{head}\r\n\r\n".encode(), file[1], b"\r\n"]
    return b"".join([*parts, f"--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"


def controls(page: str) -> dict[str, str]:
    """What a browser would send of the page's last form, unless the person changes it."""
    form = re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S | re.I)[-1]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        named = re.search(r'name="([^"]+)"', tag)
        if named and 'type="file"' not in tag and named.group(1) != "csrfmiddlewaretoken":
            value = re.search(r'value="([^"]*)"', tag)
            found[named.group(1)] = value.group(1) if value else ""
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', body)
        found[name] = chosen.group(1) if chosen else ""
    return found


@contextlib.contextmanager
def running(env: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cigu.faces.cli", *words], env=env, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def peak(process: subprocess.Popen[bytes]) -> float:
    """MB that the process and its children held at most, added up."""
    found = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        with contextlib.suppress(OSError, ProcessLookupError):
            if os.getpgid(int(status.parent.name)) == process.pid:
                told = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
                found += int(told.group(1)) if told else 0
    return found / 1024


class Reader(threading.Thread):
    """Asks for the page until it is told to end; ``phase`` names what goes on meanwhile."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.client, self.phase, self.ended = Client(url), "quiet", threading.Event()
        self.took: dict[str, list[float]] = {}
        self.failed: list[str] = []

    def run(self) -> None:
        while not self.ended.is_set():
            began, phase = time.perf_counter(), self.phase
            try:
                self.client.send(PAGE)
            except OSError as error:
                self.failed.append(f"{phase}: {error}")
            self.took.setdefault(phase, []).append(time.perf_counter() - began)
            self.ended.wait(PAUSE)


def furnish(before: int) -> None:
    """An officer and some organisations on the empty site."""
    import django

    django.setup()
    from cigu.core.access.factories import make_domain, make_territory, make_user
    from cigu.core.access.roles import Role
    from cigu.records.organisations.actions import register_organisations

    place, domain = make_territory("150200"), make_domain()
    by = make_user(Role.OFFICER, username="bench", password=PASSWORD, territory=place)
    rows = [
        {"name_zh": f"子虚先有{n}材料有限公司", "kind": "enterprise", "territory": place,
         "domain": domain, "synthetic": True}
        for n in range(before)
    ]  # fmt: skip
    register_organisations(by=by, rows=rows)


def waited(uid: str, busy: str) -> Any:
    """The file, when the worker is through with it."""
    from django.db import connection

    from cigu.core.imports.models import Import

    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        batch = Import.objects.select_related("job").get(uid=uid)
        connection.close()
        if batch.state != busy:
            return batch
        assert batch.job is None or batch.job.state not in ("failed", "stopped"), batch.job.error
        time.sleep(0.5)
    raise SystemExit("The worker is not through within an hour.")


def imported(url: str, rows: int, reader: Reader) -> dict[str, float]:
    """Seconds of each step, through the pages."""
    officer, content, took = Client(url), workbook(rows, 5_000_000), {}

    def step(name: str, act: Any) -> Any:
        reader.phase, began = name, time.perf_counter()
        found = act()
        took[name] = time.perf_counter() - began
        return found

    form = controls(officer.send("/imports/new/")[0])
    form |= {"what": "organisations", "territory": "150200", "domain": form.get("domain", "")}
    page, at = step("bring", lambda: officer.send("/imports/new/", form, ("a.xlsx", content)))
    uid = re.findall(r"[0-9a-f-]{36}", at)[0]

    def read() -> Any:
        officer.send(f"/imports/{uid}/match/", controls(page))
        return waited(uid, "reading")

    batch = step("read and check", read)
    assert batch.counts == {"new": rows}, batch.counts

    def write() -> Any:
        page = officer.send(f"/imports/{uid}/write/")[0]
        officer.send(f"/imports/{uid}/write/", controls(page))
        return waited(uid, "writing")

    batch = step("write", write)
    assert batch.state == "written", (batch.state, batch.counts)
    return took


def tell(rows: int, took: dict[str, float], reader: Reader) -> None:
    total = took["read and check"] + took["write"]
    print(f"{rows} rows: " + ", ".join(f"{name} {s:.1f} s" for name, s in took.items())
          + f"; read and written in {total:.1f} s, {rows / total:.0f} rows/s")  # fmt: skip
    quiet = middle(reader.took["quiet"], 0.95)
    for name, values in reader.took.items():
        print(
            f"page while {name}: {len(values)} times, p50 {middle(values, 0.5) * 1000:.0f} ms,"
            f" p95 {middle(values, 0.95) * 1000:.0f} ms"
            f" ({middle(values, 0.95) / quiet:.1f} of the quiet one), worst {max(values):.2f} s"
        )
    print(f"pages that failed: {len(reader.failed)} {reader.failed[:3]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--before", type=int, default=2_000)
    parser.add_argument("--database", default="")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cigu-bench-") as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="cigu.config.settings", CIGU_DATA=folder,
                          CIGU_DATABASE=told.database, CIGU_MODE="demo")  # fmt: skip
        env = dict(os.environ)
        subprocess.run([sys.executable, "-m", "cigu.faces.cli", "migrate"], env=env, check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        furnish(told.before)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        with (
            running(env, "serve", "--no-worker", "--port", str(port)) as site,
            running(env, "work") as worker,
        ):
            measure(f"http://127.0.0.1:{port}", told.rows, site, worker)


def measure(url: str, rows: int, site: Any, worker: Any) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{url}/account/login/", timeout=5).read()
            break
        time.sleep(0.2)
    reader = Reader(url)
    reader.start()
    while len(reader.took.get("quiet", ())) < QUIET:
        time.sleep(0.2)
    before = peak(worker)
    took = imported(url, rows, reader)
    reader.ended.set()
    reader.join(timeout=120)
    tell(rows, took, reader)
    print(f"memory at most: worker {peak(worker):.0f} MB ({before:.0f} before), site"
          f" {peak(site):.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
