"""Declares the app `reports` to Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
