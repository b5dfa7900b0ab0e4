"""Every locked package stands under a licence we may ship, and the bill of materials tells all."""

from __future__ import annotations

import importlib.util
import json
import sys
from types import ModuleType

import pytest

from tests.house import source


@pytest.fixture(scope="module")
def bom() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bom", source.ROOT / "tools/bom.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["bom"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_no_package_stands_under_a_licence_that_nobody_allowed(bom: ModuleType) -> None:
    assert bom.complaints() == []


@pytest.mark.parametrize(
    ("expression", "shipped", "passes"),
    [
        ("MIT", True, True),
        ("Apache-2.0 OR BSD-3-Clause", True, True),
        ("GPL-3.0-only OR MIT", True, True),  # one may choose
        ("MIT AND GPL-3.0-only", True, False),  # one may not
        ("GPL-3.0-or-later", False, False),
        ("MPL-2.0", False, True),
        ("MPL-2.0", True, False),
        ("(MIT OR GPL-2.0-only) AND MIT", True, False),  # not read, so not passed
    ],
)
def test_the_gate_reads_expressions(
    bom: ModuleType, expression: str, shipped: bool, passes: bool
) -> None:
    package = bom.Package("npm", "made-up", "1.0", (), shipped, expression)
    assert (bom.complaint(package) is None) is passes


def test_an_unknown_licence_does_not_pass(bom: ModuleType) -> None:
    package = bom.Package("pypi", "made-up-package-of-this-test", "1.0", (), True, None)
    assert "not known" in bom.complaint(package)


def test_the_bill_names_every_shipped_package_with_hash_and_licence(bom: ModuleType) -> None:
    text = bom.bill()
    assert text == bom.bill(), "two runs on the same lock files differ"
    listed = {c["purl"]: c for c in json.loads(text)["components"]}
    shipped = [p for p in bom.packages() if p.shipped]
    assert {"django", "psycopg", "echarts", "numpy"} <= {p.name for p in shipped}
    assert len(listed) == len(shipped)
    for purl, component in listed.items():
        assert component["externalReferences"][0]["hashes"], purl
        assert component["licenses"], purl
