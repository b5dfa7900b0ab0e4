"""Documents whose file is lost: looked for, brought back from a backup, an alarm while any is."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import DatabaseError
from django.utils.translation import gettext as _

from cigu.core.documents.sweeping import Swept, sweep
from cigu.core.notices.alarms import clear_alarm, raise_alarm

from .manifest import in_pool, read

log = logging.getLogger(__name__)
CODE = "documents.lost"


def look(
    repair_from: Path | None = None, *, tell: Callable[[int, int], None] = lambda done, total: None
) -> Swept:
    """Compare every document; the alarm stands while one is lost."""
    pool = read(repair_from.resolve()).pool if repair_from else None
    source = (lambda digest: in_pool(pool, digest)) if pool else None
    swept = sweep(by="cigu documents", repair=source, tell=tell)
    if swept.lost:
        told = _("%(count)d documents are missing or damaged; see `cigu documents verify`")
        raise_alarm(CODE, told % {"count": len(swept.lost)})
    else:
        clear_alarm(CODE)
    return swept


def alarm(sender: Any, *, document: Any, **_kept: Any) -> None:
    """Somebody asked for a document that could not be handed out."""
    text = _("The file of document %(name)s (%(uid)s) is missing or damaged.")
    told = text % {"name": document.name, "uid": document.uid}
    log.error("%s", told)
    try:
        raise_alarm(CODE, told)
    except DatabaseError:
        log.exception("the alarm could not be written")
