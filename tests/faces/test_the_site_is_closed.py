"""What holds for every answer and every account, whatever the page: headers, cookies, passwords."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from cigu.core.access.factories import make_user
from cigu.core.access.models import User
from cigu.core.access.roles import Role

ROOT = Path(__file__).resolve().parents[2]
PASSWORD, FRESH = " Ends With A Space-2024 ", "Another-One-2024"
ASKED = (
    "DEBUG", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_DOMAIN", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME", "CSRF_COOKIE_DOMAIN", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SOCIALACCOUNT_STORE_TOKENS", "SOCIALACCOUNT_LOGIN_ON_GET",
    "PASSWORD_DAYS", "SESSION_ENGINE", "SESSION_SERIALIZER", "SECOND_FACTOR_ROLES", "LOGGING",
    "MFA_TOTP_TOLERANCE",
)  # fmt: skip


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The settings as a production site reads them."""
    script = (
        "import json\nfrom django.conf import settings\n"
        f"print(json.dumps({{name: getattr(settings, name) for name in {ASKED!r}}}))"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    environment = {
        **kept, "CIGU_MODE": "production", "CIGU_DATA": str(tmp_path_factory.mktemp("data")),
        "CIGU_SECRET_KEY": "x" * 50, "CIGU_HOSTS": "cigu.example",
        "DJANGO_SETTINGS_MODULE": "cigu.config.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_cookies_are_secure_hidden_and_prefixed(production: dict[str, Any]) -> None:
    for name in ("SESSION", "CSRF"):
        assert production[f"{name}_COOKIE_SECURE"] is True
        assert production[f"{name}_COOKIE_SAMESITE"] == "Lax"
        assert production[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert production[f"{name}_COOKIE_DOMAIN"] is None
    assert production["SESSION_COOKIE_HTTPONLY"] is True


def test_production_speaks_tls_and_tells_no_fault(production: dict[str, Any]) -> None:
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
    assert production["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert production["DEBUG"] is False


def test_sessions_live_in_the_database_as_json(production: dict[str, Any]) -> None:
    assert production["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"
    assert production["SESSION_SERIALIZER"].endswith("JSONSerializer")


def test_the_log_goes_to_the_standard_stream_as_json(production: dict[str, Any]) -> None:
    log = production["LOGGING"]
    assert log["root"]["handlers"] == ["console"] and "loggers" not in log
    (handler,) = log["handlers"].values()
    assert (handler["class"], handler["formatter"]) == ("logging.StreamHandler", "json")


def test_the_three_administrators_need_a_second_factor(production: dict[str, Any]) -> None:
    assert set(production["SECOND_FACTOR_ROLES"]) == {"sysadmin", "secadmin", "auditor"}
    assert production["MFA_TOTP_TOLERANCE"] == 1


def test_single_sign_on_keeps_no_token_and_begins_with_a_post(production: dict[str, Any]) -> None:
    assert production["SOCIALACCOUNT_STORE_TOKENS"] is False
    assert production["SOCIALACCOUNT_LOGIN_ON_GET"] is False


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/nothing-here/", "/api/me", "/"])
def test_every_answer_carries_the_headers(path: str) -> None:
    headers = Client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    policy = headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy and "*" not in policy


@pytest.mark.django_db
def test_the_sign_in_page_helps_password_managers() -> None:
    page = Client().get("/account/login/").content.decode()
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="username"' in page
    assert 'type="password"' in page


@pytest.mark.django_db  # it may not be made of names of places
@pytest.mark.parametrize("bad", ["short-one", "q1w2e3r4t5y6"])
def test_short_and_common_passwords_are_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(bad)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "good", ["correct horse battery", "只有汉字也可以当作密码来使用的吧", "z" * 40 + "y" * 88]
)
def test_passwords_need_no_mixture_and_may_be_long(good: str) -> None:
    validate_password(good)


def test_password_age_is_asked_only_in_the_profile(production: dict[str, Any]) -> None:
    assert production["PASSWORD_DAYS"] is None


@pytest.mark.parametrize(
    ("issuer", "told"),
    [
        ("https://id.example/realm", "form-action 'self' https://id.example;"),
        ("http://id.example/realm", "give an https address"),
    ],
)
def test_a_provider_of_sign_on_is_reached_by_tls_and_by_the_form(
    tmp_path: Path, issuer: str, told: str
) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    script = (
        "import django; django.setup()\n"
        "from csp.utils import build_policy\nprint(build_policy() + ';')"
    )
    environment = {
        **kept, "CIGU_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "cigu.config.settings",
        "CIGU_OIDC_ISSUER": issuer, "CIGU_OIDC_CLIENT": "cigu", "CIGU_OIDC_SECRET": "made-up",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, check=False, text=True,
        capture_output=True,
    )  # fmt: skip
    assert told in done.stdout + done.stderr


def test_production_asks_for_a_key_of_its_own(tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CIGU_")}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, check=False, capture_output=True,
        env={**kept, "CIGU_MODE": "production", "CIGU_DATA": str(tmp_path)}, text=True,
    )  # fmt: skip
    assert done.returncode != 0
    assert "CIGU_SECRET_KEY is not set" in done.stderr


@pytest.fixture
def officer(db: Any) -> User:
    return make_user(Role.OFFICER, password=PASSWORD)


def enter(client: Client, user: User, password: str) -> bool:
    sent = {"login": user.username, "password": password}
    return client.post("/account/login/", sent).status_code == 302


@pytest.mark.parametrize("path", ["/account/login/", "/ui/appearance/"])
def test_a_form_without_its_token_is_refused(path: str, officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    assert client.post(path, {"theme": "dark"}).status_code == 403


def test_a_call_of_the_api_without_its_token_is_refused(officer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    answer = client.post("/api/needs", "{}", content_type="application/json")
    assert answer.status_code == 403


def test_a_password_is_compared_exactly_as_it_was_typed(officer: User) -> None:
    for other in (PASSWORD.strip(), PASSWORD.lower(), PASSWORD[:-1], PASSWORD + " "):
        assert not enter(Client(), officer, other), other
    assert enter(Client(), officer, PASSWORD)


def test_the_key_of_a_session_is_long_and_changes_at_sign_in(officer: User) -> None:
    client = Client()
    session = client.session
    session["kept"] = "before"
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    assert enter(client, officer, PASSWORD)
    after = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert len(after) == 32 and after != session.session_key


def test_a_changed_password_ends_the_other_sessions(officer: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        assert enter(client, officer, PASSWORD)
    fresh = {"oldpassword": PASSWORD, "password1": FRESH, "password2": FRESH}
    assert here.post("/account/password/", fresh).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/static/", "/static/cigu/", "/documents/"])
def test_folders_are_not_listed(path: str) -> None:
    assert Client().get(path).status_code == 404
