"""Who takes part in what, as what, and until when."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.domain.roles import BY_POWER_OF_ATTORNEY, OF_FIRMS, ROLES, ApplicationDelegate, Representative, Role
from accounts.domain.terms import day_of
from accounts.enums import Permission, Scope
from accounts.models.guards import a_representative_stays, as_long_as_the_paper, kept_as_given
from core.models import never_deleted

TICK = timedelta(microseconds=1)


def _codes(scope: Scope) -> list[str]:
    return [code for code, role in ROLES.items() if role.scope == scope]


def in_force(at: datetime | None, path: str = "") -> Q:
    """The memberships (reached by `path`) that hold at `at`; those with an end do not where the instant is not known."""
    open_ended = Q(**{f"{path}until_at": None})
    return Q(**{f"{path}ended_at": None}) & (open_ended if at is None else open_ended | Q(**{f"{path}until_at__gt": at}))


class Membership(models.Model):
    """A role of a user in a firm, in a Chamber or in the whole portal; ended, never deleted.

    It holds from `since_at` up to, and without, `until_at`. A delegate's is empty (the two are the same instant) until
    the power of attorney is there.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name=_("utente"))
    role = models.CharField(_("ruolo"), max_length=20, choices=[(code, _(role.label)) for code, role in ROLES.items()])
    firm = models.ForeignKey("registry.Firm", models.PROTECT, null=True, blank=True, related_name="memberships")
    chamber = models.ForeignKey("registry.Chamber", models.PROTECT, null=True, blank=True, related_name="memberships")
    since_at = models.DateTimeField(_("dal"))
    until_at = models.DateTimeField(_("fino a"), null=True, blank=True)
    ended_at = models.DateTimeField(_("cessato il"), null=True, blank=True)
    declaration = models.OneToOneField(
        "accounts.RepresentativeDeclaration",
        models.PROTECT,
        null=True,
        related_name="membership",
        verbose_name=_("dichiarazione"),
    )
    invitation = models.OneToOneField(
        "accounts.Invitation", models.PROTECT, null=True, related_name="membership", verbose_name=_("invito")
    )

    class Meta:
        verbose_name = _("incarico")
        verbose_name_plural = _("incarichi")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=OF_FIRMS, firm__isnull=False, chamber__isnull=True)
                | Q(role__in=_codes(Scope.CHAMBER), firm__isnull=True, chamber__isnull=False)
                | Q(role__in=_codes(Scope.EVERYWHERE), firm__isnull=True, chamber__isnull=True),
                name="a_membership_has_the_place_that_its_role_asks_for",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "firm", "chamber"],
                condition=Q(ended_at=None) & ~Q(role=ApplicationDelegate.code),
                nulls_distinct=False,
                name="a_membership_in_force_is_held_once",
            ),
            models.CheckConstraint(
                condition=~Q(role=Representative.code) | Q(declaration__isnull=False, until_at=None),
                name="a_representative_has_declared_it_and_has_no_last_day",
            ),
            models.CheckConstraint(
                condition=~Q(role=ApplicationDelegate.code) | Q(invitation__isnull=False),
                name="a_delegate_for_one_application_was_invited_to_it",
            ),
            models.CheckConstraint(
                condition=~Q(role__in=BY_POWER_OF_ATTORNEY) | Q(until_at__isnull=False), name="a_delegate_acts_until_a_day"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("since_at")), name="a_membership_does_not_end_before_it_begins"
            ),
        ]
        triggers = [
            *never_deleted("a_membership_is_never_deleted"),
            *kept_as_given(
                "a_membership_is_what_was_given", "user", "role", "firm", "chamber", "since_at", "declaration", "invitation"
            ),
            *as_long_as_the_paper("a_delegate_acts_as_long_as_the_paper_says"),
            *a_representative_stays("a_firm_keeps_a_representative"),
        ]

    def __str__(self) -> str:
        place = self.firm or self.chamber
        return f"{self.get_role_display()}, {place}" if place else str(self.get_role_display())

    @property
    def role_class(self) -> type[Role]:
        """What the role may do."""
        return ROLES[self.role]

    @property
    def waits_for_paper(self) -> bool:
        """Whether the power of attorney has still to come."""
        return self.role_class.needs_power_of_attorney and self.until_at == self.since_at

    @property
    def is_narrow(self) -> bool:
        """Whether it counts in one application only."""
        return self.role_class.scope == Scope.APPLICATION

    @property
    def may_invite(self) -> bool:
        """Whether the role lets bring other people into the firm."""
        return Permission.INVITE in self.role_class.permissions

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, in Rome."""
        return day_of(self.until_at - TICK) if self.until_at else None

    def is_over(self, at: datetime) -> bool:
        """Whether its last day has passed, or it was ended."""
        return self.ended_at is not None or (self.until_at is not None and at >= self.until_at)
