"""What the editor of a call in preparation asks: the base of its forms, the call itself, a new call."""

from collections.abc import Mapping
from copy import copy
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from bando.enums import DrawOrder, Procedure
from bando.forms.fields import CalendarDay, Euro, Moment, Percent, Points, Words, in_house_words
from bando.models import Call
from bando.models.call import LONGEST_TEXT
from bando.policies.editing import BY_CRITERION, flaws
from core.forms import ActionForm, ask_again

CODE_HELP = _("Lasciate vuoto: si ricava dal nome. Lettere, cifre e trattini.")
BREAKS = {
    "arrival": _("chi è arrivato prima"),
    "lots": _("sorteggio"),
    "smaller_grant": _("chi chiede il contributo minore"),
}


class RowForm(forms.ModelForm):
    """A row of a call (or the call itself): the form says first whatever the database would refuse.

    `call` is the call it belongs to, `variant` the kind that was chosen before (of a cap, of a rule…). The instance that
    is shown on the page is never touched: the form works on a copy.
    """

    groups: ClassVar[tuple[tuple[str | Promise, tuple[str, ...]], ...]] = ()
    # Columns that the form asks under another name.
    asked_as: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, call: Call, variant: str = "", instance: Model | None = None, **kwargs: Any) -> None:
        self.call, self.variant = call, variant
        super().__init__(*args, **(kwargs | {"instance": copy(instance) if instance else None}))
        if instance is None:
            self.instance.call = call
        self.arrange()
        in_house_words(self.fields.values())

    def arrange(self) -> None:
        """Offer what depends on the call: choices, initial values. Subclasses fill it."""

    def values(self) -> dict[str, Any]:
        """The columns as the operation writes them; only of what could be read."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "code" in self.fields and not data.get("code") and not self.errors.get("code"):
            data["code"] = slugify(str(data.get("label", "")))[:40].strip("-")
            if not data["code"]:
                del data["code"]
                if data.get("label"):
                    self.add_error("code", _("Dal nome non si ricava un codice: scrivetelo."))
        return data

    def _post_clean(self) -> None:
        values = self.values()
        for name, value in values.items():
            setattr(self.instance, name, value)
        others = {field.name for field in self.instance._meta.fields} - set(values)
        try:
            self.instance.clean_fields(exclude=others | set(self.errors))
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]
        if not self.errors:
            for flaw in flaws(self.instance):
                name = self.asked_as.get(flaw.field, flaw.field)
                self.add_error(name if name in self.fields else None, flaw.sentence)
        ask_again(self)

    def grouped(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The fields under their headings; all under none when the form has no groups."""
        if not self.groups:
            return [("", self.visible_fields())]
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.groups]


class CallForm(RowForm):
    """The call itself: texts, dates, procedure, terms, regime."""

    summary = Words(label=_("In breve"), most=LONGEST_TEXT, rows=3, help_text=_("Due righe, in cima alla pagina del bando."))
    description = Words(label=_("Descrizione"), most=LONGEST_TEXT, rows=10, help_text=_("Che cosa finanzia il bando."))
    notice = Words(label=_("Avvertenza mostrata in pagina"), most=LONGEST_TEXT, rows=2, required=False)
    to_be_confirmed = Words(
        label=_("Valori da verificare sul bando"),
        most=LONGEST_TEXT,
        required=False,
        help_text=_("Uno per riga: li vede chi lavora."),
    )
    draft_from_at = Moment(label=_("Compilazione dal"), help_text=_("Da quando si può preparare la domanda. Ora di Roma."))
    opens_at = Moment(label=_("Apertura"))
    closes_at = Moment(label=_("Chiusura"))
    spend_from_on = CalendarDay(label=_("Spese dal"))
    spend_until_on = CalendarDay(label=_("Spese fino al"), help_text=_("Data delle fatture."))
    paid_until_on = CalendarDay(label=_("Pagamenti ai fornitori fino al"), required=False)
    project_until_on = CalendarDay(label=_("Conclusione dei progetti entro il"), required=False)
    accounts_due_on = CalendarDay(label=_("Rendiconto entro il"))
    difficulty_on = CalendarDay(label=_("Data di riferimento per l’impresa in difficoltà"))
    minimum_score = Points(label=_("Punteggio minimo"), help_text=_("0 se il bando non ha punteggi."))
    lots_seed_source = Words(
        label=_("Da dove viene il seme del sorteggio"), most=LONGEST_TEXT, rows=2, required=False,
        help_text=_("Un fatto pubblico che nessuno può conoscere prima, per esempio un’estrazione del lotto."),
    )  # fmt: skip
    partial_last_grant = forms.BooleanField(label=_("L’ultimo finanziabile può esserlo in parte"), required=False)
    aid_ceiling = Euro(label=_("Massimale del regime"))
    withholding_rate = Percent(label=_("Ritenuta sul contributo"), help_text=_("In percentuale; 0 se non c’è."))
    minimum_share_realised = Percent(
        label=_("Quota minima da realizzare"), help_text=_("Sotto questa parte della spesa ammessa il contributo è revocato.")
    )
    pays_beyond_cash = forms.BooleanField(
        label=_("Le Camere anticipano le quote regionali"), required=False,
        help_text=_("Se no, nessuna paga più di quanto Regione ha versato e le è stato trasferito."),
    )  # fmt: skip

    vat_admitted = forms.BooleanField(
        label=_("L’IVA che l’impresa non recupera è ammessa fra le spese"),
        required=False,
        help_text=_("Se non è spuntato, delle fatture conta solo l’imponibile."),
    )

    class Meta:
        model = Call
        fields = (
            "title", "code", "slug", "summary", "description", "legal_act", "manager", "notice", "to_be_confirmed", "procedure",
            "signature_policy",
            "draft_from_at", "opens_at", "closes_at", "spend_from_on", "spend_until_on", "paid_until_on", "project_until_on",
            "accounts_due_on", "difficulty_on", "integration_days", "rejection_days", "procedure_days", "acceptance_days",
            "minimum_score", "evaluators_required", "lots_seed_source", "partial_last_grant", "draw_order", "regime",
            "aid_ceiling", "withholding_rate", "withholding_reason", "minimum_share_realised", "pays_beyond_cash",
            "vat_admitted",
        )  # fmt: skip

    groups = (
        (_("Il bando"), ("title", "code", "slug", "legal_act", "manager")),
        (_("La pagina pubblica"), ("summary", "description", "notice", "to_be_confirmed")),
        (_("Quando si fa domanda"), ("draft_from_at", "opens_at", "closes_at")),
        (_("Come si firma la domanda"), ("signature_policy",)),
        (
            _("Quando si spende e si rendiconta"),
            ("spend_from_on", "spend_until_on", "paid_until_on", "project_until_on", "accounts_due_on", "difficulty_on"),
        ),
        (
            _("Come si sceglie"),
            ("procedure", "minimum_score", "evaluators_required", "tie_1", "tie_2", "tie_3", "tie_4", "lots_seed_source"),
        ),
        (_("Termini del procedimento"), ("integration_days", "rejection_days", "procedure_days", "acceptance_days")),
        (
            _("Come si paga"),
            (
                "draw_order",
                "partial_last_grant",
                "withholding_rate",
                "withholding_reason",
                "minimum_share_realised",
                "pays_beyond_cash",
                "vat_admitted",
            ),
        ),
        (_("Regime di aiuto"), ("regime", "aid_ceiling")),
    )
    TIES = ("tie_1", "tie_2", "tie_3", "tie_4")
    asked_as = {"tie_breaks": "tie_1"}

    def arrange(self) -> None:
        criteria = {f"{BY_CRITERION}{row.code}": row.label for row in self.call.scoringcriterions.filter(until=None)}
        choices = [("", _("nessun altro criterio")), *BREAKS.items(), *criteria.items()]
        known = [*self.instance.tie_breaks, "", "", "", ""]
        for place, name in enumerate(self.TIES):
            label = _("A parità di punteggio, %(place)s") % {"place": f"{place + 1}º"}
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False, initial=known[place])

    def values(self) -> dict[str, Any]:
        breaks = [self.cleaned_data[name] for name in self.TIES if self.cleaned_data.get(name)]
        return super().values() | ({"tie_breaks": breaks} if not set(self.TIES) & set(self.errors) else {})


class NewCallForm(ActionForm):
    """What a call cannot be begun without; the rest is filled section by section."""

    title = forms.CharField(label=_("Titolo"), max_length=200)
    code = forms.SlugField(label=_("Codice"), max_length=40, required=False, help_text=_("Lasciate vuoto: si ricava dal titolo."))
    procedure = forms.ChoiceField(label=_("Procedura"), choices=Procedure, widget=forms.RadioSelect, initial=Procedure.RANKING)
    opens_at = Moment(label=_("Apertura"))
    closes_at = Moment(label=_("Chiusura"))
    spend_from_on = CalendarDay(label=_("Spese dal"))
    spend_until_on = CalendarDay(label=_("Spese fino al"))
    accounts_due_on = CalendarDay(label=_("Rendiconto entro il"))
    rehearsal = forms.BooleanField(
        label=_("È una prova"),
        required=False,
        help_text=_("Non compare da nessuna parte e si può cancellare. Non si cambia dopo."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_house_words(self.fields.values())

    def clean(self) -> dict[str, Any]:
        """The address follows from the code; what the database would refuse is said here."""
        data: dict[str, Any] = super().clean() or {}
        data["code"] = data.get("code") or slugify(str(data.get("title", "")))[:40].strip("-")
        data["slug"] = data["code"].lower()
        if not data["code"] and data.get("title"):
            self.add_error("code", _("Dal titolo non si ricava un codice: scrivetelo."))
        if not self.errors:
            self._refuse_flaws(data)
        return data

    def _refuse_flaws(self, data: Mapping[str, Any]) -> None:
        known: dict[str, Any] = {"draft_from_at": data["opens_at"], "minimum_score": 0, "aid_ceiling": 0}
        call = Call(
            **(dict(data) | known | {"withholding_rate": 0, "minimum_share_realised": 0, "draw_order": DrawOrder.PRO_RATA})
        )
        for flaw in flaws(call):
            self.add_error(flaw.field if flaw.field in self.fields else None, flaw.sentence)
