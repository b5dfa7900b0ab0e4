"""Imports run downwards, and so does what imports cannot show."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from importlinter.cli import lint_imports

from . import source

# Template or address → why it may look upwards. Keep it short.
ALLOWED_UP: dict[str, str] = {}

NAMES = re.compile(r"""{%\s*(?:extends|include)\s+["']([^"']+)["']""")
ROUTES = re.compile(r"""{%\s*url\s+["']([a-z_]+):[\w-]+["']""")


def test_imports_run_downwards(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(source.ROOT)
    code = lint_imports(no_logo=True)
    assert code == 0, capsys.readouterr().out


def test_foreign_keys_point_downwards() -> None:
    wrong = []
    for model in apps.get_models():
        for field in model._meta.get_fields():
            other = field.related_model if getattr(field, "concrete", False) else None
            if other and _is_ours(model) and _is_ours(other) and not _may(model, other):
                wrong.append(
                    f"{model.__module__}.{model.__name__}.{field.name} → {other.__module__}"
                )
    assert not wrong, "\n".join(wrong)


def _is_ours(model: type) -> bool:
    return model.__module__.startswith("cigu.")


def _may(model: type, other: type) -> bool:
    here, there = (".".join(m.__module__.split(".")[:3]) for m in (model, other))
    return source.may_use(here, there)


def test_templates_include_only_their_own_and_lower_rooms() -> None:
    owner = {source.template_name(path): source.room_of(path) for path in source.templates()}
    wrong = []
    for path in source.templates():
        for name in NAMES.findall(source.text_of(path)):
            if name in owner and not source.may_use(source.room_of(path), owner[name]):
                wrong.append(f"{path.relative_to(source.ROOT)} includes {name} of {owner[name]}")
    assert not wrong, "\n".join(wrong)


def test_templates_exist_once() -> None:
    names = [source.template_name(path) for path in source.templates()]
    assert len(names) == len(set(names)), sorted({n for n in names if names.count(n) > 1})


def test_templates_link_only_to_their_own_and_lower_rooms() -> None:
    """Upwards a page links through get_absolute_url or the navigation that rooms register."""
    owner = _namespaces()
    wrong = []
    for path in source.templates():
        for space in ROUTES.findall(source.text_of(path)):
            place = path.relative_to(source.ROOT).as_posix()
            known = space in owner and place not in ALLOWED_UP
            if known and not source.may_use(source.room_of(path), owner[space]):
                wrong.append(f"{place} links to {space}: of {owner[space]}")
    assert not wrong, "\n".join(wrong)


def test_code_reverses_only_its_own_and_lower_addresses() -> None:
    owner = _namespaces()
    wrong = []
    for path in source.python_files():
        if "tests" in path.parts or len(path.relative_to(source.SOURCE).parts) < 3:
            continue
        for space, line in _reversed(path):
            if space in owner and not source.may_use(source.room_of(path), owner[space]):
                wrong.append(f"{path.relative_to(source.ROOT)}:{line} reverses {space}:")
    assert not wrong, "\n".join(wrong)


def _namespaces() -> dict[str, str]:
    found = {}
    for path in source.SOURCE.glob("*/*/urls.py"):
        match = re.search(r"""^app_name\s*=\s*["'](\w+)["']""", source.text_of(path), re.M)
        if match:
            found[match[1]] = source.room_of(path)
    return found


def _reversed(path: Path) -> list[tuple[str, int]]:
    """Namespaces given to reverse() or redirect() outside get_absolute_url."""
    tree = ast.parse(source.text_of(path))
    doors = [
        n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == "get_absolute_url"
    ]
    inside = {id(node) for door in doors for node in ast.walk(door)}
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or id(node) in inside or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if name in ("reverse", "reverse_lazy", "redirect") and isinstance(first, ast.Constant):
            space, colon, _rest = str(first.value).partition(":")
            if colon:
                found.append((space, node.lineno))
    return found
