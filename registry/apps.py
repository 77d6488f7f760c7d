"""Declares the app `registry` to Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
