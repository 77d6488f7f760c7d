"""Declares the app `disbursement` to Django, and sees that the legal rates of interest are there."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from disbursement.domain.interest import LEGAL


class DisbursementConfig(AppConfig):
    name = "disbursement"
    verbose_name = _("Rendiconti e pagamenti")

    def ready(self) -> None:
        post_migrate.connect(legal_rates, sender=self)


def legal_rates(sender: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Where there is none yet, the rates known so far; those of the years to come are added at the desk."""
    model: Any = sender.get_model("InterestRate")
    if model._meta.db_table not in connections[using].introspection.table_names():
        return
    if not model.objects.using(using).exists():
        rows = [model(**vars(rate)) for rate in LEGAL]
        model.objects.using(using).bulk_create(rows)
