"""The settings of production, with one address more: a page that does nothing, behind the same middleware."""

from config.settings.production import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
