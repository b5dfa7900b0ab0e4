"""What somebody did to many records at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cigu.core.changesets.models import ChangeSet
from cigu.core.changesets.verbs import registry
from cigu.core.ui.columns import Column
from cigu.core.ui.tables import Table


def _label(row: ChangeSet) -> Any:
    verb = registry.get(row.verb)
    return verb.label if verb else row.verb


class SetTable(Table):
    title, name, unit = _("Acts on many records"), "sets", _("acts")
    order = ("-made_at", "-pk")
    empty_text = _("Nothing yet. Tick records in a list, then choose an act above it.")
    columns = [
        Column("verb", _("Act"), value=_label, header=True, link=lambda r: r.get_absolute_url()),
        Column("size", _("Records"), kind="number"),
        Column("made_at", _("Done"), kind="stamp", sort=True),
        Column("undone_at", _("Taken back"), kind="stamp"),
    ]

    def rows(self) -> Any:
        return ChangeSet.objects.for_(self.user)
