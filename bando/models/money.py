"""Funds, pots, budget lines and the movements between their buckets."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bando.domain.routes import BY_ACT, ROUTES
from bando.enums import Bucket, FundKind, Gate, MovementKind, TrancheKind
from bando.models.guards import (
    counted_by_others,
    frozen_with_its_call,
    funded_by_act_after_publication,
    given_as_taken,
    kept_once_its_fund_is_published,
    moved_by_its_own_act,
    sealed_once_endowed,
)
from core.models import MoneyField, RateField, append_only


class Fund(models.Model):
    """Money given by one funder under one act. `amount` is in euro; its place on the pots is in the budget lines."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="funds", verbose_name=_("bando"))
    kind = models.CharField(_("di chi"), max_length=12, choices=FundKind)
    label = models.CharField(_("nome"), max_length=200)
    legal_act = models.CharField(_("atto che lo assegna"), max_length=120)
    amount = MoneyField(_("dotazione"))
    act = models.ForeignKey("bando.Act", models.PROTECT, null=True, blank=True, verbose_name=_("atto di rifinanziamento"))

    class Meta:
        verbose_name = _("fondo")
        verbose_name_plural = _("fondi")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="a_fund_has_money")]
        triggers = funded_by_act_after_publication("a_fund_of_a_published_call_comes_by_act")

    def __str__(self) -> str:
        return self.label


class TrancheRule(models.Model):
    """A part in which a fund is paid: its share, the report that opens it, when it is due."""

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="tranche_rules", verbose_name=_("fondo"))
    kind = models.CharField(_("quota"), max_length=12, choices=TrancheKind)
    order = models.PositiveSmallIntegerField(_("ordine"))
    share = RateField(_("parte del fondo"))
    gate = models.CharField(_("apre con"), max_length=12, choices=Gate)
    due_on = models.DateField(_("prevista il"))
    # How much of the fund must be granted or paid by the date of the report that opens it.
    progress = RateField(_("avanzamento richiesto"), default=0)

    class Meta:
        verbose_name = _("quota prevista")
        verbose_name_plural = _("quote previste")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "kind"], name="a_fund_has_one_rule_a_tranche"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="a_tranche_is_a_share_of_its_fund"),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="a_progress_is_a_share_of_the_fund"),
        ]
        triggers = sealed_once_endowed(
            "tranches_are_fixed_with_the_money", "fund_id", "kind", "share", "gate", "due_on", "order", "progress"
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.fund}"


class Pot(models.Model):
    """The purse of one Chamber in one call; without a Chamber it is the common pool, on which every project may draw."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="pots", verbose_name=_("bando"))
    chamber = models.ForeignKey(
        "registry.Chamber", models.PROTECT, null=True, blank=True, related_name="pots", verbose_name=_("Camera")
    )
    # How much more than its money a first-come call takes applications for, as a share of one (0.25: a quarter more).
    overbooking = RateField(_("domande oltre la dotazione"), default=0)

    class Meta:
        verbose_name = _("dotazione di una Camera")
        verbose_name_plural = _("dotazioni delle Camere")
        ordering = ["chamber__name"]
        constraints = [
            models.UniqueConstraint(fields=["call", "chamber"], nulls_distinct=False, name="a_chamber_has_one_pot_in_a_call"),
            models.CheckConstraint(condition=Q(overbooking__gte=0, overbooking__lte=5), name="overbooking_is_a_share_of_the_pot"),
        ]
        triggers = frozen_with_its_call("a_pot_of_a_published_call_is_frozen")

    def __str__(self) -> str:
        return str(self.chamber) if self.chamber else str(_("fondo comune"))


class WaitingList(models.Model):
    """What those who wait for a pot ask for beyond the money they found, in one sum (euro); no row: nobody has waited yet.

    Arrivals and the ends of applications count it by trigger, so that whoever takes a place reads one row, however many wait.
    """

    pot = models.OneToOneField(Pot, models.PROTECT, primary_key=True, related_name="waiting_list", verbose_name=_("dotazione"))
    amount = MoneyField(_("chiesto da chi attende"))

    class Meta:
        verbose_name = _("lista d’attesa")
        verbose_name_plural = _("liste d’attesa")
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="a_waiting_list_is_not_below_zero")]
        triggers = counted_by_others("a_waiting_list_is_counted_by_arrivals_and_ends")

    def __str__(self) -> str:
        return f"{self.pot}: {self.amount}"


class PotProvince(models.Model):
    """Which Chamber serves a province in this call: from the seat of a project follows its pot."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="pot_provinces", verbose_name=_("bando"))
    pot = models.ForeignKey(Pot, models.PROTECT, related_name="provinces", verbose_name=_("dotazione"))
    province = models.ForeignKey("registry.Province", models.PROTECT, related_name="+", verbose_name=_("provincia"))

    class Meta:
        verbose_name = _("provincia servita")
        verbose_name_plural = _("province servite")
        ordering = ["province"]
        constraints = [models.UniqueConstraint(fields=["call", "province"], name="a_province_has_one_chamber_in_a_call")]
        triggers = frozen_with_its_call("a_province_of_a_published_call_is_frozen")

    def __str__(self) -> str:
        return f"{self.province_id}: {self.pot}"


class BudgetLine(models.Model):
    """Call × fund × pot, with its money in buckets, written by `bando.operations.ledger.post` alone.

    `endowment` is what the configuration places here; publishing (or refinancing) posts it, and from then on only
    movements change the buckets.
    """

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="lines", verbose_name=_("fondo"))
    pot = models.ForeignKey(Pot, models.PROTECT, related_name="lines", verbose_name=_("dotazione"))
    endowment = MoneyField(_("dotazione assegnata"))
    available = MoneyField(Bucket.AVAILABLE.label, default=0)
    reserved = MoneyField(Bucket.RESERVED.label, default=0)
    committed = MoneyField(Bucket.COMMITTED.label, default=0)
    paid = MoneyField(Bucket.PAID.label, default=0)
    returned = MoneyField(Bucket.RETURNED.label, default=0)

    class Meta:
        verbose_name = _("linea di bilancio")
        verbose_name_plural = _("linee di bilancio")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["fund", "pot"], name="a_pot_has_one_line_a_fund"),
            models.CheckConstraint(condition=Q(endowment__gte=0), name="an_endowment_is_not_negative"),
            *[
                models.CheckConstraint(condition=Q(**{f"{bucket}__gte": 0}), name=f"a_budget_line_never_has_{bucket}_below_zero")
                for bucket in ("available", "reserved", "committed", "paid", "returned")
            ],
        ]
        triggers = [
            *kept_once_its_fund_is_published("a_published_budget_line_is_never_deleted"),
            *sealed_once_endowed("an_endowment_is_fixed_with_the_money", "fund_id", "pot_id", "endowment"),
        ]

    def __str__(self) -> str:
        return f"{self.pot} · {self.fund}"


class Movement(models.Model):
    """One move of money: both sides in one row, so that it cannot be unbalanced; posted once for a reference."""

    line = models.ForeignKey(BudgetLine, models.PROTECT, related_name="movements", verbose_name=_("linea"))
    kind = models.CharField(_("causale"), max_length=12, choices=MovementKind)
    source = models.CharField(_("da"), max_length=12, choices=Bucket)
    target = models.CharField(_("a"), max_length=12, choices=Bucket)
    amount = MoneyField(_("importo"))
    reference = models.CharField(_("riferimento"), max_length=80)
    act = models.ForeignKey("bando.Act", models.PROTECT, null=True, related_name="movements", verbose_name=_("atto"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("movimento")
        verbose_name_plural = _("movimenti")
        ordering = ["pk"]
        indexes = [models.Index(fields=["reference"], name="movements_by_reference")]
        constraints = [
            models.UniqueConstraint(fields=["line", "kind", "reference"], name="a_movement_is_posted_once_for_a_reference"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_movement_moves_money"),
            models.CheckConstraint(
                condition=Q.create(
                    [Q(kind=kind, source=source, target=target) for kind, (source, target) in ROUTES.items()], connector=Q.OR
                ),
                name="a_movement_follows_its_route",
            ),
            models.CheckConstraint(
                condition=Q(act__isnull=False) | ~Q(kind__in=list(BY_ACT)),
                name="what_enters_leaves_or_changes_pot_has_its_act",
            ),
        ]
        triggers = [
            *append_only("a_movement_is_never_changed"),
            *moved_by_its_own_act("an_act_moves_the_money_of_its_own_call", BY_ACT),
            *given_as_taken("a_transfer_gives_what_it_takes"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} {self.reference}"
