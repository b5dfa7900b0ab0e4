"""allauth's second factor in the kit's words; secrets encrypted, guesses counted in the audit."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from . import limits
from .forms import Plain
from .gate import must_have_factor


class Adapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code is wrong: take the one that the app shows now."),
        "cannot_delete_authenticator": _("Your role needs a second factor, so it stays."),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        return not must_have_factor(authenticator.user)

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)


def relocked(locked: str) -> str:
    """With the present key, whichever locked it."""
    return _box().rotate(locked.encode()).decode()


def _box() -> MultiFernet:
    """Who has the database but not the site's key can make no codes."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(str(key))) for key in keys])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(
        hashlib.sha256(f"cigu.second-factor:{secret}".encode()).digest()
    )


class Counted(Plain):
    """A form that takes a code: wrong ones are counted over processes and past a lost cache."""

    words = {"code": _("Code")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        if limits.too_many(limits.CODE, self.user.uid):  # type: ignore[attr-defined]
            raise account_adapter().validation_error("too_many_login_attempts")
        return str(super().clean_code())  # type: ignore[misc]


class CodeForm(Counted, AuthenticateForm):
    pass


class CodeAgainForm(Counted, ReauthenticateForm):
    pass


class ActivateForm(Plain, ActivateTOTPForm):
    words = {"code": _("Code that the app shows")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class DeactivateForm(Plain, DeactivateTOTPForm):
    pass


class NewCodesForm(Plain, GenerateRecoveryCodesForm):
    pass


def factor_of(user: Any) -> str:
    """``totp`` or nothing."""
    has = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return "totp" if has else ""
