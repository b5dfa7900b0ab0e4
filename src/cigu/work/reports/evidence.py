"""What stands behind a figure of a report: the panel beside the text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cigu.core.access.scope import FULL, ScopedModel
from cigu.core.figures.registry import Result, compute, figure, visible_rows
from cigu.core.ui.counting import number_text

from .actions.publishing import printed
from .models import Report, ReportFigure
from .verifying import intact
from .writing.composing import Composed
from .writing.values import Value

SHOWN = 8


def address_of(value: Value, report: Report) -> str:
    """How an address calls a figure: A-23, A-23@150203, A-23@150200@2023-07-01/2023-08-01."""
    where, own = value.where, report.where
    if where.period != own.period:
        return f"{value.ident}@{where.territory.pk}@{where.period}"
    return (
        value.ident if where.territory == own.territory else f"{value.ident}@{where.territory.pk}"
    )


def find(composed: Composed, wanted: str) -> Value | None:
    for run in composed.runs():
        for value in run.values:
            if address_of(value, composed.report) == wanted:
                return value
    return None


def evidence(value: Value, report: Report, user: Any, close_url: str) -> dict[str, Any]:
    result = compute(figure(value.ident), value.where)
    row = frozen_row(value, report)
    shown = printed(row) if row else None
    gap = None if shown is None or result.value is None else result.value - shown
    head = {
        "ref": value.ident, "title": result.figure.label, "unit": result.figure.unit,
        "note": f"{value.where.territory}，{value.where.period.start} – {value.where.as_of}",
        "published": shown, "computed": result.value, "difference": gap,
        "difference_look": "late" if gap else "",
        "synthetic": result.basis in ("synthetic", "both"), "incomplete": doubt(result),
        "definition": definition(result),
    }  # fmt: skip
    return {
        "fig": head | records(result, user) | freeze(row, report), "close_url": close_url,
        "row": row, "gap": gap,
    }  # fmt: skip


def frozen_row(value: Value, report: Report) -> ReportFigure | None:
    where = value.where
    row: ReportFigure | None = report.figures.filter(
        figure=value.ident, territory=where.territory, since=where.period.start,
        until=where.period.end,
    ).first()  # fmt: skip
    return row


def doubt(result: Result) -> Any:
    if result.value is None:
        return _("A record lacks its value: the sum is unknown.")
    if not result.final:
        return _("The register behind it is not declared complete for this period.")
    return ""


def definition(result: Result) -> list[tuple[str, Any]]:
    words = result.figure.definition
    return [(_("Counted"), words.counted), (_("Condition"), words.condition),
            (_("Dated"), words.dated)]  # fmt: skip


def records(result: Result, user: Any) -> dict[str, Any]:
    """The newest that the viewer may see, and how many are closed to them."""
    rows, hidden = visible_rows(result, user)
    newest = sorted(rows, key=lambda r: r.dated or date.min, reverse=True)[:SHOWN]
    return {
        "record_count": len(result.rows), "record_heads": [_("Record"), _("Date")],
        "records": list(_lines(newest, user)), "records_url": "", "closed_count": hidden,
        "closed_text": number_text(hidden),
    }  # fmt: skip


def _lines(rows: Any, user: Any) -> Iterator[dict[str, Any]]:
    known = {
        (kind, obj.uid): obj
        for kind in {r.object_type for r in rows}
        for obj in _seen(kind, [r.uid for r in rows if r.object_type == kind], user)
    }
    for row in rows:
        obj = known[(row.object_type, row.uid)]
        yield {"label": name(obj), "url": link(obj), "cells": [row.dated]}


def _seen(kind: str, uids: Any, user: Any) -> Any:
    model: Any = apps.get_model(kind)
    return model.objects.for_(user).filter(uid__in=uids) if issubclass(model, ScopedModel) else []


def name(obj: Any) -> str:
    """A masked record is called by its number alone."""
    if obj.disclosure == FULL:
        return str(obj)
    return str(getattr(obj, "number", "") or _("Withheld"))


def link(obj: Any) -> str:
    return str(obj.get_absolute_url()) if hasattr(obj, "get_absolute_url") else ""


def freeze(row: ReportFigure | None, report: Report) -> dict[str, Any]:
    if row is None:
        return {}
    n = len(row.records)
    what = ngettext("query, parameters, %(n)s record", "query, parameters, %(n)s records", n)
    return {
        "freeze": {
            "when": _("%(day)s, %(number)s") % {"day": report.published_on,
                                                "number": report.number},
            "what": what % {"n": n},
            "hash": f"{row.row_hash[:4]} {row.row_hash[4:8]} … {row.row_hash[-4:]}",
            "matches": intact(row),
        }
    }  # fmt: skip
