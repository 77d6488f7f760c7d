"""Brings the `demo` command; installed by the settings of the demo and of the tests only."""

from django.apps import AppConfig


class EmbeddedConfig(AppConfig):
    name = "embedded"
