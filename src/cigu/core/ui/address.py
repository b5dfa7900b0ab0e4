"""The address of a page holds the whole view of its list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from .filters import Filter


class Address:
    """Needs ``request``, ``prefix``, ``path`` and the filters of the list."""

    request: Any
    prefix: str
    name: str
    path: str
    filters: list[Filter]
    live_filters: list[Filter]

    def param(self, name: str) -> str:
        return str(self.request.GET.get(self.prefix + name, "")).strip()

    @property
    def state(self) -> dict[str, str]:
        """The parameters of this list that are set, without the page."""
        names = ["view", "sort", *(n for f in self.live_filters for n in f.names())]
        return {self.prefix + n: self.param(n) for n in names if self.param(n)}

    @property
    def others(self) -> dict[str, str]:
        """Parameters of the page that are none of ours (an open figure, another list)."""
        reserved = {"view", "sort", "page", "format"} | {n for f in self.filters for n in f.names()}
        mine = {self.prefix + name for name in reserved} | {"purpose", "purpose_note"}
        return {k: v for k, v in self.request.GET.items() if k not in mine and k != "fig"}

    def url(self, drop: tuple[str, ...] = (), **changes: str) -> str:
        kept = self.others | self.state
        for name in drop:
            kept.pop(self.prefix + name, None)
        kept |= {self.prefix + name: value for name, value in changes.items()}
        query = urlencode({name: value for name, value in kept.items() if value})
        return f"{self.path}?{query}" if query else self.path

    @property
    def here(self) -> str:
        return str(self.request.get_full_path())

    @property
    def dom_id(self) -> str:
        return f"{self.prefix}{self.name}".replace("_", "-").replace(".", "-")
