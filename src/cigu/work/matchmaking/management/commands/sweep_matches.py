"""Daily: invitations past their term lapse, those of closed needs are released."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cigu.work.matchmaking.actions import sweep


class Command(BaseCommand):
    help = "Lapse invitations past their term and release those of closed needs."

    def handle(self, *args: Any, **options: Any) -> None:
        done = sweep()
        self.stdout.write(f"lapsed {done['lapsed']}, released {done['released']}")
