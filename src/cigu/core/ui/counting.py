"""Counts for people: exact up to a limit, and "more than" beyond it. Nobody reads the difference
between 10,000 and 900,000, and counting to the end would cost every page a walk over the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.utils.translation import gettext as _

CAP = 10_000
SLOW = 1_000  # where each row counted has to be looked up somewhere else


def capped(rows: Any, cap: int = CAP) -> int:
    """How many rows; ``cap + 1`` stands for more than ``cap``."""
    return capped_each([rows], cap)[0]


def capped_each(asked: Sequence[Any], caps: int | Sequence[int] = CAP) -> list[int]:
    """Many counts in one question."""
    parts: list[str] = []
    params: list[Any] = []
    limits = [caps] * len(asked) if isinstance(caps, int) else caps
    for rows, cap in zip(asked, limits, strict=True):
        sql, given = _counted(rows, cap)
        parts.append(sql)
        params += given
    if not parts:
        return []
    with connections[asked[0].db].cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return [int(n) for n in cursor.fetchone()]


def _counted(rows: Any, cap: int) -> tuple[str, Sequence[Any]]:
    query = rows.order_by().values("pk")[: cap + 1].query
    try:
        sql, params = query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return "0", ()
    return f"(SELECT COUNT(*) FROM ({sql}) AS few)", params  # noqa: S608 - compiled by Django


def number_text(n: int, cap: int = CAP) -> str:
    return f"{n:,}" if n <= cap else _("%(n)s+") % {"n": f"{cap:,}"}
