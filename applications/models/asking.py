"""What an integration request asks, and the texts that are ready for it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import retired_once
from core.models import append_only, never_deleted


class IntegrationTemplate(models.Model):
    """A text that is ready to be asked; retired when it is no longer, never rewritten: what was asked with it stays true."""

    code = models.SlugField(_("codice"), max_length=40, unique=True)
    label = models.CharField(_("titolo"), max_length=80)
    text = models.TextField(_("testo"))
    retired_at = models.DateTimeField(_("ritirato il"), null=True)

    class Meta:
        verbose_name = _("testo pronto per le integrazioni")
        verbose_name_plural = _("testi pronti per le integrazioni")
        ordering = ["label", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="a_ready_text_says_something")]
        triggers = [*never_deleted("a_ready_text_is_never_deleted"), *retired_once("a_ready_text_is_retired_never_rewritten")]

    def __str__(self) -> str:
        return self.label


class IntegrationItem(models.Model):
    """One thing that a request asks, in the words that the firm reads; `template` is the ready text that they were taken from."""

    request = models.ForeignKey("applications.IntegrationRequest", models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField(_("ordine"))
    text = models.TextField(_("che cosa si chiede"))
    template = models.ForeignKey(IntegrationTemplate, models.PROTECT, null=True, related_name="+", verbose_name=_("testo pronto"))

    class Meta:
        verbose_name = _("voce di una richiesta di integrazione")
        verbose_name_plural = _("voci delle richieste di integrazione")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "order"], name="the_items_of_a_request_stand_in_order"),
            models.CheckConstraint(condition=~Q(text=""), name="an_item_of_a_request_asks_something"),
        ]
        triggers = append_only("an_item_of_a_request_is_never_changed")

    def __str__(self) -> str:
        return self.text[:80]
