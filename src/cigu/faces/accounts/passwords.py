"""What a password must be. Length and the list of common ones always; kinds of characters and a
present one that may not come again only under the profile ``dengbao``."""

from __future__ import annotations

import hashlib
from os import SEEK_END
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.models import User
from cigu.core.places.models import Territory

OURS = {"cigu", "磁谷", "admin", "password", "xitong", "keji", "kejiju", "科技局", "产业大脑"}
SHORTEST = 2  # characters of a place's name
LEFT = 6  # characters that must be there beside such words


class NotTheName:
    """A password that holds the user name is the first one that is tried."""

    def validate(self, password: str, user: Any = None) -> None:
        name = str(getattr(user, "username", "") or "").lower()
        if len(name) >= 4 and name in password.lower():
            raise ValidationError(
                _("The password holds the user name: choose another."), code="password_is_name"
            )

    def get_help_text(self) -> str:
        return _("Not the user name")


class NotOurWords:
    """What somebody tries who knows the place: its names, and what the bureau itself adds."""

    def validate(self, password: str, user: Any = None) -> None:
        left = password.lower()
        for word in sorted(words(), key=len, reverse=True):
            left = left.replace(word, "")
        if len(left) < LEFT and left != password.lower():
            raise ValidationError(
                _("The password is made of words of this place: add others."), code="our_words"
            )

    def get_help_text(self) -> str:
        return _("Not only names of the place and the system")


def words() -> set[str]:
    """Small letters. Places are few, and a password is set rarely."""
    places = Territory.objects.values_list("code", "name_zh", "name_en")
    found = {word for place in places for word in place} | set(settings.PASSWORD_WORDS)
    found |= {word.rstrip("市区县旗") for word in found}  # 包头市 is called 包头
    return OURS | {word.lower() for word in found if len(word) >= SHORTEST}


class NotLeaked:
    """Against a list of leaked passwords at hand: SHA-1 in hexadecimal, sorted, a line each, what
    follows a colon ignored. Nothing is asked of anybody outside."""

    def validate(self, password: str, user: Any = None) -> None:
        wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        if settings.LEAKED_PASSWORDS and stands_in(settings.LEAKED_PASSWORDS, wanted):
            raise ValidationError(
                _("This password is on a list of leaked ones: choose another."), code="leaked"
            )

    def get_help_text(self) -> str:
        return _("Not on a list of leaked passwords")


def stands_in(path: Path, wanted: str) -> bool:
    """By halving the file, which may hold a thousand million lines."""
    with path.open("rb") as file:
        low, high = 0, file.seek(0, SEEK_END)
        while low < high:
            middle = (low + high) // 2
            file.seek(max(middle - 1, 0))
            if middle:
                file.readline()  # to the first line that begins at the middle or after it
            line = file.readline()
            told = line.partition(b":")[0].strip().upper().decode("ascii", "replace")
            if told == wanted:
                return True
            if line and told < wanted:
                low = file.tell()
            else:
                high = middle
    return False


class ThreeKinds:
    def validate(self, password: str, user: Any = None) -> None:
        kinds = (
            any(c.isascii() and c.islower() for c in password),
            any(c.isascii() and c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isascii() or not c.isalnum() for c in password),
        )
        if sum(kinds) < 3:
            raise ValidationError(
                _("Use three of: small letters, capitals, digits, other characters."),
                code="password_kinds",
            )

    def get_help_text(self) -> str:
        return _("Use three of: small letters, capitals, digits, other characters.")


class NotThePresentOne:
    def validate(self, password: str, user: Any = None) -> None:
        known = user is not None and user.pk is not None and user.has_usable_password()
        if known and User.objects.get(pk=user.pk).check_password(password):
            raise ValidationError(
                _("This is the present password: choose another."), code="password_same"
            )

    def get_help_text(self) -> str:
        return _("Not the present password")


def too_old(user: Any) -> bool:
    """Whether the profile asks for another password now. A password whose day is not known was
    set before days were kept."""
    days = settings.PASSWORD_DAYS
    if days is None or not user.has_usable_password():
        return False
    return user.password_set_at is None or (timezone.now() - user.password_set_at).days >= days
