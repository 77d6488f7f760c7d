"""What visitors type about a call: the public pre-check."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.domain.rules.engine import Rule
from bando.domain.rules.facts import Name, Value, declaration
from bando.enums import RuleKind
from bando.models import Call
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
