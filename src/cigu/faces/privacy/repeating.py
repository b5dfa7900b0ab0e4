"""Erase again whom an older copy of the database has brought back.

``cigu restore`` runs this module in the restored place before a site may start there; the worker
runs ``repeat`` as well, for a database that was put back some other way.
"""

from __future__ import annotations

import json
import sys
from datetime import date

from django.conf import settings

from cigu.core.personal import erasures, phrases
from cigu.core.personal.register import Subject

GONE = "erased-"


def repeat(on: date | None = None) -> int:
    """Returns how many people were erased again."""
    from cigu.core.clock.business import today

    from .erasing import erase
    from .subjects import subject_of_uids

    count = 0
    for entry in erasures.read(settings.ERASURES):
        subject = subject_of_uids(entry["user"], entry["parties"])
        if subject is not None and is_back(subject):
            erase(subject, by=None, on=on or today(), number=entry["number"])
            count += 1
    return count


def keep_erased() -> None:
    """By the worker: nobody comes back, and what is frozen goes when its law has run out."""
    from cigu.core.clock.business import today

    from .erasing import thaw

    repeat()
    thaw(on=today())


def is_back(subject: Subject) -> bool:
    """Two questions to the database: enough to be asked every half minute."""
    from cigu.core.access.models import Party, User

    from .erasing import FROZEN_NAME

    user = User.objects.filter(pk=subject.user).exclude(username__startswith=GONE)
    names = (phrases.ERASED, FROZEN_NAME)
    parties = Party.objects.filter(pk__in=subject.parties).exclude(name__in=names)
    return bool(user.exists() or parties.exists())


def main() -> int:
    """Says in JSON how many; the settings name the place."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
    django.setup()
    told = {"listed": len(erasures.read(settings.ERASURES)), "erased": repeat(), "waits": False}
    print(json.dumps(told))
    return 0


if __name__ == "__main__":
    sys.exit(main())
