"""No index address, no path of somebody's machine, no key in what we hand on."""

from __future__ import annotations

import re

from . import source

REGISTRIES = (
    "pypi.org",
    "pythonhosted.org",
    "npmjs.org",
    "npmjs.com",
    "npmmirror.com",
    "yarnpkg.com",
)
MIRROR = r"//(?:pypi|npm|registry|mirrors?)\.[a-z0-9.-]+"
PLACES = r"(?<![\w.<])/(?:work|root|home/\w+|Users/\w+|opt/pypi\w*)/"
KEYS = r"-----BEGIN [A-Z ]*PRIVATE KEY-----"
FORBIDDEN = re.compile("|".join([*map(re.escape, REGISTRIES), MIRROR, PLACES, KEYS]))
SELF = "tests/house/test_nothing_names_a_machine.py"


def test_no_address_of_an_index_and_no_path_of_a_machine() -> None:
    found = []
    for path in source.tracked():
        name = path.relative_to(source.ROOT).as_posix()
        if name == SELF:
            continue
        for number, line in enumerate(source.text_of(path).splitlines(), 1):
            if match := FORBIDDEN.search(line):
                found.append(f"{name}:{number}: {match[0]}")
    assert not found, "\n".join(found[:20])


def test_package_locks_hold_hashes() -> None:
    for path in (source.ROOT / "requirements").glob("*.txt"):
        text = source.text_of(path)
        pinned = re.findall(r"^\S+==\S+", text, re.M)
        assert pinned
        assert all(
            "--hash=sha256:" in block for block in re.split(r"\n(?=\S+==)", text) if "==" in block
        )


def test_nothing_built_is_tracked() -> None:
    made = re.compile(r"\.(mo|pyc|sqlite3|egg-info)$|(^|/)(node_modules|static/vendor|\.venv|var)/")
    names = [path.relative_to(source.ROOT).as_posix() for path in source.tracked()]
    assert [name for name in names if made.search(name)] == []
