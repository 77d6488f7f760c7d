"""Payment orders on paper."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import TRIED, Tried, changed_only_in
from core.models.guards import once_settled_stays


class OrderPaper(Tried):
    """The PDF of an adopted payment order, in two copies: with whole account numbers, and (not `shows_ibans`) with their ends.

    Each is drawn once the bank's file is there, whose digest it states, and stays as it is.
    """

    order = models.ForeignKey(
        "disbursement.PaymentOrder", models.PROTECT, related_name="papers", verbose_name=_("mandato di pagamento")
    )
    shows_ibans = models.BooleanField(_("con gli IBAN per intero"))
    made_at = models.DateTimeField(_("prodotto il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("mandato in PDF")
        verbose_name_plural = _("mandati in PDF")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["order", "shows_ibans"], name="an_order_has_one_paper_of_each_kind"),
            models.CheckConstraint(
                condition=Q(made_at=None, file="", sha256="") | (Q(made_at__isnull=False) & ~Q(file="") & ~Q(sha256="")),
                name="a_paper_that_is_made_has_its_digest",
            ),
        ]
        triggers = [
            *changed_only_in("a_paper_is_of_one_order", *TRIED, "made_at", "file", "sha256"),
            *once_settled_stays("a_paper_stays_as_it_was_made", "made_at", "made_at", "file", "sha256"),
        ]

    def __str__(self) -> str:
        return gettext("%(order)s, in PDF") % {"order": self.order}
