"""Arrivals and their receipts: the proof of who came when."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from applications.enums import ReceiptState, Reserved
from applications.models.guards import (
    comes_in_a_window,
    follows_the_one_before,
    is_of_a_confirmed_content,
    signed_where_its_call_asks_it,
    who_waits_is_counted,
)
from core.models import MoneyField, Tried, append_only


class Arrival(models.Model):
    """The place of an application in its call's queue: gap-free number, instant, link to the arrival before it.

    `received_at` is when the request reached the application (the deadline is judged there), `at` when the place was
    taken under the call's lock; `digest` is the SHA-256 of the content as sent, `leaf` the one of digest and salt, which the
    chain holds; `hash` chains (see domain/chain.py). `key` is kept for ever: the same one gets the same receipt.
    """

    # The index by call and number finds it: every index less is a shorter time in the queue.
    call = models.ForeignKey("bando.Call", models.PROTECT, db_index=False, related_name="arrivals", verbose_name=_("bando"))
    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="arrival", verbose_name=_("domanda")
    )
    number = models.PositiveIntegerField(_("numero di arrivo"))
    received_at = models.DateTimeField(pgettext_lazy("domanda", "ricevuta"))
    at = models.DateTimeField(_("arrivata"))
    snapshot = models.OneToOneField(
        "applications.Snapshot", models.PROTECT, null=True, related_name="arrival", verbose_name=_("contenuto confermato")
    )
    digest = models.CharField(_("impronta del contenuto"), max_length=64)
    leaf = models.CharField(_("foglia della catena"), max_length=64)
    previous_hash = models.CharField(_("impronta dell’arrivo precedente"), max_length=64, blank=True)
    hash = models.CharField(_("impronta dell’arrivo"), max_length=64)
    key = models.UUIDField(_("chiave di invio"), unique=True)
    sent_by = models.ForeignKey("accounts.User", models.PROTECT, db_index=False, related_name="+", verbose_name=_("inviata da"))

    # Where money goes by arrival: how much of what it asks for (euro) its pot had; nothing is the waiting list.
    pot = models.ForeignKey(
        "bando.Pot", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("Camera competente")
    )
    asked = MoneyField(_("contributo richiesto"), null=True)
    reserved = MoneyField(_("importo prenotato"), null=True)

    class Meta:
        verbose_name = _("arrivo")
        verbose_name_plural = _("arrivi")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="a_number_of_arrival_is_given_once_in_a_call"),
            models.CheckConstraint(condition=Q(number__gte=1), name="arrivals_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(pot=None, asked=None, reserved=None)
                | Q(pot__isnull=False, asked__gte=0, reserved__gte=0, reserved__lte=F("asked")),
                name="an_arrival_reserves_no_more_than_it_asks",
            ),
        ]
        indexes = [models.Index(fields=["pot"], name="arrivals_that_wait", condition=Q(reserved__lt=F("asked")))]
        triggers = [
            *append_only("an_arrival_is_never_changed"),
            *follows_the_one_before("an_arrival_follows_the_one_before_it"),
            *comes_in_a_window("an_arrival_comes_in_a_window_of_its_call"),
            *is_of_a_confirmed_content("an_arrival_is_of_a_confirmed_content"),
            *signed_where_its_call_asks_it("an_arrival_is_signed_where_its_call_asks_it"),
            *who_waits_is_counted("who_waits_is_counted"),
        ]

    def __str__(self) -> str:
        return gettext("n. %(number)s") % {"number": self.number}

    @property
    def found(self) -> Reserved:
        """What it found in its pot."""
        if self.asked is None or self.reserved is None:
            return Reserved.NOTHING
        return Reserved.WHOLE if self.reserved == self.asked else Reserved.PART if self.reserved else Reserved.WAITING


class Receipt(Tried):
    """The receipt to be made of an arrival: a row first, then a PDF by the worker that finds it.

    A worker that takes it writes until when (`taken_until_at`), so that no other draws it meanwhile. The place is taken by one
    statement that does not name what is written of attempts: the database knows how it begins.
    """

    application = models.OneToOneField(
        "applications.Application", models.PROTECT, related_name="receipt", verbose_name=_("domanda")
    )
    state = models.CharField(_("stato"), max_length=12, choices=ReceiptState, default=ReceiptState.REQUESTED)
    requested_at = models.DateTimeField(_("richiesta il"))
    taken_until_at = models.DateTimeField(_("in preparazione fino al"), null=True)
    attempts = models.PositiveSmallIntegerField(_("tentativi"), default=0, db_default=0)
    error = models.CharField(_("errore"), max_length=250, blank=True, db_default="")
    made_at = models.DateTimeField(_("prodotta il"), null=True)
    file = models.FileField(_("file"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)
    token = models.UUIDField(_("codice di verifica"), default=uuid.uuid4, unique=True)

    class Meta:
        verbose_name = _("ricevuta")
        verbose_name_plural = _("ricevute")
        ordering = ["pk"]
        indexes = [models.Index(fields=["id"], name="receipts_to_make", condition=Q(state=ReceiptState.REQUESTED))]

    def __str__(self) -> str:
        return gettext("ricevuta di %(application)s") % {"application": self.application}
