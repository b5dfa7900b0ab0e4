"""The index in the database: one table for each noun, beside the noun's own.

SQLite keeps the pieces in a full-text table without content, which has to be told what it held to
forget it: that text stands in a table beside. PostgreSQL keeps a vector of the pieces under a GIN
index; nothing in it needs an extension. Names of tables come from models, never from a reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections, transaction

from .grams import grams

PAGES, STEPS = 200, 500  # of the index, put in order at a time, and how often in a row
Texts = Sequence[tuple[int, str]]  # the id of a row and what it says, line by line


@dataclass(frozen=True)
class Store:
    """The index of one model in one database."""

    model: Any
    using: str = "default"

    @property
    def table(self) -> str:
        return f"search_{self.model._meta.db_table}"

    @property
    def _lite(self) -> bool:
        return bool(connections[self.using].vendor == "sqlite")

    def _run(self, sql: str, params: Any = (), *, many: bool = False) -> list[Any]:
        with connections[self.using].cursor() as cursor:
            said = sql.replace("{t}", self.table)
            if many:
                cursor.executemany(said, params)
                return []
            cursor.execute(said, params)
            return list(cursor.fetchall()) if cursor.description else []

    # ---- the tables ----
    def make(self) -> None:
        if self._lite:
            self._run("CREATE TABLE {t} (id INTEGER PRIMARY KEY, said TEXT NOT NULL)")
            self._run(
                "CREATE VIRTUAL TABLE {t}_grams USING fts5(grams, content='',"
                " detail=none, tokenize='ascii')"
            )
            return
        self._run("CREATE TABLE {t} (id bigint PRIMARY KEY, grams tsvector NOT NULL)")
        # what was written last waits in a list that each search reads: a short one
        self._run("CREATE INDEX {t}_grams ON {t} USING gin (grams)"
                  " WITH (gin_pending_list_limit = 256)")  # fmt: skip

    def clear(self) -> None:
        self._run("DELETE FROM {t}")
        if self._lite:
            self._run("INSERT INTO {t}_grams ({t}_grams) VALUES ('delete-all')")

    # ---- writing, inside a transaction ----
    def put(self, texts: Texts) -> None:
        """These rows as they read now, instead of what was known of them."""
        if self._lite:
            self._put_lite(texts)
            return
        self._run(
            "INSERT INTO {t} (id, grams) VALUES (%s, array_to_tsvector(%s))"
            " ON CONFLICT (id) DO UPDATE SET grams = excluded.grams",
            [(pk, grams(said).split()) for pk, said in texts], many=True,
        )  # fmt: skip

    def _put_lite(self, texts: Texts) -> None:
        known = dict(self._known([pk for pk, _said in texts]))
        new = [(pk, said) for pk, said in texts if known.get(pk) != said]
        gone = [(pk, grams(known[pk])) for pk, _said in new if pk in known]
        if gone:
            self._run("INSERT INTO {t}_grams ({t}_grams, rowid, grams) VALUES ('delete', %s, %s)",
                      gone, many=True)  # fmt: skip
        self._run("INSERT INTO {t}_grams (rowid, grams) VALUES (%s, %s)",
                  [(pk, grams(said)) for pk, said in new], many=True)  # fmt: skip
        self._run("INSERT OR REPLACE INTO {t} (id, said) VALUES (%s, %s)", new, many=True)

    def _known(self, ids: Iterable[int]) -> list[Any]:
        found = "SELECT id, said FROM {t} WHERE id IN (SELECT value FROM json_each(%s))"
        return self._run(found, [f"[{','.join(map(str, ids))}]"])

    def differing(self, texts: Texts) -> list[int]:
        """Ids of rows of which something else is known than what they say."""
        if self._lite:
            known: dict[int, Any] = dict(self._known([pk for pk, _said in texts]))
            return [pk for pk, said in texts if known.get(pk) != said]
        found = "SELECT id, tsvector_to_array(grams) FROM {t} WHERE id = ANY(%s)"
        kept = {pk: set(pieces) for pk, pieces in self._run(found, [[pk for pk, _ in texts]])}
        return [pk for pk, said in texts if kept.get(pk) != set(grams(said).split())]

    # ---- asking ----
    def holding(self, pieces: Sequence[str], most: int) -> list[int]:
        """Ids of up to ``most`` rows that have all the pieces; SQLite gives the newest."""
        if self._lite:
            sql = ("SELECT rowid FROM {t}_grams WHERE {t}_grams MATCH %s"
                   " ORDER BY rowid DESC LIMIT %s")  # fmt: skip
            rows = self._run(sql, [" ".join(pieces), most])
        else:
            # planned as if all were wanted: the planner believes in too many, and would read the
            # table until it has them
            sql = ("WITH hits AS MATERIALIZED (SELECT id FROM {t} WHERE grams @@ %s::tsquery)"
                   " SELECT id FROM hits LIMIT %s")  # fmt: skip
            rows = self._run(sql, [" & ".join(pieces), most])
        return [int(row[0]) for row in rows]

    def tidy(self) -> None:
        """Pieces that were taken out leave the pages of the index, too; bit by bit, so that
        writers wait for moments only."""
        if not self._lite:
            return
        for pages in (-PAGES, *[PAGES] * STEPS):
            with transaction.atomic(using=self.using):
                before = self._changes()
                self._run("INSERT INTO {t}_grams ({t}_grams, rank) VALUES ('merge', %s)", [pages])
                if pages > 0 and self._changes() - before < 2:
                    return

    def _changes(self) -> int:
        return int(self._run("SELECT total_changes()")[0][0])
