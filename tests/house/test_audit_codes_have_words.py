"""An auditor reads words: every act that leaves a leaf and every kind of record is called
something."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.apps import apps
from django.utils import translation

from cigu.core.audit.models import AuditedModel
from cigu.faces.auditing.words import ACTS, KINDS

from . import source
from .test_every_write_is_raced import verbs

TELLS = {"note", "tell"}  # they leave a leaf without a changed row


def told() -> Iterator[str]:
    for path in (source.ROOT / "src/cigu").rglob("*.py"):
        if "tests" in path.parts or path.name in ("factories.py", "conftest.py"):
            continue
        for node in ast.walk(ast.parse(source.text_of(path))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in TELLS and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and re.fullmatch(r"\w+\.\w+", str(first.value)):
                    yield str(first.value)


def test_every_act_has_a_word() -> None:
    assert (verbs() | set(told())) - set(ACTS) == set()


def test_every_kind_of_record_has_a_word() -> None:
    kinds = {m._meta.label_lower for m in apps.get_models() if issubclass(m, AuditedModel)}
    assert kinds - set(KINDS) == set()


def test_words_tell_codes_apart_in_both_languages() -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            words = [str(word) for word in ACTS.values()]
        assert sorted(words) == sorted(set(words))
