"""Settings. Everything a branch may have to change comes from the environment; docs/operations.md lists the names."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from baiyi.records.private_folders import OPEN, close, close_installation, local_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("BAIYI_VAR", BASE_DIR / "var"))
close_installation(VAR_DIR)


def _flag(name: str, default: str = "") -> bool:
    return os.environ.get(name, default).lower() in {"1", "true", "yes", "on"}


DEBUG = _flag("BAIYI_DEBUG")
PRODUCTION = _flag("BAIYI_PRODUCTION")
SECRET_KEY = os.environ.get("BAIYI_SECRET_KEY") or local_secret(VAR_DIR / "secret_key", get_random_secret_key)
# Personal text at rest (SM4-GCM): 16 bytes in hex, with an id so that keys can be rotated.
FIELD_KEY_ID = os.environ.get("BAIYI_FIELD_KEY_ID", "k1")
FIELD_KEYS = dict(
    pair.split(":", 1) for pair in os.environ.get("BAIYI_FIELD_KEYS_OLD", "").split(",") if pair
)  # k0:hex,… still read
FIELD_KEYS[FIELD_KEY_ID] = os.environ.get("BAIYI_FIELD_KEY") or local_secret(
    VAR_DIR / "field_key", lambda: os.urandom(16).hex()
)
ALLOWED_HOSTS = os.environ.get("BAIYI_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
if (_host := os.environ.get("HOST", "")) and _host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
    ALLOWED_HOSTS.append(_host)
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("BAIYI_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "cockpit",
    "hotspots",
    "inspections",
    "cases",
    "disputes",
    "prevention",
    "campaigns",
    "baiyi.exchange",
    "baiyi.transfers",
    "baiyi.figures",
    "baiyi.deadlines",
    "baiyi.notifications",
    "baiyi.jobs",
    "baiyi.journal",
    "baiyi.accounts",
    "baiyi.records",
    "auditlog",
    "axes",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_fsm",
    "django_tables2",
    "tree_queries",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "baiyi.records.middleware.ScriptedForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "baiyi.records.middleware.PrivateResponses",
    "baiyi.accounts.middleware.SessionLimits",
    "baiyi.records.middleware.RefusalPages",
    "baiyi.records.middleware.PolicyGate",
    "baiyi.journal.middleware.JournalContext",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "baiyi.urls"
WSGI_APPLICATION = "baiyi.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["baiyi.records.templatetags.baiyi"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "baiyi.records.context_processors.page",
            ],
        },
    }
]

# Database: SQLite by default; DATABASE_URL=postgres://… switches. Write transactions are short and IMMEDIATE on SQLite.
DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
IS_POSTGRES = DATABASES["default"]["ENGINE"].endswith("postgresql")
if IS_POSTGRES:
    # jit: a page's statements are short, and compiling them took longer than running them (ADR 0024)
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000 -c jit=off"
    )
else:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["TEST"] = {
        "NAME": str(VAR_DIR / f"test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.sqlite3")
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5000},  # a menu for each page and set of roles among them
    }
}

# Accounts
AUTH_USER_MODEL = "accounts.User"
UNIT_MODEL = "accounts.Unit"  # whom every record belongs to
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "baiyi.accounts.backends.PostingBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "baiyi.accounts.passwords.SimilarityValidator",
        "OPTIONS": {"user_attributes": ["username"]},
    },
    {"NAME": "baiyi.accounts.passwords.LengthValidator"},
    {"NAME": "baiyi.accounts.passwords.CommonValidator"},
    {"NAME": "baiyi.accounts.passwords.MixedCharactersValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours: 15 minutes
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "baiyi.accounts.views.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # tries while it is locked write nothing
AXES_USERNAME_CALLABLE = "baiyi.accounts.sign_ins.attempted_name"
AXES_SENSITIVE_PARAMETERS = ["username", "password", "csrfmiddlewaretoken"]
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "baiyi.accounts.addresses.client_address"
TRUSTED_PROXIES = int(os.environ.get("BAIYI_PROXIES", "0"))
SESSION_COOKIE_AGE = 12 * 3600  # seconds after sign-in, however busy (accounts.middleware)
SESSION_IDLE_SECONDS = int(os.environ.get("BAIYI_IDLE_SECONDS", "1800"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "baiyi.records.errors.csrf_failed"

# Language, time
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["baiyi.formats"]
BAIYI_TODAY = os.environ.get("BAIYI_TODAY", "")

# Files
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / OPEN
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = Path(os.environ.get("BAIYI_MEDIA", VAR_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "baiyi.records.statics.ReadableStaticFiles"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Headers: nothing leaves the machine, nothing runs inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if PRODUCTION:
    SECURE_SSL_REDIRECT = _flag("BAIYI_SSL_REDIRECT", "1")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# Forms, tables, journal
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
DJANGO_TABLES2_TEMPLATE = "records/_table.html"
AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_DISABLE_REMOTE_ADDR = False
AUDITLOG_CID_HEADER = None  # what a client writes there would go into every line, of any length
AUDITLOG_CID_GETTER = "baiyi.journal.middleware.request_number"

# Celery: Redis when REDIS_URL is set, otherwise files, so that one command runs everything with nothing installed.
REDIS_URL = os.environ.get("REDIS_URL", "")
BROKER_DIR = Path(os.environ.get("BAIYI_BROKER_DIR", VAR_DIR / "broker"))
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 1800,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "max_retries": 0,
    }
else:
    for _name in ("queue", "control"):
        (BROKER_DIR / _name).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 540  # seconds
CELERY_TASK_TIME_LIMIT = 600  # seconds
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000  # kB
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 60  # seconds
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_TASK_DEFAULT_QUEUE = os.environ.get("BAIYI_QUEUE", "baiyi") + os.environ.get("PYTEST_XDIST_WORKER", "")
JOBS_TICK_SECONDS = float(os.environ.get("BAIYI_TICK_SECONDS", "15"))
JOBS_LEASE_SECONDS = float(os.environ.get("BAIYI_LEASE_SECONDS", "60"))
CELERY_BEAT_SCHEDULER = "baiyi.jobs.beat:Scheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = min(5, JOBS_TICK_SECONDS)  # seconds
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "baiyi.jobs.tasks.tick", "schedule": JOBS_TICK_SECONDS, "options": {"retry": False}}
}
CELERY_TIMEZONE = TIME_ZONE

# What lies outside var/, and must be closed to the other accounts of the machine like it.
PRIVATE_PLACES = [MEDIA_ROOT, BROKER_DIR]
if not IS_POSTGRES:
    PRIVATE_PLACES += [Path(f"{DATABASES['default']['NAME']}{_part}") for _part in ("", "-wal", "-shm", "-journal")]
close(*PRIVATE_PLACES)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "baiyi.records.masking.LogFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "axes": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "django": {"handlers": []},  # Django's own handlers would write unmasked beside ours
        "django.request": {"level": "ERROR"},
        "waitress.queue": {"level": "ERROR"},  # it warns of each request that waits for a thread
    },
}
