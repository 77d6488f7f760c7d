"""The application and what the firm declares in it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from applications.domain.papers import MOST_FILES
from applications.domain.workflow import BEFORE_THE_MONEY, TAKES_FILES, UNDER_REVIEW, WORKFLOW
from applications.enums import State
from applications.models.guards import (
    accepted_or_forfeited_in_time,
    frozen_once_sent,
    kept_once_sent,
    releases_what_it_reserved,
    so_many_at_most,
    stays_once_arrived,
    who_leaves_waits_no_longer,
)
from core.models import (
    SCAN_COLUMNS,
    MoneyField,
    TakenFile,
    never_deleted,
    only_these_steps,
    quarantine_index,
    scan_is_settled_once,
    scan_is_told,
)
from registry.enums import AtecoVersion
from registry.models import Firm, FirmVersion


class Application(models.Model):
    """One firm's application to one call. `pot` follows from the project's seat; `state` moves by the table only."""

    # The index of arrivals finds it, which begins with it.
    call = models.ForeignKey("bando.Call", models.PROTECT, db_index=False, related_name="applications", verbose_name=_("bando"))
    firm = models.ForeignKey("registry.Firm", models.PROTECT, related_name="applications", verbose_name=_("impresa"))
    # Only a measure of a draft call is ever deleted, which has no applications: no index.
    measure = models.ForeignKey("bando.Measure", models.PROTECT, db_index=False, related_name="+", verbose_name=_("misura"))
    # With several measures the first one stands here until the firm chooses.
    measure_chosen = models.BooleanField(_("misura scelta"), default=True)
    # The version of the call that it is made under: the one in force when it was begun, or last renewed.
    call_version = models.PositiveSmallIntegerField(_("versione del bando"), default=1)
    # The index by state and pot finds it; one of its own would be written at every step and read by nobody.
    pot = models.ForeignKey(
        "bando.Pot", models.PROTECT, null=True, db_index=False, related_name="applications", verbose_name=_("Camera competente")
    )
    # The firm as it was when its summary was confirmed: what was sent stays, whatever the firm becomes.
    firm_version = models.ForeignKey(
        "registry.FirmVersion", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("dati dell’impresa")
    )
    state = models.CharField(_("stato"), max_length=20, choices=State, default=State.DRAFT)
    # The number of its arrival, written with its place: long lists are read in this order from the applications alone.
    arrival_number = models.PositiveIntegerField(_("n. di arrivo"), null=True, editable=False)
    started_at = models.DateTimeField(_("iniziata il"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, db_index=False, related_name="+", verbose_name=_("iniziata da")
    )
    # Whether an officer without a declared conflict has it for the formal check: assignments and declarations keep it so by their
    # triggers, and who gives files out finds those that nobody has by its index.
    in_good_hands = models.BooleanField(_("assegnata per l’istruttoria"), default=False, db_default=False, editable=False)
    # Whether the firm has written last: messages keep it so by their trigger, and the Chamber finds what it has to answer.
    awaits_reply = models.BooleanField(_("attende una risposta"), default=False, db_default=False, editable=False)
    # What the firm confirmed on its summary. The application is ready while it is of the content's version and of the call's.
    # Nobody looks for an application by it, and none is deleted: no index.
    snapshot = models.ForeignKey(
        "applications.Snapshot", models.PROTECT, null=True, db_index=False, related_name="+",
        verbose_name=_("contenuto confermato"),
    )  # fmt: skip
    confirmed_at = models.DateTimeField(_("confermata il"), null=True)
    # From when the rules that look at the day would answer otherwise than they did; None: never.
    confirmed_until_at = models.DateTimeField(_("requisiti verificati fino al"), null=True)

    class Meta:
        verbose_name = _("domanda")
        verbose_name_plural = _("domande")
        ordering = ["pk"]
        # In the order of arrival, all of them and those of one state; by state first: a list of one state is asked for of all
        # pots; by pot, of its few states.
        indexes = [
            models.Index(fields=["call", "arrival_number"], name="applications_by_arrival"),
            models.Index(fields=["state", "call", "arrival_number"], name="applications_state_by_arrival"),
            models.Index(fields=["state", "pot"], name="applications_by_state_and_pot"),
            models.Index(
                fields=["pot"], name="applications_to_give_out", condition=Q(in_good_hands=False, state__in=UNDER_REVIEW)
            ),
            models.Index(fields=["pot"], name="applications_to_answer", condition=Q(awaits_reply=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "firm"], condition=~Q(state=State.WITHDRAWN), name="a_firm_has_one_live_application_in_a_call"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="an_application_is_in_a_known_state"),
            models.CheckConstraint(condition=~Q(state=State.DRAFT) | Q(arrival_number=None), name="a_draft_has_not_arrived"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT) | Q(pot__isnull=False), name="a_sent_application_has_its_chamber"
            ),
        ]
        triggers = [
            *only_these_steps(WORKFLOW),
            *never_deleted("an_application_is_never_deleted"),
            *releases_what_it_reserved("an_application_at_its_end_reserves_nothing", BEFORE_THE_MONEY),
            *accepted_or_forfeited_in_time("a_grant_is_accepted_in_its_term"),
            *who_leaves_waits_no_longer("who_leaves_waits_no_longer", BEFORE_THE_MONEY),
            *kept_once_sent(
                "a_sent_application_keeps_its_terms",
                "call_id",
                "firm_id",
                "measure_id",
                "call_version",
                "firm_version_id",
                "snapshot_id",
                "arrival_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.applicant} · {self.call.code}"

    @property
    def applicant(self) -> Firm | FirmVersion:
        """The firm as this application tells of it: as it is now in a draft, as it was confirmed once it is sent.

        Whom to write to, and who may act, is asked of `firm`: that is of today.
        """
        sent = self.state != State.DRAFT and self.firm_version is not None
        return self.firm_version if sent else self.firm  # type: ignore[return-value]


class Content(models.Model):
    """What the firm declares; one version more at every save, frozen when the application is sent."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="content", verbose_name=_("domanda"))
    version = models.PositiveIntegerField(_("versione"), default=1)
    # Seat of the project
    seat_province = models.ForeignKey("registry.Province", models.PROTECT, null=True, blank=True, verbose_name=_("provincia"))
    seat_municipality = models.CharField(_("comune"), max_length=80, blank=True)
    seat_address = models.CharField(_("indirizzo"), max_length=200, blank=True)
    seat_to_be_opened = models.BooleanField(_("sede ancora da aprire"), default=False)
    # Figures of the last closed year, linked and partner firms added up (Annex I, Reg. (EU) 651/2014)
    staff = models.PositiveIntegerField(_("occupati (ULA)"), null=True, blank=True)
    turnover = MoneyField(_("fatturato"), null=True, blank=True)
    balance_sheet = MoneyField(_("totale di bilancio"), null=True, blank=True)
    subscribed_capital = MoneyField(_("capitale sottoscritto"), null=True, blank=True)
    accumulated_losses = MoneyField(_("perdite cumulate"), null=True, blank=True)
    aid_received = MoneyField(_("aiuti «de minimis» già ricevuti"), null=True, blank=True)
    # Asked only where a rule of the call looks at them
    founded_on = models.DateField(_("data di costituzione"), null=True, blank=True)
    ateco_code = models.CharField(_("codice ATECO prevalente"), max_length=8, blank=True)
    ateco_version = models.CharField(_("versione ATECO"), max_length=4, choices=AtecoVersion, blank=True)
    durc_issued_on = models.DateField(_("DURC rilasciato il"), null=True, blank=True)
    durc_expires_on = models.DateField(_("DURC valido fino al"), null=True, blank=True)
    persons = models.PositiveSmallIntegerField(_("persone soggette alla verifica antimafia"), null=True, blank=True)
    persons_declared = models.PositiveSmallIntegerField(_("di cui hanno reso la dichiarazione"), null=True, blank=True)
    # Project
    title = models.CharField(_("titolo del progetto"), max_length=200, blank=True)
    portfolio = models.TextField(_("prodotti da vendere online"), blank=True)
    markets = models.TextField(_("mercati esteri"), blank=True)
    channels = models.TextField(_("canali di vendita online"), blank=True)
    description = models.TextField(_("descrizione del progetto"), blank=True)
    # Declarations under DPR 445/2000: code of the rule → made or not
    declarations = models.JSONField(_("dichiarazioni"), default=dict, blank=True)
    # Of each field that was ever changed: the version that its last change made, by whom, when, from which page
    field_versions = models.JSONField(_("ultima modifica di ogni campo"), default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("contenuto della domanda")
        verbose_name_plural = _("contenuti delle domande")
        constraints = [
            models.CheckConstraint(condition=Q(turnover__gte=0) | Q(turnover=None), name="a_declared_turnover_is_not_negative"),
            models.CheckConstraint(
                condition=Q(balance_sheet__gte=0) | Q(balance_sheet=None), name="a_declared_balance_sheet_is_not_negative"
            ),
            models.CheckConstraint(condition=Q(aid_received__gte=0) | Q(aid_received=None), name="declared_aid_is_not_negative"),
            models.CheckConstraint(
                condition=Q(ateco_version__in=["", *AtecoVersion.values]), name="a_declared_activity_is_of_a_known_version"
            ),
            models.CheckConstraint(
                condition=Q(durc_expires_on=None) | Q(durc_issued_on=None) | Q(durc_expires_on__gte=F("durc_issued_on")),
                name="a_declared_durc_ends_after_it_is_issued",
            ),
        ]
        triggers = frozen_once_sent("what_was_sent_is_never_changed")

    def __str__(self) -> str:
        return f"{self.application}, versione {self.version}"


class Expense(models.Model):
    """One planned expense, net of VAT, in euro; `units` where the call's item counts them (hours, months…)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="expenses", verbose_name=_("domanda"))
    item = models.ForeignKey("bando.ExpenseItem", models.PROTECT, related_name="+", verbose_name=_("voce di spesa"))
    description = models.CharField(_("descrizione"), max_length=200)
    supplier = models.CharField(_("fornitore"), max_length=120, blank=True)
    amount = MoneyField(_("importo al netto dell’IVA"))
    units = models.DecimalField(_("unità"), max_digits=10, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(_("versione"), default=1)

    class Meta:
        verbose_name = _("spesa prevista")
        verbose_name_plural = _("spese previste")
        ordering = ["item__order", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_planned_expense_is_above_zero"),
            models.CheckConstraint(condition=Q(units=None) | Q(units__gt=0), name="a_planned_expense_has_units_above_zero"),
        ]
        triggers = frozen_once_sent("an_expense_that_was_sent_is_never_changed")

    def __str__(self) -> str:
        return f"{self.item}: {self.amount}"


class Document(TakenFile):
    """A file that the firm uploaded. The name is kept as text only; the bytes lie under a random path."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="documents", verbose_name=_("domanda"))
    requirement = models.ForeignKey(
        "bando.RequiredDocument", models.PROTECT, null=True, related_name="+", verbose_name=_("documento richiesto")
    )
    # A quote belongs to the expense that it is of, and goes with it.
    expense = models.ForeignKey(
        Expense, models.PROTECT, null=True, related_name="quotes", verbose_name=_("preventivo della spesa")
    )
    media_type = models.CharField(_("tipo"), max_length=60)
    size = models.PositiveIntegerField(_("byte"))
    uploaded_at = models.DateTimeField(_("caricato il"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("caricato da"))

    class Meta:
        verbose_name = _("documento")
        verbose_name_plural = _("documenti")
        ordering = ["pk"]
        indexes = [quarantine_index("documents_in_quarantine")]
        constraints = scan_is_told(
            "a_document_is_scanned_or_not", "a_document_set_aside_says_what_was_found", "a_scanned_document_says_when"
        )
        triggers = [
            *frozen_once_sent("a_document_that_was_sent_is_never_changed", open_states=TAKES_FILES, but_for=SCAN_COLUMNS),
            *scan_is_settled_once(),
            *so_many_at_most("an_application_has_a_hundred_files_at_most", MOST_FILES),
            *stays_once_arrived("a_document_that_arrived_is_never_taken_away"),
        ]

    def __str__(self) -> str:
        return self.name
