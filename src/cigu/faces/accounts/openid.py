"""Sign-on through the region's own identity provider: settings only, accounts that exist only.

A subject of the provider is tied to an account by its owner, who signs in here first. Who comes
with a subject that is tied to nobody gets no account and no rights.
"""

from __future__ import annotations

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False  # an address that a provider names opens no account

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return False
