"""Root addresses: one include per room."""

from __future__ import annotations

from django.urls import include, path

from cigu.faces.api.root import api

urlpatterns = [
    path("", include("cigu.faces.desk.urls")),
    path("", include("cigu.faces.operations.urls")),
    path("checkups/", include("cigu.work.checkups.urls")),
    path("facts/", include("cigu.records.facts.urls")),
    path("needs/", include("cigu.records.needs.urls")),
    path("matchmaking/", include("cigu.work.matchmaking.urls")),
    path("reports/", include("cigu.work.reports.urls")),
    path("roadshows/", include("cigu.work.roadshows.urls")),
    path("public-notices/", include("cigu.records.publicnotices.urls")),
    path("cooperations/", include("cigu.records.cooperations.urls")),
    path("bulk/", include("cigu.faces.bulk.urls")),
    path("imports/", include("cigu.faces.importing.urls")),
    path("setup/", include("cigu.faces.setup.urls")),
    path("registers/", include("cigu.faces.registers.urls")),
    path("yearbook/", include("cigu.faces.yearbook.urls")),
    path("", include("cigu.faces.portal.urls")),
    path("api/", api.urls),
    path("documents/", include("cigu.core.documents.urls")),
    path("ui/", include("cigu.core.ui.urls")),
    path("privacy/", include("cigu.faces.privacy.urls")),
    path("audit/", include("cigu.faces.auditing.urls")),
    path("account/", include("cigu.faces.accounts.signon")),
    path("account/", include("cigu.faces.accounts.urls")),
]

handler500 = "cigu.core.ui.views.server_error"
