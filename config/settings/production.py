"""Production: everything over TLS behind a proxy, secrets from the environment, no defaults for what must be chosen."""

from config.settings.base import *
from config.settings.base import env

SECRET_KEY = env.str("DJANGO_SECRET_KEY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("PORTAL_SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
# Who works in the admin logs in with a second factor.
PORTAL_STAFF_SECOND_FACTOR = env.bool("PORTAL_STAFF_SECOND_FACTOR", True)
# How many proxies of our own stand before us: whose word on the address of the client is believed (log-in limits).
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PORTAL_TRUSTED_PROXIES", 1)
# Where the proxy keeps the private files (deploy/nginx/portal.conf); a view that has said yes answers with this header.
PORTAL_ACCEL_PREFIX = env.str("PORTAL_ACCEL_PREFIX", "/_private/")
