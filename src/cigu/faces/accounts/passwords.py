"""What a password must be. Length and the list of common ones always; kinds of characters and a
present one that may not come again only under the profile ``dengbao``."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.models import User


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
