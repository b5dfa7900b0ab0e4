"""What docs/security-inventories.md lists is what the code does: no use is missing, none is made
up."""

from __future__ import annotations

import ast
import re
from functools import cache

from allauth.account import app_settings as package
from django.apps import apps
from django.conf import settings

from cigu.core.access import links
from cigu.faces.accounts import keys, limits

from . import source

DOCUMENT = source.ROOT / "docs/security-inventories.md"
CODE = source.ROOT / "src/cigu"
HIDES = {"hashlib", "hmac", "secrets", "cryptography", "ssl"}
CONNECTS = {
    "socket",
    "smtplib",
    "http.client",
    "subprocess",
    "psycopg",
    "requests",
    "urllib.request",
}


def _text(heading: str) -> str:
    return source.text_of(DOCUMENT).partition(f"\n## {heading}")[2].partition("\n## ")[0]


@cache
def table_under(heading: str) -> list[list[str]]:
    text = _text(heading)
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def named(heading: str) -> set[str]:
    return {name for row in table_under(heading) for name in re.findall(r"`([^`]+)`", row[0])}


def using(modules: set[str]) -> set[str]:
    """Files of the product that import one of them, wherever in the file."""
    found = set()
    for path in CODE.rglob("*.py"):
        if "tests" in path.parts or path.name in ("factories.py", "conftest.py"):
            continue
        if imported(ast.parse(source.text_of(path))) & modules:
            found.add(path.relative_to(CODE).as_posix())
    return found


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names | {name.partition(".")[0] for name in names}


def naming(names: set[str]) -> set[str]:
    """Files of the product that take one of these names from another module."""
    found = set()
    for path in CODE.rglob("*.py"):
        if "tests" in path.parts or path.name in ("factories.py", "conftest.py"):
            continue
        taken = [
            n for n in ast.walk(ast.parse(source.text_of(path))) if isinstance(n, ast.ImportFrom)
        ]
        if {alias.name for node in taken for alias in node.names} & names:
            found.add(path.relative_to(CODE).as_posix())
    return found


def test_every_module_that_hashes_or_encrypts_is_listed() -> None:
    assert named("Cryptography") == using(HIDES)


def test_ciphers_are_taken_from_the_whole_recipes_only() -> None:
    """Fernet and Ed25519 leave nothing to choose: no mode, no padding, no length of a key."""
    taken = set()
    for name in using({"cryptography"}):
        for node in ast.walk(ast.parse(source.text_of(CODE / name))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cryptography"):
                taken |= {alias.name for alias in node.names}
    assert taken <= {
        "Fernet", "MultiFernet", "InvalidToken", "InvalidSignature",
        "Ed25519PrivateKey", "Ed25519PublicKey",
    }  # fmt: skip


def test_what_can_be_foretold_draws_no_secret() -> None:
    assert using({"random"}) == {
        "core/audit/uids.py",  # public ids of a scenario
        "core/database/contention.py",  # pauses
        *(f"faces/demo/{name}.py" for name in ("answers", "calendar_slots", "checking", "plan")),
    }


def test_every_module_where_heavy_work_begins_is_listed() -> None:
    """Jobs, quotas of rows, threads and processes."""
    begun = using({"threading", "concurrent.futures", "multiprocessing"})
    assert named("Heavy work ⚙") == begun | naming({"job_kind", "take", "take_rows", "take_form"})


def test_every_module_that_writes_a_log_or_raises_an_alarm_is_listed() -> None:
    assert named("Logs ⚙") == using({"logging"}) | naming({"raise_alarm"})
    assert settings.LOGGING["handlers"].keys() == {"console"}, "a log that the table does not name"


def test_the_limits_of_the_door_are_those_of_the_code() -> None:
    minutes, hours = int(limits.WITHIN.total_seconds() // 60), links.HOURS
    least, most = min(keys.DAYS), max(keys.DAYS)
    rates = package.RATE_LIMITS
    told = {row[0]: row[1] for row in source.rows_of_table(_text("Sign-in and sessions ⚙"), 2)}
    assert told == {
        "wrong passwords or codes at one account": f"{limits.MOST} in {minutes} minutes, counted in"
        " the audit over all processes",
        "the same from one address": f"{limits.MOST_OF_ADDRESS} in a minute",
        "sign-ins from one address, right or wrong": f"`{rates['login']}`",
        "wrong ones, counted by the package in the cache": f"`{rates['login_failed']}`",
        "from the password to the code": f"{settings.ACCOUNT_LOGIN_TIMEOUT // 60} minutes",
        "links for one use": f"first password {hours['first']} hours, reset {hours['reset']},"
        f" invitation {hours['invite'] // 24} days; {links.MOST_OPEN} open"
        " invitations of one person",
        "a sign-in for acts on accounts": "not older than"
        f" {settings.ACCOUNT_REAUTHENTICATION_TIMEOUT // 60} minutes",
        "idle session, longest session": "`CIGU_SESSION_IDLE`, `CIGU_SESSION_HOURS`",
        "keys of programs": f"{keys.MOST} of one person; {least} to {most} days, calendars a year;"
        " end with the account; never more than the person may, by a key nothing is decided",
        "sessions of one account": "`CIGU_SESSIONS`; one more ends the one begun first and says so"
        " in the audit",
    }
    for name in ("login", "login_failed"):
        assert name not in getattr(settings, "ACCOUNT_RATE_LIMITS", {}), "set here, said there"


def test_every_module_that_connects_or_starts_a_program_is_listed() -> None:
    assert named("Ways out") == using(CONNECTS)


def test_every_masked_column_is_listed() -> None:
    declared = {
        model._meta.label: ", ".join(sorted(columns))
        for model in apps.get_models()
        if (columns := getattr(model, "masked_fields", None))
    }
    assert {row[0].strip("`"): row[1] for row in table_under("Masked columns ⚙")} == declared
