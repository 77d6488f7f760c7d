"""Declares the app `applications` to Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    name = "applications"
