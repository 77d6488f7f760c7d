"""What the call promises and asks: measures, expense items, rules, documents, scoring."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bando.enums import Phase, RuleKind
from bando.models.guards import frozen_with_its_call
from core.models import MoneyField, RateField


class Term(models.Model):
    """Anything that hangs on the call under a code of its own, and is frozen with it."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="%(class)ss", verbose_name=_("bando"))
    code = models.SlugField(_("codice"), max_length=40)
    label = models.CharField(_("nome"), max_length=200)
    order = models.PositiveSmallIntegerField(_("ordine"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label


class Measure(Term):
    """A line (misura) of the call: `grant = min(maximum_grant; rate × admitted spend)`, nothing under `minimum_spend`."""

    rate = RateField(_("quota della spesa"))
    minimum_spend = MoneyField(_("spesa minima"))
    maximum_grant = MoneyField(_("contributo massimo"))

    class Meta(Term.Meta):
        verbose_name = _("misura")
        verbose_name_plural = _("misure")
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="a_measure_has_one_code_in_its_call"),
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="a_grant_is_a_share_of_the_spend"),
            models.CheckConstraint(condition=Q(minimum_spend__gte=0, maximum_grant__gt=0), name="a_measure_promises_something"),
        ]
        triggers = frozen_with_its_call("a_measure_of_a_published_call_is_frozen")


class ExpenseItem(Term):
    """A kind of spending that the call admits."""

    guidance = models.TextField(_("che cosa comprende"), blank=True)

    class Meta(Term.Meta):
        verbose_name = _("voce di spesa")
        verbose_name_plural = _("voci di spesa")
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="an_expense_item_has_one_code_in_its_call")]
        triggers = frozen_with_its_call("an_item_of_a_published_call_is_frozen")


class EligibilityRule(Term):
    """One condition: kind and parameters for the engine, message and legal basis for people, phases in which it is asked."""

    kind = models.CharField(_("tipo"), max_length=20, choices=RuleKind)
    parameters = models.JSONField(_("parametri"), default=dict, blank=True)
    message = models.TextField(_("che cosa si chiede"))
    remedy = models.TextField(_("che cosa fare se manca"), blank=True)
    legal_basis = models.CharField(_("riferimento"), max_length=200)
    phases = ArrayField(models.CharField(max_length=12, choices=Phase), verbose_name=_("fasi"))
    blocking = models.BooleanField(_("impedisce l’invio"), default=True)
    version = models.PositiveSmallIntegerField(_("versione"), default=1)

    class Meta(Term.Meta):
        verbose_name = _("requisito")
        verbose_name_plural = _("requisiti")
        constraints = [
            models.UniqueConstraint(fields=["call", "code", "version"], name="a_rule_has_one_code_and_version_in_its_call"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="a_rule_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(phases__contained_by=Phase.values), name="a_rule_is_asked_in_known_phases"),
        ]
        triggers = frozen_with_its_call("a_rule_of_a_published_call_is_frozen")

    @property
    def phase_labels(self) -> list[str]:
        """The phases in words."""
        return [str(Phase(phase).label) for phase in self.phases]


class RequiredDocument(Term):
    """A document that the firm uploads in a phase."""

    phase = models.CharField(_("fase"), max_length=12, choices=Phase, default=Phase.SUBMISSION)
    mandatory = models.BooleanField(_("obbligatorio"), default=True)
    formats = ArrayField(models.CharField(max_length=5), verbose_name=_("formati"))
    maximum_bytes = models.PositiveIntegerField(_("dimensione massima in byte"), default=10_000_000)
    guidance = models.TextField(_("che cosa caricare"), blank=True)

    class Meta(Term.Meta):
        verbose_name = _("documento richiesto")
        verbose_name_plural = _("documenti richiesti")
        constraints = [models.UniqueConstraint(fields=["call", "code"], name="a_document_has_one_code_in_its_call")]
        triggers = frozen_with_its_call("a_document_of_a_published_call_is_frozen")


class ScoringCriterion(Term):
    """One line of the scoring grid, from `minimum` to `maximum` points."""

    text = models.TextField(_("che cosa si valuta"))
    minimum = models.DecimalField(_("minimo"), max_digits=5, decimal_places=2, default=0)
    maximum = models.DecimalField(_("massimo"), max_digits=5, decimal_places=2)

    class Meta(Term.Meta):
        verbose_name = _("criterio di valutazione")
        verbose_name_plural = _("criteri di valutazione")
        constraints = [
            models.UniqueConstraint(fields=["call", "code"], name="a_criterion_has_one_code_in_its_call"),
            models.CheckConstraint(
                condition=Q(minimum__gte=0, minimum__lte=F("maximum")), name="a_criterion_goes_from_minimum_to_maximum"
            ),
        ]
        triggers = frozen_with_its_call("a_criterion_of_a_published_call_is_frozen")
