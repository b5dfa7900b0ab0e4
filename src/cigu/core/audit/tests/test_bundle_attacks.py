"""Attacks on a bundle, by a stranger and by the maker itself: each is refused, or it is said why
it cannot be."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cigu.core.access.factories import make_party
from cigu.core.access.models import Party
from cigu.core.audit import bundling, keys
from cigu.core.audit.factories import seal_all
from cigu.core.audit.growing import Grown
from cigu.core.audit.models import AuditLeaf, SealHead
from cigu.core.audit.verifier.verify_bundle import Refused, Unable, verify
from cigu.engines.basis.errors import CiguError

from .test_bundles import (
    Edit,
    edited,
    key_file,
    made,
    note_at,
    of_leaves,
    own_keys,
    party,
    refused,
)
from .test_sealing import rehashed, sql

__all__ = ["own_keys", "party"]
pytestmark = pytest.mark.django_db(transaction=True)


ATTACKS: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "changed leaf": lambda e: e[1].update(body=e[1]["body"].replace("rename", "remame")),
    "changed proof": lambda e: e[1]["path"].__setitem__(0, "00" * 32),
    "shortened proof": lambda e: e[1]["path"].pop(),
    "lengthened proof": lambda e: e[1]["path"].append("00" * 32),
    "moved leaf": lambda e: e[1].update(index=e[1]["index"] + 1),
    "leaf out of the middle": lambda e: e.pop(1),
    "leaf twice": lambda e: e.insert(1, e[0]),
    "leaves out of order": lambda e: e.reverse(),
    "other personal value": lambda e: e[1]["personal"][0].update(value="拟名丁"),
    "other salt": lambda e: e[1]["personal"][0].update(salt="00"),
    "personal value of no column": lambda e: e[1]["personal"][0].update(field="kind"),
    "negative place": lambda e: e[0].update(index=-1),
    "no text": lambda e: e[0].update(body=None),
}


@pytest.mark.parametrize("signed", [False, True], ids=["", "signed by the maker"])
@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_the_leaves_is_refused(party: Party, name: str, signed: bool) -> None:
    content = made(party, personal=True)
    refused(edited(content, of_leaves(ATTACKS[name]), signed=signed))


def test_the_newest_leaf_left_out_is_refused_unless_the_maker_signs_that(party: Party) -> None:
    """The honest limit: no tree shows that there is no newer leaf. Who lies so has signed it."""
    content, cut = made(party), of_leaves(lambda e: e.pop())
    assert "changed, missing or added" in refused(edited(content, cut))
    said, *_rest = verify(edited(content, cut, signed=True))
    assert said["leaves"] == 3


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("signed", [False, True])
def test_a_swapped_head_is_refused(party: Party, number: int, signed: bool) -> None:
    """A true head, signed by the right key, but of another size."""
    content = made(party)
    swap: Edit = lambda files: files.__setitem__("head.note", note_at(number).encode())  # noqa: E731
    refused(edited(content, swap, signed=signed))


def test_an_older_head_than_the_one_held_is_refused(party: Party) -> None:
    content = made(party)
    make_party()
    seal_all()
    assert "older than yours" in refused(io.BytesIO(content), key_file(), note_at(3))


def test_a_head_that_the_bundle_was_not_made_for_cannot_be_checked(party: Party) -> None:
    content = made(party, since=note_at(0))
    with pytest.raises(Unable, match="not made for your head"):
        verify(io.BytesIO(content), key_file(), note_at(1))
    assert verify(io.BytesIO(content), key_file(), note_at(2))[3] == 12  # the very same head


def test_another_key_is_refused(party: Party) -> None:
    """A stranger signs everything anew and puts in the own key: the auditor's copy knows better."""
    mine = key_file()
    key = Ed25519PrivateKey.generate()
    (keys.folder() / "0002.ed25519").write_text(key.private_bytes_raw().hex())
    (keys.folder() / "0002.public").write_text(key.public_key().public_bytes_raw().hex())
    (keys.folder() / "0001.public").unlink()
    head = SealHead.objects.latest("size")
    text, _gap, _tail = head.note.rpartition("\n\n")
    sql("update audit_head set note = %s where size = %s", keys.current().note(text + "\n"), 12)
    content = made(party)
    verify(io.BytesIO(content))
    assert "not signed by any of the keys" in refused(io.BytesIO(content), mine)


def test_a_key_that_does_not_match_its_hash_is_refused(party: Party) -> None:
    mine = key_file()
    name, mark, key = mine.strip().split("+", 2)
    assert "own hash" in refused(io.BytesIO(made(party)), f"{name}+{int(mark, 16) ^ 1:08x}+{key}")


@pytest.mark.parametrize("path", [[], ["00" * 32], ["00" * 32] * 3])
def test_a_forged_consistency_is_refused(party: Party, path: list[str]) -> None:
    content, held = made(party, since=note_at(1)), note_at(1)
    forge: Edit = lambda files: files.update({"consistency.json": json.dumps(path).encode()})  # noqa: E731
    assert "does not begin" in refused(edited(content, forge, signed=True), key_file(), held)


def test_rewritten_history_cannot_be_passed_off(party: Party) -> None:
    """All hashes, heads and proofs made again by somebody who holds the key as well."""
    held = note_at(1)
    leaf = AuditLeaf.objects.order_by("pk")[0]
    sql("update audit_leaf set actor = 'somebody' where id = %s", leaf.pk)
    rehashed(leaf)
    sql("delete from audit_sealed")
    sql("delete from audit_head")
    seal_all()
    with pytest.raises(CiguError) as refusal:
        made(party, since=held)
    assert refusal.value.code == "head_differs"
    forged = edited(made(party), _since(8), signed=True)
    assert "does not begin" in refused(forged, key_file(), held)


def _since(size: int) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        tree = SealHead.objects.latest("size")
        path = [step.hex() for step in Grown(tree.size, tree.tree).consistency(size)]
        files["consistency.json"] = json.dumps(path).encode()
        said = json.loads(files["bundle.note"].decode().rpartition("\n\n")[0])
        said["since"] = size
        files["bundle.note"] = keys.current().note(json.dumps(said) + "\n").encode()

    return edit


@pytest.mark.parametrize("part", [0, 10, 0.3, 0.7, -1])
def test_a_cut_file_is_refused(party: Party, part: float) -> None:
    content = made(party)
    end = int(len(content) * part) if 0 < part < 1 else int(part)
    assert "damaged" in refused(io.BytesIO(content[:end]))


def test_a_flipped_byte_is_refused_wherever_it_counts(party: Party) -> None:
    content = made(party)
    step = len(content) // 60
    for place in range(0, len(content), step):
        broken = bytearray(content)
        broken[place] ^= 0x20
        try:
            said = verify(io.BytesIO(bytes(broken)))
        except (Refused, Unable):
            continue
        assert said[0]["leaves"] == 4  # a time stamp of the archive: no content


def test_a_bomb_is_refused_before_it_is_unpacked(party: Party) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leaves.jsonl", b"0" * (300 << 20))
    assert len(out.getvalue()) < 1 << 20
    assert "would unpack" in refused(out)


def test_a_bomb_that_lies_about_its_size_is_cut_off(party: Party) -> None:
    """The directory says a hundred bytes; what comes is many more."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("leaves.jsonl", b"0" * (64 << 20))
    raw = out.getvalue()
    true, false = (64 << 20).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert raw.count(true) == 2
    assert "damaged" in refused(io.BytesIO(raw.replace(true, false)))


def test_too_many_files_and_two_of_one_name_are_refused(party: Party) -> None:
    content = made(party)
    many: Edit = lambda files: files.update({f"x{n}": b"" for n in range(20)})  # noqa: E731
    assert "too many" in refused(edited(content, many))
    more: Edit = lambda files: files.update({"extra": b"x"})  # noqa: E731
    assert "extra" in refused(edited(content, more))
    out = edited(content, lambda files: None)
    with zipfile.ZipFile(out, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("head.note", note_at(0))
    assert "two of one name" in refused(out)


def test_a_newer_format_is_not_guessed_at(party: Party, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundling, "FORMAT", "cigu-audit-bundle/2")
    with pytest.raises(Unable, match="newer verifier"):
        verify(io.BytesIO(made(party)))
