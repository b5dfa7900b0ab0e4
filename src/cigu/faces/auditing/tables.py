"""The log and the heads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.audit.asides import Asides
from cigu.core.audit.models import AuditLeaf, SealHead
from cigu.core.ui.columns import Column
from cigu.core.ui.filters import TextFilter
from cigu.core.ui.tables import Table

from .filters import DayFilter, of_act, of_actor, of_record
from .words import act_word, kind_word


class LeafTable(Table):
    title, name, unit = gettext_lazy("Audit log"), "leaves", gettext_lazy("entries")
    columns = [
        Column("recorded_at", gettext_lazy("Recorded"), kind="stamp"),
        Column(
            "verb", gettext_lazy("Act"), header=True, kind="two",
            value=lambda leaf: (act_word(leaf.verb), leaf.verb),
            link=lambda leaf: reverse("auditing:leaf", args=[leaf.pk]),
        ),
        Column("who", gettext_lazy("Who"), value="who", css="nw"),
        Column(
            "record", gettext_lazy("Record"), kind="two", hide=True,
            value=lambda leaf: (kind_word(leaf.object_type), leaf.object_uid),
        ),
        Column("object_revision", gettext_lazy("Revision"), kind="number", hide=True),
        Column("business_date", gettext_lazy("Business date"), kind="date", hide=True),
        Column("address", gettext_lazy("Address"), css="mono", hide=True),
    ]  # fmt: skip
    filters = [
        TextFilter("record", gettext_lazy("Record: id or type"), q=of_record),
        TextFilter("actor", gettext_lazy("Who"), q=of_actor),
        TextFilter("act", gettext_lazy("Act"), q=of_act),
        DayFilter("recorded_at", gettext_lazy("Recorded")),
        TextFilter("request", gettext_lazy("Request"), ("request_id",),
                   q=lambda text: Q(request_id=text)),
    ]  # fmt: skip

    order = ("-pk",)

    def rows(self) -> Any:
        return AuditLeaf.objects.all()

    def _draw(self, rows: Any) -> Iterator[Any]:
        """The names of who acted are read for the page at once."""
        leaves = list(rows)
        asides = Asides(leaves)
        for leaf in leaves:
            leaf.who = asides.actor(leaf)
        return super()._draw(leaves)


class HeadTable(Table):
    title, name, unit = gettext_lazy("Signed heads"), "heads", gettext_lazy("heads")
    columns = [
        Column("size", gettext_lazy("Entries sealed"), kind="number", header=True),
        Column("sealed_at", gettext_lazy("Sealed"), kind="stamp"),
        Column("root", gettext_lazy("Root"), value=lambda head: f"{head.root[:16]}…", css="mono",
               hide=True),
        Column("tree", gettext_lazy("Hash"), hide=True),
        Column("key_id", gettext_lazy("Key"), value=lambda head: f"{head.key_id} {head.signing}",
               hide=True),
        Column("note", gettext_lazy("Head as a file"), kind="action", value=lambda head: (
            _("Download"), reverse("auditing:head", args=[head.size]))),
    ]  # fmt: skip
    order = ("-size",)
    per_page = 20
    empty_text = gettext_lazy("Nothing is sealed yet.")

    def rows(self) -> Any:
        return SealHead.objects.all()

    def key(self, row: Any) -> str:
        return str(row.size)
