"""Declares the app `applications` to Django, and sees that the texts which are ready for integrations are there."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from applications.domain.asking import READY


class ApplicationsConfig(AppConfig):
    name = "applications"
    verbose_name = _("Domande e contributi")

    def ready(self) -> None:
        post_migrate.connect(ready_texts, sender=self)


def ready_texts(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Where there is none yet, the ones to start with; whoever configures the calls adds and retires them from then on."""
    model: Any = sender.get_model("IntegrationTemplate")
    if model._meta.db_table not in connections[using].introspection.table_names():
        return
    if not model.objects.using(using).exists():
        rows = [model(code=ready.code, label=ready.label, text=ready.text) for ready in READY]
        model.objects.using(using).bulk_create(rows)
