"""Everything the evidence panel says about one figure (design.md §7)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.figures.freezing import intact
from cigu.core.figures.registry import Result
from cigu.core.ui.counting import number_text
from cigu.core.ui.words import num

from . import verdicts
from .causes import causes
from .guards import can_edit
from .lines import Line
from .models import YearbookNote
from .records import Record, is_many, newest, records, unseen

SHOWN = 8


def evidence(line: Line, where: Any, user: Any, close_url: str) -> dict[str, Any]:
    """The context of the panel: ``fig`` for the kit's template, and what is the yearbook's own."""
    fig = _head(line) | _records(line, where, user) | _freeze(line)
    found, hidden = causes(line, user)
    fig["causes"] = found
    notes = YearbookNote.objects.for_(user).on(where).filter(figure=line.id)
    return {
        "fig": fig, "line": line, "close_url": close_url, "hidden_causes": hidden,
        "notes": notes.select_related("author").order_by("-pk"),
        "note_url": note_url(line, where) if can_edit(where, user) else "",
    }  # fmt: skip


def _head(line: Line) -> dict[str, Any]:
    result = line.result
    return {
        "ref": line.id,
        "title": line.label,
        "note": line.indicator.section_label,
        "unit": line.unit,
        "published": line.published,
        "comparator": line.comparator if line.sign else "",
        "computed": line.computed,
        "difference": line.difference,
        "difference_look": line.look if line.difference else "",
        "synthetic": bool(result and result.basis in ("synthetic", "both")),
        "incomplete": doubt(line),
        "definition": definition(result) if result else [],
        "parts": [(p.label, num(p.value)) for p in result.parts if p.label] if result else [],
        "source": source(line),
    }


def doubt(line: Line) -> Any:
    """What keeps the value from being final, in one sentence."""
    if line.verdict == verdicts.PUBLISHED_ONLY:
        return _("A plan or a specification: no record of an event gives it.")
    if line.result is None:
        return _("No room computes this figure yet.")
    if line.computed is None and not line.result.figure.grows:
        return _("The registers hold nothing to divide by: the share is unknown.")
    if line.computed is None:
        return _("A record lacks its value: the sum is unknown.")
    if not line.compared:
        return _("The published value belongs to another territory, period or domain.")
    if line.result.final:
        return ""
    words = {"n": num(line.computed)}
    if not line.result.figure.grows:
        return _("About %(n)s: a register behind it is not declared complete.") % words
    if line.result.complete:
        return _("At least %(n)s: a statement behind it names only a lower bound.") % words
    return _("At least %(n)s: the register is not declared complete for this period.") % words


def definition(result: Result) -> list[tuple[str, Any]]:
    figure, where = result.figure, result.where
    return [
        (_("Counted"), figure.definition.counted),
        (_("Condition"), figure.definition.condition),
        (_("Dated"), _("%(what)s, %(since)s to %(until)s") % {
            "what": figure.definition.dated, "since": where.period.start, "until": where.as_of}),
        (_("Scope"), place(where)),
        (_("Basis"), basis_words(result)),
        (_("Register"), _("declared complete") if result.complete else _("not declared complete")),
    ]  # fmt: skip


def place(where: Any) -> str:
    if where.domain is None:
        return str(where.territory)
    return _("%(territory)s, %(domain)s") % {"territory": where.territory, "domain": where.domain}


def basis_words(result: Result) -> str:
    return {
        "real": _("real records"),
        "synthetic": _("synthetic records"),
        "both": _("real and synthetic records"),
        "none": _("no records"),
    }[result.basis]


def _records(line: Line, where: Any, user: Any) -> dict[str, Any]:
    if line.result is None:
        return {"record_count": 0, "records": [], "records_url": ""}
    found, hidden = _first(line.result, user)
    heads = [_("Record"), _("Date")]
    rows = [{"label": r.label, "url": r.url, "cells": [r.dated]} for r in found[:SHOWN]]
    return {
        "record_count": line.result.n_rows, "record_heads": heads, "records": rows,
        "records_url": records_url(line, where) if len(found) > SHOWN else "",
        "closed_count": hidden, "closed_text": number_text(hidden),
    }  # fmt: skip


def _first(result: Result, user: Any) -> tuple[list[Record], int]:
    """At least as many as the panel shows and one more, and how many are closed to the viewer."""
    if is_many(result):
        return newest(result, user, SHOWN + 1), unseen(result, user)
    return records(result, user)


def _freeze(line: Line) -> dict[str, Any]:
    """Only a frozen figure has something to check; the rest was published elsewhere."""
    if line.frozen is None:
        return {}
    frozen, n = line.frozen, line.frozen.rows.count()
    what = ngettext("query, parameters, %(n)s record", "query, parameters, %(n)s records", n)
    return {
        "freeze": {
            "when": _("%(day)s, version %(version)s, %(number)s") % {
                "day": frozen.publication.published_on, "version": frozen.publication.version,
                "number": frozen.publication.number},
            "what": what % {"n": n},
            "hash": f"{frozen.row_hash[:4]} {frozen.row_hash[4:8]} … {frozen.row_hash[-4:]}",
            "matches": intact(frozen),
        }
    }  # fmt: skip


def source(line: Line) -> dict[str, Any]:
    """Where the published value was first printed, and what stood there."""
    item = line.indicator
    where = _("%(source)s, %(ref)s") % {"source": item.source, "ref": item.ref}
    if line.frozen is not None and item.value is not None and item.value != line.published:
        printed = _("printed there: %(n)s") % {"n": num(item.value)}
        return {"text": where, "status": printed}
    return {"text": where, "status": item.period_words}


def query(where: Any) -> str:
    return urlencode({"period": str(where.period)})


def records_url(line: Line, where: Any) -> str:
    return f"{reverse('yearbook:records', args=[line.id])}?{query(where)}"


def note_url(line: Line, where: Any) -> str:
    return f"{reverse('yearbook:note', args=[line.id])}?{query(where)}"
