"""What every page's frame needs, worked out only when a template asks for it."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cigu.core.access.models import Party
from cigu.core.access.scope import Access
from cigu.core.clock import business
from cigu.core.notices.models import Notice

from . import kept
from . import nav as navigation
from .counting import capped, number_text
from .scope import ViewScope, scope_of
from .storage import strip

THEMES = [
    ("auto", gettext_lazy("As the system")),
    ("light", gettext_lazy("Light")),
    ("dark", gettext_lazy("Dark")),
]
DENSITIES = [
    ("standard", gettext_lazy("Standard")),
    ("compact", gettext_lazy("Compact")),
    ("roomy", gettext_lazy("Roomy")),
]
THEME_COOKIE, DENSITY_COOKIE = "cigu_theme", "cigu_density"
HTML_LANG = {"zh-hans": "zh-Hans"}


class Shell:
    themes, densities = THEMES, DENSITIES

    def __init__(self, request: Any) -> None:
        self.request = request
        self.user = getattr(request, "user", None)

    @property
    def signed_in(self) -> bool:
        return bool(self.user is not None and self.user.is_authenticated)

    @cached_property
    def language(self) -> str:
        return get_language() or "zh-hans"

    @property
    def lang(self) -> str:
        return HTML_LANG.get(self.language, self.language)

    @property
    def theme(self) -> str:
        return _choice(self.request, THEME_COOKIE, THEMES)

    @property
    def density(self) -> str:
        return _choice(self.request, DENSITY_COOKIE, DENSITIES)

    @cached_property
    def today(self) -> date:
        return business.today()

    @cached_property
    def clock_is_set(self) -> bool:
        return business.set_day() is not None

    @property
    def as_of(self) -> str:
        if self.clock_is_set:
            return self.today.isoformat()
        return f"{timezone.localtime():%Y-%m-%d %H:%M}"

    @cached_property
    def storage_text(self) -> str:
        return strip()

    @cached_property
    def demo_texts(self) -> list[str]:
        """The strip that says which part of the page is not real; empty when all is."""
        parts = []
        if Party._base_manager.filter(synthetic=True).exists():
            parts.append(
                _("Demo data: organisations, teams and people are invented, "
                  "except public figures with a source.")
            )  # fmt: skip
        if self.clock_is_set:
            parts.append(_("The business day is set to %(day)s.") % {"day": self.today})
        return parts

    @cached_property
    def scope(self) -> ViewScope:
        return scope_of(self.request)

    @property
    def me(self) -> dict[str, str]:
        unit = getattr(self.user, "office", "") or self._acting_for()
        return {"name": str(self.user) if self.signed_in else "", "unit": unit}

    def _acting_for(self) -> str:
        parties = [g.party for g in Access.of(self.user).grants if g.party is not None]
        return str(parties[0]) if parties else ""

    @property
    def kept_form(self) -> bool:
        """What was typed before the session ran out waits for this sign-in."""
        return kept.waits(self.request)

    @cached_property
    def unread(self) -> int:
        if not self.signed_in:
            return 0
        return capped(Notice.objects.for_(self.user).filter(read_at__isnull=True))

    @property
    def unread_text(self) -> str:
        return number_text(self.unread)

    @cached_property
    def _items(self) -> dict[navigation.Entry, navigation.Item]:
        counts = navigation.waiting(self.user, self.today)
        return navigation.build(self.request, navigation.entries_of(self.user), counts)

    @cached_property
    def nav(self) -> list[navigation.Section]:
        return navigation.sections(self._items)

    @cached_property
    def me_links(self) -> list[navigation.Item]:
        return [item for entry, item in self._items.items() if entry.section == navigation.ME]

    @cached_property
    def phone_nav(self) -> list[navigation.Item]:
        return navigation.phone_bar(self._items, self.request)

    @property
    def home_url(self) -> str:
        return navigation.place("home" if self.signed_in else "public_home") or "/"

    @property
    def search_url(self) -> str:
        return navigation.place("search" if self.signed_in else "public_search")

    @property
    def ahead_url(self) -> str:
        return navigation.place("ahead") if self.signed_in else ""

    @property
    def handbook_url(self) -> str:
        """In the reader's language; empty where the office has put it nowhere."""
        folder = "en" if self.language.startswith("en") else "zh"
        return f"{settings.HANDBOOK_AT.rstrip('/')}/{folder}/" if settings.HANDBOOK_AT else ""

    @property
    def messages_url(self) -> str:
        return navigation.place("messages")

    @property
    def login_url(self) -> str:
        return navigation.place("login")

    @property
    def logout_url(self) -> str:
        return navigation.place("logout")


def _choice(request: Any, cookie: str, allowed: list[Any]) -> str:
    value = getattr(request, "COOKIES", {}).get(cookie, "")
    return value if value in dict(allowed) else allowed[0][0]


def shell(request: Any) -> dict[str, Any]:
    """The context processor named in the settings: ``shell`` and ``today``."""
    frame = Shell(request)
    return {"shell": frame, "today": SimpleLazyObject(lambda: frame.today)}
