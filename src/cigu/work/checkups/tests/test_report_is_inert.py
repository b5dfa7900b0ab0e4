"""What people write into a report stays words: no template engine reads it."""

from __future__ import annotations

import io

import docx
import pytest

from ..actions import diagnose
from ..factories import World
from ..report.docx import as_docx

TEMPLATES = (
    "{{7*7}}", "{{ checkup.enterprise.party }}", "{% load cigu %}", "{%tr for x in y %}", "${7*7}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "#{7*7}", "<%= 7*7 %>", "{{r x }}",
)  # fmt: skip


@pytest.mark.fault(42)
def test_template_words_in_a_report_stay_words(world: World) -> None:
    checkup = world.checkup("visited")
    diagnose(
        checkup=checkup, by=world.commissioner, comment=" ".join(TEMPLATES),
        findings=[{"item": "bottlenecks", "light": "red", "text": TEMPLATES[0], "need": True}],
        plan=list(TEMPLATES),
    )  # fmt: skip
    paper = docx.Document(io.BytesIO(as_docx(checkup)))
    rows = [cell.text for t in paper.tables for row in t.rows for cell in row.cells]
    text = "\n".join([p.text for p in paper.paragraphs] + rows)
    assert [words for words in TEMPLATES if words not in text] == []
