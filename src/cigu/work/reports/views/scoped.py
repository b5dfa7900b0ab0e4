"""Drafts and checks begin with a place, a domain and a period."""

from __future__ import annotations

from typing import Any

from cigu.core.ui.scope import scope_of
from cigu.core.ui.steps import OfficerStep

from .. import forms


class OfScope(OfficerStep):
    def initial(self) -> dict[str, Any]:
        scope = scope_of(self.request)
        since, until = forms.usual_period(scope.territory)
        return {"territory": scope.territory, "domain": scope.domain,
                "since": since, "until": until}  # fmt: skip
