"""The API: closed to anonymous callers, errors in one shape, one router per room."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.security import SessionAuth

from cigu import __doc__ as about
from cigu.core.ui.paging import HEADER

from . import figures, me, search, yearbook
from .bearer import ByKey, hold_scopes
from .errors import handle
from .idempotency import KEY_HEADER, accept_keys
from .strict import Reader, forbid_unknown_parameters

ROOMS = (
    ("/checkups", "cigu.work.checkups"),
    ("/matches", "cigu.work.matchmaking"),
    ("/events", "cigu.work.roadshows"),
    ("/reports", "cigu.work.reports"),
    ("/facts", "cigu.records.facts"),
    ("/needs", "cigu.records.needs"),
    ("/cooperations", "cigu.records.cooperations"),
    ("/registers", "cigu.faces.registers"),
    ("/imports", "cigu.faces.importing"),
)


class SignedIn(SessionAuth):
    """The browser's session, with the CSRF token on every request that changes something."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        return request.user if request.user.is_authenticated else None


def _openapi_door(view: Any) -> Any:
    """The description of the API is for those who may call it."""

    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request, *args, **kwargs)

    return guarded


class Api(NinjaAPI):
    """Its description says that every call may be refused, and in which shape."""

    def create_response(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().create_response(request, *args, **kwargs)
        if (kind := getattr(request, "data_class", None)) is not None:
            response[HEADER] = kind.code
        return response

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        told = super().get_openapi_schema(**kwargs)
        told["components"].setdefault("schemas", {})["Refusal"] = REFUSAL
        link = {"schema": {"$ref": "#/components/schemas/Refusal"}}
        for path in told["paths"].values():
            for operation in path.values():
                operation["responses"]["4XX"] = {
                    "description": "refused", "content": {"application/json": link},
                }  # fmt: skip
        _name_headers(told)
        return told


def _name_headers(told: Any) -> None:
    """What may stand in the head of every request that writes."""
    for path in told["paths"].values():
        for method, operation in path.items():
            if method not in ("get", "head"):
                operation["parameters"] = [*operation.get("parameters", []), *HEADERS]


HEADERS = [
    {
        "name": KEY_HEADER, "in": "header", "required": False,
        "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"},
        "description": "sent again with the same key, the request has one effect and one answer",
    },
    {
        "name": "If-Match", "in": "header", "required": False,
        "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
        "description": "the revision that was read; another one now is refused with 412",
    },
]  # fmt: skip
REFUSAL = {
    "title": "Refusal",
    "type": "object",
    "required": ["code", "message", "field", "value", "remedy"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string"},
        "field": {"type": ["string", "null"]},
        "value": {},
        "remedy": {"type": "string"},
    },
}


def room_router(package: str) -> Router | None:
    """The router of a room that has an ``api`` module."""
    if find_spec(f"{package}.api") is None:
        return None
    return import_module(f"{package}.api").router


def build() -> NinjaAPI:
    root = Api(
        title="Cigu", version="1", description=about or "", auth=[ByKey(), SignedIn()],
        docs_url=None,
        openapi_url="openapi.json", docs_decorator=_openapi_door, urls_namespace="api",
        parser=Reader(),
    )  # fmt: skip
    for path, router in (
        ("/figures", figures.router), ("/yearbook", yearbook.router),
        ("/search", search.router), ("/me", me.router),
    ):  # fmt: skip
        root.add_router(path, router)
    for path, package in ROOMS:
        found = room_router(package)
        if found is not None:
            root.add_router(path, found)
    handle(root)
    forbid_unknown_parameters(root)
    accept_keys(root)
    hold_scopes(root)
    return root


api = build()
