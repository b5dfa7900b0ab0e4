"""``cigu fields`` says of each field what the code does with it."""

from __future__ import annotations

import ast
import json
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cigu.faces.cli import main
from cigu.faces.cli.fields import dictionary, forms, line, rules_of
from tests.house import source


def test_every_form_and_every_table_is_in_it() -> None:
    """Forms are found here in the source, by what they are called and stand on."""
    told = {row.of.rpartition(".")[2] for row in dictionary() if row.of.startswith("form:")}
    written = set()
    for path in source.python_files():
        if path.name != "forms.py" or "tests" in path.parts:
            continue
        classes = [n for n in ast.parse(source.text_of(path)).body if isinstance(n, ast.ClassDef)]
        written |= {c.name for c in classes if c.name.endswith("Form") and _has_fields(c)}
    assert len(written) > 30
    assert written - told == set()


def _has_fields(form: ast.ClassDef) -> bool:
    made = [
        n.value for n in form.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Call)
    ]
    names = [getattr(call.func, "id", getattr(call.func, "attr", "")) for call in made]
    return any(name.endswith("Field") for name in names)


def refused(field: Any, value: Any) -> bool:
    try:
        field.clean(value)
    except ValidationError:
        return True
    return False


def test_what_it_says_is_what_the_fields_refuse() -> None:
    tried = 0
    for form in forms():
        for name, field in form.base_fields.items():
            rules, where = rules_of(field), (form.__name__, name)
            if "max_length" in rules:
                assert refused(field, "a" * (int(rules["max_length"]) + 1)), where
                tried += 1
            if "max_value" in rules:
                assert refused(field, str(Decimal(rules["max_value"]) + 1)), where
                tried += 1
            if "min_value" in rules:
                assert refused(field, str(Decimal(rules["min_value"]) - 1)), where
                tried += 1
            if "one of" in rules:
                wrong = "no-such-choice"
                many = "Multiple" in type(field).__name__
                assert refused(field, [wrong] if many else wrong), where
                tried += 1
    assert tried > 100


def test_it_is_printed_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["fields", "AccountForm"], ["fields", "AccountForm", "--json"]):
        with pytest.raises(SystemExit) as ended:
            main(words)
        assert ended.value.code == 0
        text = capsys.readouterr().out
        assert "username" in text and "60" in text
    assert {row["field"] for row in json.loads(text)} >= {"username", "name", "office"}
    row = next(row for row in dictionary() if len(row.rules.get("one of", [])) > 12)
    assert "in all" in line(row)
