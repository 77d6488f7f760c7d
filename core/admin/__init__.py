"""The admin's base: site, scoped read-only model pages, buttons that run operations."""

from core.admin.site import PortalAdminSite

__all__ = ["PortalAdminSite"]
