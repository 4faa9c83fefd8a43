"""Django settings. What differs between installations comes from the environment:

LIANMENG_DATA     directory of the database, the files and the secrets (default: `var` beside manage.py)
DATABASE_URL      such as postgres://name:password@host/database (default: SQLite in the data directory)
LIANMENG_HOSTS    host names served, separated by commas (default: localhost,127.0.0.1)
LIANMENG_SITE     address of the pages, on papers and in invitations (default: this machine)
LIANMENG_HTTPS    1 behind a proxy that ends TLS and sets X-Forwarded-Proto
LIANMENG_DEBUG    1 for Django's own error pages; never on a server
LIANMENG_PORT     port of `lianmeng serve` (default: 8000)
"""

import gc
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url

from lianmeng.keys import read_or_create

# Packs are large and stay. Looking through them for garbage as often as Python does by itself takes a
# twentieth of the time.
gc.set_threshold(200_000, 50, 100)

BASE_DIR = Path(__file__).resolve().parents[2]
LIANMENG_DATA = Path(os.environ.get("LIANMENG_DATA") or BASE_DIR / "var").resolve()
FILES_ROOT = LIANMENG_DATA / "files"
HTTPS = os.environ.get("LIANMENG_HTTPS") == "1"

LIANMENG_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = read_or_create(LIANMENG_DATA / "secret.key")
# Keys the hash of identity numbers. Apart from SECRET_KEY, which may be changed without losing anything.
IDENTITY_KEY = read_or_create(LIANMENG_DATA / "identity.key")

DEBUG = os.environ.get("LIANMENG_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("LIANMENG_HOSTS", "localhost,127.0.0.1").split(",")
LIANMENG_SITE = (
    os.environ.get("LIANMENG_SITE") or f"http://127.0.0.1:{os.environ.get('LIANMENG_PORT') or 8000}"
).rstrip("/")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    # the rooms, from the foundation up
    "lianmeng.record",
    "lianmeng.files",
    "lianmeng.policies",
    "lianmeng.parties",
    "lianmeng.alliances",
    "lianmeng.documents",
    "lianmeng.cases",
    "lianmeng.applications",
    "lianmeng.reviews",
    "lianmeng.decisions",
    "lianmeng.designations",
    "lianmeng.web",
]

MIDDLEWARE = [
    "lianmeng.web.proxy.ClientAddress",
    "lianmeng.web.ui.headers.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lianmeng.web.clock.middleware.HeldClock",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lianmeng.web.urls"
WSGI_APPLICATION = "lianmeng.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lianmeng.web.ui.context.site",
            ],
        },
    },
]

# --- database ---------------------------------------------------------------------------------------------

_database: dict[str, Any] = dict(
    dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{LIANMENG_DATA / 'lianmeng.sqlite3'}",
        conn_max_age=600,
        conn_health_checks=True,
    )
)
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",  # deferred transactions fail when two read and then write
        "timeout": 20,  # seconds to wait for another writer
        # synchronous stays FULL: what was acknowledged survives a power cut
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA recursive_triggers=ON",
    }
else:
    # each statement is planned once a connection, not at every call
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who may enter ----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "parties.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lianmeng.web.identity.backend.Accounts",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "lianmeng.web.ui.uploads.LimitedUpload",
]
LOGIN_URL = "/login"
CSRF_FAILURE_VIEW = "lianmeng.web.ui.errors.csrf_failure"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# Per account and address together: behind a proxy all share one address, and nobody locks out a colleague.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_COOLOFF_MESSAGE = "登录失败次数过多，请 15 分钟后再试。"
AXES_PERMALOCK_MESSAGE = AXES_COOLOFF_MESSAGE
AXES_VERBOSE = False
AXES_LOCKOUT_TEMPLATE = "identity/locked.html"

# --- sessions and transport -------------------------------------------------------------------------------

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# The domain above ours is the department's: whether all its hosts use TLS is not for us to declare.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # one section with the rows of a thousand members

# --- language, time, static files, log --------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LIANMENG_CLOCK = "lianmeng.web.clock.today"  # what day it is, for commands of the rooms below
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the packages themselves: nothing to collect, nothing to build

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # DEBUG off sends Django's errors by mail and nowhere else; here they go to stderr like the rest
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # a page not found is no event
        "lianmeng": {"level": "INFO"},
        "pypdf": {"level": "CRITICAL"},  # what is wrong with an uploaded file is told on its page
    },
}
