"""How the cells of a workbook name people: 姓名, or 姓名（单位）."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from cigu.core.imports.columns import Link

from .models import Person

AT = re.compile(r"^([^（(@/·]+)[（(@/·]\s*([^）)]+)[）)]?$")


class PersonLink(Link):
    def rows(self, user: Any) -> Any:
        return Person.objects.for_(user).select_related("employer")

    def narrowed(self, rows: Any, texts: set[str]) -> Any:
        names = {found[1].strip() for text in texts if (found := AT.match(text))}
        return rows.filter(name__in=names | texts)

    def names(self, row: Any) -> Iterable[str]:
        """Alone where no namesake stands in the register; with the employer always."""
        yield row.name
        if row.employer is not None:
            yield f"{row.name}（{row.employer.name_zh}）"
            if row.employer.short_name:
                yield f"{row.name}（{row.employer.short_name}）"

    def told(self, row: Any) -> str:
        return f"{row.name}（{row.employer.name_zh}）" if row.employer else str(row.name)


PERSON = PersonLink()
