"""The small region in which writers are killed."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.management import call_command

from cigu.core.access.factories import make_segment
from cigu.core.clock.business import fix_day
from cigu.records.needs.factories import needs_officer
from cigu.records.organisations.factories import make_enterprise
from cigu.records.teams.factories import make_team
from cigu.work.matchmaking.factories import make_broker

DAY = date(2024, 6, 14)


def build() -> None:
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0, interactive=False)
    fix_day(DAY)
    make_segment()
    needs_officer()
    make_broker()
    make_enterprise()
    for _n in range(3):
        make_team()
