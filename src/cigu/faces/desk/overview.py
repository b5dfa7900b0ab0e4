"""The panels of the desk, each worked out only if the page shows it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from cigu.faces.yearbook.asking import scope_here
from cigu.faces.yearbook.lines import Line, yearbook

from .agenda import Item, agenda
from .board import Board
from .coverage import Coverage
from .funnel import Funnel
from .monthly import Month, months
from .own import Panel, panels
from .stuck import Stuck, stuck


class Overview:
    def __init__(self, request: Any, board: Board) -> None:
        self.request, self.user, self.board = request, request.user, board

    @cached_property
    def where(self) -> Any:
        return scope_here(self.request)

    @cached_property
    def lines(self) -> list[Line]:
        return yearbook(self.where) if self.where else []

    @cached_property
    def by_id(self) -> dict[str, Line]:
        return {line.id: line for line in self.lines}

    @cached_property
    def agenda(self) -> list[Item]:
        return agenda(self.user, self.board)

    @property
    def agenda_has_times(self) -> bool:
        return any(item.time for item in self.agenda)

    @cached_property
    def coverage(self) -> Coverage | None:
        return Coverage(self.lines, self.where) if self.where else None

    @cached_property
    def funnel(self) -> Funnel | None:
        return Funnel(self.by_id, self.where) if self.where else None

    @property
    def stuck(self) -> list[Stuck]:
        return stuck(self.where, self.user)

    @cached_property
    def months(self) -> list[Month]:
        return months(self.by_id, self.where) if self.where else []

    @cached_property
    def panels(self) -> list[Panel]:
        return panels(self.user)
