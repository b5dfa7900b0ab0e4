"""All settings of the site. Values come from the environment (config/env.py)."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import env

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parents[1]

MODE = env.choice("CIGU_MODE", env.MODES, "development")
DATA = env.data_folder(ROOT / "var")
DEBUG = env.flag("CIGU_DEBUG", False)
SECRET_KEY = env.secret_key(DATA, MODE)
ALLOWED_HOSTS = env.words("CIGU_HOSTS", "localhost,127.0.0.1,[::1]")
SECURE = MODE == "production"

ROOMS = [
    "cigu.core.clock",
    "cigu.core.audit",
    "cigu.core.places",
    "cigu.core.access",
    "cigu.core.documents",
    "cigu.core.numbers",
    "cigu.core.flow",
    "cigu.core.figures",
    "cigu.core.search",
    "cigu.core.notices",
    "cigu.core.jobs",
    "cigu.core.backups",
    "cigu.core.ui",
    "cigu.records.organisations",
    "cigu.records.people",
    "cigu.records.teams",
    "cigu.records.platforms",
    "cigu.records.achievements",
    "cigu.records.needs",
    "cigu.records.cooperations",
    "cigu.work.checkups",
    "cigu.work.matchmaking",
    "cigu.work.roadshows",
    "cigu.faces.accounts",
    "cigu.faces.desk",
    "cigu.faces.yearbook",
    "cigu.faces.registers",
    "cigu.faces.demo",
]

INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "cigu.faces.accounts.proxies.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cigu.core.audit.middleware.RequestMiddleware",
    "cigu.faces.accounts.gate.GateMiddleware",
    "cigu.core.ui.browsers.BrowserMiddleware",
    "cigu.core.ui.limits.BodyLimitMiddleware",
    "cigu.core.ui.hostile.AddressMiddleware",
    "cigu.core.ui.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "cigu.config.urls"
ASGI_APPLICATION = "cigu.config.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cigu.core.ui.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": env.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core_access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# CIGU_PASSWORDS=dengbao adds what classified protection (等保) asks for and ASVS forbids.
PASSWORDS = env.choice("CIGU_PASSWORDS", ("plain", "dengbao"), "plain")
PASSWORD_DAYS = env.number("CIGU_PASSWORD_DAYS", 90, 1, 3650) if PASSWORDS == "dengbao" else None
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cigu.faces.accounts.passwords.NotTheName"},
]
if PASSWORDS == "dengbao":
    AUTH_PASSWORD_VALIDATORS += [
        {"NAME": "cigu.faces.accounts.passwords.ThreeKinds"},
        {"NAME": "cigu.faces.accounts.passwords.NotThePresentOne"},
    ]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "cigu.faces.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"

# Guesses and sign-ins are counted in the database, so that all processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
        # What is thrown out too early is a limit forgotten: rows are small, so many may stay.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60  # so old may a sign-in be for an act on accounts
ACCOUNT_LOGIN_TIMEOUT = 10 * 60  # from the password to the code of the second factor
MFA_ADAPTER = "cigu.faces.accounts.second_factor.Adapter"
MFA_FORMS = {
    "authenticate": "cigu.faces.accounts.second_factor.CodeForm",
    "reauthenticate": "cigu.faces.accounts.second_factor.CodeAgainForm",
    "activate_totp": "cigu.faces.accounts.second_factor.ActivateForm",
    "deactivate_totp": "cigu.faces.accounts.second_factor.DeactivateForm",
    "generate_recovery_codes": "cigu.faces.accounts.second_factor.NewCodesForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Cigu"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
# Who must have a second factor. In production the three administrators, unless it is said.
SECOND_FACTOR_ROLES = env.words(
    "CIGU_SECOND_FACTOR", "sysadmin,secadmin,auditor" if MODE == "production" else ""
)
SOCIALACCOUNT_ADAPTER = "cigu.faces.accounts.openid.Adapter"
SOCIALACCOUNT_PROVIDERS = env.openid()
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False

# Half an hour: a desk left alone is closed before somebody else sits down at it (GB/T 22239 asks
# for a limit and leaves the length open). Eight hours: a working day, then everybody signs in anew.
SESSION_IDLE = 60 * env.number("CIGU_SESSION_IDLE", 30, 1, 24 * 60)
SESSION_COOKIE_AGE = 3600 * env.number("CIGU_SESSION_HOURS", 8, 1, 24)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cigu.core.ui.views.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Only these senders may say for whom they ask (X-Forwarded-For, X-Forwarded-Proto); the header
# that Django reads is written by our own middleware and cannot be sent by anybody.
TRUSTED_PROXIES = env.networks("CIGU_TRUSTED_PROXIES")
SECURE_PROXY_SSL_HEADER = ("CIGU_SCHEME", "https")
if SECURE:
    SECURE_SSL_REDIRECT = env.flag("CIGU_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *env.openid_origins()],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

NINJA_PAGINATION_CLASS = "cigu.core.ui.paging.Paged"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if SECURE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not SECURE
DOCUMENTS = DATA / "documents"
# Whoever holds the database should hold neither of these two.
AUDIT_KEYS = env.place("CIGU_AUDIT_KEYS", DATA / "keys")
AUDIT_EXPORT = [Path(word) for word in env.words("CIGU_AUDIT_EXPORT", "")]
AUDIT_ORIGIN = env.word("CIGU_AUDIT_ORIGIN", "cigu/audit")
# Empty: no backup is made by itself, and none is missed.
BACKUP_TO = env.optional_place("CIGU_BACKUP_TO")
BACKUP_AT = env.clock("CIGU_BACKUP_AT", "02:30")
BACKUP_KEEP = env.whole("CIGU_BACKUP_KEEP", 14)
DISK_MIN_MB = env.whole("CIGU_DISK_MIN_MB", 500)
BACKUP_MAX_HOURS = env.whole("CIGU_BACKUP_MAX_HOURS", 26)
REGIONS = next(p for p in (ROOT / "regions", PACKAGE / "regions") if p.is_dir())
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOG_FORM = env.choice("CIGU_LOG", ("line", "json"), "json" if SECURE else "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "cigu.core.audit.loglines.LogLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORM}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
