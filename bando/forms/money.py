"""What the editor asks about money: the Chambers that take part, the funds, where they lie and in which parts they are paid."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bando.domain.tranches import Part
from bando.enums import Gate, Placing, TrancheKind
from bando.forms.editing import RowForm
from bando.forms.fields import Boxes, CalendarDay, Euro, Percent
from bando.models import Fund, Pot
from bando.policies.endowing import why_not_pay_in, why_not_place, why_not_serve
from registry.models import Chamber, Province

USUAL_GATES = {TrancheKind.FIRST: Gate.NONE, TrancheKind.SECOND: Gate.INTERIM, TrancheKind.BALANCE: Gate.FINAL}


class PotForm(RowForm):
    """A Chamber that takes part, the provinces it serves, how many applications beyond its money it takes."""

    chamber: Any = forms.ModelChoiceField(
        label=_("Camera"), queryset=Chamber.objects.all(), required=False, empty_label=_("fondo comune, di tutte le Camere")
    )
    provinces = Boxes(
        label=_("Province servite"), required=False, help_text=_("Nel fondo comune nessuna: vi attinge ogni progetto.")
    )
    overbooking = Percent(
        label=_("Domande oltre la dotazione"), most=500, initial=Decimal(0),
        help_text=_("In percentuale della dotazione, per i bandi a sportello; 0 per nessuna."),
    )  # fmt: skip

    class Meta:
        model = Pot
        fields = ("chamber", "overbooking")

    def arrange(self) -> None:
        ours = Province.objects.filter(in_lombardy=True)
        self.fields["provinces"].choices = [(one.code, str(one)) for one in ours]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["provinces"] = list(self.instance.provinces.values_list("province", flat=True))

    def clean(self) -> dict[str, Any]:
        """A Chamber serves provinces, each of them alone; the common pool serves none of its own."""
        data = super().clean()
        pot = Pot(pk=self.instance.pk, call=self.call, chamber=data.get("chamber"))
        if reason := why_not_serve(pot, self.served()):
            self.add_error("provinces", reason)
        return data

    def served(self) -> list[str]:
        """The signs of the provinces that were ticked."""
        return list(self.cleaned_data.get("provinces") or [])


class FundForm(RowForm):
    """A fund placed in the way that was chosen before; with the parts in which it is paid."""

    amount = Euro(label=_("Dotazione del fondo"))

    class Meta:
        model = Fund
        fields = ("label", "kind", "legal_act", "amount")

    def arrange(self) -> None:
        self.pots = list(self.call.pots.select_related("chamber"))
        lines = {line.pot_id: line.endowment for line in self.instance.lines.all()} if self.instance.pk else {}
        for pot in self.pots if self.variant != Placing.POOL else ():
            field = Euro(label=self._asked(pot), required=False, help_text="", initial=lines.get(pot.pk))
            self.fields[f"pot_{pot.pk}"] = field
        rules = {rule.kind: rule for rule in self.instance.tranche_rules.all()} if self.instance.pk else {}
        for kind in TrancheKind:
            self._ask_part(kind, rules.get(kind.value))

    def _asked(self, pot: Pot) -> str:
        if self.variant == Placing.SPLIT:
            return str(_("Peso di «%(pot)s»") % {"pot": pot})
        return str(_("A «%(pot)s»") % {"pot": pot})

    def _ask_part(self, kind: TrancheKind, rule: Any) -> None:
        words = {"part": kind.label.capitalize()}
        share = Percent(
            label=_("%(part)s, in percentuale") % words, required=False, help_text="", initial=rule.share if rule else None
        )
        gate = forms.ChoiceField(
            label=_("%(part)s: si apre con") % words,
            choices=Gate,
            required=False,
            initial=rule.gate if rule else USUAL_GATES[kind],
        )
        due_on = CalendarDay(label=_("%(part)s: prevista il") % words, required=False, initial=rule.due_on if rule else None)
        progress = Percent(
            label=_("%(part)s: avanzamento richiesto") % words, required=False, initial=rule.progress if rule else None,
            help_text=_("Quanta parte del fondo dev’essere concessa o pagata; vuoto per nessuna."),
        )  # fmt: skip
        self.fields |= {f"{kind}_share": share, f"{kind}_gate": gate, f"{kind}_progress": progress, f"{kind}_on": due_on}

    @property
    def groups(self) -> Any:  # type: ignore[override]
        """The fund, its place on the pots, its parts."""
        placed = tuple(f"pot_{pot.pk}" for pot in self.pots)
        parts = tuple(f"{kind}_{what}" for kind in TrancheKind for what in ("share", "gate", "progress", "on"))
        where = (
            _("Pesi: in proporzione a che cosa si divide") if self.variant == Placing.SPLIT else _("Quanto a ciascuna dotazione")
        )
        return (
            (_("Il fondo"), self._meta.fields),
            *(((where, placed),) if self.variant != Placing.POOL else ()),
            (_("In quali quote la Regione lo versa"), parts),
        )

    def clean(self) -> dict[str, Any]:
        """The parts add up to the fund, on the pots and in time."""
        data = super().clean()
        if not self.errors:
            self._clean_places(data["amount"])
        if not self.errors:
            self._clean_parts(data["kind"])
        return data

    def _clean_places(self, amount: Decimal) -> None:
        if reason := why_not_place(amount, self.variant, self.by_pot()):
            self.add_error("amount", reason)

    def _clean_parts(self, kind: str) -> None:
        parts = self.parts()
        reason = None if self.errors else why_not_pay_in(kind, parts)
        if reason:
            self.add_error("first_share", reason)

    def _part(self, kind: TrancheKind) -> Part | None:
        share: Decimal | None = self.cleaned_data.get(f"{kind}_share")
        due_on: date | None = self.cleaned_data.get(f"{kind}_on")
        if not share:
            return None
        if due_on is None:
            self.add_error(f"{kind}_on", _("Inserite il giorno in cui la quota è prevista."))
            return None
        gate = Gate(self.cleaned_data.get(f"{kind}_gate") or USUAL_GATES[kind])
        return Part(kind, share, gate, due_on, self.cleaned_data.get(f"{kind}_progress") or Decimal(0))

    def by_pot(self) -> dict[int, Decimal]:
        """Euro, or weights, by primary key of the pot; nothing for those left empty."""
        given = {pot.pk: self.cleaned_data.get(f"pot_{pot.pk}") for pot in self.pots}
        return {pk: amount for pk, amount in given.items() if amount}

    def parts(self) -> list[Part]:
        """The parts in which the fund is paid, in their order."""
        return [part for kind in TrancheKind if (part := self._part(kind))]
