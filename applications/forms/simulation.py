"""What a what-if asks: whose demand, and up to three variants of the call to lay beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Person
from applications.domain.demand import NUMBER_2020, PASSING_2020, Sketch
from applications.domain.scenario import Change, Plan
from applications.enums import Division
from applications.queries.demand import calls_with_demand, seen_applications
from bando.forms.fields import Euro, Percent, in_house_words
from bando.models import Call

# What one request of the browser works out with three variants, in some seconds.
MOST = 100_000
SEED = "2020"
VARIANTS = ("a", "b", "c")
TERMS = ("maximum_grant", "minimum_spend", "rate")
ONE_LINE = RegexValidator(r"\A[^\r\n]+\Z", _("Scrivete il seme su una riga sola."))
HUNDREDTH = Decimal("0.01")


class Number(forms.IntegerField):
    """A whole number between two bounds, with the sentence that says them."""

    def __init__(self, least: int, most: int, sentence: Any, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        super().__init__(**{"min_value": least, "max_value": most, "widget": widget, **kwargs})
        for validator in self.validators:
            validator.message = sentence  # type: ignore[attr-defined]
        self.error_messages["invalid"] = sentence


def _number() -> Number:
    return Number(
        1, MOST, _("Simulate fra 1 e 100.000 domande: di più non si calcolano in una pagina."),
        label=_("Quante domande"), initial=NUMBER_2020, help_text=_("Nel 2020 furono 1.649. Al più 100.000."),
    )  # fmt: skip


def _passing() -> Number:
    return Number(
        0, 100, _("Scrivete quante domande su cento superano l’istruttoria: da 0 a 100."), initial=PASSING_2020,
        label=_("Quante su cento superano l’istruttoria formale"),
        help_text=_("Con 48, e il punteggio minimo, ne restano ammissibili circa 39 su cento, come nel 2020."),
    )  # fmt: skip


def _scale() -> Number:
    return Number(
        1, 1000, _("Scrivete una percentuale fra 1 e 1000."), label=_("Quante, rispetto a quelle arrivate allora"),
        initial=100, help_text=_("In percentuale: 100 tutte, 200 il doppio, 50 una su due."),
    )  # fmt: skip


def _above_zero(field: forms.Field) -> forms.Field:
    """What changes a term changes it to something."""
    field.error_messages["min_value"] = _("Scrivete un valore maggiore di zero, o lasciate vuoto per tenere quello del bando.")
    return field


class SimulationForm(forms.Form):
    """Read from the address: what is not there has its usual value, so that a short address works too."""

    source = forms.ModelChoiceField(
        queryset=Call.objects.none(), required=False, label=_("Quale domanda"), empty_label=_("sintetica, da un seme"),
        help_text=_("Le domande inviate a un altro bando, oppure una domanda inventata ma sempre uguale per lo stesso seme."),
        error_messages={"invalid_choice": _("Scegliete un bando dell’elenco: di altri non ci sono domande che potete vedere.")},
    )  # fmt: skip
    scale = _scale()
    number = _number()
    seed = forms.CharField(label=_("Seme"), max_length=60, initial=SEED, validators=[ONE_LINE])
    passing = _passing()

    def __init__(self, given: Mapping[str, Any], *, plan: Plan, user: Person) -> None:
        self.plan, self.user = plan, user
        super().__init__()
        self.fields["source"].queryset = calls_with_demand(user)  # type: ignore[attr-defined]
        if plan.draws_lots:
            self.fields["lots_seed"] = forms.CharField(
                label=_("Seme del sorteggio"), max_length=60, initial=SEED, validators=[ONE_LINE],
                help_text=_("Un altro seme, un altro sorteggio: quello vero si estrae dopo la chiusura."),
            )  # fmt: skip
        self.fields.update(self._weights())
        for name in VARIANTS:
            self.fields.update(self._variant(name))
        in_house_words(self.fields.values())
        usual = {name: each.prepare_value(each.initial) for name, each in self.fields.items() if each.initial is not None}
        self.data, self.is_bound = usual | dict(given.items()), True

    def _weights(self) -> dict[str, forms.Field]:
        money = {pot.code: self.plan.money_of(pot.code) for pot in self.plan.pots}
        whole = sum(money.values(), Decimal(0))
        share = {code: part / whole if whole else Decimal(1) / len(money) for code, part in money.items()}
        return {
            f"weight_{pot.code}": Percent(label=pot.label, initial=share[pot.code].quantize(HUNDREDTH**2), help_text="")
            for pot in self.plan.pots
        }

    def _variant(self, name: str) -> dict[str, forms.Field]:
        measures = [("", _("tutte le misure")), *((option.code, option.label) for option in self.plan.options)]
        several = {"measure": forms.ChoiceField(label=_("Misura che cambia"), choices=measures, required=False)}
        asked: dict[str, forms.Field] = {
            **(several if len(self.plan.options) > 1 else {}),
            "maximum_grant": _above_zero(
                Euro(label=_("Contributo massimo"), required=False, min_value=HUNDREDTH, help_text="")
            ),
            "minimum_spend": Euro(label=_("Spesa minima"), required=False, help_text=""),
            "rate": _above_zero(Percent(label=_("Quota della spesa (%)"), required=False, min_value=HUNDREDTH, help_text="")),
            "division": forms.ChoiceField(
                label=_("Dove sta la quota della Regione"), choices=Division,
                initial=Division.CONFIGURED,
            ),
        }  # fmt: skip
        return {f"{name}_{term}": field for term, field in asked.items()}

    def clean(self) -> dict[str, Any]:
        """The demand fits in a page, and falls on somebody."""
        data: dict[str, Any] = super().clean() or {}
        if not (self.plan.pots and self.plan.options):
            self.add_error(None, _("Prima di simulare, il bando ha bisogno di una misura e della dotazione di una Camera."))
            return data
        source, scale = data.get("source"), data.get("scale") or 0
        if source and seen_applications(self.user, source).count() * scale > MOST * 100:
            self.add_error("scale", _("Sarebbero più di 100.000 domande: di più non si calcolano in una pagina."))
        weighed = [data.get(f"weight_{pot.code}") for pot in self.plan.pots]
        if not source and not self.errors and not any(weighed):
            self.add_error(None, _("Date un peso ad almeno una Camera: la domanda deve cadere da qualche parte."))
        return data

    # What the page and the domain want

    @property
    def sketch(self) -> Sketch:
        """The synthetic demand that is asked for."""
        data = self.cleaned_data
        weights = {pot.code: int(data[f"weight_{pot.code}"] * 1_000_000) for pot in self.plan.pots}
        return Sketch(data["number"], data["seed"], weights, data["passing"])

    def seeded(self, plan: Plan) -> Plan:
        """The plan with the seed of its draw of lots, where it has one."""
        return replace(plan, lots_seed=self.cleaned_data.get("lots_seed", ""))

    @property
    def changes(self) -> dict[str, Change]:
        """The variants that change something, by their letter."""
        found = {name: self._change(name) for name in VARIANTS}
        return {name: change for name, change in found.items() if change != Change(measure=change.measure)}

    def _change(self, name: str) -> Change:
        data = self.cleaned_data
        terms = {term: data[f"{name}_{term}"] for term in TERMS}
        return Change(**terms, division=Division(data[f"{name}_division"]), measure=data.get(f"{name}_measure") or "")

    def groups(self) -> Sequence[tuple[Any, Any, list[forms.BoundField]]]:
        """The fields as the page shows them: title, what to know, fields."""
        chosen = ["source", "scale"], ["number", "seed", "passing"]
        weights, lots = [f"weight_{pot.code}" for pot in self.plan.pots], [name for name in self.fields if name == "lots_seed"]
        shares = _("Contano i rapporti: all’inizio sono quelli delle dotazioni. Con 0 una Camera non riceve domande.")
        invented = _("Vale se non scegliete un bando: spese, punteggi e dimensioni hanno la forma di quelli del 2020.")
        groups = [
            (_("La domanda"), "", [*chosen[0], *lots]),
            (_("Domanda sintetica"), invented, chosen[1]),
            (_("Domanda sintetica, quota di ciascuna Camera (%)"), shares, weights),
            *((_("Variante %(letter)s") % {"letter": name.upper()}, "", self._of(name)) for name in VARIANTS),
        ]
        return [(title, note, [self[name] for name in names]) for title, note, names in groups]

    def _of(self, variant: str) -> list[str]:
        return [name for name in self.fields if name.startswith(f"{variant}_")]
