"""What a leaf says in words."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import translation

from cigu.core.audit.models import AuditLeaf
from cigu.core.audit.recording import commitment
from cigu.faces.auditing.changes import MOST, Changed, changes
from cigu.faces.auditing.filters import of_act, of_record


def leaf(kind: str, before: Any, after: Any) -> AuditLeaf:
    return AuditLeaf(object_type=kind, before=before, after=after)


def told(*sides: Any, kind: str = "no.such") -> list[tuple[str, str, Any, Any]]:
    lines, _more = changes(leaf(kind, *sides))
    return [(line.label, line.part, line.before, line.after) for line in lines]


def test_of_nested_values_only_what_changed_is_told() -> None:
    old = {"base": {"net": ["a", "b"], "n": 3}, "rows": [{"x": 1}, {"x": 2}], "gone": {}}
    new = {"base": {"net": ["a"], "n": 3}, "rows": [{"x": 1}, {"x": 5}], "talent": "post"}
    assert told({"answers": old}, {"answers": new}) == [
        ("answers", "base › net", "a、b", "a"),
        ("answers", "rows › 2 › x", 2, 5),
        ("answers", "talent", None, "post"),
    ]


def test_fields_and_choices_are_called_as_on_the_pages() -> None:
    secret = commitment("salt", "拟名甲")
    with translation.override("zh-hans"):
        found = told(
            None,
            {"kind": "university", "contact": secret},
            kind="records_organisations.organisation",
        )
    assert found == [("联系人", "", None, "另行保存"), ("类别", "", None, "高校")]


def test_an_endless_change_is_cut_and_the_rest_counted() -> None:
    lines, more = changes(leaf("no.such", {}, {"x": {str(n): n for n in range(MOST + 7)}}))
    assert (len(lines), more) == (MOST, 7)
    assert lines[0] == Changed("x", "0", None, 0)


def test_acts_and_kinds_are_found_by_word_or_code() -> None:
    with translation.override("zh-hans"):
        assert of_act("签发") == Q(verb__in=["checkups.issue"]) | Q(verb__startswith="签发")
        assert "records_needs.need" in str(of_record("需求"))
