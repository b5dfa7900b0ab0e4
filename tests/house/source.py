"""Where things are: rooms, their rank, tracked files. Shared by the house tests."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src/cigu"


@cache
def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@cache
def order() -> dict[str, tuple[str, ...]]:
    """Container → its layers from the top down, as import-linter holds them."""
    contracts = project()["tool"]["importlinter"]["contracts"]  # type: ignore[index]
    return {c["containers"][0]: tuple(c["layers"]) for c in contracts if c["type"] == "layers"}


def rank(dotted: str) -> tuple[int, int]:
    """Height of a module: (floor, room); rooms without an order of their own get 0."""
    _cigu, floor, *rest = dotted.split(".")
    return _height("cigu", floor), _height(f"cigu.{floor}", rest[0]) if rest else 0


def _height(container: str, name: str) -> int:
    layers = order().get(container, ())
    for position, layer in enumerate(layers):
        if name in re.split(r"\s*[|:]\s*", layer):
            return len(layers) - position
    return 0


def may_use(user: str, used: str) -> bool:
    """May room `user` know room `used`? Both dotted: cigu.work.checkups."""
    if user == used:
        return True
    here, there = rank(user), rank(used)
    if here[0] != there[0]:
        return here[0] > there[0]
    siblings_may = user.split(".")[1] not in ("work",)
    return siblings_may and here[1] >= there[1]


def room_of(path: Path) -> str:
    return ".".join(["cigu", *path.relative_to(SOURCE).parts[:2]])


def apps() -> list[Path]:
    return [file.parent for file in sorted(SOURCE.glob("*/*/apps.py"))]


def python_files() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def templates() -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.html")):
        if "templates" in path.parts:
            yield path


def template_name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[parts.index("templates") + 1 :])


@cache
def tracked() -> tuple[Path, ...]:
    """What git holds or would hold; in an unpacked archive everything that is not made here."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    names = listed.stdout.decode().split("\0") if listed.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or list(_walk())
    return tuple(path for path in paths if path.is_file())


def _walk() -> Iterator[Path]:
    made = {".venv", "node_modules", "var", "build", "dist", "vendor", "__pycache__"}
    for path in ROOT.rglob("*"):
        if not made & set(path.relative_to(ROOT).parts):
            yield path


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def rows_of_table(text: str, columns: int) -> list[list[str]]:
    """Cells of every Markdown table row with that many columns, without heading and rule."""
    lines = [line.strip() for line in text.splitlines() if line.strip().startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = {n for n, row in enumerate(rows) if set("".join(row)) <= set("-: ")}
    heads = {n - 1 for n in rules}
    return [r for n, r in enumerate(rows) if len(r) == columns and n not in rules | heads]
