"""Declares the app `demo` to Django; installed by the settings of the demo and of the tests only."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
