"""Where a dossier is found, as messages write it."""

from django.conf import settings
from django.urls import reverse

from applications.models import Application


def address_of(application: Application) -> str:
    """The whole address of the dossier's page."""
    return settings.SITE_ADDRESS + reverse("application", args=[application.pk])
