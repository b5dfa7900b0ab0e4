"""The addresses that this room's pages need, whatever other rooms are doing."""

from __future__ import annotations

from django.urls import include, path
from ninja import NinjaAPI
from ninja.security import SessionAuth

from cigu.core.access.errors import NotAllowed
from cigu.engines.basis.errors import CiguError

from ..api import router


class SignedIn(SessionAuth):
    def authenticate(self, request, key):  # type: ignore[no-untyped-def]
        return request.user if request.user.is_authenticated else None


api = NinjaAPI(urls_namespace="checkups-test-api", auth=SignedIn(), docs_url=None)
api.add_router("/checkups", router)


@api.exception_handler(CiguError)
def refused(request, error):  # type: ignore[no-untyped-def]
    status = 403 if isinstance(error, NotAllowed) else 422
    return api.create_response(request, {"code": error.code}, status=status)


urlpatterns = [
    path("checkups/", include("cigu.work.checkups.urls")),
    path("facts/", include("cigu.records.facts.urls")),
    path("api/", api.urls),
    path("documents/", include("cigu.core.documents.urls")),
    path("ui/", include("cigu.core.ui.urls")),
    path("account/", include("allauth.account.urls")),
]
