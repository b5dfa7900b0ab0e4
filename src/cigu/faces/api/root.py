"""The API: closed to anonymous callers, errors in one shape, one router per room."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.security import SessionAuth

from cigu import __doc__ as about

from . import figures, me, search, yearbook
from .errors import handle
from .strict import Reader, forbid_unknown_parameters

ROOMS = (
    ("/checkups", "cigu.work.checkups"),
    ("/matches", "cigu.work.matchmaking"),
    ("/events", "cigu.work.roadshows"),
    ("/needs", "cigu.records.needs"),
    ("/cooperations", "cigu.records.cooperations"),
    ("/registers", "cigu.faces.registers"),
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

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        told = super().get_openapi_schema(**kwargs)
        told["components"].setdefault("schemas", {})["Refusal"] = REFUSAL
        link = {"schema": {"$ref": "#/components/schemas/Refusal"}}
        for path in told["paths"].values():
            for operation in path.values():
                operation["responses"]["4XX"] = {
                    "description": "refused", "content": {"application/json": link},
                }  # fmt: skip
        return told


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
        title="Cigu", version="1", description=about or "", auth=SignedIn(), docs_url=None,
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
    return root


api = build()
