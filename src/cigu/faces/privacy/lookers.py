"""Who changed or took away what is held on a person, as far as the audit knows it. Reading a page
leaves no leaf; a list that was exported may have held the person or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cigu.core.access.models import Party, User
from cigu.core.audit.asides import Asides
from cigu.core.audit.models import AuditLeaf
from cigu.core.personal.register import Subject
from cigu.core.ui.purposes import PURPOSES
from cigu.records.people.models import Person

SHOWN = 20
OF_PEOPLE = ("list.people", "api:people", "list.teams", "api:teams")
OF_ACCOUNTS = ("list.accounts",)


@dataclass(frozen=True)
class Look:
    at: datetime
    who: str
    what: str
    why: str


def changes(subject: Subject) -> list[Look]:
    """Changes of the account and of the register entry by others."""
    rows = [
        *User.objects.filter(pk=subject.user), *Party.objects.filter(pk__in=subject.parties),
        *Person.objects.filter(party__in=subject.parties),
    ]  # fmt: skip
    about = AuditLeaf.objects.filter(
        object_uid__in=[row.uid for row in rows],
        object_type__in={row.object_type for row in rows},
    )
    leaves = list(about.exclude(actor_id=subject.user).order_by("-id")[:SHOWN])
    known = Asides(leaves)
    return [Look(leaf.recorded_at, _who(known, leaf), _changed(leaf, rows), "") for leaf in leaves]


def _changed(leaf: AuditLeaf, rows: list[Any]) -> str:
    if leaf.before is None:
        return _("entered")
    kinds = {row.object_type: type(row) for row in rows}
    fields = {f.attname: str(f.verbose_name) for f in kinds[leaf.object_type]._meta.fields}
    names = [fields[name] for name in leaf.after or {} if name in fields]
    return _("changed: %(fields)s") % {"fields": ", ".join(names)}


def exports(subject: Subject) -> list[Look]:
    kinds = (*OF_ACCOUNTS, *(OF_PEOPLE if subject.parties else ()))
    found = AuditLeaf.objects.filter(object_type__in=kinds, verb__in=("ui.export", "api.read"))
    leaves = list(found.exclude(actor_id=subject.user).order_by("-id")[:SHOWN])
    known = Asides(leaves)
    return [
        Look(leaf.recorded_at, _who(known, leaf), _taken(leaf), _purpose(leaf)) for leaf in leaves
    ]


def _taken(leaf: AuditLeaf) -> str:
    table = leaf.object_type.replace("list.", "").replace("api:", "")
    words = {"people": _("list of people"), "teams": _("list of teams"),
             "accounts": _("list of accounts")}  # fmt: skip
    return _("%(list)s, %(rows)s rows") % {
        "list": words.get(table, table), "rows": (leaf.after or {}).get("rows", 0),
    }  # fmt: skip


def _purpose(leaf: AuditLeaf) -> str:
    return str(dict(PURPOSES).get((leaf.after or {}).get("purpose", ""), ""))


def _who(known: Asides, leaf: AuditLeaf) -> str:
    return known.actor(leaf) if leaf.actor_id else _("System")
