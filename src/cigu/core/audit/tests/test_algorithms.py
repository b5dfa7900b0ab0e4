"""Another hash, another way to sign: what was made with the former ones still verifies."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core.exceptions import ImproperlyConfigured

from cigu.config import env
from cigu.core.access.factories import make_party
from cigu.core.audit import keys
from cigu.core.audit.exporting import export, read_target
from cigu.core.audit.factories import seal_all
from cigu.core.audit.gaps import gaps
from cigu.core.audit.models import AuditLeaf, PersonalValue, SealHead
from cigu.core.audit.recording import commitment
from cigu.core.audit.verifying import verify
from cigu.core.invariants.asking import ask, known
from cigu.engines.basis.errors import CiguError

from .test_sealing import rehashed, sql

pytestmark = pytest.mark.django_db(transaction=True)
WITH_SM3 = "sm3" in hashlib.algorithms_available


class Gateway:
    """Stands for a device: it is told the name of a key and gives signatures, never the key."""

    name = "ecdsa-gateway"
    device: dict[bytes, Any] = {}

    def make(self) -> bytes:
        label = os.urandom(8)
        self.device[label] = ec.generate_private_key(ec.SECP256R1())
        return label

    def public(self, secret: bytes) -> bytes:
        return (
            self.device[secret]
            .public_key()
            .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        )

    def sign(self, secret: bytes, message: bytes) -> bytes:
        return bytes(self.device[secret].sign(message, ec.ECDSA(hashes.SHA256())))

    def holds(self, public: bytes, message: bytes, signature: bytes) -> bool:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
        try:
            point.verify(signature, message, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


GATEWAY = f"{__name__}.Gateway"


@pytest.fixture(autouse=True)
def own_keys(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.AUDIT_KEYS, settings.AUDIT_EXPORT = tmp_path / "keys", [tmp_path / "off"]
    keys._mac_key.cache_clear()
    yield
    keys._mac_key.cache_clear()


def parties(count: int) -> None:
    for _ in range(count):
        make_party()
    seal_all()
    assert export() == []


@pytest.mark.skipif(not WITH_SM3, reason="this machine's OpenSSL has no SM3")
def test_a_history_of_two_hashes_verifies(settings: Any) -> None:
    parties(3)
    settings.AUDIT_HASH = "sm3"
    parties(2)
    settings.AUDIT_HASH = "sha256"
    parties(2)
    assert verify().faults == []
    trees = list(SealHead.objects.order_by("size").values_list("size", "tree"))
    assert trees == [(3, "sha256"), (5, "sm3"), (7, "sha256")]
    assert "tree sm3" in SealHead.objects.get(size=5).note
    names = list(AuditLeaf.objects.order_by("pk").values_list("algorithm", flat=True))
    assert names == ["sha256"] * 3 + ["sm3"] * 2 + ["sha256"] * 2
    rules = [rule for rule in known() if rule.name.startswith("audit.")]
    assert [a.as_dict() for a in map(ask, rules) if a.failed] == []


@pytest.mark.skipif(not WITH_SM3, reason="this machine's OpenSSL has no SM3")
@pytest.mark.parametrize("place", [0, 4])
def test_an_edit_with_all_hashes_made_again_meets_heads_of_either_hash(
    settings: Any, place: int
) -> None:
    parties(3)
    settings.AUDIT_HASH = "sm3"
    parties(2)
    leaf = AuditLeaf.objects.order_by("pk")[place]
    sql("update audit_leaf set actor = 'somebody' where id = %s", leaf.pk)
    rehashed(leaf)
    roots = [f for f in verify().faults if f.startswith("head") and "another root" in f]
    assert len(roots) == (2 if place < 3 else 1)


@pytest.mark.skipif(not WITH_SM3, reason="this machine's OpenSSL has no SM3")
def test_a_target_over_sm3_is_met_and_its_entries_add_up(settings: Any, tmp_path: Path) -> None:
    settings.AUDIT_HASH = "sm3"
    parties(3)
    head = read_target(tmp_path / "off").head
    assert head is not None and head.tree == "sm3"
    (gap,) = gaps()
    assert (gap.size, gap.error, gap.entries) == (3, "", [])
    kept = PersonalValue.objects.first()
    assert kept is not None
    after = AuditLeaf.objects.get(pk=kept.leaf).after
    assert after["name"] == commitment(kept.salt, kept.value, "sm3")


def test_the_hash_of_a_note_cannot_be_passed_off_as_another(settings: Any) -> None:
    parties(3)
    sql("update audit_head set tree = 'sha3_256'")
    faults = verify().faults
    assert any("its note says another size or root" in fault for fault in faults)


def test_a_gateway_signs_from_the_next_key_on(settings: Any, tmp_path: Path) -> None:
    parties(2)
    settings.AUDIT_SIGNER = GATEWAY
    parties(1)  # still by the key that there was
    key = keys.rotate()
    parties(2)
    heads = list(SealHead.objects.order_by("size").values_list("signing", flat=True))
    assert heads == ["ed25519", "ed25519", "ecdsa-gateway"]
    assert verify().faults == [] and verify(processes=1).heads == 3
    lines = (tmp_path / "off" / "keys").read_text().splitlines()
    assert len(lines) == 2 and all(line.startswith("cigu/audit+") for line in lines)
    assert keys.public_keys()[key.id].signing == "ecdsa-gateway"
    secret = (keys.folder() / f"{key.id}.ecdsa-gateway").read_text()
    assert bytes.fromhex(secret) == key.secret and len(key.secret) == 8


def test_a_head_forged_for_the_gateway_is_noticed(settings: Any) -> None:
    settings.AUDIT_SIGNER = GATEWAY
    parties(2)
    head = SealHead.objects.get()
    sql("update audit_head set note = %s", head.note.replace("\n2\n", "\n3\n"))
    (fault,) = verify().faults
    assert "No signature" in fault


def test_without_its_class_a_head_is_not_taken_as_checked(settings: Any) -> None:
    settings.AUDIT_SIGNER = GATEWAY
    parties(2)
    settings.AUDIT_SIGNER = "ed25519"
    faults = verify().faults
    assert any("no way to check what ecdsa-gateway signed" in fault for fault in faults)
    with pytest.raises(CiguError):
        keys.current().sign(b"x")


def test_a_hash_that_the_machine_lacks_stops_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIGU_AUDIT_HASH", "md5")
    with pytest.raises(ImproperlyConfigured, match="CIGU_AUDIT_HASH"):
        env.digest("CIGU_AUDIT_HASH", "sha256")
    monkeypatch.setenv("CIGU_AUDIT_HASH", "sm3")
    monkeypatch.setattr("cigu.config.env.hashlib.new", _lacking)
    with pytest.raises(ImproperlyConfigured, match="OpenSSL"):
        env.digest("CIGU_AUDIT_HASH", "sha256")


def _lacking(name: str) -> Any:
    raise ValueError(name)
