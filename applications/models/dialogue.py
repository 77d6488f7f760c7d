"""What firm and Chamber say to each other after the sending: the notice of rejection with its observations, and messages."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import RejectionReason, Side
from applications.models.desk_guards import nobody_in_conflict, tells_who_spoke_last
from applications.models.guards import answered_in_time
from core.models import append_only


class RejectionNotice(models.Model):
    """The reasons that stand in the way of an application, told before it is rejected (art. 10-bis L. 241/1990).

    Given by an officer, or by the portal itself where an integration was not answered in time (`by` is nobody).
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="rejection_notices")
    reason_code = models.CharField(_("motivo"), max_length=20, choices=RejectionReason)
    text = models.TextField(_("motivazione"))
    noticed_at = models.DateTimeField(_("comunicato il"))
    due_at = models.DateTimeField(_("osservazioni entro"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("preavviso di rigetto")
        verbose_name_plural = _("preavvisi di rigetto")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason_code__in=RejectionReason.values), name="a_rejection_is_noticed_with_a_reason"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("noticed_at")), name="observations_have_a_term"),
        ]
        triggers = [
            *append_only("a_notice_of_rejection_is_never_changed"),
            *nobody_in_conflict(),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_reason_code_display()}"


class Observation(models.Model):
    """What the firm answers to the notice; its files are documents of the application, uploaded while the term ran."""

    notice = models.OneToOneField(RejectionNotice, models.PROTECT, related_name="observation")
    text = models.TextField(_("osservazioni"))
    observed_at = models.DateTimeField(_("presentate il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("osservazioni")
        verbose_name_plural = _("osservazioni")
        ordering = ["pk"]
        triggers = [
            *append_only("observations_are_never_changed"),
            *answered_in_time("observations_come_within_their_term", "rejectionnotice", "notice_id", "observed_at"),
        ]

    def __str__(self) -> str:
        return str(self.notice)


class Message(models.Model):
    """A line of the conversation between the firm and its Chamber."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="messages")
    side = models.CharField(_("da chi"), max_length=10, choices=Side)
    text = models.TextField(_("messaggio"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("messaggio")
        verbose_name_plural = _("messaggi")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(side__in=Side.values), name="a_message_comes_from_one_of_the_two_sides"),
            models.CheckConstraint(condition=~Q(text=""), name="a_message_says_something"),
        ]
        triggers = [
            *append_only("a_message_is_never_changed"),
            *nobody_in_conflict(),
            *tells_who_spoke_last("a_message_tells_who_spoke_last"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_side_display()}"
