"""What the call promises and asks: windows, measures, expense items and their caps, rules, documents, scoring."""

from dataclasses import MISSING, fields

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bando.domain.rules.parameters import SHAPES
from bando.enums import CapKind, ComponentKind, Phase, RuleKind, SizeClass
from bando.models.guards import changed_with_its_call, no_longer_than, with_the_parameters_of_its_kind, without_cycles
from core.models import MoneyField, RateField

LONGEST_TEXT = 5_000
# For each kind of rule, the parameters that it knows and those that it needs.
NAMES = {
    kind.value: ([field.name for field in fields(shape)], [field.name for field in fields(shape) if field.default is MISSING])
    for kind, shape in SHAPES.items()
}
# Caps that make one item depend on others: they must not lead back.
DEPENDENT = (CapKind.SHARE_OF_OTHERS, CapKind.FLAT_RATE)


class Term(models.Model):
    """Anything that hangs on the call under a code of its own.

    It holds from version `since` of the call up to version `until` (None: still). Rows of a published call never change:
    an amendment ends a row and brings another under the same code. Read them through `bando.queries.terms.in_force`.
    """

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="%(class)ss", verbose_name=_("bando"))
    code = models.SlugField(_("codice"), max_length=40)
    label = models.CharField(_("nome"), max_length=200)
    order = models.PositiveSmallIntegerField(_("ordine"), default=0)
    since = models.PositiveSmallIntegerField(_("dalla versione"), default=1, editable=False)
    until = models.PositiveSmallIntegerField(_("fino alla versione"), null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "code", "since"], name="a_%(class)s_has_one_code_in_a_version"),
            models.UniqueConstraint(fields=["call", "code"], condition=Q(until=None), name="one_%(class)s_of_a_code_is_in_force"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="a_%(class)s_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.label


class Window(Term):
    """A time in which applications are taken, inside the call's opening and closing; without any, the call has one window."""

    opens_at = models.DateTimeField(_("apre"))
    closes_at = models.DateTimeField(_("chiude"))

    class Meta(Term.Meta):
        verbose_name = _("finestra")
        verbose_name_plural = _("finestre")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="a_window_opens_before_it_closes"),
        ]
        triggers = changed_with_its_call("a_published_window_changes_by_act_only")


class Measure(Term):
    """A line (misura) of the call: what share of the spend it pays, from which spend, up to which grant, and to whom.

    `grant = min(maximum_grant; rate × spend + fixed parts inside the cap) + fixed parts outside`, nothing under
    `minimum_spend`, no share of what exceeds `maximum_spend`; see `bando.domain.contribution`. Amounts in euro.
    """

    rate = RateField(_("quota della spesa"))
    minimum_spend = MoneyField(_("spesa minima"))
    maximum_spend = MoneyField(_("spesa massima considerata"), null=True, blank=True)
    maximum_grant = MoneyField(_("contributo massimo"))
    sizes = ArrayField(
        models.CharField(max_length=8, choices=SizeClass), verbose_name=_("chi può sceglierla"), default=list, blank=True
    )

    class Meta(Term.Meta):
        verbose_name = _("misura")
        verbose_name_plural = _("misure")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(rate__gt=0, rate__lte=1), name="a_grant_is_a_share_of_the_spend"),
            models.CheckConstraint(condition=Q(minimum_spend__gte=0, maximum_grant__gt=0), name="a_measure_promises_something"),
            models.CheckConstraint(
                condition=Q(maximum_spend=None) | Q(maximum_spend__gte=F("minimum_spend")),
                name="a_maximum_spend_is_not_below_the_minimum",
            ),
            models.CheckConstraint(condition=Q(sizes__contained_by=SizeClass.values), name="a_measure_is_for_known_sizes"),
        ]
        triggers = changed_with_its_call("a_published_measure_changes_by_act_only")

    @property
    def size_labels(self) -> list[str]:
        """Who may choose it, in words; empty when everybody may."""
        return [str(SizeClass(size).label) for size in self.sizes]


class Component(Term):
    """What a measure adds: points on the rate, or an amount, inside or outside the cap, to all or to who declares `condition`."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="components", verbose_name=_("misura"))
    kind = models.CharField(_("che cosa aggiunge"), max_length=8, choices=ComponentKind)
    value = models.DecimalField(_("valore"), max_digits=14, decimal_places=6)
    from_spend = MoneyField(_("a partire dalla spesa di"), default=0)
    inside_cap = models.BooleanField(_("dentro il contributo massimo"), default=True)
    condition = models.SlugField(_("dichiarazione che la dà"), max_length=40, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("parte del contributo")
        verbose_name_plural = _("parti del contributo")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=ComponentKind.values), name="a_component_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(value__gt=0, from_spend__gte=0), name="a_component_adds_something"),
            models.CheckConstraint(
                condition=~Q(kind=ComponentKind.RATE) | Q(value__lte=1, inside_cap=True), name="points_are_a_share_inside_the_cap"
            ),
        ]
        triggers = changed_with_its_call("a_published_component_changes_by_act_only")


class ExpenseItem(Term):
    """A kind of spending that the call admits. With `unit` the firm says how many units it buys, for caps by the unit."""

    guidance = models.TextField(_("che cosa comprende"), blank=True)
    unit = models.CharField(_("unità di misura"), max_length=40, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("voce di spesa")
        verbose_name_plural = _("voci di spesa")
        constraints = [*Term.Meta.constraints, *no_longer_than(LONGEST_TEXT, "guidance")]
        triggers = changed_with_its_call("a_published_item_changes_by_act_only")


class Cap(Term):
    """A limit on expense items, named by their codes; `value` is a share of one or an amount in euro, as its kind says."""

    kind = models.CharField(_("tipo"), max_length=20, choices=CapKind)
    items = ArrayField(models.SlugField(max_length=40), verbose_name=_("voci limitate"))
    of = ArrayField(models.SlugField(max_length=40), verbose_name=_("rispetto a"), default=list, blank=True)
    value = models.DecimalField(_("valore"), max_digits=14, decimal_places=6)

    class Meta(Term.Meta):
        verbose_name = _("limite di spesa")
        verbose_name_plural = _("limiti di spesa")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=CapKind.values), name="a_cap_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(value__gt=0, items__len__gte=1), name="a_cap_limits_something"),
            models.CheckConstraint(
                condition=Q(kind__in=[CapKind.ABSOLUTE, CapKind.UNIT, CapKind.MINIMUM_INVOICE]) | Q(value__lte=1),
                name="a_cap_by_share_is_a_share",
            ),
            models.CheckConstraint(condition=~Q(items__overlap=F("of")), name="a_cap_does_not_refer_to_what_it_limits"),
        ]
        triggers = [
            *changed_with_its_call("a_published_cap_changes_by_act_only"),
            *without_cycles("caps_do_not_lead_back_to_themselves", DEPENDENT),
        ]


class EligibilityRule(Term):
    """One condition: kind and parameters for the engine, message and legal basis for people, phases in which it is asked."""

    kind = models.CharField(_("tipo"), max_length=20, choices=RuleKind)
    parameters = models.JSONField(_("parametri"), default=dict, blank=True)
    message = models.TextField(_("che cosa si chiede"))
    remedy = models.TextField(_("che cosa fare se manca"), blank=True)
    legal_basis = models.CharField(_("riferimento"), max_length=200)
    phases = ArrayField(models.CharField(max_length=12, choices=Phase), verbose_name=_("fasi"))
    blocking = models.BooleanField(_("impedisce l’invio"), default=True)
    version = models.PositiveSmallIntegerField(_("versione"), default=1, editable=False)

    class Meta(Term.Meta):
        verbose_name = _("requisito")
        verbose_name_plural = _("requisiti")
        constraints = [
            *Term.Meta.constraints,
            models.UniqueConstraint(fields=["call", "code", "version"], name="a_rule_has_one_code_and_version_in_its_call"),
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="a_rule_is_of_a_known_kind"),
            models.CheckConstraint(condition=Q(phases__contained_by=Phase.values), name="a_rule_is_asked_in_known_phases"),
            *no_longer_than(LONGEST_TEXT, "message", "remedy"),
        ]
        triggers = [
            *changed_with_its_call("a_published_rule_changes_by_act_only"),
            *with_the_parameters_of_its_kind("a_rule_has_the_parameters_of_its_kind", NAMES),
        ]

    @property
    def phase_labels(self) -> list[str]:
        """The phases in words."""
        return [str(Phase(phase).label) for phase in self.phases]


class RequiredDocument(Term):
    """A document that the firm uploads in a phase: always if `mandatory`, or if it declares `condition`."""

    phase = models.CharField(_("fase"), max_length=12, choices=Phase, default=Phase.SUBMISSION)
    mandatory = models.BooleanField(_("obbligatorio"), default=True)
    condition = models.SlugField(_("obbligatorio solo per chi dichiara"), max_length=40, blank=True)
    signed = models.BooleanField(_("firmato digitalmente"), default=False)
    template = models.FileField(_("modello da compilare"), max_length=200, blank=True)
    template_name = models.CharField(_("nome del modello"), max_length=120, blank=True)
    formats = ArrayField(models.CharField(max_length=5), verbose_name=_("formati"))
    maximum_bytes = models.PositiveIntegerField(_("dimensione massima in byte"), default=10_000_000)
    guidance = models.TextField(_("che cosa caricare"), blank=True)

    class Meta(Term.Meta):
        verbose_name = _("documento richiesto")
        verbose_name_plural = _("documenti richiesti")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(condition=Q(phase__in=Phase.values), name="a_document_is_asked_in_a_known_phase"),
            models.CheckConstraint(
                condition=Q(formats__len__gte=1, maximum_bytes__gte=1), name="a_document_has_a_format_and_a_size"
            ),
            models.CheckConstraint(
                condition=Q(condition="") | Q(mandatory=False), name="a_conditional_document_is_not_mandatory_for_all"
            ),
            *no_longer_than(LONGEST_TEXT, "guidance"),
        ]
        triggers = changed_with_its_call("a_published_document_changes_by_act_only")


class ScoringCriterion(Term):
    """One line of the scoring grid, from `minimum` to `maximum` points; `anchors` say what some of the points mean.

    `anchors` is a list of pairs [points as a text, what earns them].
    """

    text = models.TextField(_("che cosa si valuta"))
    minimum = models.DecimalField(_("minimo"), max_digits=5, decimal_places=2, default=0)
    maximum = models.DecimalField(_("massimo"), max_digits=5, decimal_places=2)
    anchors = models.JSONField(_("riferimenti per i punteggi"), default=list, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("criterio di valutazione")
        verbose_name_plural = _("criteri di valutazione")
        constraints = [
            *Term.Meta.constraints,
            models.CheckConstraint(
                condition=Q(minimum__gte=0, minimum__lte=F("maximum")), name="a_criterion_goes_from_minimum_to_maximum"
            ),
            *no_longer_than(LONGEST_TEXT, "text"),
        ]
        triggers = changed_with_its_call("a_published_criterion_changes_by_act_only")
