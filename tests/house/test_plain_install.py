"""The plain install: engines, rulebook and the map work with Django absent."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).with_name("plain_imports.py")


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(PROGRAM), *arguments],
        cwd=cwd, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_engines_and_rulebook_import_without_django(tmp_path: Path) -> None:
    done = run(cwd=tmp_path)
    assert done.returncode == 0, done.stderr


def test_where_answers_without_django(tmp_path: Path) -> None:
    done = run("where", "揭榜挂帅", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "揭榜挂帅" in done.stdout and "open call" in done.stdout
