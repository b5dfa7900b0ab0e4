"""What the API takes in: JSON that a database can keep, and only parameters that are known, each
once: of two values the site might check one and a server before it the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.parser import Parser

from cigu.core.ui.hostile import is_storable
from cigu.core.ui.readers import hidden_sign
from cigu.faces.accounts import refusals

DEEPEST = 20  # levels of a body; ours have four
REPEATED = "repeated"
LONGEST_NUMBER = 40  # digits; nothing that is kept has more


class Reader(Parser):
    """Beyond JSON's own rules: no NaN, no endless digits, no text that no database takes."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            found = json.loads(
                request.body, parse_constant=_no_number, parse_int=_whole, parse_float=_float
            )
            _check(found, DEEPEST)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, str(refusals.UNREADABLE)) from error
        return found


def _no_number(text: str) -> Any:
    raise ValueError(text)


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError("too many digits")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if len(text) > LONGEST_NUMBER or value in (float("inf"), float("-inf")):
        raise ValueError("too many digits")
    return value


def _check(value: Any, levels: int) -> None:
    if levels == 0:
        raise ValueError("too deep")
    if isinstance(value, str) and (not is_storable(value) or hidden_sign(value)):
        raise ValueError("a character that cannot be kept or seen")
    if isinstance(value, dict):
        for name, inside in value.items():
            _check(name, levels)
            _check(inside, levels - 1)
    elif isinstance(value, list):
        for inside in value:
            _check(inside, levels - 1)


def operations(api: NinjaAPI) -> Iterator[tuple[str, Operation]]:
    """Every operation under its path, as it is bound to this API."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{router.prefix}{path}", operation


def forbid_unknown_parameters(api: NinjaAPI) -> None:
    """After sign-in was checked, and before anything is looked up."""
    for _path, operation in operations(api):
        operation._get_values = _known_only(operation, operation._get_values)  # type: ignore[method-assign]


def _known_only(operation: Operation, inner: Callable[..., Any]) -> Callable[..., Any]:
    queries = [m for m in operation.models if m.__ninja_param_source__ == "query"]
    known = {name for model in queries for name in model.__ninja_flatten_map__}
    several = {name for model in queries for name in model.__ninja_collection_fields__}

    def values(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        strange = sorted(set(request.GET) - known)
        if strange:
            raise ValidationError([{"type": "extra_forbidden", "loc": ["query", strange[0]]}])
        for name, said in request.GET.lists():
            if len(said) > 1 and name not in several:
                raise ValidationError([{"type": REPEATED, "loc": ["query", name], "input": said}])
        return inner(request, *args, **kwargs)

    return values
