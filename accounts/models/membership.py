"""Who takes part in what, as what."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import ROLES, Role
from accounts.enums import Scope
from core.models import never_deleted


def _codes(scope: Scope) -> list[str]:
    return [code for code, role in ROLES.items() if role.scope == scope]


class Membership(models.Model):
    """A role of a user in a firm, in a Chamber or in the whole portal; ended, never deleted."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("utente"))
    role = models.CharField(_("ruolo"), max_length=20, choices=[(code, _(role.label)) for code, role in ROLES.items()])
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, blank=True, related_name="memberships")
    chamber = models.ForeignKey("registry.Chamber", models.PROTECT, null=True, blank=True, related_name="memberships")
    since_at = models.DateTimeField(_("dal"))
    ended_at = models.DateTimeField(_("cessato il"), null=True, blank=True)

    class Meta:
        verbose_name = _("incarico")
        verbose_name_plural = _("incarichi")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=_codes(Scope.FIRM), firm__isnull=False, chamber__isnull=True)
                | Q(role__in=_codes(Scope.CHAMBER), firm__isnull=True, chamber__isnull=False)
                | Q(role__in=_codes(Scope.EVERYWHERE), firm__isnull=True, chamber__isnull=True),
                name="a_membership_has_the_place_that_its_role_asks_for",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "firm", "chamber"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="a_membership_in_force_is_held_once",
            ),
        ]
        triggers = never_deleted("a_membership_is_never_deleted")

    def __str__(self) -> str:
        place = self.firm or self.chamber
        return f"{self.get_role_display()}, {place}" if place else str(self.get_role_display())

    @property
    def role_class(self) -> type[Role]:
        """What the role may do."""
        return ROLES[self.role]
