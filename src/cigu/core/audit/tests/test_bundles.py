"""A bundle in the hands of somebody who trusts nobody: the file that checks it runs by itself, with
plain Python, and every attack on the bundle is refused."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from cigu.core.access.factories import make_party
from cigu.core.access.models import Party
from cigu.core.audit import growing, keys
from cigu.core.audit.bundling import Wish, bundle
from cigu.core.audit.erasing import erase_personal
from cigu.core.audit.factories import seal_all
from cigu.core.audit.growing import Grown
from cigu.core.audit.models import AuditLeaf, SealedLeaf, SealHead
from cigu.core.audit.recording import change
from cigu.core.audit.verifier import verify_bundle
from cigu.core.audit.verifier.verify_bundle import Refused, verify
from cigu.engines.basis.errors import CiguError
from cigu.engines.merkle import proofs
from cigu.engines.merkle.tree import leaf_hash as node

from .test_sealing import rehashed, sql

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2024, 6, 14)
Edit = Callable[[dict[str, bytes]], object]
SIZES = (2, 8, 12)  # leaves after each step of ``party``


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", []
    keys._mac_key.cache_clear()
    yield
    keys._mac_key.cache_clear()


@pytest.fixture
def party() -> Party:
    """A record of four revisions among others; three heads."""
    party = make_party("person", "拟名甲")
    make_party()
    seal_all()
    for name in ("拟名乙", "拟名丙", "拟名\u2028丁"):
        with change("test.rename", by=None, on=ON, reason=f"更名为{name}"):
            party.name = name
            party.save()
        make_party()
    seal_all()
    for _ in range(4):
        make_party()
    seal_all()
    return party


def made(party: Party, **wish: Any) -> bytes:
    out = io.BytesIO()
    bundle(Wish(records=(party.uid,), **wish), out, by=None)
    return out.getvalue()


def edited(content: bytes, edit: Edit, *, signed: bool = False) -> io.BytesIO:
    """The bundle after an attack; ``signed`` by the maker itself, as far as it can."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    edit(files)
    if signed:
        text, _gap, _tail = files["bundle.note"].decode().rpartition("\n\n")
        said = json.loads(text)
        digest = verify_bundle.hashlib.sha256
        said["files"] = {n: digest(d).hexdigest() for n, d in files.items() if n != "bundle.note"}
        said["leaves"] = len(files["leaves.jsonl"].splitlines())
        files["bundle.note"] = keys.current().note(json.dumps(said) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    out.seek(0)
    return out


def of_leaves(change_one: Callable[[list[dict[str, Any]]], object]) -> Edit:
    def edit(files: dict[str, bytes]) -> None:
        entries = [json.loads(line) for line in files["leaves.jsonl"].splitlines()]
        change_one(entries)
        files["leaves.jsonl"] = "".join(json.dumps(e) + "\n" for e in entries).encode()

    return edit


def note_at(number: int) -> str:
    """The head after the first, second or third step of ``party``, or the newest one. By size: on
    PostgreSQL a step is sealed in two heads where a transaction of another test was in the way."""
    if number < len(SIZES):
        return SealHead.objects.get(size=SIZES[number]).note
    return SealHead.objects.latest("size").note


def key_file() -> str:
    return "".join(key.line("cigu/audit") + "\n" for key in keys.public_keys().values())


def refused(content: Any, *args: Any) -> str:
    with pytest.raises(Refused) as error:
        verify(content, *args)
    return str(error.value)


def test_a_whole_bundle_holds(party: Party) -> None:
    said, _keys, head, before, bodies = verify(io.BytesIO(made(party, since=note_at(0))))
    assert (said["leaves"], head[1], before) == (4, 12, 2)
    assert [body["object_revision"] for body, _personal in bodies] == [1, 2, 3, 4]


def test_the_file_in_the_bundle_runs_alone(party: Party, tmp_path: Path) -> None:
    """As an auditor does it: unpacked, no packages, nothing of Cigu on the path."""
    content = made(party, since=note_at(1), personal=True)
    (tmp_path / "b.zip").write_bytes(content)
    (tmp_path / "keys.txt").write_text(key_file())
    (tmp_path / "held.note").write_text(note_at(1))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (tmp_path / "v.py").write_bytes(archive.read("verify_bundle.py"))
    command = [sys.executable, "-I", "-S", "v.py", "b.zip", "--keys", "keys.txt", "--held"]
    done = subprocess.run([*command, "held.note"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "HOLDS 成立: 4 leaves among 12 of cigu/audit" in done.stdout
    assert "the head of 8 leaves" in done.stdout and "拟名丙" in done.stdout
    (tmp_path / "b.zip").write_bytes(content[:-200])
    done = subprocess.run([*command, "held.note"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1 and "DOES NOT HOLD" in done.stdout and not done.stderr


def test_personal_values_come_only_when_asked_for(party: Party) -> None:
    assert "拟名" not in json.dumps(_entries(made(party)), ensure_ascii=False)
    entries = _entries(made(party, personal=True))
    told = {(v["side"], v["field"], v["value"]) for e in entries for v in e["personal"]}
    assert ("after", "name", "拟名乙") in told and ("leaf", "reason", "更名为拟名丙") in told


def _entries(content: bytes) -> list[dict[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [json.loads(line) for line in archive.read("leaves.jsonl").splitlines()]


@pytest.mark.fault(56)
def test_a_bundle_from_before_an_erasure_still_holds(party: Party) -> None:
    old = made(party, personal=True)
    held = note_at(2)
    erase_personal([party], by=None, on=ON, reason="请求")
    seal_all()
    verify(io.BytesIO(old), key_file())
    new = made(party, since=held, personal=True)
    verify(io.BytesIO(new), key_file(), held)
    assert "拟名" not in json.dumps(_entries(new), ensure_ascii=False)
    assert [e["body"] for e in _entries(new)[:4]] == [e["body"] for e in _entries(old)]


def test_a_range_holds_and_shows_its_gaps(party: Party) -> None:
    out = io.BytesIO()
    done = bundle(Wish(first=2, last=9), out, by=None)
    assert (done.leaves, done.head) == (8, 12)
    said, *_rest = verify(io.BytesIO(out.getvalue()))
    assert said["range"] == [2, 9]
    gap = of_leaves(lambda entries: entries.pop(3))
    assert "places of the range" in refused(edited(out.getvalue(), gap, signed=True))


@pytest.mark.parametrize(("first", "last"), [(0, 12), (-1, 3), (5, 4)])
def test_a_range_beyond_the_tree_is_not_made(party: Party, first: int, last: int) -> None:
    with pytest.raises(CiguError) as refusal:
        bundle(Wish(first=first, last=last), io.BytesIO(), by=None)
    assert refusal.value.code == "range"


def test_who_took_a_bundle_is_in_the_history_of_the_record(party: Party) -> None:
    made(party, personal=True)
    leaf = AuditLeaf.objects.latest("pk")
    assert (leaf.verb, leaf.object_uid) == ("audit.bundle", party.uid)
    assert leaf.after["leaves"] == 4 and leaf.after["with_personal"] is True


def test_a_changed_tree_makes_no_bundle(party: Party) -> None:
    leaf = AuditLeaf.objects.order_by("pk")[3]
    sql("update audit_leaf set actor = 'somebody' where id = %s", leaf.pk)
    rehashed(leaf)
    with pytest.raises(CiguError) as refusal:
        made(party)
    assert refusal.value.code == "tree_differs"


def test_a_stranger_s_head_is_not_taken_for_one_that_we_gave(party: Party) -> None:
    origin, size, *rest = note_at(0).split("\n")
    with pytest.raises(CiguError) as refusal:
        made(party, since="\n".join([origin, str(int(size) + 1), *rest]))
    assert refusal.value.code == "foreign_head"


@pytest.mark.parametrize("size", [1, 3, 4, 5, 8, 11, 12])
def test_proofs_from_blocks_are_those_of_the_whole_list(
    party: Party, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(growing, "BLOCK", 4)
    hashes = list(SealedLeaf.objects.order_by("index").values_list("hash", flat=True))[:size]
    nodes = [node(bytes.fromhex(digest)) for digest in hashes]
    grown = Grown(size, "sha256")
    assert [grown.inclusion(n) for n in range(size)] == [
        proofs.inclusion(nodes, n) for n in range(size)
    ]
    assert [grown.consistency(n) for n in range(1, size + 1)] == [
        proofs.consistency(nodes, n) for n in range(1, size + 1)
    ]


@given(secret=st.binary(min_size=32, max_size=32), message=st.binary(max_size=100),
       bit=st.integers(0, 511))  # fmt: skip
def test_the_one_file_checks_signatures_as_the_library_does(
    secret: bytes, message: bytes, bit: int
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public, mark = key.public_key().public_bytes_raw(), key.sign(message)
    assert verify_bundle.ed25519_holds(public, message, mark)
    assert not verify_bundle.ed25519_holds(public, message + b"x", mark)
    broken = bytearray(mark)
    broken[bit // 8] ^= 1 << bit % 8
    assert not verify_bundle.ed25519_holds(public, message, bytes(broken))
    more = int.from_bytes(mark[32:], "little") + verify_bundle.L  # the same, written otherwise
    if more < 1 << 256:
        again = mark[:32] + more.to_bytes(32, "little")
        assert not verify_bundle.ed25519_holds(public, message, again)
