"""On what a person acts for a firm: the representative's declaration, the delegate's power of attorney."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Basis
from core.models import append_only


class RepresentativeDeclaration(models.Model):
    """Who is the legal representative of a firm, and on whose word: her own under DPR 445/2000, or of who looked it up."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("persona"))
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="declarations", verbose_name=_("impresa"))
    basis = models.CharField(_("in base a"), max_length=10, choices=Basis)
    text_version = models.PositiveSmallIntegerField(_("versione del testo"))
    at = models.DateTimeField(_("resa il"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("da"))

    class Meta:
        verbose_name = _("dichiarazione del legale rappresentante")
        verbose_name_plural = _("dichiarazioni dei legali rappresentanti")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(basis=Basis.DECLARED, by=F("user")) | Q(basis=Basis.FOUND),
                name="a_representative_declares_for_herself",
            )
        ]
        triggers = append_only("a_declaration_once_made_is_never_changed")

    def __str__(self) -> str:
        return f"{self.user}, {self.firm}"


class PowerOfAttorney(models.Model):
    """The paper on which a delegate acts, up to its last day. The name is kept as text only."""

    membership = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="papers", verbose_name=_("incarico"))
    name = models.CharField(_("nome del file"), max_length=120)
    file = models.FileField(_("file"), max_length=200)
    media_type = models.CharField(_("tipo"), max_length=60)
    size = models.PositiveIntegerField(_("byte"))
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64)
    until_on = models.DateField(_("valida fino al"))
    # The end of that day in Rome.
    until_at = models.DateTimeField(_("valida fino a"))
    uploaded_at = models.DateTimeField(_("caricata il"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("caricata da"))

    class Meta:
        verbose_name = _("procura")
        verbose_name_plural = _("procure")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until_at__gt=F("uploaded_at")), name="a_power_of_attorney_is_not_over_yet")
        ]
        triggers = append_only("a_power_of_attorney_is_never_changed")

    def __str__(self) -> str:
        return self.name
