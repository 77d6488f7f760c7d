"""How a person comes to a firm that is here already: she is invited, or she asks to be."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import BY_POWER_OF_ATTORNEY, OF_FIRMS, ROLES, ApplicationDelegate
from accounts.models.guards import kept_as_given, used_once
from core.models import append_only, never_deleted

_KEPT = ("firm", "email", "role", "until_on", "digest", "invited_at", "invited_by", "expires_at")
_OPEN = Q(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A role in a firm, offered to whoever holds the key that was mailed to an address. The key itself is not kept."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="invitations", verbose_name=_("impresa"))
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("ruolo"), max_length=20, choices=[(code, _(ROLES[code].label)) for code in OF_FIRMS])
    until_on = models.DateField(_("fino al"), null=True, blank=True)
    digest = models.CharField(_("impronta della chiave"), max_length=64, unique=True)
    invited_at = models.DateTimeField(_("inviato il"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("inviato da"))
    expires_at = models.DateTimeField(_("scade il"))
    accepted_at = models.DateTimeField(_("accettato il"), null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("accettato da")
    )
    withdrawn_at = models.DateTimeField(_("ritirato il"), null=True)

    class Meta:
        verbose_name = _("invito")
        verbose_name_plural = _("inviti")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=OF_FIRMS), name="an_invitation_offers_a_role_in_a_firm"),
            models.CheckConstraint(
                condition=~Q(role__in=BY_POWER_OF_ATTORNEY) | Q(until_on__isnull=False), name="a_delegate_is_invited_until_a_day"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("invited_at")), name="an_invitation_expires_after_it_is_sent"),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None) | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="an_accepted_invitation_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None), name="an_invitation_is_accepted_or_withdrawn"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(accepted_at__lt=F("expires_at")), name="an_invitation_is_accepted_in_time"
            ),
            models.UniqueConstraint(
                fields=["firm", "email", "role"],
                condition=_OPEN & ~Q(role=ApplicationDelegate.code),
                name="an_address_is_invited_once_at_a_time",
            ),
        ]
        triggers = [
            *never_deleted("an_invitation_is_never_deleted"),
            *kept_as_given("an_invitation_is_what_was_sent", *_KEPT),
            *used_once("an_invitation_is_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.get_role_display()}, {self.firm}"

    @property
    def role_description(self) -> str:
        """What the role lets do, in the reader's language."""
        return gettext(ROLES[self.role].description)

    @property
    def is_open(self) -> bool:
        """Whether it was neither accepted nor withdrawn; it may have expired."""
        return self.accepted_at is None and self.withdrawn_at is None

    def has_expired(self, at: datetime) -> bool:
        """Whether it can no longer be accepted for having waited too long."""
        return at >= self.expires_at


class JoinRequest(models.Model):
    """Somebody who knows a firm's tax code asks its representative for an invitation."""

    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="join_requests", verbose_name=_("impresa"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests", verbose_name=_("persona"))
    at = models.DateTimeField(_("chiesto il"))
    # The day in Rome: one a day.
    on = models.DateField(_("giorno"))

    class Meta:
        verbose_name = _("richiesta di accesso a un’impresa")
        verbose_name_plural = _("richieste di accesso alle imprese")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["firm", "user", "on"], name="a_person_asks_a_firm_once_a_day")]
        triggers = append_only("a_request_to_join_is_never_changed")

    def __str__(self) -> str:
        return f"{self.user}, {self.firm}"
