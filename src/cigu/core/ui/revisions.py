"""``If-Match``: write only what nobody has changed since it was read."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cigu.engines.basis.errors import CiguError

HEADER = "If-Match"


class NotAsRead(CiguError):
    """The record has another revision than the caller read."""


def check_as_read(request: HttpRequest, record: Any) -> Any:
    """Returns ``record`` where the request names its revision, or none; callers then let an action
    write it, which refuses what changed in between."""
    told = request.headers.get(HEADER)
    if told is None or told.strip() == "*":
        return record
    found = re.fullmatch(r'(?:W/)?"?(\d{1,9})"?', told.strip())
    if found is None:
        raise CiguError(
            "if_match", _('If-Match: give the revision that you read, for example "3".'),
            field=HEADER, value=told[:80],
        )  # fmt: skip
    if int(found[1]) != record.revision:
        raise NotAsRead(
            "changed",
            _("Somebody changed this record: it has revision %(now)s. Read it again, then write.")
            % {"now": record.revision},
            field=HEADER, value=told[:80],
        )  # fmt: skip
    return record
