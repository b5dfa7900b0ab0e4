"""Calls that undo a protection are not made; where the linter has a rule for one, it is on."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from . import source

PYTHON = {
    "mark_safe": "output that nobody escapes",
    "SafeString": "output that nobody escapes, unless it is written here and now",
    "RawSQL": "SQL put together by hand",
    "raw": "SQL put together by hand",
    "extra": "SQL put together by hand",
    "csrf_exempt": "a form that other sites can send",
    "xframe_options_exempt": "a page that other sites can frame",
    "loads_unsafe": "objects made from text",
    "from_string": "a template made from text",
}
ALLOWED: set[tuple[str, str]] = {
    # browsers send reports of the policy by themselves; a report changes no record
    ("core/ui/policy.py", "csrf_exempt"),
}
SCRIPT = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|postMessage)\b|new Function"
)
TEMPLATE = re.compile(r"\|\s*safe(seq)?\b|autoescape\s+off")
RULES = ("S102", "S301", "S302", "S307", "S324", "S501", "S506", "S602", "S605", "S608", "S701")


def names_called(path: Path) -> set[str]:
    """Functions, methods and decorators, without the module they come from."""
    tree = ast.parse(source.text_of(path))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    used: list[ast.expr] = [call.func for call in calls if not _is_literal_markup(call)]
    for node in ast.walk(tree):
        used += getattr(node, "decorator_list", [])
    return {f.id for f in used if isinstance(f, ast.Name)} | {
        f.attr for f in used if isinstance(f, ast.Attribute)
    }


def _is_literal_markup(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return name == "SafeString" and all(isinstance(a, ast.Constant) for a in call.args)


def test_python_undoes_no_protection() -> None:
    found = {
        (path.relative_to(source.SOURCE).as_posix(), name)
        for path in source.python_files()
        if "/tests/" not in path.as_posix() and "/migrations/" not in path.as_posix()
        for name in names_called(path) & PYTHON.keys()
    }
    assert found - ALLOWED == set(), {name: PYTHON[name] for _path, name in found - ALLOWED}
    assert ALLOWED - found == set(), "allowed, but not there any more"


def test_forms_and_schemas_name_their_fields() -> None:
    for path in source.python_files():
        assert '"__all__"' not in source.text_of(path), path


@pytest.mark.parametrize("path", list(source.templates()), ids=lambda p: p.name)
def test_templates_escape_everything(path: Path) -> None:
    assert TEMPLATE.search(source.text_of(path)) is None


def test_scripts_insert_text_as_text() -> None:
    own = [p for p in source.SOURCE.rglob("static/**/*.js") if "/vendor/" not in p.as_posix()]
    assert own
    assert [(p.name, m[0]) for p in own if (m := SCRIPT.search(source.text_of(p)))] == []


def test_the_linter_looks_for_the_rest() -> None:
    lint: Any = source.project()["tool"]["ruff"]["lint"]  # type: ignore[index]
    for rule in RULES:
        assert any(rule.startswith(prefix) for prefix in lint["select"]), rule
        assert not any(rule.startswith(code) for code in lint["ignore"]), rule
