"""The rates of interest that sums to be given back bear, one for each time: added by decree, never changed."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.enums import Permission
from core.admin import ListAction, PortalModelAdmin, day
from core.figures import percent
from disbursement import permissions
from disbursement.forms.recovery import RateForm
from disbursement.models import InterestRate
from disbursement.operations import recovering

WHO = (Permission.CONFIGURE, Permission.MANAGE_USERS)


def _rate(row: InterestRate) -> str:
    return percent(row.rate)


_rate.short_description = _("saggio annuo")  # type: ignore[attr-defined]


@dataclass(frozen=True, kw_only=True)
class RateAction(ListAction):
    """A button for who configures calls and for who runs the portal."""

    def offered_to(self, user: Any) -> bool:
        return any(user.holds(permission) for permission in WHO)


class InterestRateAdmin(PortalModelAdmin):
    """Read by whoever reads files or reports, and by those who add to it."""

    read_permission = Permission.READ_FILES
    other_readers = (Permission.READ_REPORTS, Permission.MANAGE_USERS)
    list_display = [day("from_on", _("dal")), _rate, "year_days", "source"]
    fields = ["from_on", "rate", "year_days", "source"]
    list_actions = [
        RateAction(
            name="aggiungi",
            label=_("Aggiungi un saggio"),
            description=_(
                "Il saggio legale cambia ogni anno con decreto (art. 1284 c.c.). Uno registrato non si cambia: vale fino al "
                "successivo."
            ),
            form_class=RateForm,
            run=lambda data, *, by, at: recovering.set_rate(**data, by=by, at=at),
            why_not=lambda user, at: permissions.why_not_set_rates(user),
            success=_("Saggio registrato."),
        ),
    ]

    def visible(self, request: Any) -> QuerySet[InterestRate]:
        return InterestRate.objects.all()
