"""What the rules found, what the Chamber asked, cut and decided, what the evaluators scored."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import FactWord, RejectionReason, VerdictOutcome
from applications.models.desk_guards import nobody_in_conflict, not_by_who_checked
from applications.models.guards import answered_in_time, rejected_after_notice
from bando.enums import Outcome, Phase, Procedure
from core.models import MoneyField, append_only

# Procedures that compare nobody: there a rejection is noticed before it is decided (art. 10-bis L. 241/1990).
NOTICED = tuple(procedure.value for procedure in Procedure if procedure.is_by_arrival)


class Evaluation(models.Model):
    """One run of the rules on one application: facts with their source, engine version; re-computable to the byte."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="evaluations")
    phase = models.CharField(_("fase"), max_length=12, choices=Phase)
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    engine_version = models.CharField(_("versione del motore"), max_length=20)
    facts = models.TextField(_("fatti usati (JSON canonico)"))
    digest = models.CharField(_("impronta"), max_length=64)

    class Meta:
        verbose_name = _("verifica dei requisiti")
        verbose_name_plural = _("verifiche dei requisiti")
        ordering = ["pk"]
        triggers = append_only("an_evaluation_is_never_changed")

    def __str__(self) -> str:
        return f"{self.application}: {self.get_phase_display()}"


class Finding(models.Model):
    """What one rule, in one version, answered in one evaluation; `used` are the facts it looked at (canonical JSON)."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="findings")
    rule = models.ForeignKey("bando.EligibilityRule", models.PROTECT, related_name="+")
    outcome = models.CharField(_("esito"), max_length=12, choices=Outcome)
    explanation = models.TextField(_("spiegazione"))
    comparison = models.TextField(_("confronto"), blank=True)
    used = models.TextField(_("fatti guardati (JSON canonico)"), blank=True)

    class Meta:
        verbose_name = _("esito di un requisito")
        verbose_name_plural = _("esiti dei requisiti")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["evaluation", "rule"], name="a_rule_answers_once_in_an_evaluation")]
        triggers = append_only("a_finding_is_never_changed")

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_outcome_display()}"


class Confirmation(models.Model):
    """What an officer found about something that a rule leaves to be verified; the latest one of a code counts.

    `code` is what the rule's parameters confirm (`Asks.confirms`): several rules may rest on the same one.
    """

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="confirmations")
    rule = models.ForeignKey("bando.EligibilityRule", models.PROTECT, related_name="+", verbose_name=_("requisito"))
    code = models.SlugField(_("che cosa"), max_length=60)
    # None: asked of the firm, or of an archive that has not answered; the rule is to be verified again until then.
    holds = models.BooleanField(_("risulta"), null=True)
    note = models.TextField(_("come è stato verificato"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("riscontro della Camera")
        verbose_name_plural = _("riscontri della Camera")
        ordering = ["pk"]
        triggers = [*append_only("a_confirmation_is_never_changed"), *nobody_in_conflict()]

    def __str__(self) -> str:
        return f"{self.rule}: {self.code}"

    @property
    def word(self) -> FactWord:
        """The outcome as people say it."""
        return {True: FactWord.MET, False: FactWord.NOT_MET, None: FactWord.ASKED}[self.holds]


class IntegrationRequest(models.Model):
    """What the Chamber asks to complete, by when (peremptory term of the call, in consecutive days)."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="integration_requests")
    text = models.TextField(_("che cosa si chiede"))
    requested_at = models.DateTimeField(_("richiesta il"))
    due_at = models.DateTimeField(_("entro"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("richiesta di integrazione")
        verbose_name_plural = _("richieste di integrazione")
        ordering = ["pk"]
        triggers = [*append_only("an_integration_request_is_never_changed"), *nobody_in_conflict()]

    def __str__(self) -> str:
        return f"{self.application}: {self.requested_at:%d/%m/%Y}"


class IntegrationAnswer(models.Model):
    """The firm's answer; its files are documents of the application, uploaded while the request was open."""

    request = models.OneToOneField(IntegrationRequest, models.PROTECT, related_name="answer")
    text = models.TextField(_("risposta"))
    answered_at = models.DateTimeField(_("risposta il"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("risposta all’integrazione")
        verbose_name_plural = _("risposte alle integrazioni")
        ordering = ["pk"]
        triggers = [
            *append_only("an_integration_answer_is_never_changed"),
            *answered_in_time("an_integration_is_answered_within_its_term", "integrationrequest", "request_id", "answered_at"),
        ]

    def __str__(self) -> str:
        return f"{self.request}"


class ExpenseCut(models.Model):
    """What the officer leaves of one planned expense, and why."""

    expense = models.ForeignKey("applications.Expense", models.PROTECT, related_name="cuts", verbose_name=_("spesa"))
    admitted = MoneyField(_("importo ammesso"))
    reason = models.TextField(_("motivo"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("taglio di spesa")
        verbose_name_plural = _("tagli di spesa")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(admitted__gte=0), name="a_cut_leaves_zero_or_more")]
        triggers = [
            *append_only("a_cut_is_never_changed"),
            *nobody_in_conflict(application="(SELECT application_id FROM applications_expense WHERE id = NEW.expense_id)"),
        ]

    def __str__(self) -> str:
        return f"{self.expense}: {self.admitted}"


class Verdict(models.Model):
    """The end of the formal check: admitted with a spend and the grant it gives, or rejected with a reason."""

    application = models.OneToOneField("applications.Application", models.PROTECT, related_name="verdict")
    outcome = models.CharField(_("esito"), max_length=12, choices=VerdictOutcome)
    reason_code = models.CharField(_("motivo"), max_length=20, choices=RejectionReason, blank=True)
    text = models.TextField(_("motivazione"), blank=True)
    admitted_spend = MoneyField(_("spesa ammessa"))
    grant = MoneyField(_("contributo spettante"))
    at = models.DateTimeField(_("quando"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("chi"))

    class Meta:
        verbose_name = _("esito dell’istruttoria")
        verbose_name_plural = _("esiti dell’istruttoria")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="admitted", reason_code="", grant__gt=0)
                | (Q(outcome="rejected", grant=0) & ~Q(reason_code="")),
                name="a_rejection_has_a_reason_and_an_admission_a_grant",
            ),
        ]
        triggers = [
            *append_only("a_verdict_is_never_changed"),
            *rejected_after_notice("a_rejection_is_noticed_first_where_due", NOTICED),
            *nobody_in_conflict(),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


class ScoreSheet(models.Model):
    """One evaluator's scores for one project."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="score_sheets")
    evaluator = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("valutatore"))
    note = models.TextField(_("giudizio"), blank=True)
    at = models.DateTimeField(_("quando"))

    class Meta:
        verbose_name = _("scheda di valutazione")
        verbose_name_plural = _("schede di valutazione")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "evaluator"], name="an_evaluator_scores_a_project_once")]
        triggers = [
            *append_only("a_score_sheet_is_never_changed"),
            *nobody_in_conflict(person="evaluator_id"),
            *not_by_who_checked("who_checked_a_file_does_not_score_it"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.evaluator.name}"


class Score(models.Model):
    """The points of one criterion on one sheet."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey("bando.ScoringCriterion", models.PROTECT, related_name="+")
    points = models.DecimalField(_("punti"), max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("punteggio")
        verbose_name_plural = _("punteggi")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "criterion"], name="a_criterion_is_scored_once_on_a_sheet"),
            models.CheckConstraint(condition=Q(points__gte=0), name="points_are_not_negative"),
        ]
        triggers = append_only("a_score_is_never_changed")

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
