"""Reports in any state, by way of the room's actions."""

from __future__ import annotations

from typing import Any

from cigu.core.figures.sources import Where

from .actions import (
    add_file,
    draft_report,
    open_batch,
    publish_report,
    read_in,
    send_report,
    settle,
    take_in,
)
from .models import CheckBatch, Report, ReportCheck

STATES = ("draft", "review", "published")
OFFICE = "示例市科学技术局"


def make_report(where: Where, by: Any, state: str = "draft", **fields: Any) -> Report:
    report = draft_report(where=where, office=fields.pop("office", OFFICE), by=by, **fields)
    if state != "draft":
        send_report(report=report, by=by)
    if state == "published":
        publish_report(report=report, by=by)
    return report


def make_check(
    where: Where, by: Any, text: str, state: str = "open", name: str = "示例报告.txt", **fields: Any
) -> ReportCheck:
    """A check of ``text``; ``settled`` asks for a text without figures that do not hold."""
    check = take_in(
        name=name, content=text.encode(), where=where, office=fields.pop("office", OFFICE), by=by,
        **fields,
    )  # fmt: skip
    if state != "reading":
        read_in(check=check, by=by)
    if state == "settled":
        settle(check=check, by=by)
    return check


def make_batch(
    where: Where, by: Any, files: dict[str, bytes], state: str = "open", office: str = OFFICE
) -> CheckBatch:
    """``files``: name → content. Those that are kept are read unless ``state`` is “reading”."""
    batch = open_batch(where=where, office=office, files=len(files), by=by)
    for name, content in files.items():
        made = add_file(batch=batch, name=name, content=content, by=by)
        if state != "reading" and isinstance(made, ReportCheck):
            read_in(check=made, by=by)
    return batch
