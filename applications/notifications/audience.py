"""Writes to everybody who acts for the firm of an application."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from accounts.domain.roles import ROLES
from accounts.enums import Permission
from accounts.models import Membership
from applications.models import Application
from core.operations.mailing import enqueue

ACTING = [code for code, role in ROLES.items() if Permission.APPLY in role.permissions]


def tell_firm(application: Application, *, event: str, subject: str, body: str, at: datetime) -> None:
    """Queue one message a person; `event` tells this happening from the others of the same application."""
    acting = Membership.objects.filter(firm=application.firm_id, role__in=ACTING, ended_at=None, user__is_active=True)
    text = f"{body}\n\n{address_of(application)}\n"
    for email in acting.order_by("user").values_list("user__email", flat=True).distinct():
        enqueue(key=f"application:{application.pk}:{event}:{email}", recipient=email, subject=subject, body=text, at=at)


def address_of(application: Application) -> str:
    """The whole address of the dossier's page."""
    return settings.SITE_ADDRESS + reverse("application", args=[application.pk])
