"""The call and the acts on it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bando.enums import ActKind, DrawOrder, Procedure, SignaturePolicy
from bando.models.guards import (
    changed_by_version_only,
    kept_once_published,
    no_longer_than,
    not_before_its_act,
    sealed_by_the_commit,
    written_once,
)
from core.models import MoneyField, RateField, append_only

# How long a text of the call may be: the form says it, the database holds it.
LONGEST_TEXT = 20_000
# The acts that make a version.
CHANGING = (
    ActKind.PUBLICATION,
    ActKind.AMENDMENT,
    ActKind.EXTENSION,
    ActKind.SUSPENSION,
    ActKind.RESUMPTION,
    ActKind.CLOSURE,
    ActKind.REOPENING,
    ActKind.REFINANCING,
)


def by_arrival() -> list[str]:
    """The tie-break of a call that says nothing else."""
    return ["arrival"]


class Call(models.Model):
    """A public grant call as data. Once published (`published_at`) it changes by act only, a version at a time.

    `opens_at` and `closes_at` span all its windows. `amends` names the published call of which this draft is an
    amendment in preparation; a call in `rehearsal` is for trying, counts nowhere and can be wiped.
    """

    code = models.CharField(_("codice"), max_length=40, unique=True)
    slug = models.SlugField(_("indirizzo della pagina"), unique=True)
    title = models.CharField(_("titolo"), max_length=200)
    summary = models.TextField(_("in breve"))
    description = models.TextField(_("descrizione"))
    legal_act = models.CharField(_("atto istitutivo"), max_length=120)
    manager = models.CharField(_("soggetto gestore"), max_length=120)
    notice = models.TextField(_("avvertenza mostrata in pagina"), blank=True)
    to_be_confirmed = models.TextField(_("valori da verificare sul bando"), blank=True)
    procedure = models.CharField(_("procedura"), max_length=20, choices=Procedure, default=Procedure.RANKING)
    signature_policy = models.CharField(
        _("firma della domanda"), max_length=10, choices=SignaturePolicy, default=SignaturePolicy.NONE
    )
    draft_from_at = models.DateTimeField(_("compilazione dal"))
    opens_at = models.DateTimeField(_("apertura"))
    closes_at = models.DateTimeField(_("chiusura"))
    spend_from_on = models.DateField(_("spese dal"))
    spend_until_on = models.DateField(_("spese fino al"))
    paid_until_on = models.DateField(_("pagamenti ai fornitori fino al"), null=True, blank=True)
    project_until_on = models.DateField(_("conclusione dei progetti entro il"), null=True, blank=True)
    accounts_due_on = models.DateField(_("rendiconto entro il"))
    difficulty_on = models.DateField(_("data di riferimento per l’impresa in difficoltà"))
    integration_days = models.PositiveSmallIntegerField(_("giorni per l’integrazione"), default=10)
    rejection_days = models.PositiveSmallIntegerField(_("giorni per osservare il preavviso di rigetto"), default=10)
    procedure_days = models.PositiveSmallIntegerField(_("giorni per concludere il procedimento"), default=90)
    # Nobody is asked to accept where it says nothing: the grant counts as accepted with its act.
    acceptance_days = models.PositiveSmallIntegerField(_("giorni per accettare il contributo"), null=True, blank=True)
    minimum_score = models.DecimalField(_("punteggio minimo"), max_digits=5, decimal_places=2)
    tie_breaks = ArrayField(models.CharField(max_length=60), verbose_name=_("a parità di punteggio"), default=by_arrival)
    lots_seed_source = models.TextField(_("da dove viene il seme del sorteggio"), blank=True)
    evaluators_required = models.PositiveSmallIntegerField(_("valutatori per progetto"), default=2)
    partial_last_grant = models.BooleanField(_("l’ultimo finanziabile può esserlo in parte"), default=False)
    draw_order = models.CharField(_("ordine di prelievo"), max_length=20, choices=DrawOrder, default=DrawOrder.PRO_RATA)
    regime = models.CharField(_("regime di aiuto"), max_length=120)
    aid_ceiling = MoneyField(_("massimale del regime"))
    withholding_rate = RateField(_("ritenuta sul contributo"))
    withholding_reason = models.CharField(_("motivo della ritenuta"), max_length=120, blank=True)
    minimum_share_realised = RateField(_("quota minima da realizzare"))
    # Whether a Chamber may pay more of the Region's money than has been passed on to it.
    pays_beyond_cash = models.BooleanField(_("le Camere anticipano le quote regionali"), default=True)
    # Spend is counted without VAT, unless the call says that VAT which is a cost to the firm counts too.
    vat_admitted = models.BooleanField(_("IVA ammessa fra le spese"), default=False)
    published_at = models.DateTimeField(_("pubblicato il"), null=True, editable=False)
    version = models.PositiveSmallIntegerField(_("versione"), default=1, editable=False)
    amends = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="amendments", verbose_name=_("modifica del bando")
    )
    rehearsal = models.BooleanField(_("prova"), default=False, editable=False)

    class Meta:
        verbose_name = _("bando")
        verbose_name_plural = _("bandi")
        ordering = ["-opens_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="a_call_opens_before_it_closes"),
            models.CheckConstraint(condition=Q(draft_from_at__lte=F("opens_at")), name="a_call_is_drafted_before_it_opens"),
            models.CheckConstraint(
                condition=Q(spend_from_on__lte=F("spend_until_on"), spend_until_on__lte=F("accounts_due_on")),
                name="spending_comes_before_its_accounts",
            ),
            models.CheckConstraint(
                condition=(
                    Q(paid_until_on=None) | Q(paid_until_on__gte=F("spend_from_on"), paid_until_on__lte=F("accounts_due_on"))
                )
                & (
                    Q(project_until_on=None)
                    | Q(project_until_on__gte=F("spend_from_on"), project_until_on__lte=F("accounts_due_on"))
                ),
                name="a_project_ends_between_its_first_expense_and_its_accounts",
            ),
            models.CheckConstraint(
                condition=Q(withholding_rate__gte=0, withholding_rate__lt=1), name="a_withholding_is_a_share_of_the_grant"
            ),
            models.CheckConstraint(
                condition=Q(minimum_share_realised__gte=0, minimum_share_realised__lte=1), name="a_share_realised_is_a_share"
            ),
            models.CheckConstraint(condition=Q(aid_ceiling__gte=0, minimum_score__gte=0), name="a_ceiling_is_not_negative"),
            models.CheckConstraint(
                condition=Q(integration_days__gte=1, rejection_days__gte=1, procedure_days__gte=1),
                name="a_term_lasts_a_day_at_least",
            ),
            models.CheckConstraint(
                condition=Q(acceptance_days=None) | Q(acceptance_days__gte=1), name="a_grant_is_accepted_in_a_day_at_least"
            ),
            models.CheckConstraint(condition=Q(procedure__in=Procedure.values), name="a_procedure_is_a_known_one"),
            models.CheckConstraint(
                condition=Q(signature_policy__in=SignaturePolicy.values), name="a_signature_is_asked_in_a_known_way"
            ),
            models.CheckConstraint(condition=Q(draw_order__in=DrawOrder.values), name="an_order_of_draw_is_a_known_one"),
            *no_longer_than(LONGEST_TEXT, "summary", "description", "notice", "to_be_confirmed", "lots_seed_source"),
            models.CheckConstraint(
                condition=Q(amends=None) | Q(published_at=None), name="an_amendment_is_not_published_by_itself"
            ),
        ]
        triggers = [
            *changed_by_version_only("a_published_call_changes_by_act_only"),
            *kept_once_published("a_published_call_is_never_deleted"),
        ]

    def __str__(self) -> str:
        return self.title


class Act(models.Model):
    """A decision with number, date and signer: the only thing that moves a call or its money."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="acts", verbose_name=_("bando"))
    kind = models.CharField(_("tipo"), max_length=20, choices=ActKind)
    number = models.CharField(_("numero"), max_length=40)
    issued_on = models.DateField(_("data"))
    issuer = models.CharField(_("ente"), max_length=120)
    signer = models.CharField(_("firmatario"), max_length=120)
    subject = models.CharField(_("oggetto"), max_length=250)
    recorded_at = models.DateTimeField(_("registrato il"))
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("registrato da"))

    class Meta:
        verbose_name = _("atto")
        verbose_name_plural = _("atti")
        ordering = ["issued_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "issuer", "number", "issued_on"], name="an_act_is_known_by_issuer_number_and_date"
            ),
            models.UniqueConstraint(fields=["call"], condition=Q(kind="publication"), name="a_call_is_published_once"),
        ]
        triggers = append_only("an_act_is_never_changed")

    def __str__(self) -> str:
        return gettext("%(kind)s n. %(number)s del %(day)s") % {
            "kind": self.get_kind_display(),
            "number": self.number,
            "day": f"{self.issued_on:%d/%m/%Y}",
        }


class Publication(models.Model):
    """Where and when an act was made public (D.Lgs. 33/2013, art. 26 and 27): before it, no payment."""

    act = models.OneToOneField(Act, models.PROTECT, related_name="publication", verbose_name=_("atto"))
    published_on = models.DateField(_("pubblicato il"))
    address = models.URLField(_("indirizzo"), blank=True)
    recorded_at = models.DateTimeField(_("registrato il"))
    recorded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+", verbose_name=_("registrato da"))

    class Meta:
        verbose_name = _("pubblicazione")
        verbose_name_plural = _("pubblicazioni")
        # Publications that were recorded before a page was asked for have none.
        constraints = [
            models.CheckConstraint(
                condition=Q(address="") | Q(address__startswith="https://"), name="a_publication_is_at_a_secure_address"
            )
        ]
        triggers = [
            *append_only("a_publication_is_never_changed"),
            *not_before_its_act("a_publication_does_not_precede_its_act"),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.published_on:%d/%m/%Y}"


class Version(models.Model):
    """The call as it stood since an act: number 1 with its publication, one more with every act that changes it.

    `content` is the whole configuration (`bando.queries.snapshot`), written once, in the same transaction.
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="versions", verbose_name=_("bando"))
    number = models.PositiveSmallIntegerField(_("versione"))
    act = models.OneToOneField(Act, models.PROTECT, related_name="version", verbose_name=_("atto"))
    in_force_at = models.DateTimeField(_("in vigore dal"))
    content = models.JSONField(_("contenuto"), null=True)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True)
    # The draft whose differences the act adopted, if it came from one.
    amendment = models.OneToOneField(
        Call, models.PROTECT, null=True, related_name="adopted_as", verbose_name=_("modifica adottata")
    )

    class Meta:
        verbose_name = _("versione del bando")
        verbose_name_plural = _("versioni del bando")
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(fields=["call", "number"], name="a_version_has_one_number_in_its_call"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_are_numbered_from_one"),
        ]
        triggers = [
            *written_once("a_version_is_written_once", "content", "sha256"),
            *sealed_by_the_commit("a_version_is_sealed_with_its_act", CHANGING),
        ]

    def __str__(self) -> str:
        return gettext("versione %(number)s: %(act)s") % {"number": self.number, "act": self.act}


class Question(models.Model):
    """A frequent question on the call with its answer. An explanation, not a rule: it may come and change at any time."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="questions", verbose_name=_("bando"))
    question = models.CharField(_("domanda"), max_length=300)
    answer = models.TextField(_("risposta"))
    order = models.PositiveSmallIntegerField(_("ordine"), default=0)
    answered_on = models.DateField(_("risposta del"))

    class Meta:
        verbose_name = _("domanda frequente")
        verbose_name_plural = _("domande frequenti")
        ordering = ["order", "pk"]
        constraints = [*no_longer_than(LONGEST_TEXT, "answer")]

    def __str__(self) -> str:
        return self.question


class Attachment(models.Model):
    """A file that the call's page offers: the text of the call, a guide, a form to fill. It stays once the call is published."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="attachments", verbose_name=_("bando"))
    label = models.CharField(_("che cos’è"), max_length=200)
    name = models.CharField(_("nome del file"), max_length=120)
    file = models.FileField(_("file"), max_length=200)
    media_type = models.CharField(_("tipo"), max_length=60)
    size = models.PositiveIntegerField(_("byte"))
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64)
    added_at = models.DateTimeField(_("aggiunto il"))

    class Meta:
        verbose_name = _("allegato del bando")
        verbose_name_plural = _("allegati del bando")
        ordering = ["pk"]
        triggers = kept_once_published("an_attachment_of_a_published_call_stays", by="call_id")

    def __str__(self) -> str:
        return self.label
