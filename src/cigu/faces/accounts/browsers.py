"""A browser's name in a word, from what it says of itself."""

from __future__ import annotations

from django.utils.translation import gettext as _

BROWSERS = (
    ("MicroMessenger", "微信"), ("Edg", "Edge"), ("QQBrowser", "QQ"), ("360SE", "360"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Kylin", "麒麟"), ("Linux", "Linux"),
)  # fmt: skip


def browser(agent: str) -> str:
    """``Chrome, Windows``; what is not known is said so."""
    found = [
        next((name for mark, name in known if mark in agent), "") for known in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(word for word in found if word) or _("Unknown browser")
