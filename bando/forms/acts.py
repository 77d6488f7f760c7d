"""What the acts of the admin ask: number, day and signer, and what each act adds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.domain.tranches import Part
from bando.enums import FundKind, Gate, TrancheKind
from bando.forms.fields import CalendarDay
from bando.models import BudgetLine
from bando.policies.adopting import why_not_dated
from core.figures import euro
from core.forms import ActionForm, Amount, Number, WhyNot


class ActForm(ActionForm):
    """Number, date and signer of an act."""

    judged: ClassVar[Mapping[str, WhyNot]] = {"issued_on": lambda _it, day, at: why_not_dated(day, at=at)}

    number = forms.CharField(label=_("Numero dell’atto"), max_length=40)
    issued_on = CalendarDay(label=_("Data dell’atto"))
    issuer = forms.CharField(label=_("Ente"), max_length=120, initial="Unioncamere Lombardia")
    signer = forms.CharField(label=_("Firmatario"), max_length=120)


class GrantActForm(ActForm):
    """An act of grant, with what it says."""

    subject = forms.CharField(label=_("Oggetto"), max_length=250)


class PublicationForm(ActionForm):
    """Where and when an act was made public."""

    published_on = CalendarDay(label=_("Pubblicato il"))
    address = forms.URLField(label=_("Indirizzo della pagina"), assume_scheme="https", max_length=200)


class RefinancingForm(ActForm):
    """An act with its money: an amount for each pot of the call, and the parts in which the Region pays."""

    kind = forms.ChoiceField(label=_("Chi finanzia"), choices=FundKind)
    label = forms.CharField(label=_("Nome del fondo"), max_length=200)
    first = Number(label=_("Prima quota, %"), min_value=0, max_value=100, decimal_places=4, required=False)
    first_on = CalendarDay(label=_("Prima quota prevista il"), required=False)
    second = Number(label=_("Seconda quota, %"), min_value=0, max_value=100, decimal_places=4, required=False)
    second_progress = Number(
        label=_("Seconda quota: avanzamento richiesto, %"), min_value=0, max_value=100, decimal_places=4, required=False,
        help_text=_("Quanta parte del fondo dev’essere concessa o pagata; vuoto per nessuna."),
    )  # fmt: skip
    second_on = CalendarDay(label=_("Seconda quota prevista il"), required=False)
    balance = Number(label=_("Saldo, %"), min_value=0, max_value=100, decimal_places=4, required=False)
    balance_on = CalendarDay(label=_("Saldo previsto il"), required=False)

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
        progress = self.cleaned_data.get(f"{kind.value}_progress") or Decimal(0)
        return Part(kind, share / 100, gate, due_on, progress / 100)


class TransferForm(ActForm):
    """An act that moves money of a fund from one pot of the call to another."""

    source = forms.ModelChoiceField(label=_("Da"), queryset=BudgetLine.objects.none())
    target = forms.ModelChoiceField(label=_("A"), queryset=BudgetLine.objects.none())
    amount = Amount(label=_("Importo"))
    field_order = ("source", "target", "amount")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = BudgetLine.objects.filter(fund__call=self.subject).select_related("pot__chamber", "fund")
        for name in ("source", "target"):
            self.fields[name].queryset = lines.order_by("fund", "pot__chamber__name")  # type: ignore[attr-defined]


class ReturnForm(ActForm):
    """An act that gives unspent money of a fund back: an amount for each line that has some available."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = list(self.subject.lines.filter(available__gt=0).select_related("pot__chamber"))
        for line in self.lines:
            most = _("Disponibile: %(amount)s.") % {"amount": euro(line.available)}
            self.fields[f"line_{line.pk}"] = Amount(label=str(line.pot), required=False, help_text=most)

    def clean(self) -> dict[str, Any]:
        """Put the amounts as the operation wants them."""
        data: dict[str, Any] = super().clean() or {}
        data["amounts"] = {line.pk: amount for line in self.lines if (amount := data.get(f"line_{line.pk}"))}
        return data
