"""The test run: real PostgreSQL, broker and worker, cheap password hashes, mail kept in memory."""

from config.settings.base import *
from config.settings.base import INSTALLED_APPS, PORTAL_SERVING_DATABASE_URL, STORAGES, VAR

INSTALLED_APPS = [*INSTALLED_APPS, "embedded", "demo"]
SECRET_KEY = "tests-only-not-a-secret"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
# Files are looked for when they are asked for: every test client would list them all before its first page.
WHITENOISE_AUTOREFRESH = True
# Nothing is collected here: files are served from where they stand.
STATIC_ROOT = None
# Whoever signs in a test puts the root of its own authority here.
PORTAL_TRUST_ANCHORS = str(VAR / "trust-anchors")
# The role that serves, on whatever server the tests run (tests/conftest.py lets it into each test database).
PORTAL_SERVING_DATABASE_URL = PORTAL_SERVING_DATABASE_URL or "postgresql://portal_app@/portal"
