"""``cigu fields``: what each field of forms and tables takes, read from the code that checks it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .site import start

BOUNDS = ("min_length", "max_length", "min_value", "max_value", "max_digits", "decimal_places")
SHOWN = 12  # choices in a line; --json has all


@dataclass(frozen=True)
class Row:
    """One field. ``rules`` names the bounds; choices made when a form opens are not among them."""

    of: str  # form:… or table:…
    field: str
    kind: str
    required: bool
    rules: dict[str, Any]


def add(commands: Any) -> None:
    parser = commands.add_parser("fields", help="what each field of forms and tables takes")
    parser.add_argument("name", nargs="?", default="", help="part of a form's or a table's name")
    parser.add_argument("--json", action="store_true", help="all of it, for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    start()
    rows = [row for row in dictionary() if options.name.lower() in row.of.lower()]
    if options.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        print("\n".join(map(line, rows)))
    return 0


def line(row: Row) -> str:
    rules = "; ".join(f"{name} {_short(value)}" for name, value in row.rules.items())
    need = "required" if row.required else "optional"
    return f"{row.of}\t{row.field}\t{row.kind}, {need}\t{rules}"


def _short(value: Any) -> str:
    if not isinstance(value, list):
        return str(value)
    more = f" … {len(value)} in all" if len(value) > SHOWN else ""
    return ", ".join(map(str, value[:SHOWN])) + more


def dictionary() -> list[Row]:
    return [*_of_forms(), *_of_tables()]


def forms() -> list[Any]:
    """Every form of the product that has fields of its own; the addresses name their pages."""
    from django.forms.forms import BaseForm
    from django.urls import get_resolver

    _reach(get_resolver().url_patterns)
    found = {c for c in _below(BaseForm) if c.__module__.startswith("cigu.") and _is_product(c)}
    return sorted((c for c in found if c.base_fields), key=lambda c: (c.__module__, c.__name__))


def _reach(patterns: Any) -> None:
    """Loading the addresses loads the pages, and those load their forms."""
    for pattern in patterns:
        _reach(getattr(pattern, "url_patterns", []))


def _is_product(form: Any) -> bool:
    return hasattr(form, "base_fields") and ".tests." not in form.__module__


def _below(parent: Any) -> Iterator[Any]:
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


def _of_forms() -> Iterator[Row]:
    for form in forms():
        for name, field in form.base_fields.items():
            of = f"form:{form.__module__.removeprefix('cigu.')}.{form.__name__}"
            yield Row(of, name, type(field).__name__, field.required, rules_of(field))


def rules_of(field: Any) -> dict[str, Any]:
    rules = {
        name: str(bound) for name in BOUNDS if (bound := getattr(field, name, None)) is not None
    }
    choices = _choices(field)
    patterns = [v.regex.pattern for v in field.validators if hasattr(v, "regex")]
    return (
        rules
        | ({"one of": choices} if choices else {})
        | ({"pattern": patterns} if patterns else {})
    )


def _choices(field: Any) -> list[str]:
    """Those written in the code; what comes from the database is looked up when a form opens."""
    if getattr(field, "queryset", None) is not None or not hasattr(field, "choices"):
        return []
    return [
        str(value) for value, _word in field.choices or () if not isinstance(_word, list | tuple)
    ]


def _of_tables() -> Iterator[Row]:
    from django.apps import apps

    for model in apps.get_models():
        if not model.__module__.startswith("cigu."):
            continue
        checks = [rule.name for rule in model._meta.constraints]
        for field in model._meta.concrete_fields:
            rules = rules_of(field) | ({"unique": "yes"} if field.unique else {})
            of = f"table:{model._meta.label_lower}"
            yield Row(of, field.name, type(field).__name__, not (field.null or field.blank), rules)
        if checks:
            yield Row(f"table:{model._meta.label_lower}", "*", "rules", True, {"hold": checks})
