"""Many ids as one parameter of a question."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class AnyId(Lookup[Any]):
    """``pk__any_id=[1, 2, …]``: what ``pk__in`` says, without a parameter for each."""

    lookup_name = "any_id"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [list(value) if connection.vendor == "postgresql" else json.dumps(list(value))]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs, before = self.process_lhs(compiler, connection)
        rhs, given = self.process_rhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY({rhs}::bigint[])", [*before, *given]
        return f"{lhs} IN (SELECT value FROM json_each({rhs}))", [*before, *given]  # noqa: S608 - compiled by Django
