"""Which part of a list a page shows, and the way to the parts before and after it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cigu.core.search.asking import FEW

from .columns import Text
from .counting import SLOW, capped, number_text
from .keyset import LAST, BadMark, Keyset, Page, keys_of
from .narrowing import Narrowing

UNREAD = gettext_lazy("The place in the list could not be read; this is its beginning.")


class Pages(Narrowing):
    per_page = 50
    unit: Text

    @cached_property
    def total(self) -> int:
        """One more than ``_cap`` where there are more."""
        if self.views and not self._conditions:
            return next(tab.count for tab in self.tabs if tab.current)
        if self._searched is not None:
            return self._searched + 1
        return capped(self.narrowed, self._cap)

    @property
    def _cap(self) -> int:
        if self._conditions and self._searched is not None:
            return self._searched
        return (self.view.cap if self.view else None) or self.count_cap

    @cached_property
    def _searched(self) -> int | None:
        """Of a word that many rows hold: how many were found among those that were looked at.
        None where counting is as cheap as ever."""
        many = [ask for _filter, ask in self._asked if ask.many]
        if not many or capped(self._narrowed_by(lambda ask: not ask.many), FEW) <= FEW:
            return None
        some = next((ask.some for ask in many if ask.some), ())
        if some:
            return max(capped(self.narrowed.filter(pk__any_id=some)), len(self.found.rows))
        n = capped(self.narrowed, SLOW)
        return SLOW if n > SLOW else None

    @cached_property
    def _keyset(self) -> Keyset:
        return Keyset(self.narrowed, keys_of(self.model, self.order_pairs), self.per_page)

    @cached_property
    def _found(self) -> tuple[Page, bool]:
        """The page of the address; if there is no such place, the first one, and that is said."""
        wanted = self.param("page")
        known = self._known_total if wanted == LAST else None
        try:
            return self._keyset.page(wanted, known), True
        except BadMark:
            return self._keyset.page(""), False

    @property
    def _known_total(self) -> int | None:
        if any(ask.many for _filter, ask in self._asked):
            return None
        return self.total if self.total <= self._cap else None

    @property
    def found(self) -> Page:
        return self._found[0]

    @property
    def problems(self) -> list[str]:
        return super().problems + ([] if self._found[1] else [str(UNREAD)])

    # ---- foot ----
    @property
    def total_text(self) -> str:
        return number_text(self.total, self._cap)

    @property
    def showing(self) -> str:
        shown, first = len(self.found.rows), self.found.first
        words: dict[str, Any] = {"total": self.total_text, "unit": self.unit, "shown": shown}
        if first is None or not self.has_pages:
            return _("Showing %(shown)s of %(total)s %(unit)s") % words
        words |= {"first": f"{first:,}", "last": f"{first + shown - 1:,}"}
        return _("Showing %(first)s to %(last)s of %(total)s %(unit)s") % words

    @property
    def begins(self) -> bool:
        """The first page; who goes on from there takes rows away."""
        return not self.found.before

    @property
    def has_pages(self) -> bool:
        return bool(self.found.before or self.found.after)

    @property
    def first_url(self) -> str:
        return self.url() if self.found.before else ""

    @property
    def previous_url(self) -> str:
        return self.url(page=self.found.before) if self.found.before else ""

    @property
    def next_url(self) -> str:
        return self.url(page=self.found.after) if self.found.after else ""

    @property
    def last_url(self) -> str:
        return self.url(page=LAST) if self.found.after else ""
