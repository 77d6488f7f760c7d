"""Declares the app `registry` to Django, and keeps its territory in the tables: Chambers and provinces are facts, not input."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from registry.domain.territory import CHAMBERS, LOMBARDY, PROVINCES


def chart(sender: Any, using: str, apps: Any = installed, **_others: Any) -> None:
    """Write the Chambers and the provinces of `registry.domain.territory`, after every migration and every emptied database."""
    try:
        chamber, province = apps.get_model("registry", "Chamber"), apps.get_model("registry", "Province")
    except LookupError:  # migrated back to before the tables
        return
    if not hasattr(chamber, "until_on"):  # or to before its columns
        return
    chambers = [
        chamber(code=code, name=fact.name, since_on=fact.since_on, until_on=fact.until_on) for code, fact in CHAMBERS.items()
    ]
    provinces = [province(code=code, name=name, in_lombardy=code in LOMBARDY) for code, name in PROVINCES.items()]
    named: dict[str, Any] = {"update_conflicts": True, "unique_fields": ["code"]}
    chamber.objects.using(using).bulk_create(chambers, update_fields=["name", "since_on", "until_on"], **named)
    province.objects.using(using).bulk_create(provinces, update_fields=["name", "in_lombardy"], **named)


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = _("Imprese e territorio")

    def ready(self) -> None:
        post_migrate.connect(chart, sender=self)
