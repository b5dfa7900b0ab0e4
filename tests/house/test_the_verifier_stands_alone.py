"""The file that an outsider checks a bundle with: short enough to be read, and nobody's friend."""

from __future__ import annotations

import ast
import sys

from . import source

FILE = source.ROOT / "src/cigu/core/audit/verifier/verify_bundle.py"
LONGEST = 300


def test_an_outsider_can_read_it_whole() -> None:
    assert len(source.text_of(FILE).splitlines()) <= LONGEST


def test_it_needs_nothing_but_the_standard_library() -> None:
    names = set()
    for step in ast.walk(ast.parse(source.text_of(FILE))):
        if isinstance(step, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in step.names}
        elif isinstance(step, ast.ImportFrom):
            assert step.level == 0, "it has no neighbours where it runs"
            names.add(str(step.module).partition(".")[0])
    assert names and names <= sys.stdlib_module_names
    assert not names & {"importlib", "subprocess", "socket", "urllib", "ctypes", "pickle"}
