"""The demo and the developer's desk: plain HTTP on this machine, a fixed key, mail written to files."""

from config.settings.base import *
from config.settings.base import INSTALLED_APPS, STORAGES, VAR
from demo.people import ACCOUNTS

INSTALLED_APPS = [*INSTALLED_APPS, "embedded", "demo"]
SECRET_KEY = "demo-only-this-key-is-public-and-protects-nothing"
PORTAL_DEMO = True
PORTAL_DEMO_ACCOUNTS = ACCOUNTS
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
# Nothing is collected here: files are served from where they stand.
STATIC_ROOT = None
PORTAL_PARTS = str(VAR / "parts")
# `manage.py demo_sign` founds an authority to play with, and puts its root here.
PORTAL_TRUST_ANCHORS = str(VAR / "trust-anchors")
