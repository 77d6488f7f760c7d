"""Who is told what happens to an application: everybody who acts for its firm."""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.domain.roles import ROLES
from accounts.enums import Permission
from accounts.models import Membership, User
from applications.models import Application

ACTING = [code for code, role in ROLES.items() if Permission.APPLY in role.permissions]


def readers_of(application: Application) -> QuerySet[User]:
    """The people in force for the firm, each once."""
    acting = Membership.objects.filter(firm=application.firm_id, role__in=ACTING, ended_at=None)
    return User.objects.filter(pk__in=acting.values("user"), is_active=True).order_by("pk")


def address_of(application: Application) -> str:
    """The whole address of the dossier's page."""
    return settings.SITE_ADDRESS + reverse("application", args=[application.pk])
