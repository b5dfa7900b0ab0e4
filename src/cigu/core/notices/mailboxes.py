"""An address belongs to whoever reads what is sent there: a code proves it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from cigu.core.access.models import User
from cigu.core.audit.holding import queue
from cigu.core.audit.recording import change
from cigu.engines.basis.errors import CiguError

from .actions import emit
from .models import Mailbox

CODE = "notices.mail_code"
GOOD_FOR, AGAIN_AFTER = timedelta(minutes=30), timedelta(minutes=1)
GUESSES = 5


def name_address(*, by: User, address: str, on: date) -> Mailbox:
    """One's own address; a code goes there, and nothing else before it has come back."""
    address = address.strip()
    _check_form(address)
    with change("notices.name_address", by=by, on=on):
        queue(by)
        box = Mailbox.objects.select_for_update(of=("self",)).filter(user=by).first() or Mailbox(
            user=by
        )
        now = timezone.now()
        if box.code_sent_at is not None and box.code_sent_at > now - AGAIN_AFTER:
            raise CiguError("wait", _("A code was sent a moment ago. Wait a minute."))
        box.address, box.confirmed_at, box.guesses = address, None, 0
        box.seed, box.code_sent_at = secrets.token_hex(16), now
        box.synthetic = by.synthetic
        box.save()
        emit(CODE, mailbox=str(box.uid))
    return box


def confirm_address(*, by: User, code: str, on: date) -> bool:
    """False for a wrong code, which is counted; after five a new one has to be sent."""
    with change("notices.confirm_address", by=by, on=on):
        box = Mailbox.objects.select_for_update(of=("self",)).filter(user=by).first()
        if box is None or not may_confirm(box):
            return False
        right = hmac.compare_digest(code.strip().encode(), code_of(box).encode())
        box.guesses += 1
        box.confirmed_at = timezone.now() if right else None
        box.save()
    return right


def forget_address(*, by: User, on: date) -> None:
    with change("notices.forget_address", by=by, on=on):
        box = Mailbox.objects.select_for_update(of=("self",)).filter(user=by).first()
        if box is None:
            return
        box.address, box.confirmed_at, box.seed = "", None, ""
        box.save()


def may_confirm(box: Mailbox) -> bool:
    fresh = box.code_sent_at is not None and box.code_sent_at > timezone.now() - GOOD_FOR
    return bool(box.seed and fresh and box.confirmed_at is None and box.guesses < GUESSES)


def code_of(box: Mailbox) -> str:
    """Computed, never stored: whoever reads the database learns no code."""
    told = f"{box.uid}.{box.address}.{box.seed}".encode()
    digest = hmac.new(f"cigu.mail:{settings.SECRET_KEY}".encode(), told, hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 10**8:08d}"


def _check_form(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or not address.isascii() or len(address) > 200:
        raise CiguError("address", _("Write an address such as name@example.org."), field="address")
