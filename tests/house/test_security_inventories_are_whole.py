"""What docs/security-inventories.md lists is what the code does: no use is missing, none is made
up."""

from __future__ import annotations

import ast
import re
from functools import cache

from django.apps import apps

from . import source

DOCUMENT = source.ROOT / "docs/security-inventories.md"
CODE = source.ROOT / "src/cigu"
HIDES = {"hashlib", "hmac", "secrets", "cryptography", "ssl"}
CONNECTS = {
    "socket",
    "smtplib",
    "http.client",
    "subprocess",
    "psycopg",
    "requests",
    "urllib.request",
}


@cache
def table_under(heading: str) -> list[list[str]]:
    text = source.text_of(DOCUMENT).partition(f"## {heading}")[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(heading: str) -> set[str]:
    return {name for row in table_under(heading) for name in re.findall(r"`([^`]+)`", row[0])}


def using(modules: set[str]) -> set[str]:
    """Files of the product that import one of them, wherever in the file."""
    found = set()
    for path in CODE.rglob("*.py"):
        if "tests" in path.parts or path.name in ("factories.py", "conftest.py"):
            continue
        if imported(ast.parse(source.text_of(path))) & modules:
            found.add(path.relative_to(CODE).as_posix())
    return found


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names | {name.partition(".")[0] for name in names}


def test_every_module_that_hashes_or_encrypts_is_listed() -> None:
    assert named("Cryptography") == using(HIDES)


def test_every_module_that_connects_or_starts_a_program_is_listed() -> None:
    assert named("Ways out") == using(CONNECTS)


def test_every_masked_column_is_listed() -> None:
    declared = {
        model._meta.label: ", ".join(sorted(columns))
        for model in apps.get_models()
        if (columns := getattr(model, "masked_fields", None))
    }
    assert {row[0].strip("`"): row[1] for row in table_under("Masked columns ⚙")} == declared
