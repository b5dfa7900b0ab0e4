"""Forms that were sent."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from cigu.core.access.models import User
from cigu.core.invariants.rows import never, rows_of

from .models import SubmittedForm

never(
    "ui.form_hash",
    "a sent form keeps the hash of what was sent",
    SubmittedForm,
    ~Q(body_hash__regex=r"^[0-9a-f]{64}$"),
    "key",
)
never(
    "ui.form_user",
    "a sent form was sent by an account",
    SubmittedForm,
    ~Q(user_id=0) & ~Exists(rows_of(User).filter(pk=OuterRef("user_id"))),
    "key",
)
never(
    "ui.form_led_somewhere",
    "a sent form that had its effect knows the page after it, a request its answer's status",
    SubmittedForm,
    Q(location="", status=0),
    "key",
    "path",
)
