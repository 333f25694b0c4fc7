"""Settings, all of them from the environment (see docs/operations.md); a fault is told in one sentence."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from smaajob import environment as env

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
    if len(SECRET_KEY) < 40 or "insecure" in SECRET_KEY or "change-me" in SECRET_KEY:
        raise env.SettingsFault("SECRET_KEY is a default or too short: set it to at least 40 random characters.")
    if not ALLOWED_HOSTS:
        raise env.SettingsFault("ALLOWED_HOSTS is not set: the host names that this installation answers to.")

INSTALLED_APPS = [
    "smaajob.accounts",  # first: its `migrate` connects as the owner
    "smaajob.audit",
    "smaajob.jobs",
    "smaajob.drafts",
    "smaajob.messages",
    "smaajob.files",
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
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "smaajob.accounts.middleware.ScopeMiddleware",
    "smaajob.no_cpr_in_urls.NoCprInUrlsMiddleware",
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
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "placements:today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "smaajob.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
# Amount/time/by what. `key` is the account that is tried, so that guessing is as slow from many addresses as from one.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/m/key,10/h/key",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
    "birth_date": "20/m/ip,5/15m/key",
    "personal_link": "20/m/ip,3/10m/key",
    "invitation": "30/m/ip",
    "register_employer": "10/h/ip",
}

MFA_ADAPTER = "smaajob.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Småjob"
MFA_RECOVERY_CODES_SHOW_ONCE = True
# Accounts are made by an invitation that was sent to the address; allauth does not know that.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = (
    False  # a write at each request; when it was last used stands in the session (smaajob.accounts.idle)
)
# A demo may do without the second factor, and says so on every page; production never.
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR", default=PRODUCTION)
if PRODUCTION and not SECOND_FACTOR_REQUIRED:
    raise env.SettingsFault("SECOND_FACTOR is off. Production refuses to start without it: remove SECOND_FACTOR=0.")
IDLE_MINUTES = env.whole_number("IDLE_MINUTES", 30)
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
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and env.flag("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
X_FRAME_OPTIONS = "DENY"

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

# An upload is checked and then kept, encrypted, as a row until its import is done.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
IMPORT_MAX_BYTES = 50 * 2**20

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
    "tidy-drafts": {"task": "smaajob.drafts.tasks.tidy", "schedule": 3600},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO" if PRODUCTION else "WARNING")},
}
