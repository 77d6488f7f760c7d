"""Declares the admin with the portal's own site as the one and only."""

from django.contrib.admin.apps import AdminConfig


class PortalAdminConfig(AdminConfig):
    """Django's admin with our own site as the default one."""

    default_site = "core.admin.PortalAdminSite"
