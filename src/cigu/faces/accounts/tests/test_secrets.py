"""What is drawn cannot be foretold, what is locked cannot be read or changed."""

from __future__ import annotations

import base64
import math
import random
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives import hashes, hmac, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from cigu.core.access import links
from cigu.core.notices.mailboxes import code_of
from cigu.core.notices.models import Mailbox
from cigu.core.webhooks import signing
from cigu.faces.accounts import keys, second_factor
from cigu.faces.accounts.models import AccessKey

from .conftest import set_up

pytestmark = pytest.mark.django_db
TEXT = "J" * 64  # sixteen bytes that come again and again: a weak mode shows them
Box = tuple[Callable[[str], str], Callable[[str], str], Callable[[str], bytes]]
BOXES = [
    pytest.param(
        (second_factor.Adapter().encrypt, second_factor.Adapter().decrypt, second_factor._key),
        id="seeds of second factors",
    ),
    pytest.param((signing.lock, signing.unlock, signing._key), id="secrets of webhooks"),
]


def drawn(user: Any) -> dict[str, str]:
    made = {
        "seed of codes": generate_totp_secret(),
        "seed of recovery codes": RecoveryCodes.generate_seed(),
        "link": links.reset_link(user=user, by=None, reason="")[1],
        "secret of a webhook": signing.new_secret(),
    }
    key = keys.make_key(by=user, kind=AccessKey.Kind.READ, name="x", days=7)
    return {**made, "key of a program": str(key[1])}


def test_secrets_do_not_come_from_the_generator_that_can_be_foretold(person: Any) -> None:
    """Python's ``random`` gives the same again after the same seed; nothing here does."""
    user = person("leader")
    state = random.getstate()
    try:
        random.seed(20240614)
        first = drawn(user)
        random.seed(20240614)
        second = drawn(user)
    finally:
        random.setstate(state)
    assert {name for name, value in first.items() if second[name] == value} == set()


def test_codes_hold_twenty_bits(enter: Any, person: Any) -> None:
    user = person("leader")
    set_up(enter(user))
    codes = RecoveryCodes.activate(user).generate_codes()
    box = Mailbox(user=user, address="a@example.org", seed="1f" * 16)
    for code in (*codes, code_of(box)):
        assert code.isdigit() and len(code) * math.log2(10) >= 20
    assert len(codes) == len(set(codes)) == 10


@pytest.mark.parametrize("box", BOXES)
def test_what_is_locked_shows_nothing_of_its_text(box: Box) -> None:
    """The same twice looks different, and so do its own equal blocks."""
    lock, unlock, _key = box
    one, two = (base64.urlsafe_b64decode(lock(TEXT)) for _ in range(2))
    blocks = [raw[at : at + 16] for raw in (one, two) for at in range(25, len(raw) - 32, 16)]
    assert len(blocks) == len(set(blocks)) == 10
    assert unlock(lock(TEXT)) == TEXT


@pytest.mark.parametrize("box", BOXES)
def test_a_lock_is_aes_under_a_mac(box: Box, settings: Any) -> None:
    """Opened here by its parts: HMAC-SHA-256 over all of it, then AES-128-CBC, whole blocks."""
    lock, _unlock, key = box
    raw = base64.urlsafe_b64decode(lock(TEXT))
    both = base64.urlsafe_b64decode(key(settings.SECRET_KEY))
    mac = hmac.HMAC(both[:16], hashes.SHA256())
    mac.update(raw[:-32])
    mac.verify(raw[-32:])
    opener = Cipher(algorithms.AES(both[16:]), modes.CBC(raw[9:25])).decryptor()
    plain = opener.update(raw[25:-32]) + opener.finalize()
    pad = padding.PKCS7(128).unpadder()
    assert (pad.update(plain) + pad.finalize()).decode() == TEXT


@pytest.mark.parametrize("box", BOXES)
def test_a_lock_that_was_changed_anywhere_does_not_open(box: Box) -> None:
    lock, unlock, _key = box
    raw = base64.urlsafe_b64decode(lock(TEXT))
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(InvalidToken):
            unlock(base64.urlsafe_b64encode(changed).decode())
    for shorter in (raw[:-1], raw[:-16], raw[:25] + raw[41:]):
        with pytest.raises(InvalidToken):
            unlock(base64.urlsafe_b64encode(shorter).decode())
