"""A person is erased with every proof about them in somebody else's hands."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from cigu.core.access.factories import make_user
from cigu.core.access.roles import Role
from cigu.core.audit import keys
from cigu.core.audit.erasing import erase_personal, naming
from cigu.core.audit.exporting import export, read_target
from cigu.core.audit.factories import seal_all
from cigu.core.audit.models import AuditLeaf, SealedLeaf, SealHead
from cigu.core.audit.recording import change, leaf_hash
from cigu.core.audit.verifying import verify
from cigu.core.notices.actions import notify
from cigu.engines.merkle import proofs, tree
from cigu.records.people.actions import add_document
from cigu.records.people.factories import make_expert

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2024, 6, 14)
WORDS = ("拟名甲某", "Nobody A", "13800000000", "乌有特长", "乌有简历", "乌有论文")


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Any:
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    keys._mac_key.cache_clear()
    yield
    keys._mac_key.cache_clear()


def everything() -> str:
    """Every column of every table, as the database holds it and as it reads."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"select * from {connection.ops.quote_name(table)}")  # noqa: S608
            parts += [str(row) for row in cursor.fetchall()]
    text = "\n".join(parts)
    escaped = text.replace("\\\\", "\\").encode().decode("raw_unicode_escape", "replace")
    return text + escaped


def found(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


@pytest.mark.fault(56)
def test_a_person_is_gone_and_old_proofs_hold(officer: Any) -> None:
    person = make_expert(
        by=officer, name=WORDS[0], name_en=WORDS[1], contact=WORDS[2], speciality=WORDS[3],
        profile=WORDS[4],
    )  # fmt: skip
    user = make_user(Role.EXPERT, party=person.party, username="13800000000")
    paper = add_document(party=person.party, by=officer, kind="paper", title=WORDS[5],
                         text=WORDS[0], dated=ON)  # fmt: skip
    with change("test.notify", by=officer, on=ON):
        notify(f"{WORDS[0]}已登记", person, on=ON, user=officer)
    with change("people.rename", by=user, on=ON, reason=f"{WORDS[0]}的请求"):
        person.name = "拟名甲某某"
        person.save()
    assert found(everything()) == list(WORDS)

    head = seal_all()
    export()
    hashes = list(SealedLeaf.objects.order_by("index").values_list("hash", flat=True))
    nodes = [tree.leaf_hash(bytes.fromhex(digest)) for digest in hashes]
    mine = AuditLeaf.objects.filter(object_uid__in=[person.uid, person.party.uid, user.uid])
    held = [(leaf, SealedLeaf.objects.get(leaf_id=leaf.pk).index) for leaf in mine.order_by("pk")]
    paths = [proofs.inclusion(nodes, index) for _leaf, index in held]

    about = {*naming(*WORDS), person, person.party, user, paper}
    erase_personal(sorted(about, key=repr), by=officer, on=ON, reason="本人请求")

    assert found(everything()) == []
    for (leaf, index), path in zip(held, paths, strict=True):
        here = AuditLeaf.objects.get(pk=leaf.pk)
        assert leaf_hash(here) == leaf.leaf_hash == hashes[index]
        node = tree.leaf_hash(bytes.fromhex(leaf_hash(here)))
        assert proofs.includes(node, index, head.size, path, bytes.fromhex(head.root))
    note = SealHead.objects.get(size=head.size).note
    said = keys.trust().opened(note, keys.public_keys()[head.key_id])
    assert said.root.hex() == head.root
    newer = seal_all()
    export()
    assert verify().faults == [] and newer.size > head.size
    exported = [entry["leaf_hash"] for entry in read_target(Path(tmp(newer))).lines()]
    assert exported[: head.size] == hashes


def tmp(_head: SealHead) -> str:
    from django.conf import settings

    return str(settings.AUDIT_EXPORT[0])
