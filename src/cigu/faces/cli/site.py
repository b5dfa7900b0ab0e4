"""Start Django for the commands that need it, and say what to do where it cannot start."""

from __future__ import annotations

import os

from cigu.engines.basis.errors import CiguError


def start() -> None:
    """Set Django up once; Chinese first, as on the site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cigu.config.settings")
    try:
        import django
        from django.core.exceptions import ImproperlyConfigured
    except ModuleNotFoundError:
        raise CiguError(
            "no_web", "This command needs the site's packages.",
            remedy="Install them: pip install 'cigu[web]'.",
        ) from None  # fmt: skip
    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise CiguError("settings", str(error)) from None
    _speak()


def _speak() -> None:
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


def need_database(*, ready: bool = True) -> None:
    """The tables must exist and, unless not ``ready`` is said, fit this program; an empty or
    missing database gets a sentence, not a traceback."""
    start()
    from django.db import DatabaseError, connection

    try:
        tables = connection.introspection.table_names()
    except DatabaseError as error:
        raise CiguError(
            "database", f"The database does not answer: {error}.",
            remedy="Check CIGU_DATABASE and that the server runs.",
        ) from None  # fmt: skip
    if "territory" not in tables:
        raise CiguError(
            "empty_database", "The database holds no tables yet.",
            remedy="Run `cigu demo --build` for the demo year, or `cigu serve` for an empty site.",
        )  # fmt: skip
    if ready:
        from cigu.core.backups.migrating import check_ready

        check_ready()
