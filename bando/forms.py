"""What people type about calls: the public pre-check, and what acts of the admin ask."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.domain.rules.engine import Rule
from bando.domain.rules.facts import Name, Value, declaration
from bando.domain.tranches import Part
from bando.enums import FundKind, Gate, RuleKind, TrancheKind
from bando.models import Call
from core.forms import ActionForm
from registry.models import Province


class Amount(forms.DecimalField):
    """Euro as people write them: 12.345,67 or 12345,67."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "short"})
        super().__init__(**{"max_digits": 14, "decimal_places": 2, "min_value": 0, "localize": True, "widget": widget, **kwargs})


class PrecheckForm(forms.Form):
    """The facts that matter, one group for each kind of rule that the call asks before log-in."""

    seat_province = forms.ChoiceField(
        label=_("Provincia della sede in cui realizzate il progetto"),
        help_text=_("Dalla provincia dipende la vostra Camera di commercio."),
    )
    seat_to_be_opened = forms.BooleanField(label=_("La sede è ancora da aprire"), required=False)
    staff = forms.IntegerField(
        label=_("Occupati"),
        min_value=0,
        max_value=1_000_000,
        help_text=_("Unità lavorative-anno dell’ultimo esercizio chiuso, sommando le imprese collegate."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
    )
    turnover = Amount(label=_("Fatturato (€)"), help_text=_("Dell’ultimo esercizio chiuso, sommando le imprese collegate."))
    balance_sheet = Amount(label=_("Totale di bilancio (€)"), required=False)
    subscribed_capital = Amount(
        label=_("Capitale sottoscritto (€)"), required=False, help_text=_("Lasciate vuoto se la vostra impresa non ne ha.")
    )
    accumulated_losses = Amount(label=_("Perdite cumulate (€)"), required=False, help_text=_("Scrivete 0 se non ne avete."))
    aid_received = Amount(
        label=_("Aiuti già ricevuti (€)"),
        required=False,
        help_text=_("Aiuti «de minimis» dell’impresa unica nel periodo che il bando considera; 0 se nessuno."),
    )
    spend = Amount(label=_("Spesa prevista, al netto dell’IVA (€)"), help_text=_("Solo le voci ammesse dal bando."))

    GROUPS = (
        (RuleKind.SEAT, ("seat_province", "seat_to_be_opened")),
        (RuleKind.SIZE, ("staff", "turnover", "balance_sheet")),
        (RuleKind.CAPITAL, ("subscribed_capital", "accumulated_losses")),
        (RuleKind.AID_CEILING, ("aid_received",)),
    )

    def __init__(self, *args: Any, call: Call, rules: Sequence[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {rule.kind for rule in rules}
        for kind, names in self.GROUPS:
            for name in names if kind not in asked else ():
                del self.fields[name]
        if "seat_province" in self.fields:
            self.fields["seat_province"].choices = provinces_of(call)  # type: ignore[attr-defined]
        self.declarations = [rule for rule in rules if rule.kind == RuleKind.DECLARATION]
        for rule in self.declarations:
            field = forms.BooleanField(label=rule.message, help_text=rule.legal_basis, required=False)
            self.fields[declaration(rule.code).replace(":", "-")] = field

    def answers(self) -> dict[str, Value]:
        """What was typed, as facts by name. Only after `is_valid()`."""
        named = {name: value for name, value in self.cleaned_data.items() if name in set(Name)}
        said = {declaration(rule.code): self.cleaned_data[f"declaration-{rule.code}"] for rule in self.declarations}
        return named | said


def provinces_of(call: Call) -> list[tuple[Any, Any]]:
    """The provinces that the call serves first, then the others: who is out learns it from the answer."""
    served = set(call.pot_provinces.values_list("province", flat=True))
    all_provinces = [(province.code, str(province)) for province in Province.objects.all()]
    return [
        ("", _("Scegliete la provincia")),
        (_("Servite da questo bando"), [one for one in all_provinces if one[0] in served]),
        (_("Altre province"), [one for one in all_provinces if one[0] not in served]),
    ]


class Day(forms.DateField):
    """A day, picked in the browser's own calendar."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs})


class ActForm(ActionForm):
    """Number, date and signer of an act."""

    number = forms.CharField(label=_("Numero dell’atto"), max_length=40)
    issued_on = Day(label=_("Data dell’atto"))
    issuer = forms.CharField(label=_("Ente"), max_length=120, initial="Unioncamere Lombardia")
    signer = forms.CharField(label=_("Firmatario"), max_length=120)


class GrantActForm(ActForm):
    """An act of grant, with what it says."""

    subject = forms.CharField(label=_("Oggetto"), max_length=250)


class PublicationForm(ActionForm):
    """Where and when an act was made public."""

    published_on = Day(label=_("Pubblicato il"))
    address = forms.URLField(label=_("Indirizzo della pagina"), assume_scheme="https", max_length=200)


class RefinancingForm(ActForm):
    """An act with its money: an amount for each pot of the call, and the parts in which the Region pays."""

    kind = forms.ChoiceField(label=_("Chi finanzia"), choices=FundKind)
    label = forms.CharField(label=_("Nome del fondo"), max_length=200)
    first = forms.DecimalField(label=_("Prima quota, %"), min_value=0, max_value=100, decimal_places=4, required=False)
    first_on = Day(label=_("Prima quota prevista il"), required=False)
    second = forms.DecimalField(label=_("Seconda quota, %"), min_value=0, max_value=100, decimal_places=4, required=False)
    second_on = Day(label=_("Seconda quota prevista il"), required=False)
    balance = forms.DecimalField(label=_("Saldo, %"), min_value=0, max_value=100, decimal_places=4, required=False)
    balance_on = Day(label=_("Saldo previsto il"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pots = list(self.subject.pots.select_related("chamber"))
        for pot in self.pots:
            self.fields[f"pot_{pot.pk}"] = Amount(label=str(pot), required=False)

    def clean(self) -> dict[str, Any]:
        """Put amounts and parts as the operation wants them."""
        data: dict[str, Any] = super().clean() or {}
        data["amounts"] = {pot.pk: amount for pot in self.pots if (amount := data.get(f"pot_{pot.pk}"))}
        data["tranche_rules"] = [part for part in self._parts(data) if part]
        return data

    def _parts(self, data: dict[str, Any]) -> list[Part | None]:
        gates = {TrancheKind.FIRST: Gate.NONE, TrancheKind.SECOND: Gate.INTERIM, TrancheKind.BALANCE: Gate.FINAL}
        if data.get("kind") != FundKind.REGIONAL:
            return []
        return [self._part(kind, gate, data.get(kind.value), data.get(f"{kind.value}_on")) for kind, gate in gates.items()]

    def _part(self, kind: TrancheKind, gate: Gate, share: Decimal | None, due_on: date | None) -> Part | None:
        if not share:
            return None
        if due_on is None:
            self.add_error(f"{kind.value}_on", _("Inserite il giorno in cui la quota è prevista."))
            return None
        return Part(kind, share / 100, gate, due_on)
