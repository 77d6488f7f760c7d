"""Declares the app `core` to Django, and has every app tell what it does in bulk."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = _("Registro")

    def ready(self) -> None:
        autodiscover_modules("operations.in_bulk")
