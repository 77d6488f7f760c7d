"""Arrivals and their receipts: the proof of who came when."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.enums import ReceiptState
from applications.models.guards import follows_the_one_before
from core.models import append_only


class Arrival(models.Model):
    """The place of an application in its call's queue: gap-free number, instant, link to the arrival before it.

    `received_at` is when the request reached the application (the deadline is judged there), `at` when the place was
    taken under the call's lock; `digest` is the SHA-256 of the content as sent; `hash` chains (see domain/chain.py).
    """

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="arrivals", verbose_name=_("bando"))
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="arrival", verbose_name=_("domanda")
    )
    number = models.PositiveIntegerField(_("numero di arrivo"))
    received_at = models.DateTimeField(pgettext_lazy("domanda", "ricevuta"))
    at = models.DateTimeField(_("arrivata"))
    digest = models.CharField(_("impronta del contenuto"), max_length=64)
    previous_hash = models.CharField(_("impronta dell’arrivo precedente"), max_length=64, blank=True)
    hash = models.CharField(_("impronta dell’arrivo"), max_length=64)
    key = models.UUIDField(_("chiave di invio"), unique=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("inviata da"))

    class Meta:
        verbose_name = _("arrivo")
        verbose_name_plural = _("arrivi")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="a_number_of_arrival_is_given_once_in_a_call"),
            models.CheckConstraint(condition=Q(number__gte=1), name="arrivals_are_counted_from_one"),
        ]
        triggers = [
            *append_only("an_arrival_is_never_changed"),
            *follows_the_one_before("an_arrival_follows_the_one_before_it"),
        ]

    def __str__(self) -> str:
        return gettext("n. %(number)s") % {"number": self.number}


class Receipt(models.Model):
    """The receipt to be made of an arrival: a row first, then a PDF by the worker that finds it."""

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="receipt", verbose_name=_("domanda")
    )
    state = models.CharField(_("stato"), max_length=12, choices=ReceiptState, default=ReceiptState.REQUESTED)
    requested_at = models.DateTimeField(_("richiesta il"))
    made_at = models.DateTimeField(_("prodotta il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)
    token = models.UUIDField(_("codice di verifica"), default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("ricevuta")
        verbose_name_plural = _("ricevute")
        ordering = ["pk"]

    def __str__(self) -> str:
        return gettext("ricevuta di %(application)s") % {"application": self.application}
