"""Root addresses: one include per room."""

from __future__ import annotations

import sys
from importlib import import_module

from django.urls import include, path

from cigu.faces.api.root import api

ROOMS = (
    ("checkups/", "cigu.work.checkups.urls"),
    ("needs/", "cigu.records.needs.urls"),
    ("matchmaking/", "cigu.work.matchmaking.urls"),
    ("roadshows/", "cigu.work.roadshows.urls"),
    ("cooperations/", "cigu.records.cooperations.urls"),
    ("registers/", "cigu.faces.registers.urls"),
)

urlpatterns = [
    path("", include("cigu.faces.desk.urls")),
    path("yearbook/", include("cigu.faces.yearbook.urls")),
    path("api/", api.urls),
    path("documents/", include("cigu.core.documents.urls")),
    path("ui/", include("cigu.core.ui.urls")),
    path("account/", include("cigu.faces.accounts.signon")),
    path("account/", include("cigu.faces.accounts.urls")),
]
for _prefix, _module in ROOMS:  # while rooms are being written; plain includes at the end
    try:
        import_module(_module)
    except ImportError as error:
        print(f"urls: {_module} left out: {error}", file=sys.stderr)
    else:
        urlpatterns.append(path(_prefix, include(_module)))
