"""What holds wherever the portal runs; secrets and addresses come from the environment (NAME or NAME_FILE)."""

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.settings import logs, timetable

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.FileAwareEnv()
VAR = Path(env.str("PORTAL_VAR", str(BASE_DIR / "var")))


def database(url: str) -> dict[str, object]:
    """Settings for a PostgreSQL address; any other scheme is refused with a sentence.

    SQLite rounds decimals, ignores row locks and accepts duplicates under deferred constraints: the guarantees of the
    portal would be gone without a sign.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL names «{parts.scheme}»: the portal runs on PostgreSQL 17 or later only "
            "(postgresql://user:password@host:5432/name)."
        )
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "core.adapters.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        # A new connection plans anew whatever is prepared on it; a dead one is found by the health check.
        "CONN_MAX_AGE": 3600,
        "CONN_HEALTH_CHECKS": True,
    }


def storage(url: str, key: str, secret: str) -> dict[str, object]:
    """Settings for the private files: none is a folder (PORTAL_MEDIA_ROOT), s3://bucket/folder?endpoint=…&region=… a bucket.

    A bucket stays private: no file in it ever gets an address, each leaves through a view that asks permission. Without a
    key the client looks for its own (environment, role of the machine).
    """
    if not url:
        options: dict[str, object] = {"base_url": None, "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts, said = urlsplit(url), parse_qs(urlsplit(url).query)
    if parts.scheme != "s3" or not parts.netloc:
        raise ImproperlyConfigured(
            f"PORTAL_STORAGE says «{url}»: write s3://bucket/folder?endpoint=https://…&region=…, or leave it empty for a folder."
        )
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": said.get("endpoint", [None])[0],
        "region_name": said.get("region", [None])[0],
        "addressing_style": "path" if "endpoint" in said else "auto",
        "signature_version": "s3v4",
        "file_overwrite": False,
        "default_acl": None,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options | _credentials(key, secret)}


def _credentials(key: str, secret: str) -> dict[str, object]:
    return {"access_key": key, "secret_key": secret} if key else {}


DATABASES = {"default": database(env.str("DATABASE_URL", f"postgresql://portal@/portal?host={VAR / 'run'}"))}
# How web and workers connect, as a role that may change nothing that was recorded: `manage.py grant_privileges`, run by the
# owner of the tables, makes it so (docs/production.md).
PORTAL_SERVING_DATABASE_URL = env.str("PORTAL_SERVING_DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", f"unix://{VAR / 'run' / 'redis.sock'}")

DEBUG = False
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ADDRESS = env.str("PORTAL_SITE_ADDRESS", "http://127.0.0.1:8000")

INSTALLED_APPS = [
    "core",
    "registry",
    "accounts",
    "bando",
    "applications",
    "disbursement",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "config.apps.PortalAdminConfig",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "pgtrigger",
]

MIDDLEWARE = [
    "core.middleware.ReceivedAtMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.AskedAtMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.views.gate.SecondFactorGate",
    "django_htmx.middleware.HtmxMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.RefusalMiddleware",
    "core.middleware.BackToPageMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.portal",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap_italia"]
CRISPY_TEMPLATE_PACK = "bootstrap_italia"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.person.SignupDetails"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Portale Bandi"
# Who tries too often waits: a minute by address of the network, five minutes by account (the refusal says so). Counted in
# the cache that all web processes share; behind proxies the client's address is taken from them (production.py).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip,5/5m/key",
    "reset_password_from_key": "20/m/ip",
    "confirm_email": "1/3m/key",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
}
# Whether who works in the admin sets up a second factor before it opens. Off here: the demo and the tests log in by the
# password that the log-in page shows; on in production (production.py) and tried by tests/accounts/faces.
PORTAL_STAFF_SECOND_FACTOR = False

LANGUAGE_CODE = "it"
# British, not American: day before month, and a decimal point that nobody mistakes.
LANGUAGES = [("it", _("Italiano")), ("en-gb", _("Inglese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Rome"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT: Path | None = Path(env.str("PORTAL_STATIC_ROOT", str(VAR / "staticfiles")))
MEDIA_ROOT = Path(env.str("PORTAL_MEDIA_ROOT", str(VAR / "media")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# A document is judged in memory: through a file on disk it would only be read back.
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
PORTAL_STORAGE = env.str("PORTAL_STORAGE", "")
STORAGES = {
    # Private files: no public URL at all; every byte leaves through a view that asks permission.
    "default": storage(PORTAL_STORAGE, env.str("PORTAL_STORAGE_KEY", ""), env.str("PORTAL_STORAGE_SECRET", "")),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The antivirus: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: files are not scanned.
PORTAL_CLAMD = env.str("PORTAL_CLAMD", "")

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        # Bootstrap Italia's style sheet draws its small arrows and check marks from data: addresses.
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace("?db=", "?virtual_host=")
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES, CELERY_BEAT_SCHEDULE = timetable.ROUTES, timetable.SCHEDULE

EMAIL_BACKEND = env.str("PORTAL_EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.str("EMAIL_HOST", "localhost")
EMAIL_PORT = env.int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.str("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Portale Bandi <portale@localhost>")
# Certified mail (PEC) leaves by the server of the portal's own certified mailbox. Without one nothing is sent to the
# certified addresses of the firms: the ordinary server is never used for them.
PORTAL_PEC_EMAIL_HOST = env.str("PORTAL_PEC_EMAIL_HOST", "")
PORTAL_PEC_EMAIL_PORT = env.int("PORTAL_PEC_EMAIL_PORT", 465)
PORTAL_PEC_EMAIL_USER = env.str("PORTAL_PEC_EMAIL_USER", "")
PORTAL_PEC_EMAIL_PASSWORD = env.str("PORTAL_PEC_EMAIL_PASSWORD", "")
PORTAL_PEC_EMAIL_USE_SSL = env.bool("PORTAL_PEC_EMAIL_USE_SSL", True)
PORTAL_PEC_EMAIL_USE_TLS = env.bool("PORTAL_PEC_EMAIL_USE_TLS", False)
PORTAL_PEC_FROM_EMAIL = env.str("PORTAL_PEC_FROM_EMAIL", "") or DEFAULT_FROM_EMAIL

# The certificates of those who may vouch for signatures, PEM or DER, in one directory; none: nobody is trusted.
PORTAL_TRUST_ANCHORS = env.str("PORTAL_TRUST_ANCHORS", "")

# So many days the files of a report are kept after they were made; its digests stay, and it can be made again. Those of a report
# sent to the Region are never thrown away.
PORTAL_REPORT_FILES_DAYS = env.int("PORTAL_REPORT_FILES_DAYS", 730)
# What one part of a PDF may take: seconds, and megabytes of memory.
PORTAL_PDF_SECONDS = env.int("PORTAL_PDF_SECONDS", 120)
PORTAL_PDF_MEGABYTES = env.int("PORTAL_PDF_MEGABYTES", 768)
# Where parts of documents are kept that were drawn before (nowhere without), and for how many days without use.
PORTAL_PARTS = env.str("PORTAL_PARTS", "")
PORTAL_PARTS_DAYS = env.int("PORTAL_PARTS_DAYS", 30)
# So many seconds the database may take for each answer to a first look at a report.
PORTAL_LOOK_SECONDS = env.float("PORTAL_LOOK_SECONDS", 5.0)

# The seal of reports (docs/production.md): a PKCS#12 file with its passphrase, and the service that tells the time (RFC 3161).
# Without the file nothing is sealed.
PORTAL_SEAL_KEY = env.str("PORTAL_SEAL_KEY", "")
PORTAL_SEAL_PASSPHRASE = env.str("PORTAL_SEAL_PASSPHRASE", "")
PORTAL_SEAL_TSA = env.str("PORTAL_SEAL_TSA", "")
PORTAL_SEAL_TSA_USER = env.str("PORTAL_SEAL_TSA_USER", "")
PORTAL_SEAL_TSA_PASSWORD = env.str("PORTAL_SEAL_TSA_PASSWORD", "")

# The log-in page lists the demo's accounts only where this is on (settings/dev.py).
PORTAL_DEMO = False

LOGGING = logs.LOGGING
