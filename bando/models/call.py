"""The call and the acts on it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pgtrigger import Protect, Update
from pgtrigger import Q as TriggerQ

from bando.enums import ActKind, Procedure
from core.models import MoneyField, RateField, append_only, never_deleted


class Call(models.Model):
    """A public grant call as data. Once published (`published_at`) it is frozen, and everything that hangs on it."""

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
    draft_from_at = models.DateTimeField(_("compilazione dal"))
    opens_at = models.DateTimeField(_("apertura"))
    closes_at = models.DateTimeField(_("chiusura"))
    spend_from_on = models.DateField(_("spese dal"))
    spend_until_on = models.DateField(_("spese fino al"))
    accounts_due_on = models.DateField(_("rendiconto entro il"))
    difficulty_on = models.DateField(_("data di riferimento per l’impresa in difficoltà"))
    integration_days = models.PositiveSmallIntegerField(_("giorni per l’integrazione"), default=10)
    minimum_score = models.DecimalField(_("punteggio minimo"), max_digits=5, decimal_places=2)
    evaluators_required = models.PositiveSmallIntegerField(_("valutatori per progetto"), default=2)
    partial_last_grant = models.BooleanField(_("l’ultimo finanziabile può esserlo in parte"), default=False)
    regime = models.CharField(_("regime di aiuto"), max_length=120)
    aid_ceiling = MoneyField(_("massimale del regime"))
    withholding_rate = RateField(_("ritenuta sul contributo"))
    withholding_reason = models.CharField(_("motivo della ritenuta"), max_length=120, blank=True)
    minimum_share_realised = RateField(_("quota minima da realizzare"))
    published_at = models.DateTimeField(_("pubblicato il"), null=True, editable=False)

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
                condition=Q(withholding_rate__gte=0, withholding_rate__lt=1), name="a_withholding_is_a_share_of_the_grant"
            ),
        ]
        triggers = [
            Protect(
                name="a_published_call_is_frozen",
                operation=Update,
                condition=TriggerQ(old__published_at__isnull=False),
            ),
            *never_deleted("a_call_is_never_deleted"),
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
        triggers = append_only("a_publication_is_never_changed")

    def __str__(self) -> str:
        return f"{self.act}: {self.published_on:%d/%m/%Y}"
