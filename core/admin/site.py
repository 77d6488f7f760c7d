"""The portal's own admin site."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    """The place of work of Chambers and Unioncamere."""

    site_header = _("Portale Bandi")
    site_title = _("Portale Bandi")
    index_title = _("La mia giornata")
