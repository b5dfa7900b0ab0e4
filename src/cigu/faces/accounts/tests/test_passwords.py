"""What a password may be: nothing that is guessed at this place, nothing that leaked."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from cigu.core.access.factories import make_territory
from cigu.faces.accounts.passwords import stands_in

HEX = st.text("0123456789ABCDEF", min_size=3, max_size=6)
pytestmark = pytest.mark.django_db


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@pytest.mark.parametrize(
    ("password", "fits"),
    [
        ("包头市磁谷包头市磁谷150203", False),
        ("包头磁谷昆都仑产业大脑", False),
        ("Cigu-admin-cigu-1", False),
        ("xitukeji2024", False),
        ("包头市磁谷 静水柏树高墙", True),
        ("quiet-water-and-cypress", True),
    ],
)
def test_words_of_this_place_alone_are_no_password(
    password: str, fits: bool, settings: Any
) -> None:
    make_territory("150203")
    settings.PASSWORD_WORDS = ["Xitukeji"]
    if fits:
        validate_password(password)
        return
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "our_words" in [error.code for error in refused.value.error_list]


def test_a_leaked_password_is_refused_and_others_are_not(settings: Any, tmp_path: Path) -> None:
    leaked = [f"a leaked password {n}" for n in range(40)]
    settings.LEAKED_PASSWORDS = tmp_path / "leaked.txt"
    settings.LEAKED_PASSWORDS.write_text("".join(f"{h}:3\r\n" for h in sorted(map(sha1, leaked))))
    for password in leaked:
        with pytest.raises(ValidationError, match="泄露"):
            validate_password(password)
    validate_password("a password that did not leak")


@given(st.sets(HEX, max_size=12), HEX)
def test_halving_finds_what_reading_all_finds(lines: set[str], other: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "list")
        path.write_text("".join(f"{line}\n" for line in sorted(lines)))
        for wanted in (*lines, other):
            assert stands_in(path, wanted) == (wanted in lines)
