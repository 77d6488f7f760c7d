"""The admin's base: site, scoped read-only model pages, buttons that run operations.

An app declares a page like this (and nothing else; it never writes a view)::

    class ThingAdmin(PortalModelAdmin):
        read_permission = Permission.READ_FILES
        list_display = ["name", "state"]
        object_actions = [
            ObjectAction(
                name="chiudi", label=_("Chiudi"), permission=Permission.CHECK_FILES, form_class=CloseForm,
                run=lambda thing, data, *, by, at: closing.close(thing=thing, reason=data["reason"], by=by, at=at),
                why_not=lambda thing, user, at: policies.why_not_close(thing, at=at),
            ),
        ]

        def visible(self, request):
            return permissions.visible_things(request.user)

    site.register(Thing, ThingAdmin)
"""

from typing import cast

from django.contrib import admin

from core.admin.actions import ListAction, ObjectAction, PageLink
from core.admin.bulk import BulkAction
from core.admin.facts import Fact, Panel, amount, day, moment
from core.admin.portal_site import PortalAdminSite, Waiting
from core.admin.retrying import again
from core.admin.scoped import PortalModelAdmin

# Django makes the default site of the class that config.apps names: it is ours.
site = cast(PortalAdminSite, admin.site)

__all__ = [
    "BulkAction",
    "Fact",
    "ListAction",
    "ObjectAction",
    "PageLink",
    "Panel",
    "PortalAdminSite",
    "PortalModelAdmin",
    "Waiting",
    "again",
    "amount",
    "day",
    "moment",
    "site",
]
