"""A body that is too long is refused before it is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from cigu.core.ui.limits import MAX_FILES, MAX_PLAIN, BodyLimitMiddleware


class Unread:
    """A stream of 10 GB that nobody may touch."""

    def read(self, *_size: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def ask(length: Any, kind: str, path: str = "/needs/") -> Any:
    request: HttpRequest = RequestFactory().generic("POST", path)
    request.META["CONTENT_LENGTH"] = length
    request._set_content_type_params({"CONTENT_TYPE": kind})  # type: ignore[attr-defined]
    request._stream = Unread()  # type: ignore[attr-defined]
    request.LANGUAGE_CODE = "zh-hans"  # type: ignore[attr-defined]
    from django.contrib.auth.models import AnonymousUser

    request.user, request.session = AnonymousUser(), {}  # type: ignore[assignment]
    return BodyLimitMiddleware(lambda _request: "passed")(request)  # type: ignore[arg-type, return-value]


@pytest.mark.fault(17)
@pytest.mark.django_db
def test_ten_gigabytes_are_refused_unread() -> None:
    answer = ask(str(10 * 1024**3), "multipart/form-data; boundary=x", "/api/needs")
    assert answer.status_code == 413 and b'"code": "size"' in answer.content
    assert answer["Connection"] == "close"
    assert ask("9" * 400, "multipart/form-data; boundary=x", "/api/x").status_code == 413


@pytest.mark.django_db
def test_a_form_without_files_has_the_lower_limit() -> None:
    assert ask(str(MAX_PLAIN), "application/json") == "passed"
    assert ask(str(MAX_PLAIN + 1), "application/json", "/api/x").status_code == 413
    assert ask(str(MAX_FILES), "multipart/form-data; boundary=x") == "passed"


@pytest.mark.django_db
@pytest.mark.parametrize("length", ["", None, "-5", "abc", "1e9"])
def test_a_length_that_is_none_leaves_nothing_to_read(length: Any) -> None:
    assert ask(length, "application/json") == "passed"


@pytest.mark.fault(17)
def test_the_page_says_it_in_words(officer: Any) -> None:
    client = Client()
    client.force_login(officer)
    answer = client.post("/account/login/", "x", content_type="text/plain",
                         CONTENT_LENGTH=str(MAX_PLAIN + 1))  # fmt: skip
    assert answer.status_code == 413 and "2 MB" in answer.content.decode()
