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
SECRET_KEY_FALLBACKS = env.words("CIGU_SECRET_KEY_OLD", "")  # read with, never written with
ALLOWED_HOSTS = env.words("CIGU_HOSTS", "localhost,127.0.0.1,[::1]")
# Documents come from a host of their own where one is named (core/documents/elsewhere.py).
DOCUMENTS_AT = env.other_host("CIGU_DOCUMENTS_AT", ALLOWED_HOSTS)
if DOCUMENTS_AT:
    ALLOWED_HOSTS.append(str(env.urlsplit(DOCUMENTS_AT).hostname))
SECURE = MODE == "production"

ROOMS = [
    "cigu.core.personal",
    "cigu.core.clock",
    "cigu.core.audit",
    "cigu.core.places",
    "cigu.core.access",
    "cigu.core.documents",
    "cigu.core.numbers",
    "cigu.core.changesets",
    "cigu.core.flow",
    "cigu.core.figures",
    "cigu.core.search",
    "cigu.core.notices",
    "cigu.core.webhooks",
    "cigu.core.jobs",
    "cigu.core.imports",
    "cigu.core.quotas",
    "cigu.core.backups",
    "cigu.core.ui",
    "cigu.records.organisations",
    "cigu.records.people",
    "cigu.records.teams",
    "cigu.records.facts",
    "cigu.records.platforms",
    "cigu.records.qualifications",
    "cigu.records.achievements",
    "cigu.records.needs",
    "cigu.records.cooperations",
    "cigu.records.publicnotices",
    "cigu.work.checkups",
    "cigu.work.matchmaking",
    "cigu.work.reports",
    "cigu.work.roadshows",
    "cigu.faces.accounts",
    "cigu.faces.portal",
    "cigu.faces.privacy",
    "cigu.faces.auditing",
    "cigu.faces.desk",
    "cigu.faces.operations",
    "cigu.faces.yearbook",
    "cigu.faces.registers",
    "cigu.faces.importing",
    "cigu.faces.setup",
    "cigu.faces.bulk",
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
    "cigu.faces.accounts.proxies.EncryptedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cigu.core.documents.elsewhere.DocumentsHostMiddleware",
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
    "cigu.faces.accounts.bearing.BearerMiddleware",
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
PASSWORD_WORDS = env.words("CIGU_PASSWORD_WORDS", "")  # beside the names of places
LEAKED_PASSWORDS = env.file("CIGU_LEAKED_PASSWORDS")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cigu.faces.accounts.passwords.NotTheName"},
    {"NAME": "cigu.faces.accounts.passwords.NotOurWords"},
    {"NAME": "cigu.faces.accounts.passwords.NotLeaked"},
]
if PASSWORDS == "dengbao":
    AUTH_PASSWORD_VALIDATORS += [
        {"NAME": "cigu.faces.accounts.passwords.ThreeKinds"},
        {"NAME": "cigu.faces.accounts.passwords.NotThePresentOne"},
    ]
# How long the API repeats an answer under the same Idempotency-Key.
IDEMPOTENCY_HOURS = env.number("CIGU_IDEMPOTENCY_HOURS", 48, 1, 24 * 30)
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
OIDC_ACR = env.words("CIGU_OIDC_ACR", "")  # strengths of sign-on that are taken; empty: any
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False

# Half an hour: a desk left alone is closed before somebody else sits down at it (GB/T 22239 asks
# for a limit and leaves the length open). Eight hours: a working day, then everybody signs in anew.
SESSION_IDLE = 60 * env.number("CIGU_SESSION_IDLE", 30, 1, 24 * 60)
SESSION_COOKIE_AGE = 3600 * env.number("CIGU_SESSION_HOURS", 8, 1, 24)
SESSIONS = env.number("CIGU_SESSIONS", 5, 1, 100)  # of one account; one more ends the oldest
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
        "report-uri": ["/ui/policy/"],
    }
}

# Levels of GB/T 43697 that the bureau raises: app.model[.field]=important|core, with commas.
DATA_LEVELS = env.levels("CIGU_DATA_LEVELS")
# Who was erased, by public id; better on another disk than the data folder and the backups.
ERASURES = env.place("CIGU_ERASURES", DATA / "erasures.jsonl")
PRIVACY_DAYS = env.number("CIGU_PRIVACY_DAYS", 15, 1, 60)  # working days; a parameter of Cigu
# Rows that a role may take away in a real day; parameters of Cigu, no law gives numbers.
FOUR_EYES = env.flag("CIGU_FOUR_EYES", default=False)  # a report is published by another hand
EXPORT_QUOTA = env.quotas(
    "CIGU_EXPORT_QUOTA",
    {"officer": 20_000, "registrar": 20_000, "leader": 10_000, "broker": 10_000,
     "commissioner": 5_000, "enterprise": 2_000, "expert": 2_000, "sysadmin": 2_000,
     "secadmin": 2_000, "auditor": 2_000, "anonymous": 2_000},
)  # fmt: skip
# What an address without a sign-in may send in a real day: objections and claims.
VISITOR_FORMS = env.number("CIGU_VISITOR_FORMS", 20, 1, 10_000)
# Name and contact of who objected or claimed are erased so many days after the case has ended.
CONTACT_DAYS = env.number("CIGU_CONTACT_DAYS", 180, 1, 3650)
# Where the office has put docs/handbook, rendered; the account menu leads there.
HANDBOOK_AT = env.site_address("CIGU_HANDBOOK_AT")
# What stands under every page of the public portal; empty means that nothing was stated.
PORTAL_OFFICE = env.text("CIGU_PORTAL_OFFICE")
PORTAL_TERMS = env.text("CIGU_PORTAL_TERMS")
PORTAL_LICENCE = env.site_address("CIGU_PORTAL_LICENCE")
PORTAL_CONTACT = env.text("CIGU_PORTAL_CONTACT")

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
AUDIT_HASH = env.digest("CIGU_AUDIT_HASH", "sha256")
AUDIT_SIGNER = env.word("CIGU_AUDIT_SIGNER", "ed25519")
AUDIT_ORIGIN = env.word("CIGU_AUDIT_ORIGIN", "cigu/audit")
# Empty: no backup is made by itself, and none is missed.
FONTS = env.optional_place("CIGU_FONTS")  # Chinese faces for PDF, where the system has none

BACKUP_TO = env.optional_place("CIGU_BACKUP_TO")
BACKUP_AT = env.clock("CIGU_BACKUP_AT", "02:30")
BACKUP_KEEP = env.whole("CIGU_BACKUP_KEEP", 14)
DISK_MIN_MB = env.whole("CIGU_DISK_MIN_MB", 500)
BACKUP_MAX_HOURS = env.whole("CIGU_BACKUP_MAX_HOURS", 26)
# Notices go out by mail as well where a gateway is named.
_mail = env.mail()
MAIL_ON = bool(_mail["host"])
EMAIL_HOST, EMAIL_PORT = _mail["host"], _mail["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["user"], _mail["password"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["kind"] == "starttls", _mail["kind"] == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _mail["sender"]
SITE_ADDRESS = env.site_address("CIGU_SITE")
# Origins that webhooks may reach although they lie inside a network.
OUTBOUND_ALLOW = env.origins("CIGU_OUTBOUND_ALLOW")
REGIONS = next(p for p in (ROOT / "regions", PACKAGE / "regions") if p.is_dir())
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # forms that take several say how many themselves

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
