"""A bundle for an outsider: leaves with the proofs that they are in the tree, signed heads, public
keys, and the one file that checks it all without Cigu."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, BinaryIO
from uuid import NAMESPACE_OID, UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.clock.business import today
from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle.notes import Checkpoint

from . import keys
from .growing import Grown
from .models import AuditLeaf, PersonalValue, SealedLeaf, SealHead
from .recording import canonical, note

FORMAT = "cigu-audit-bundle/1"
VERIFIER = Path(__file__).parent / "verifier" / "verify_bundle.py"
MOST = 50_000  # leaves; a larger range is taken in parts
CHUNK = 500
VERB = "audit.bundle"
Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Wish:
    """What an auditor asks for: the whole history of records, or the places ``first`` to ``last``.
    ``since`` is the text of the last head they hold."""

    records: tuple[UUID, ...] = ()
    first: int | None = None
    last: int | None = None
    since: str = ""
    personal: bool = False


@dataclass(frozen=True)
class Made:
    leaves: int
    head: int
    since: int | None


@dataclass(frozen=True)
class Plan:
    head: SealHead
    held: Checkpoint | None
    places: list[tuple[int, int]]  # (place, id of the leaf), in the order of the tree


def plan(wish: Wish) -> Plan:
    """What a wish comes to; raises what can be told without computing the tree."""
    head = SealHead.objects.order_by("-size").first()
    if head is None:
        raise CiguError("nothing_sealed", _("Nothing is sealed yet."),
                        remedy=_("The worker seals within a second; then ask again."))  # fmt: skip
    return Plan(head, _held(wish.since, head), _places(wish, head))


def bundle(wish: Wish, out: BinaryIO, *, by: Any, tell: Tell | None = None) -> Made:
    """Write the bundle, and leave a leaf that says who took it. ``tell`` gets how many leaves are
    written, and of how many."""
    made = plan(wish)
    head, held, count = made.head, made.held, len(made.places)
    grown = _grown(head, held)
    sums: dict[str, str] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        lines = _lines(made.places, grown, wish.personal, tell)
        sums["leaves.jsonl"] = _pour(archive, "leaves.jsonl", lines)
        for name, text in _papers(wish, head, held, grown).items():
            sums[name] = _pour(archive, name, [text])
        archive.writestr("bundle.note", _contents(wish, head, held, count, sums))
    _tell(wish, count, by)
    return Made(count, head.size, held.size if held else None)


def bundle_to(path: Path, wish: Wish, *, by: Any, tell: Tell | None = None) -> Made:
    """The bundle as a file that is whole or not there."""
    beginning = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(beginning, "xb") as file:
            made = bundle(wish, file, by=by, tell=tell)
        os.replace(beginning, path)
    finally:
        beginning.unlink(missing_ok=True)
    return made


def _grown(head: SealHead, held: Checkpoint | None) -> Grown:
    """The tree, which leads to the head and begins with the one that the auditor holds."""
    grown = Grown(head.size, head.tree)
    if grown.root().hex() != head.root:
        raise CiguError(
            "tree_differs", _("The leaves do not lead to the newest head."),
            remedy=_("Run `cigu audit verify`: it names what was changed."),
        )  # fmt: skip
    if held is not None and Grown(held.size, held.tree).root() != held.root:
        raise _differs(held)
    return grown


def _papers(
    wish: Wish, head: SealHead, held: Checkpoint | None, grown: Grown
) -> dict[str, str]:  # fmt: skip
    files = {
        "head.note": head.note,
        "keys": "".join(f"{k.line(settings.AUDIT_ORIGIN)}\n" for k in keys.public_keys().values()),
        "verify_bundle.py": VERIFIER.read_text(encoding="utf-8"),
    }
    if held is not None:
        path = grown.consistency(held.size)
        files["held.note"] = wish.since
        files["consistency.json"] = json.dumps([step.hex() for step in path])
    return files


def _pour(archive: zipfile.ZipFile, name: str, texts: Iterable[str]) -> str:
    """Write the texts as one file of the archive, never all at once in memory; their SHA-256."""
    total = hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as file:
        for text in texts:
            data = text.encode()
            total.update(data)
            file.write(data)
    return total.hexdigest()


def _tell(wish: Wish, count: int, by: Any) -> None:
    """Of a single record the leaf lies in that record's own history."""
    names = [str(uid) for uid in wish.records]
    subject = wish.records[0] if len(names) == 1 else uuid5(NAMESPACE_OID, "cigu:audit.bundle")
    with transaction.atomic():
        note(VERB, by=by, on=today(), subject="audit.bundle", uid=subject, records=names,
             first=wish.first, last=wish.last, leaves=count,
             with_personal=wish.personal)  # fmt: skip


def _held(since: str, head: SealHead) -> Checkpoint | None:
    """The head that the auditor holds: signed by us, and of this tree."""
    if not since.strip():
        return None
    trust = keys.trust()
    for key in trust.keys.values():
        try:
            held = trust.opened(since, key)
        except CiguError:
            continue
        break
    else:
        raise CiguError("foreign_head", _("The head you hold is signed by none of our keys."))
    if held.tree != head.tree:
        raise CiguError("other_hash", _("The tree's hash was changed since the head you hold."),
                        remedy=_("Recompute it from the entries in an export target."))  # fmt: skip
    if held.size > head.size:
        raise _differs(held)
    return held


def _differs(held: Checkpoint) -> CiguError:
    return CiguError(
        "head_differs",
        _("The tree does not begin with the one whose head you hold: %(size)d leaves.")
        % {"size": held.size},
        remedy=_("Keep that head. An older copy may have been put back here."),
    )  # fmt: skip


def _places(wish: Wish, head: SealHead) -> list[tuple[int, int]]:
    sealed = SealedLeaf.objects.filter(index__lt=head.size)
    if wish.records:
        leaves = AuditLeaf.objects.filter(object_uid__in=wish.records)
        sealed = sealed.filter(leaf_id__in=leaves.values("pk"))
    else:
        first, last = wish.first or 0, head.size - 1 if wish.last is None else wish.last
        if not 0 <= first <= last < head.size:
            raise CiguError("range", _("There are places 0 to %(last)d.") % {"last": head.size - 1})
        sealed = sealed.filter(index__gte=first, index__lte=last)
    found = list(sealed.order_by("index").values_list("index", "leaf_id")[: MOST + 1])
    if not found:
        raise CiguError("no_leaves", _("The audit holds nothing sealed on this record."))
    if len(found) > MOST:
        raise CiguError("too_many", _("More than %(most)d leaves: take them in parts.")
                        % {"most": MOST})  # fmt: skip
    return found


def _lines(
    places: list[tuple[int, int]], grown: Grown, personal: bool, tell: Tell | None
) -> Iterator[str]:
    for start in range(0, len(places), CHUNK):
        if tell is not None:
            tell(start, len(places))
        some = places[start : start + CHUNK]
        ids = [leaf_id for _index, leaf_id in some]
        leaves = AuditLeaf.objects.in_bulk(ids)
        aside = _aside(ids) if personal else {}
        for index, leaf_id in some:
            leaf = leaves[leaf_id]
            path = [step.hex() for step in grown.inclusion(index)]
            line: dict[str, Any] = {"index": index, "path": path, "body": canonical(leaf)}
            if personal:
                line["personal"] = aside.get(leaf_id, [])
            yield json.dumps(line) + "\n"


def _aside(ids: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for value in PersonalValue.objects.filter(leaf__in=ids).order_by("pk"):
        told = {"side": value.side, "field": value.field, "salt": value.salt, "value": value.value}
        found.setdefault(value.leaf, []).append(told)
    return found


def _contents(
    wish: Wish, head: SealHead, held: Checkpoint | None, count: int, sums: dict[str, str]
) -> str:
    """What is in the bundle, signed: whoever leaves something out puts their name to it."""
    span = None
    if not wish.records:
        first = wish.first or 0
        span = [first, first + count - 1]
    said = {
        "format": FORMAT, "origin": settings.AUDIT_ORIGIN, "head": head.size,
        "made_at": timezone.now().astimezone(UTC).isoformat(timespec="seconds"),
        "records": [str(uid) for uid in wish.records], "range": span, "leaves": count,
        "since": held.size if held else None, "personal": wish.personal,
        "files": sums,
    }  # fmt: skip
    return keys.current().note(json.dumps(said, ensure_ascii=False) + "\n")
