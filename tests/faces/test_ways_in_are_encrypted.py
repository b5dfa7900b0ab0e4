"""Nothing of a production site goes over a network in the clear."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from cigu.engines.basis.errors import CiguError
from cigu.faces.cli.serve import Certificate, certificate, check_way
from tests.flows.conftest import ROOT

HERE = Certificate(Path(__file__), Path(__file__))


@pytest.mark.parametrize(
    ("host", "own", "fits"),
    [("127.0.0.1", None, True), ("::1", None, True), ("localhost", None, True),
     ("10.0.0.5", None, False), ("::", None, False), ("cigu.example", None, False),
     ("10.0.0.5", HERE, True)],
)  # fmt: skip
def test_production_is_served_here_or_by_tls(
    host: str, own: Certificate | None, fits: bool, settings: Any
) -> None:
    settings.SECURE = True
    if fits:
        check_way(host, own)
        return
    with pytest.raises(CiguError, match="--certificate"):
        check_way(host, own)


def test_half_a_certificate_is_none(tmp_path: Path) -> None:
    for file, key in ((Path(__file__), None), (None, Path(__file__)), (tmp_path / "x", tmp_path)):
        with pytest.raises(CiguError):
            certificate(argparse.Namespace(certificate=file, key=key))
    assert certificate(argparse.Namespace(certificate=None, key=None)) is None


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/me", "/calendar/abc.ics"])
def test_a_program_in_the_clear_is_refused_and_not_led_on(path: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "in_the_clear")
    assert "Location" not in answer.headers
    assert Client().get(path, secure=True).status_code in (401, 404)
    assert Client().get("/account/login/").status_code == 301, "people are led on"


def test_the_page_and_the_file_say_the_same_of_the_proxy() -> None:
    how_to = (ROOT / "docs/how-to/run-in-production.md").read_text(encoding="utf-8")
    shipped = (ROOT / "docs/how-to/nginx.conf").read_text(encoding="utf-8")
    found = re.search(r"```nginx\n(.*?)```", how_to, re.DOTALL)
    assert found
    said = {line.partition("#")[0].strip() for line in found[1].splitlines()} - {""}
    assert said <= {line.partition("#")[0].strip() for line in shipped.splitlines()}
