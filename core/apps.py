"""Declares the app `core` to Django."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
