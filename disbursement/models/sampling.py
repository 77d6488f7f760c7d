"""Sample controls: the list of a call, the draw with its population and seed, the drawn files, what is found about each."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.models.desk_guards import nobody_in_conflict
from core.models import TRIED, MoneyField, RateField, Tried, append_only, changed_only_in, only_these_steps
from core.models.guards import once_settled_stays
from disbursement.domain.workflow import SAMPLE_WORKFLOW
from disbursement.enums import ControlResult, PointAnswer, SampleState
from disbursement.models import sampling_guards as guards


class ControlPlan(models.Model):
    """How the paid grants of a call are controlled from now on: which share, within how many days, by which list."""

    call = models.ForeignKey("bando.Call", models.PROTECT, related_name="control_plans", verbose_name=_("bando"))
    number = models.PositiveSmallIntegerField(_("edizione"))
    share = RateField(_("quota da controllare"))
    days = models.PositiveSmallIntegerField(_("giorni per i controlli"))
    at = models.DateTimeField(_("pubblicato il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("piano dei controlli a campione")
        verbose_name_plural = _("piani dei controlli a campione")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="a_plan_of_controls_has_one_number"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="a_share_to_control_is_a_part_of_one"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=366), name="controls_end_within_a_year"),
        ]
        triggers = append_only("a_plan_of_controls_is_never_changed")

    def __str__(self) -> str:
        return gettext("piano %(number)s, %(call)s") % {"number": self.number, "call": self.call.code}


class ControlPoint(models.Model):
    """One point of the list that every control of a plan goes through."""

    plan = models.ForeignKey(ControlPlan, models.PROTECT, related_name="points", verbose_name=_("piano"))
    position = models.PositiveSmallIntegerField(_("punto"))
    text = models.CharField(_("che cosa si controlla"), max_length=250)
    basis = models.CharField(_("riferimento"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("punto di controllo")
        verbose_name_plural = _("punti di controllo")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="a_point_of_control_has_one_place"),
            models.CheckConstraint(condition=~Q(text=""), name="a_point_of_control_says_what_is_looked_at"),
        ]
        triggers = [
            *append_only("a_point_of_control_is_never_changed"),
            *guards.has_its_points_before_it_is_used("a_used_list_of_control_takes_no_more_points"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.text}"


class ControlSample(Tried):
    """A draw: who may be drawn is written down first, the seed comes afterwards and from another person."""

    pot = models.ForeignKey("bando.Pot", models.PROTECT, related_name="control_samples", verbose_name=_("Camera"))
    plan = models.ForeignKey(ControlPlan, models.PROTECT, related_name="samples", verbose_name=_("piano"))
    state = models.CharField(_("stato"), max_length=12, choices=SampleState, default=SampleState.PROPOSED)
    count = models.PositiveIntegerField(_("contributi pagati fra cui si estrae"))
    size = models.PositiveIntegerField(_("da controllare"))
    population_sha256 = models.CharField(_("impronta SHA-256 della popolazione"), max_length=64)
    seed_source = models.CharField(_("da dove viene il seme"), max_length=250)
    proposed_at = models.DateTimeField(_("proposto il"))
    proposed_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("proposto da"))
    seed = models.CharField(_("seme"), max_length=120, blank=True)
    drawn_at = models.DateTimeField(_("estratto il"), null=True)
    drawn_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("estratto da"))
    due_at = models.DateTimeField(_("controlli entro il"), null=True)
    made_at = models.DateTimeField(_("verbale prodotto il"), null=True)
    file = models.FileField(_("verbale"), max_length=200, blank=True)
    sha256 = models.CharField(_("impronta SHA-256 del verbale"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("estrazione di controlli")
        verbose_name_plural = _("estrazioni di controlli")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["id"], name="minutes_of_samples_to_make", condition=Q(made_at=None, state=SampleState.DRAWN))
        ]
        constraints = [
            models.UniqueConstraint(fields=["pot"], condition=Q(state=SampleState.PROPOSED), name="a_pot_has_one_draw_at_a_time"),
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=F("count")), name="a_sample_is_of_its_population"),
            models.CheckConstraint(condition=~Q(seed_source=""), name="a_draw_says_where_its_seed_comes_from"),
            models.CheckConstraint(
                condition=Q(seed="", drawn_at=None, drawn_by=None, due_at=None)
                | (~Q(seed="") & Q(drawn_at__isnull=False, drawn_by__isnull=False, due_at__gt=F("drawn_at"))),
                name="a_draw_has_seed_instant_person_and_term_together",
            ),
            models.CheckConstraint(
                condition=(~Q(state=SampleState.DRAWN) | Q(drawn_at__isnull=False))
                & (~Q(state=SampleState.WITHDRAWN) | Q(drawn_at=None)),
                name="a_sample_is_drawn_by_its_seed",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by=None) | ~Q(drawn_by=F("proposed_by")), name="who_proposes_a_draw_does_not_draw"
            ),
            models.CheckConstraint(
                condition=Q(made_at=None) | (Q(drawn_at__isnull=False) & ~Q(file="") & ~Q(sha256="")),
                name="minutes_of_a_draw_have_their_file",
            ),
        ]
        triggers = [
            *only_these_steps(SAMPLE_WORKFLOW),
            *changed_only_in(
                "a_population_stays_as_it_was_proposed",
                *TRIED, "state", "seed", "drawn_at", "drawn_by_id", "due_at", "made_at", "file", "sha256",
            ),
            *once_settled_stays("a_sample_is_never_drawn_again", "drawn_at", "seed", "drawn_at", "drawn_by_id", "due_at"),
            *guards.is_of_published_plan("a_draw_follows_the_plan_of_its_call"),
            *guards.is_as_it_was_counted("a_population_is_what_was_counted"),
            *guards.is_what_its_seed_gives("a_sample_is_what_its_seed_gives"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return gettext("estrazione %(number)s, %(pot)s") % {"number": self.pk, "pot": self.pot}


class SampleMember(models.Model):
    """A payment that may be drawn, called by the arrival number of its application."""

    sample = models.ForeignKey(ControlSample, models.PROTECT, related_name="members")
    payout = models.ForeignKey("disbursement.Payout", models.PROTECT, related_name="sample_members", verbose_name=_("pagamento"))
    key = models.CharField(_("numero di arrivo"), max_length=20)

    class Meta:
        verbose_name = _("contributo fra cui si estrae")
        verbose_name_plural = _("contributi fra cui si estrae")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "key"], name="a_population_knows_a_file_once"),
            models.UniqueConstraint(fields=["sample", "payout"], name="a_population_has_a_payment_once"),
        ]
        triggers = [
            *append_only("a_population_is_never_changed"),
            *guards.stands_in_one_live_population("a_payment_stands_in_one_live_population"),
            *guards.takes_no_more_than_counted("a_population_takes_no_more_than_counted"),
        ]

    def __str__(self) -> str:
        return self.key


class Control(models.Model):
    """A file that was drawn, in the order in which it was."""

    sample = models.ForeignKey(ControlSample, models.PROTECT, related_name="controls", verbose_name=_("estrazione"))
    member = models.OneToOneField(SampleMember, models.PROTECT, related_name="control")
    application = models.ForeignKey(
        "applications.Application", models.PROTECT, related_name="controls", verbose_name=_("domanda")
    )
    rank = models.PositiveIntegerField(_("ordine di estrazione"))

    class Meta:
        verbose_name = _("controllo a campione")
        verbose_name_plural = _("controlli a campione")
        ordering = ["-sample", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "rank"], name="one_file_is_drawn_at_a_time"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="lots_are_numbered_from_one"),
        ]
        triggers = [
            *append_only("what_was_drawn_is_never_changed"),
            *guards.is_of_a_drawn_file("a_control_is_of_a_drawn_file"),
        ]

    def __str__(self) -> str:
        return gettext("controllo di %(application)s") % {"application": self.application}


class ControlAnswer(models.Model):
    """What was found about one point; a later answer takes the place of the one before it."""

    control = models.ForeignKey(Control, models.PROTECT, related_name="answers")
    point = models.ForeignKey(ControlPoint, models.PROTECT, related_name="+")
    answer = models.CharField(_("esito"), max_length=16, choices=PointAnswer)
    note = models.TextField(_("nota"), blank=True)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("risposta di un controllo")
        verbose_name_plural = _("risposte dei controlli")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=PointAnswer.values), name="a_point_is_met_or_not_or_beside_it"),
            models.CheckConstraint(condition=Q(answer=PointAnswer.MET) | ~Q(note=""), name="a_point_not_met_says_why"),
        ]
        triggers = [
            *append_only("an_answer_of_a_control_is_never_changed"),
            *guards.answers_its_own_list("a_control_answers_its_own_list"),
            *guards.not_by_who_had_a_part("nobody_answers_about_what_she_checked"),
            *nobody_in_conflict(application=guards.OF_CONTROL),
        ]

    def __str__(self) -> str:
        return f"{self.point}: {self.get_answer_display()}"


class ControlOutcome(models.Model):
    """How a control has ended; what is irregular may be taken back (`RevocationNotice`), which nothing does by itself."""

    control = models.OneToOneField(Control, models.PROTECT, related_name="outcome", verbose_name=_("controllo"))
    result = models.CharField(_("esito"), max_length=12, choices=ControlResult)
    amount = MoneyField(_("importo irregolare"), default=0)
    reason = models.TextField(_("motivazione"), blank=True)
    at = models.DateTimeField(_("concluso il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("concluso da"))

    class Meta:
        verbose_name = _("esito di un controllo a campione")
        verbose_name_plural = _("esiti dei controlli a campione")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result=ControlResult.REGULAR, amount=0)
                | (Q(result=ControlResult.IRREGULAR, amount__gt=0) & ~Q(reason="")),
                name="an_irregular_control_says_how_much_and_why",
            ),
        ]
        triggers = [
            *append_only("an_outcome_of_a_control_is_never_changed"),
            *guards.ends_once_all_is_answered("a_control_ends_once_all_is_answered"),
            *guards.not_by_who_had_a_part("nobody_ends_a_control_of_what_she_checked"),
            *nobody_in_conflict(application=guards.OF_CONTROL),
        ]

    def __str__(self) -> str:
        return str(self.get_result_display())
