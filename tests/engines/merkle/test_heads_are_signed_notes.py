from __future__ import annotations

import hashlib
import hmac

import pytest

from cigu.engines.merkle.notes import Checkpoint, opened, parsed, signed, verifier_line
from cigu.engines.merkle.tree import TreeError

HEAD = Checkpoint("cigu/test", 7, bytes(range(32)), ("2024-06-14T00:00:00Z",))
PUBLIC = b"\x07" * 32


def sign(message):
    return hmac.new(PUBLIC, message, hashlib.sha512).digest()


def verify(message, mark):
    return hmac.compare_digest(sign(message), mark)


def test_a_note_opens_to_its_checkpoint():
    assert opened(signed(HEAD, "cigu/test", PUBLIC, sign), "cigu/test", PUBLIC, verify) == HEAD


def test_a_note_has_the_published_shape():
    note = signed(HEAD, "cigu/test", PUBLIC, sign)
    assert note.startswith("cigu/test\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n")
    assert note.count("\n\n") == 1
    assert note.splitlines()[-1].startswith("\u2014 cigu/test ")


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n7\n", "\n8\n"), ("AAEC", "AAED"), ("2024", "2025"), ("\u2014 cigu", "\u2014 cogu")],
)
def test_a_changed_note_does_not_open(old, new):
    note = signed(HEAD, "cigu/test", PUBLIC, sign).replace(old, new)
    with pytest.raises(TreeError, match="signature"):
        opened(note, "cigu/test", PUBLIC, verify)


def test_another_key_does_not_open_it():
    note = signed(HEAD, "cigu/test", PUBLIC, sign)
    with pytest.raises(TreeError):
        opened(note, "cigu/test", b"\x08" * 32, verify)


@pytest.mark.parametrize("text", ["", "one\n", "a\nx\nAA==\n", "a\n07\nAA==\n", "a\n7\n?\n"])
def test_a_text_that_is_no_head_is_refused(text):
    with pytest.raises(TreeError, match="no head"):
        parsed(text)


def test_the_key_is_given_as_verifiers_take_it():
    name, mark, key = verifier_line("cigu/test", PUBLIC).split("+", 2)
    assert (name, len(mark)) == ("cigu/test", 8) and key
