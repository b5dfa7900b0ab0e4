"""The trail and the rows say the same, for every audited table by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q

from cigu.core.invariants.registry import invariant
from cigu.core.invariants.rows import CHUNK, line, never, rows_of

from .models import AuditedModel, AuditLeaf, PersonalValue
from .recording import ALGORITHMS, COMMITTED, WHOLE, commitment, leaf_hash, plain, told

never(
    "audit.algorithm_known",
    "a leaf names the algorithm of its hash",
    AuditLeaf,
    ~Q(algorithm__in=ALGORITHMS),
    "algorithm",
)
never("audit.actor_named", "a leaf says who acted", AuditLeaf, Q(actor=""), "verb")
never("audit.verb_named", "a leaf says what was done", AuditLeaf, Q(verb=""), "object_uid")
never(
    "audit.first_has_no_before",
    "the first leaf of a row has nothing before it",
    AuditLeaf,
    Q(object_revision=1, before__isnull=False),
    "object_uid",
)
never(
    "audit.later_has_before",
    "a later leaf of a row says what was there before",
    AuditLeaf,
    Q(object_revision__gt=1, before__isnull=True),
    "object_uid",
)
never(
    "audit.leaf_says_after",
    "a leaf says what is there now",
    AuditLeaf,
    Q(object_revision__gte=1, after__isnull=True),
    "object_uid",
)
never(
    "audit.personal_value_has_leaf",
    "a personal value belongs to a leaf",
    PersonalValue,
    ~Exists(AuditLeaf.objects.filter(pk=OuterRef("leaf"))),
    "leaf",
    "field",
)
never(
    "audit.personal_side_known",
    "a personal value stands before or after, or for the whole leaf",
    PersonalValue,
    ~Q(side__in=["before", "after", WHOLE]),
    "leaf",
    "side",
)
never(
    "audit.personal_salted",
    "a personal value carries its salt",
    PersonalValue,
    Q(salt=""),
    "leaf",
    "field",
)


@invariant("audit.leaf_hash", "the hash of a leaf is that of what it says")
def hashes() -> Iterator[str]:
    for leaf in rows_of(AuditLeaf).iterator(CHUNK):
        if leaf_hash(leaf) != leaf.leaf_hash:
            yield line(AuditLeaf, leaf.pk, object_uid=leaf.object_uid, hash=leaf.leaf_hash[:12])


@invariant("audit.personal_commitment", "a personal value kept aside is what its leaf commits to")
def commitments() -> Iterator[str]:
    chunk: list[Any] = []
    for value in rows_of(PersonalValue).iterator(CHUNK):
        chunk.append(value)
        if len(chunk) == CHUNK:
            yield from _uncommitted(chunk)
            chunk = []
    yield from _uncommitted(chunk)


def _uncommitted(values: list[Any]) -> Iterator[str]:
    leaves = AuditLeaf.objects.in_bulk({value.leaf for value in values})
    for value in values:
        said = str(_said(leaves.get(value.leaf), value))
        algorithm = said.partition(":")[0]
        known = algorithm in ALGORITHMS
        if not known or said != commitment(value.salt, value.value, algorithm):
            yield line(PersonalValue, value.pk, leaf=value.leaf, field=value.field)


def _said(leaf: AuditLeaf | None, value: PersonalValue) -> Any:
    if value.side == WHOLE:
        return getattr(leaf, value.field, None)
    return (getattr(leaf, value.side, None) or {}).get(value.field)


def audited() -> list[type[AuditedModel]]:
    return [m for m in apps.get_models() if issubclass(m, AuditedModel)]


def _family(model: type[AuditedModel]) -> None:
    """Five rules for one table; ``label`` is how its leaves call it."""
    label, table = model._meta.label_lower, model._meta.db_table
    own = AuditLeaf.objects.filter(object_type=label)
    present = own.filter(object_uid=OuterRef("uid"), object_revision=OuterRef("revision"))
    never(f"audit.{table}.leaf_of_revision", "each row has a leaf for its present revision",
          model, ~Exists(present), "revision")  # fmt: skip
    later = own.filter(object_uid=OuterRef("uid"), object_revision__gt=OuterRef("revision"))
    never(f"audit.{table}.no_later_leaf", "no leaf is newer than its row",
          model, Exists(later), "revision")  # fmt: skip
    row = rows_of(model).filter(uid=OuterRef("object_uid"))
    lost = Q(object_type=label, object_revision=1) & ~Exists(row)
    never(f"audit.{table}.row_of_leaf", "no row whose history exists has been deleted",
          AuditLeaf, lost, "object_uid")  # fmt: skip
    _runs(model)
    _same(model)


def _runs(model: type[AuditedModel]) -> None:
    name = f"audit.{model._meta.db_table}.revisions_run"

    @invariant(name, "the revisions in the leaves of a row run from 1 without gap or double")
    def find() -> Iterator[str]:
        leaves = AuditLeaf.objects.filter(
            object_type=model._meta.label_lower, object_revision__gt=0
        )
        counted = leaves.order_by().values("object_uid").annotate(
            n=Count("id"), each=Count("object_revision", distinct=True),
            low=Min("object_revision"), high=Max("object_revision"),
        )  # fmt: skip
        wrong = counted.filter(~Q(low=1) | ~Q(n=F("high")) | ~Q(each=F("n")))
        for row in wrong.iterator(CHUNK):
            yield line(model, row["object_uid"], leaves=row["n"], highest=row["high"])


def _same(model: type[AuditedModel]) -> None:
    name = f"audit.{model._meta.db_table}.values_equal"

    @invariant(name, "what the leaves of a row add up to equals the row")
    def find() -> Iterator[str]:
        chunk: list[Any] = []
        for row in rows_of(model).iterator(CHUNK):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield from _unequal(model, chunk)
                chunk = []
        yield from _unequal(model, chunk)


def _unequal(model: type[AuditedModel], rows: list[Any]) -> Iterator[str]:
    added: dict[Any, dict[str, Any]] = {row.uid: {} for row in rows}
    leaves = AuditLeaf.objects.filter(object_type=model._meta.label_lower, object_uid__in=added)
    for uid, after in leaves.order_by("object_revision").values_list("object_uid", "after"):
        added[uid].update(after or {})
    for row in rows:
        now, said = plain(told(row)), added[row.uid]
        wrong = sorted(k for k, v in now.items() if not _agree(said.get(k), v))
        if wrong:
            yield line(model, row.uid, columns="+".join(wrong))


def _agree(said: Any, now: Any) -> bool:
    """A personal value is only committed to; another rule compares those."""
    return said == now or (isinstance(said, str) and said.startswith(COMMITTED))


for _model in audited():
    _family(_model)
