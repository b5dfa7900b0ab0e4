"""Nothing that looks like a key or a password is committed, but for what somebody looked at."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

from tests.house import source

LISTS_OF_HASHES = ("requirements/", "package-lock.json")
LOOKED_AT = source.ROOT / "tests/house/not_secrets.csv"


def found_in(path: Path) -> Counter[str]:
    """Within ``default_settings``, which take their time to be made."""
    secrets = SecretsCollection()
    secrets.scan_file(str(path))
    return Counter(secret.type for _file, secret in secrets)


def test_nothing_that_looks_like_a_secret_is_committed() -> None:
    found: Counter[tuple[str, str]] = Counter()
    with default_settings():
        for path in source.tracked():
            name = path.relative_to(source.ROOT).as_posix()
            if not name.startswith(LISTS_OF_HASHES) and path.is_file():
                found.update({(name, kind): n for kind, n in found_in(path).items()})
    with LOOKED_AT.open(encoding="utf-8", newline="") as rows:
        known = {(r["file"], r["kind"]): int(r["count"]) for r in csv.DictReader(rows)}
    new = {key: n for key, n in found.items() if n > known.get(key, 0)}
    assert not new, (
        f"looks like a secret: {new}. If it is one, take it out and change it wherever it was "
        "used; if it is none, say why in tests/house/not_secrets.csv"
    )
    gone = {key: n for key, n in known.items() if found[key] < n}
    assert not gone, f"listed as no secret, but not there any more: {gone}"


def test_the_scan_sees_a_private_key(tmp_path: Path) -> None:
    planted = tmp_path / "settings.py"
    planted.write_text("KEY = '''-----BEGIN " + "PRIVATE KEY-----\nMC4CAQ\n'''\n", encoding="utf-8")
    with default_settings():
        assert found_in(planted)["Private Key"] == 1
