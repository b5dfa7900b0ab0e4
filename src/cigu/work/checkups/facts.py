"""What the register already knows of the enterprise: shown, not asked again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.audit.models import AuditLeaf
from cigu.core.ui import words
from cigu.records.organisations.models import Organisation

FIELDS = ("products", "founded", "above_scale_since", "contact")


@dataclass(frozen=True)
class Fact:
    code: str
    label: str
    value: str  # a dash where unknown
    known: bool


@dataclass(frozen=True)
class Known:
    """The facts with one source and the day the register was last changed."""

    facts: list[Fact]
    source: str
    as_of: date | None

    @property
    def count(self) -> int:
        return sum(1 for fact in self.facts if fact.known)


def known(body: Organisation) -> Known:
    facts = [*_from_columns(body), _segments(body)]
    return Known(facts, body.source or _("enterprise register"), _changed_on(body))


def _from_columns(body: Organisation) -> Iterator[Fact]:
    yield Fact("name_zh", label_of("name_zh"), body.name_zh, True)
    yield Fact("credit_code", label_of("credit_code"), body.credit_code or words.DASH,
               bool(body.credit_code))  # fmt: skip
    for code in FIELDS:
        value: Any = getattr(body, code)
        yield Fact(code, label_of(code), _worded(code, value), value not in (None, ""))


def label_of(code: str) -> str:
    """The name of a fact as the register calls it."""
    if code == "segments":
        return _("segments of the chain")
    return str(Organisation._meta.get_field(code).verbose_name)  # type: ignore[union-attr]


def _worded(code: str, value: Any) -> str:
    if value in (None, ""):
        return words.DASH
    if code == "founded":
        return str(value)
    if isinstance(value, date):
        return words.day(value)
    return words.num(value) if isinstance(value, int) else str(value)


def _segments(body: Organisation) -> Fact:
    names = "、".join(str(link.segment) for link in body.segment_links.select_related("segment"))
    return Fact("segments", label_of("segments"), names or words.DASH, bool(names))


def _changed_on(body: Organisation) -> date | None:
    leaves = AuditLeaf.objects.filter(object_type=body.object_type, object_uid=body.uid)
    return leaves.order_by("-id").values_list("business_date", flat=True).first()
