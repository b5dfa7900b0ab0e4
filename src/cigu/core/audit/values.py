"""Values as the database will give them back, so that leaf, memory and row say the same."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from .errors import ValueRefused

WIDE = Context(prec=100)


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond, in one time zone; Django's encoder keeps milliseconds only."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime) and o.tzinfo is not None:
            return o.astimezone(UTC).isoformat()
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


def snapshot(row: models.Model) -> dict[str, Any]:
    """The loaded columns; nested values are copied, or a change inside them would go unseen."""
    known = row.__dict__
    return {
        f.attname: _copied(known[f.attname])
        for f in row._meta.concrete_fields
        if f.attname in known
    }


def settle(row: models.Model) -> None:
    """Convert and check the columns before they are written, alike on every database: SQLite
    takes over-long text, and the two databases round decimals differently."""
    for field in row._meta.concrete_fields:
        value = row.__dict__.get(field.attname)
        if value is None or hasattr(value, "resolve_expression"):
            continue
        try:
            row.__dict__[field.attname] = _settled(field, value)
        except ValidationError as error:
            raise ValueRefused(field, value, error.messages) from error


def _settled(field: Any, value: Any) -> Any:
    value = field.to_python(value)
    if isinstance(field, models.DecimalField):
        value = round_to(value, field.decimal_places)
    if isinstance(value, str) and "\x00" in value:
        raise ValidationError(_("Null characters are not allowed."), code="null_character")
    if value not in field.empty_values:
        field.run_validators(value)
    return value


def round_to(value: Decimal, places: int | None) -> Decimal:
    if not value.is_finite():
        return value  # the field's validators say so
    unit = Decimal(1).scaleb(-(places or 0))
    return value.quantize(unit, rounding=ROUND_HALF_UP, context=WIDE)


def _copied(value: Any) -> Any:
    return copy.deepcopy(value) if isinstance(value, (list, dict)) else value
