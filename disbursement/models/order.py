"""How settled grants are paid: orders of one Chamber with a line for each payment, and the payment once it is confirmed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import nobody_in_conflict
from core.figures import day, euro
from core.models import TRIED, MoneyField, Tried, append_only, changed_only_in, only_these_steps
from core.models.guards import once_settled_stays, takes_rows_until
from core.money import ZERO
from disbursement.domain.workflow import LINE_WORKFLOW, ORDER_WORKFLOW
from disbursement.enums import LIVE, LineState, OrderState
from disbursement.models.account import Settlement
from disbursement.models.order_guards import (
    ordered_as_settled,
    paid_as_ordered,
    paid_from_what_came,
    paid_once_public,
    paid_with_its_payout,
    paid_within_the_grant,
    signed_by_another,
)

IBAN_FORM = r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$"
SIGNED = ("act_id", "adopted_at", "adopted_by_id", "execute_on", "debtor_name", "debtor_iban")


class ChamberAccount(models.Model):
    """The account that a Chamber pays from; the latest counts, and each order keeps a copy of its own."""

    chamber = models.ForeignKey("registry.Chamber", models.PROTECT, related_name="accounts", verbose_name=_("Camera"))
    holder = models.CharField(_("intestatario"), max_length=70)
    iban = models.CharField(_("IBAN"), max_length=34)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("conto di una Camera")
        verbose_name_plural = _("conti delle Camere")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(iban__regex=IBAN_FORM), name="a_chamber_pays_from_an_iban")]
        triggers = append_only("an_account_of_a_chamber_is_never_changed")

    def __str__(self) -> str:
        return f"{self.holder}, {self.iban}"


class Substitution(models.Model):
    """What is paid in the firm's place to the bodies that its DURC says it owes (art. 31, DL 69/2013); the latest counts.

    Zero takes an earlier one back: the firm has put its contributions in order.
    """

    settlement = models.ForeignKey(
        Settlement, models.PROTECT, related_name="substitutions", verbose_name=_("liquidazione approvata")
    )
    bodies = models.CharField(_("enti"), max_length=120)
    amount = MoneyField(_("debito verso gli enti"))
    document = models.CharField(_("DURC"), max_length=60)
    issued_on = models.DateField(_("rilasciato il"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("intervento sostitutivo")
        verbose_name_plural = _("interventi sostitutivi")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="a_substitution_is_of_zero_or_more")]
        triggers = [
            *append_only("a_substitution_is_never_changed"),
            *nobody_in_conflict(
                application="""(SELECT account.application_id FROM disbursement_account account
                    JOIN disbursement_settlement ended ON ended.account_id = account.id WHERE ended.id = NEW.settlement_id)"""
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bodies}: {euro(self.amount)}"


class PaymentOrder(Tried):
    """Payments of one Chamber in one call: proposed by one person, adopted by the act of another.

    What the bank is told (`debtor_…`, `execute_on`) is fixed with the act; the file for the bank is made of these rows alone,
    and tried again for as long as it does not come out.
    """

    pot = models.ForeignKey("bando.Pot", models.PROTECT, related_name="payment_orders", verbose_name=_("dotazione"))
    state = models.CharField(_("stato"), max_length=12, choices=OrderState, default=OrderState.PROPOSED)
    proposed_at = models.DateTimeField(_("proposto il"))
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposto da"))
    act = models.OneToOneField("bando.Act", models.PROTECT, null=True, related_name="payment_order", verbose_name=_("atto"))
    adopted_at = models.DateTimeField(_("adottato il"), null=True)
    adopted_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("adottato da"))
    execute_on = models.DateField(_("da eseguire il"), null=True)
    debtor_name = models.CharField(_("ordinante"), max_length=70, blank=True)
    debtor_iban = models.CharField(_("IBAN dell’ordinante"), max_length=34, blank=True)
    made_at = models.DateTimeField(_("file prodotto il"), null=True)
    file = models.FileField(_("file per la banca"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256 del file"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("mandato di pagamento")
        verbose_name_plural = _("mandati di pagamento")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="bank_files_to_make", condition=Q(state=OrderState.ADOPTED, made_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(act=None, adopted_at=None, adopted_by=None, execute_on=None, debtor_name="", debtor_iban="")
                | (
                    Q(act__isnull=False, adopted_at__isnull=False, adopted_by__isnull=False, execute_on__isnull=False)
                    & Q(debtor_iban__regex=IBAN_FORM)
                    & ~Q(debtor_name="")
                ),
                name="an_order_is_adopted_by_an_act_and_a_person",
            ),
            models.CheckConstraint(
                condition=Q(state=OrderState.PROPOSED)
                | Q(state=OrderState.ADOPTED, act__isnull=False)
                | Q(state=OrderState.WITHDRAWN, act=None),
                name="an_order_is_adopted_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by=None) | ~Q(adopted_by=F("proposed_by")), name="who_proposes_an_order_does_not_adopt_it"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None, file="", sha256="")
                | (Q(state=OrderState.ADOPTED, made_at__isnull=False) & ~Q(file="") & ~Q(sha256="")),
                name="a_bank_file_that_is_made_has_its_digest",
            ),
        ]
        triggers = [
            *only_these_steps(ORDER_WORKFLOW),
            *changed_only_in("an_order_stays_as_it_was_proposed", "state", *SIGNED, *TRIED, "made_at", "file", "sha256"),
            *once_settled_stays("an_order_stays_as_it_was_adopted", "act_id", *SIGNED),
            *once_settled_stays("a_bank_file_stays_as_it_was_made", "made_at", "made_at", "file", "sha256"),
            *signed_by_another("who_settled_does_not_adopt_the_payment"),
        ]

    def __str__(self) -> str:
        called = str(self.act) if self.act else gettext("proposta del %(day)s") % {"day": day(self.proposed_at)}
        return f"{self.pot}, {self.pot.call.code}: {called}"

    @property
    def message_id(self) -> str:
        """How the bank knows the whole file."""
        return f"PB-{self.pk}"


class OrderLine(models.Model):
    """One payment of an order: `gross = withheld + substituted + net`, the net to the firm's account.

    `end_to_end` is what banks carry from one to the other: the CUP with the number of the attempt, used once for ever.
    """

    order = models.ForeignKey(PaymentOrder, models.PROTECT, related_name="lines", verbose_name=_("mandato"))
    settlement = models.ForeignKey(
        Settlement, models.PROTECT, related_name="order_lines", verbose_name=_("liquidazione approvata")
    )
    end_to_end = models.CharField(_("identificativo end-to-end"), max_length=35)
    gross = MoneyField(_("lordo"))
    withheld = MoneyField(_("ritenuta"))
    substituted = MoneyField(_("intervento sostitutivo"), default=ZERO)
    net = MoneyField(_("netto"))
    name = models.CharField(_("beneficiario"), max_length=200)
    iban = models.CharField(_("IBAN"), max_length=34)
    text = models.CharField(_("causale"), max_length=140)
    state = models.CharField(_("esito"), max_length=12, choices=LineState, default=LineState.ORDERED)
    paid_on = models.DateField(_("valuta"), null=True)
    reason = models.CharField(_("motivo"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("riga di mandato")
        verbose_name_plural = _("righe di mandato")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["end_to_end"], name="an_end_to_end_id_is_used_once_for_ever"),
            models.UniqueConstraint(
                fields=["settlement"], condition=Q(state__in=LIVE), name="a_settlement_stands_in_one_live_order_line"
            ),
            models.UniqueConstraint(fields=["order", "settlement"], name="an_order_pays_a_settlement_once"),
            models.CheckConstraint(
                condition=Q(gross=F("withheld") + F("substituted") + F("net")), name="an_order_line_is_the_sum_of_its_parts"
            ),
            models.CheckConstraint(
                condition=Q(gross__gt=0, withheld__gte=0, substituted__gte=0, net__gte=0), name="an_order_line_pays_something"
            ),
            models.CheckConstraint(condition=Q(iban__regex=IBAN_FORM), name="an_order_line_goes_to_an_iban"),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=False) | ~Q(state=LineState.PAID), name="a_paid_line_says_on_which_day"
            ),
            models.CheckConstraint(condition=Q(state__in=LIVE) | ~Q(reason=""), name="a_line_that_is_not_paid_says_why"),
        ]
        triggers = [
            *only_these_steps(LINE_WORKFLOW),
            *changed_only_in("an_order_line_stays_as_it_was_written", "state", "paid_on", "reason"),
            *takes_rows_until("an_adopted_order_takes_no_more_lines", "disbursement_paymentorder", "order_id", "act_id"),
            *ordered_as_settled("an_order_line_pays_what_its_chamber_settled"),
            *paid_with_its_payout("a_line_is_paid_by_its_payment"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {euro(self.net)}"

    @property
    def outcome(self) -> str:
        """What became of it, in words: while its order is only proposed, nobody waits for the bank."""
        unsigned = self.state == LineState.ORDERED and self.order.act_id is None
        return gettext("proposta, da adottare") if unsigned else self.get_state_display()


class Payout(models.Model):
    """The one payment to the firm, once it is confirmed: `gross = net + withheld + substituted`, as the line of its order said.

    Those from before there were orders have no line.
    """

    settlement = models.OneToOneField(Settlement, models.PROTECT, related_name="payout", verbose_name=_("liquidazione approvata"))
    line = models.OneToOneField(OrderLine, models.PROTECT, null=True, related_name="payout", verbose_name=_("riga di mandato"))
    act = models.ForeignKey("bando.Act", models.PROTECT, related_name="payouts", verbose_name=_("atto"))
    gross = MoneyField(_("lordo"))
    withheld = MoneyField(_("ritenuta"))
    substituted = MoneyField(_("intervento sostitutivo"), default=ZERO)
    net = MoneyField(_("netto"))
    iban = models.CharField(_("IBAN"), max_length=34)
    paid_on = models.DateField(_("pagato il"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("pagamento")
        verbose_name_plural = _("pagamenti")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(gross=F("net") + F("withheld") + F("substituted")), name="a_payout_is_the_sum_of_its_parts"
            ),
            models.CheckConstraint(
                condition=Q(gross__gt=0, withheld__gte=0, substituted__gte=0, net__gte=0), name="a_payout_pays_something"
            ),
        ]
        triggers = [
            *append_only("a_payout_is_never_changed"),
            *paid_once_public("nothing_is_paid_before_its_grant_is_public"),
            *paid_from_what_came("nothing_is_paid_beyond_the_cash_that_came"),
            *paid_as_ordered("what_is_paid_was_ordered_by_act"),
            *paid_within_the_grant("nothing_is_paid_beyond_the_grant"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement.account}: {euro(self.net)}"
