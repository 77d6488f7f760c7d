"""The header's word on what is new for the reader."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Permission
from accounts.permissions import firm_ids
from applications.permissions import application_ids
from applications.queries.notices import MOST, how_many_unread

register = template.Library()


@register.simple_tag(takes_context=True)
def notices_label(context: Context) -> str:
    """«Comunicazioni» with how many are new; empty for who acts for no firm. One query for all her firms."""
    user: Any = getattr(context.get("request"), "user", None)
    if user is None or not (firm_ids(user, Permission.PREPARE) or application_ids(user)):
        return ""
    count = how_many_unread(user)
    if not count:
        return _("Comunicazioni")
    shown = f"{MOST - 1}+" if count >= MOST else str(count)
    return ngettext("Comunicazioni (%(n)s nuova)", "Comunicazioni (%(n)s nuove)", count) % {"n": shown}
