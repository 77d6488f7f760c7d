"""Declares the app `bando` to Django."""

from django.apps import AppConfig


class BandoConfig(AppConfig):
    name = "bando"
