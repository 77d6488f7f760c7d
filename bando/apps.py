"""Declares the app `bando` to Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BandoConfig(AppConfig):
    name = "bando"
    verbose_name = _("Bandi, fondi e atti")
