"""Settings, all of them from the environment (see docs/operations.md); a fault is told in one sentence."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from smaajob import environment as env
from smaajob.accounts.allauth_settings import *  # noqa: F403  (ACCOUNT_…, MFA_…, USERSESSIONS_…)
from smaajob.logs import logging_of

env.load_env_file()

ROOT = env.ROOT
VAR = env.var_folder()
PRODUCTION = env.one_of("SMAAJOB_ENV", ("production", "development")) == "production"
DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
FIELD_KEYS = env.words("FIELD_KEYS")
HASH_KEY = env.text("HASH_KEY")
REDIS_URL = env.text("REDIS_URL")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

env.check_keys("FIELD_KEYS", FIELD_KEYS)
if not re.fullmatch(r"[0-9a-fA-F]{64}", HASH_KEY):
    raise env.SettingsFault("HASH_KEY must be 64 hex digits (docs/operations.md tells how to make one).")
if not REDIS_URL.startswith(("redis://", "rediss://", "redis+socket://")):
    raise env.SettingsFault("REDIS_URL must begin with redis://, rediss:// or redis+socket://.")
if PRODUCTION:
    if DEBUG:
        raise env.SettingsFault("DEBUG is on. Production refuses to start with it: set DEBUG=0.")
    if len(SECRET_KEY) < 50 or "insecure" in SECRET_KEY or "change-me" in SECRET_KEY:
        raise env.SettingsFault("SECRET_KEY is a default or too short: set it to at least 50 random characters.")
    if not ALLOWED_HOSTS:
        raise env.SettingsFault("ALLOWED_HOSTS is not set: the host names that this installation answers to.")

INSTALLED_APPS = [
    "smaajob.accounts",  # first: its `migrate` connects as the owner
    "smaajob.audit",
    "smaajob.jobs",
    "smaajob.drafts",
    "smaajob.messages",
    "smaajob.files",
    "smaajob.retention",
    "smaajob.rules",
    "candidates",
    "employers",
    "placements",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "template_partials",
]

MIDDLEWARE = [
    "smaajob.accounts.middleware.NothingFirstMiddleware",
    "smaajob.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "smaajob.headers.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "smaajob.accounts.idle.IdleMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "smaajob.accounts.middleware.ScopeMiddleware",
    "smaajob.too_large.TooLargeMiddleware",
    "smaajob.errors.ErrorsMiddleware",
    "smaajob.no_cpr_in_urls.NoCprInUrlsMiddleware",
    "smaajob.audit.middleware.AccessMiddleware",
    "smaajob.readonly.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "smaajob.urls"
WSGI_APPLICATION = "smaajob.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smaajob.accounts.context.scope",
            ],
            "builtins": ["smaajob.accounts.templatetags.smaajob"],
        },
    }
]

_DATABASE: dict[str, Any] = env.database("DATABASE_URL")
# What pays for pages (ADR 5): an index is nearly as cheap to read as a table where both are in memory, and compiling a
# statement costs more than any page's takes. A URL with `?options=` says it itself.
_PLANNER = "-c random_page_cost=1.1 -c jit=off"
DATABASES = {
    "default": {
        **_DATABASE,
        "OPTIONS": {"options": _PLANNER, **_DATABASE["OPTIONS"]},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": env.text("TEST_DATABASE", "test_smaajob")},
    }
}
DATABASE_OWNER = env.database("DATABASE_OWNER_URL") if env.text("DATABASE_OWNER_URL", "") else None
APPLICATION_ROLE = str(DATABASES["default"]["USER"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "smaajob.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "smaajob.accounts.passwords.NotLikeTheUser"},
    {"NAME": "smaajob.accounts.passwords.NotCommon"},
    {"NAME": "smaajob.accounts.passwords.NotAWordAndANumber"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "placements:today"
LOGOUT_REDIRECT_URL = "account_login"
# Amount/time/by what. `key` is the account that is tried, so that guessing is as slow from many addresses as from one.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "enter_code": "30/m/ip,10/h/key,50/d/key",
    "step_up": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "birth_date": "20/m/ip,5/15m/key",
    "personal_link": "20/m/ip,3/10m/key",
    "invitation": "30/m/ip",
    "register_employer": "10/h/ip",
    "posting_link": "60/10m/ip",
    "post_by_link": "20/h/ip,10/h/key",
    "own_copy": "10/m/ip,10/h/key",
    "hours_sheet": "60/m/ip,60/h/key",
    "agreement_paper": "60/m/ip,60/h/key",
    "calendar_unknown": "60/h/ip",
    "calendar_feed": "60/h/key",
    "signing_link": "30/m/ip",
    "signing_code": "20/m/ip,3/m/key,10/h/key",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# A demo may do without the second factor, and says so on every page; production never.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR", default=PRODUCTION)
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise env.SettingsFault("SECOND_FACTOR is off. Production refuses to start without it: remove SECOND_FACTOR=0.")
IDLE_MINUTES = env.whole_number("IDLE_MINUTES", 30)
LINK_IDLE_MINUTES = env.whole_number("LINK_IDLE_MINUTES", 60)  # who came by a personal link, on a phone
SESSION_ENGINE = "smaajob.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600  # a working day; who is away for IDLE_MINUTES is signed out before
# The site's own address, for links in messages that the worker and commands write.
SITE_URL = env.text("SITE_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
if not SITE_URL:
    raise env.SettingsFault("SITE_URL is not set: the address of this installation, https://smaajob.example.dk.")

# Messages (smaajob/messages). Without a mail server or an SMS gateway a demo shows them on their own page.
MAIL_SERVER = env.mail_server("EMAIL_URL", needed=PRODUCTION)
MAIL_FROM = env.mail_sender("MAIL_FROM", needed=MAIL_SERVER is not None, default="Småjob <smaajob@localhost>")
SMS_GATEWAY = env.sms_gateway("SMS", safe=PRODUCTION)

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
if PRODUCTION:
    # A browser takes such a cookie over HTTPS only, for this host only, and from nobody else under the same domain.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "smaajob.errors.csrf_failure"
# What is said to somebody may name a person: it lies with the session, not in a cookie on their machine.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SSL_REDIRECT", default=True)
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # else all attempts seem to come from the proxy's one address
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Only what is ours, and only from files: no inline script or style, no eval, nothing of a third party.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # data: is the code for an authenticator app, which lies nowhere
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Dansk"))]
TIME_ZONE = "Europe/Copenhagen"
USE_I18N = USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["smaajob.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static-root"
STATICFILES_DIRS = [ROOT / "static", ROOT / "build" / "static"]
# Hashed names need `collectstatic` first; without them files are served from where they lie (runserver, tests).
STATIC_HASHED = env.flag("STATIC_HASHED", default=PRODUCTION)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_HASHED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not STATIC_HASHED
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS  # look a file up when it is asked for, not all of them at start

# An upload is checked and then kept, encrypted, as a row. Until then it is in memory only: Django's other handler would
# write it to a temporary file, in clear.
IMPORT_MAX_BYTES = 50 * 2**20
FILE_MAX_BYTES = env.whole_number("FILE_MAX_MB", 15) * 2**20  # one file about a person or a workplace
FILES_MAX_BYTES = 3 * FILE_MAX_BYTES  # those that are put in at once
FILES_MOST = 200  # about one person or workplace
BODY_MAX_BYTES = DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
_BESIDE = 2**20  # what a form has beside its files
# Pages that take more, of those who have signed in (smaajob/too_large.py).
LARGE_BODIES = {
    "placements:imports": IMPORT_MAX_BYTES + _BESIDE,
    "upload_file": FILES_MAX_BYTES + _BESIDE,
}
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = max(LARGE_BODIES.values())
DATA_UPLOAD_MAX_NUMBER_FILES = 100

CACHES = {
    "default": {
        "BACKEND": "smaajob.cache.CountTogether",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://", 1),
        "KEY_PREFIX": "smaajob-count",
    }
}

# The row is the queue and Celery only the nudge (smaajob/jobs): a short word to a broker that is away must not hold a page up.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 1800  # a task that hangs is killed; its lease then runs out
CELERY_TIMEZONE = TIME_ZONE
JOB_LEASE_SECONDS = env.whole_number("JOB_LEASE_SECONDS", 60)
JOB_SWEEP_SECONDS = env.whole_number("JOB_SWEEP_SECONDS", 10)
CELERY_BEAT_SCHEDULE = {
    "sweep": {
        "task": "smaajob.jobs.tasks.sweep",
        "schedule": JOB_SWEEP_SECONDS,
        "options": {"expires": JOB_SWEEP_SECONDS},
    },
    "tidy": {"task": "placements.tasks.tidy", "schedule": 3600},
    "remind-of-hours": {"task": "placements.tasks.remind_of_hours", "schedule": 3600},
    "mind-proposals": {"task": "placements.tasks.mind_proposals", "schedule": 900, "options": {"expires": 900}},
    "remind-of-agreements": {"task": "placements.tasks.remind", "schedule": 3600},
    "carry-out-moves": {"task": "placements.tasks.carry_out_moves", "schedule": 900, "options": {"expires": 900}},
    "tidy-drafts": {"task": "smaajob.drafts.tasks.tidy", "schedule": 3600},
    "tidy-sessions": {"task": "smaajob.accounts.tasks.tidy_sessions", "schedule": 3600},
    "seal-log": {"task": "smaajob.audit.tasks.seal_log", "schedule": 600, "options": {"expires": 600}},
    "tidy-messages": {"task": "smaajob.messages.tasks.tidy", "schedule": 3600},
    "tidy-retention": {"task": "smaajob.retention.tasks.tidy", "schedule": 3600},
}

LOGGING = logging_of(
    formatter=env.one_of("LOG_FORMAT", ("json", "text") if PRODUCTION else ("text", "json")),
    level=env.text("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING"),
    file=env.text("LOG_FILE", ""),
)
