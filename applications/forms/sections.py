"""What the firm types in the sections of its draft: nothing is required here, the summary asks for completeness."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.domain.merging import Clash
from applications.domain.sections import TRUTH
from applications.forms.drafts import BAGGAGE, DAYS, DayInput, DraftForm, Words
from applications.models import Application
from bando.domain.rules.engine import Rule
from bando.enums import RuleKind
from bando.models import Measure
from bando.queries.terms import measures_of, rules_of
from core.forms import Amount
from registry.enums import AtecoVersion
from registry.models import Province

ATECO = r"^[0-9]{2}(\.[0-9]{1,2}(\.[0-9]{1,2})?)?$"
# Fields that only some rules look at: asked where the call has one of the kind.
ASKED_BY: dict[RuleKind, tuple[str, ...]] = {
    RuleKind.ATECO: ("ateco_code", "ateco_version"),
    RuleKind.DURC: ("durc_issued_on", "durc_expires_on"),
    RuleKind.ANTIMAFIA: ("persons", "persons_declared"),
}
SOMETIMES = {"founded_on", *(name for names in ASKED_BY.values() for name in names)}


def looked_at(rule: Rule) -> tuple[str, ...]:
    """The fields that are there for this rule only."""
    if rule.kind == RuleKind.CAPITAL:
        return ("founded_on",) if getattr(rule.asked, "exempt_young", False) else ()
    return ASKED_BY.get(RuleKind(rule.kind), ())


class SeatForm(DraftForm):
    """Where the project is carried out: the Chamber follows from it."""

    seat_province = forms.ModelChoiceField(
        Province.objects.none(),
        required=False,
        label=_("Provincia della sede del progetto"),
        empty_label=_("Scegliete la provincia"),
        help_text=_("Da qui dipende la Camera competente. Se la vostra non è nell’elenco, non è servita da questo bando."),
    )
    seat_municipality = Words(limit=80, label=_("Comune"))
    seat_address = Words(limit=200, label=_("Indirizzo"))
    seat_to_be_opened = forms.BooleanField(
        required=False,
        label=_("La sede è ancora da aprire"),
        help_text=_("Deve risultare attiva al registro delle imprese prima del pagamento."),
    )

    def complete(self) -> None:
        served = self.application.call.pot_provinces.values("province")
        self.fields["seat_province"].queryset = Province.objects.filter(pk__in=served)  # type: ignore[attr-defined]


class FiguresForm(DraftForm):
    """The figures from which size, capital test and aid ceiling are computed."""

    staff = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=1_000_000,
        label=_("Occupati (ULA)"),
        help_text=_("Unità di lavoro annue della vostra impresa nell’ultimo esercizio chiuso."),
    )
    turnover = Amount(required=False, label=_("Fatturato annuo, in euro"), help_text=_("Dell’ultimo esercizio chiuso."))
    balance_sheet = Amount(
        required=False, label=_("Totale di bilancio, in euro"), help_text=_("Basta uno tra fatturato e bilancio.")
    )
    subscribed_capital = Amount(
        required=False,
        label=_("Capitale sottoscritto, in euro"),
        help_text=_("Per le società, alla data indicata dal bando: serve a escludere le imprese in difficoltà."),
    )
    accumulated_losses = Amount(
        required=False, label=_("Perdite cumulate, in euro"), help_text=_("Scrivete 0 se non ce ne sono.")
    )
    aid_received = Amount(
        required=False,
        label=_("Aiuti «de minimis» già ricevuti, in euro"),
        help_text=_("Nel periodo del regime, impresa unica. Scrivete 0 se non ne avete ricevuti."),
    )

    founded_on = forms.DateField(required=False, label=_("Data di costituzione"), widget=DayInput(), input_formats=DAYS)
    ateco_code = forms.RegexField(
        ATECO, required=False, max_length=8, label=_("Codice ATECO dell’attività principale"),
        help_text=_("Con i punti, come nella visura: per esempio 47.91.10."),
        error_messages={"invalid": _("Scrivete il codice con i suoi punti, per esempio 47.91.10.")},
    )  # fmt: skip
    ateco_version = forms.ChoiceField(
        required=False, label=_("Classificazione del codice"), choices=[("", _("Scegliete")), *AtecoVersion.choices],
        help_text=_("La visura la indica: ATECO 2007 fino al 2024, poi ATECO 2025."),
    )  # fmt: skip
    durc_issued_on = forms.DateField(required=False, label=_("DURC rilasciato il"), widget=DayInput(), input_formats=DAYS)
    durc_expires_on = forms.DateField(required=False, label=_("DURC valido fino al"), widget=DayInput(), input_formats=DAYS)
    persons = forms.IntegerField(
        required=False, min_value=0, max_value=1000, label=_("Persone soggette ai controlli antimafia"),
        help_text=_("Art. 85 D.Lgs. 159/2011: legali rappresentanti, soci, direttori, sindaci…"),
    )  # fmt: skip
    persons_declared = forms.IntegerField(
        required=False, min_value=0, max_value=1000, label=_("Di cui hanno reso la dichiarazione")
    )

    def complete(self) -> None:
        call, version = self.application.call, self.application.call_version
        asked = {name for rule in rules_of(call, version) for name in looked_at(rule)}
        for name in SOMETIMES - asked:
            del self.fields[name]
        self.measures = list(measures_of(call, version))
        if len(self.measures) > 1:
            self.fields = {"measure": self._measure()} | self.fields

    def _measure(self) -> forms.ChoiceField:
        """Which line of the call: each with who may choose it."""
        return forms.ChoiceField(
            label=_("Misura"), choices=[(str(row.pk), _named(row)) for row in self.measures], required=False,
            widget=forms.RadioSelect, help_text=_("Dipende dalla dimensione dell’impresa, che si calcola dai dati qui sotto."),
        )  # fmt: skip

    def saved(self) -> dict[str, Any]:
        chosen = {"measure": str(self.application.measure_id) if self.application.measure_chosen else ""}
        figures = {name: getattr(self.content, name) for name in self.fields if name not in {*BAGGAGE, "measure"}}
        return figures | (chosen if "measure" in self.fields else {})

    def changes(self) -> dict[str, Any]:
        """The figures; the measure, which depends on them, is saved after them."""
        return {name: value for name, value in super().changes().items() if name != "measure"}

    def stands(self, clash: Clash) -> Any:
        """A measure is known by the key with which the form offers it."""
        return str(clash.value.pk) if isinstance(clash.value, Measure) else clash.value

    @property
    def measure(self) -> Measure | None:
        """The one chosen in the form; None when nothing was, or nothing else than before."""
        chosen = self.touched().get("measure", "") if self.is_bound else ""
        return next((row for row in self.measures if str(row.pk) == chosen), None)


def _named(row: Measure) -> str:
    return f"{row.label} ({', '.join(row.size_labels)})" if row.sizes else row.label


class ProjectForm(DraftForm):
    """The project in words: these are what the evaluators read."""

    title = Words(counted=True, limit=200, label=_("Titolo del progetto"))
    portfolio = Words(counted=True, limit=4000, label=_("Prodotti da vendere online"), rows=4)
    markets = Words(counted=True, limit=4000, label=_("Mercati esteri"), help_text=_("Paesi a cui puntate e perché."), rows=3)
    channels = Words(
        counted=True, limit=4000, label=_("Canali di vendita online"), rows=3,
        help_text=_("Almeno un canale specializzato: nome e indirizzo del sito."),
    )  # fmt: skip
    description = Words(
        counted=True, limit=10_000, label=_("Descrizione del progetto"), rows=8,
        help_text=_("Che cosa farete, in quali tempi, con quali risultati."),
    )  # fmt: skip


class DeclarationsForm(DraftForm):
    """One box for each declaration that the call asks for, and the one that all rest on."""

    def __init__(self, *args: Any, application: Application, rules: list[Rule], **kwargs: Any) -> None:
        self.rules = rules
        self.codes = {f"declaration-{rule.declares}": rule.declares for rule in rules} | {"truth": TRUTH}
        super().__init__(*args, application=application, **kwargs)

    def complete(self) -> None:
        for rule in self.rules:
            self.fields[f"declaration-{rule.declares}"] = forms.BooleanField(
                required=False, label=rule.message or rule.label, help_text=rule.legal_basis
            )
        self.fields["truth"] = forms.BooleanField(
            required=False,
            label=_("Dichiariamo che quanto scritto in questa domanda è vero."),
            help_text=_(
                "Dichiarazione sostitutiva (art. 46 e 47 DPR 445/2000). Chi dichiara il falso ne risponde penalmente (art. 76)."
            ),
        )

    def saved(self) -> dict[str, Any]:
        return {name: self.content.declarations.get(code, False) for name, code in self.codes.items()}

    def key_of(self, name: str) -> str:
        return f"declarations.{self.codes[name]}" if name in self.codes else name

    def changes(self) -> dict[str, Any]:
        made = {self.codes[name]: value for name, value in self.touched().items()}
        return {"declarations": made} if made else {}
