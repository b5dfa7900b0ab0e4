"""Places and domains are no people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cigu.core.personal.register import impersonal

PLACE = _("the name of a place or of a subject")
impersonal("core_places.Territory", name_zh=PLACE, name_en=PLACE)
