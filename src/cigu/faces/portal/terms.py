"""Source and reprint terms (转载声明): who stands behind the pages, and what others may do with
them. What the office has not stated is not invented."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Terms:
    office: str
    text: str
    licence: str  # address of a licence, or nothing
    contact: str

    @property
    def sentence(self) -> str:
        return _("Source: %(office)s. %(terms)s") % {"office": self.office, "terms": self.text}


def terms() -> Terms:
    unstated = _("No licence is stated: name the source, and ask the office before you reprint.")
    return Terms(
        settings.PORTAL_OFFICE or _("the operator of this site"),
        settings.PORTAL_TERMS or unstated, settings.PORTAL_LICENCE, settings.PORTAL_CONTACT,
    )  # fmt: skip
