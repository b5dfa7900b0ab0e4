"""A bundle for an outsider: leaves with the proofs that they are in the tree, signed heads, public
keys, and the one file that checks it all without Cigu."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
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


def bundle(wish: Wish, out: BinaryIO, *, by: Any) -> Made:
    """Write the bundle, and leave a leaf that says who took it."""
    head = SealHead.objects.order_by("-size").first()
    if head is None:
        raise CiguError("nothing_sealed", _("Nothing is sealed yet."),
                        remedy=_("The worker seals within a second; then ask again."))  # fmt: skip
    held = _held(wish.since, head)
    places = _places(wish, head)
    grown = Grown(head.size, head.tree)
    if grown.root().hex() != head.root:
        raise CiguError(
            "tree_differs", _("The leaves do not lead to the newest head."),
            remedy=_("Run `cigu audit verify`: it names what was changed."),
        )  # fmt: skip
    files = {
        "leaves.jsonl": "".join(_lines(places, grown, wish.personal)), "head.note": head.note,
        "keys": "".join(f"{k.line(settings.AUDIT_ORIGIN)}\n" for k in keys.public_keys().values()),
        "verify_bundle.py": VERIFIER.read_text(encoding="utf-8"),
    }  # fmt: skip
    if held is not None:
        path = grown.consistency(held.size)
        files["held.note"] = wish.since
        files["consistency.json"] = json.dumps([step.hex() for step in path])
    files["bundle.note"] = _contents(wish, head, held, len(places), files)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    _tell(wish, len(places), by)
    return Made(len(places), head.size, held.size if held else None)


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
    if held.size > head.size or Grown(held.size, held.tree).root() != held.root:
        raise CiguError(
            "head_differs",
            _("The tree does not begin with the one whose head you hold: %(size)d leaves.")
            % {"size": held.size},
            remedy=_("Keep that head. An older copy may have been put back here."),
        )  # fmt: skip
    return held


def _places(wish: Wish, head: SealHead) -> list[tuple[int, int]]:
    """(place, id of the leaf), in the order of the tree."""
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


def _lines(places: list[tuple[int, int]], grown: Grown, personal: bool) -> Iterator[str]:
    for start in range(0, len(places), CHUNK):
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
    wish: Wish, head: SealHead, held: Checkpoint | None, count: int, files: dict[str, str]
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
        "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()},
    }  # fmt: skip
    return keys.current().note(json.dumps(said, ensure_ascii=False) + "\n")
