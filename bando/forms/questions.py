"""The questions of the pre-check: for each kind of rule the fields that a visitor fills in, and the facts they make."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bando.domain.rules.engine import Rule
from bando.domain.rules.facts import Name, Value, declaration
from bando.domain.rules.parameters import Ateco, Capital, EarlierCalls, Size, YearlyCeiling
from bando.domain.rules.records import Granted
from bando.domain.size import Relative
from bando.enums import RuleKind
from bando.models import Call
from bando.queries.promises import Promise
from core.forms import Amount
from registry.domain.ateco import normal
from registry.enums import AtecoVersion
from registry.models import Province

# A text, or one that is translated when the page is written.
Words = Any
Facts = dict[str, Value]
Data = dict[str, Any]
SEAT, FIRM, AIDS, WORD = _("La sede"), _("La vostra impresa"), _("Aiuti e altri bandi"), _("Che cosa dichiarate")


class Count(forms.IntegerField):
    """A number of people or of things."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"})
        super().__init__(**{"min_value": 0, "max_value": 1_000_000, "widget": widget, **kwargs})


class Activity(forms.CharField):
    """An ATECO code of two digits at least, with or without its points."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            found = normal(text)
        except ValueError:
            found = ""
        if text and not found[:1].isdigit():
            raise ValidationError(_("Scrivete un codice come 47.91.10: lo trovate nella visura."))
        return found


def by_name(data: Data, names: Iterable[str]) -> Facts:
    return {name: data.get(name) for name in names}


@dataclass(frozen=True)
class Asked:
    """Some fields, under the title of a group; `facts` makes facts of what was typed, `defects` says what does not fit."""

    group: Words
    fields: Mapping[str, forms.Field]
    facts: Callable[[Data], Facts]
    defects: Callable[[Data], list[tuple[str, Words]]] = field(default=lambda data: [])


def questions_for(promise: Promise, today: date) -> list[Asked]:
    """The questions that the rules of the call make necessary, and no other."""
    rules = promise.rules
    kinds = {RuleKind(rule.kind) for rule in rules}
    sized = any(measure.sizes for measure in promise.measures)
    found = [
        *([_seat(promise.call)] if RuleKind.SEAT in kinds else []),
        *_figures(_of(rules, RuleKind.SIZE), needed=sized or RuleKind.SIZE in kinds or any(_exempts_young(rules))),
        *_activity(_of(rules, RuleKind.ATECO)),
        *([_capital(any(_exempts_young(rules)))] if RuleKind.CAPITAL in kinds else []),
        *([_aid()] if RuleKind.AID_CEILING in kinds else []),
        *[_yearly(rule, today) for rule in _of(rules, RuleKind.YEARLY_CEILING)[:1]],
        *_earlier(_of(rules, RuleKind.EARLIER_CALLS)),
        *([_linked()] if RuleKind.LINKED_FIRMS in kinds else []),
        *_declarations(rules),
        *([_durc()] if RuleKind.DURC in kinds else []),
    ]
    return sorted(found, key=lambda each: [SEAT, FIRM, AIDS, WORD].index(each.group))


def _of(rules: Sequence[Rule], kind: RuleKind) -> list[Rule]:
    return [rule for rule in rules if rule.kind == kind]


def _exempts_young(rules: Sequence[Rule]) -> Iterable[bool]:
    return (isinstance(rule.asked, Capital) and rule.asked.exempt_young for rule in rules if rule.kind == RuleKind.CAPITAL)


def _plain(group: Words, fields: Mapping[str, forms.Field]) -> Asked:
    """Fields that are facts by their own names."""
    return Asked(group, fields, lambda data: by_name(data, fields))


def _seat(call: Call) -> Asked:
    province = forms.ChoiceField(
        label=_("Provincia della sede in cui realizzate il progetto"),
        help_text=_("Dalla provincia dipende la vostra Camera di commercio."),
        choices=provinces_of(call),
    )
    to_be_opened = forms.BooleanField(label=_("La sede è ancora da aprire"), required=False)
    return _plain(SEAT, {Name.SEAT_PROVINCE.value: province, Name.SEAT_TO_BE_OPENED.value: to_be_opened})


def _figures(rules: list[Rule], *, needed: bool) -> list[Asked]:
    """Staff, turnover, balance sheet; those of tied firms too, where the portal adds them up."""
    if not needed:
        return []
    apart = any(isinstance(rule.asked, Size) and rule.asked.linked for rule in rules)
    whose = _("Della vostra sola impresa.") if apart else _("Sommando le imprese collegate.")
    staff = _("Unità lavorative-anno dell’ultimo esercizio chiuso.")
    own = {
        Name.STAFF.value: Count(label=_("Occupati"), help_text=f"{staff} {whose}"),
        Name.TURNOVER.value: Amount(label=_("Fatturato (€)"), help_text=f"{_('Dell’ultimo esercizio chiuso.')} {whose}"),
        Name.BALANCE_SHEET.value: Amount(label=_("Totale di bilancio (€)"), required=False),
    }
    return [_plain(FIRM, own), *([_relatives()] if apart else [])]


TIED = ("tied_staff", "tied_turnover", "tied_balance_sheet")


def _relatives() -> Asked:
    ways = [("no", _("No")), ("yes", _("Sì")), ("unknown", _("Non lo sappiamo"))]
    fields = {
        "tied": forms.ChoiceField(label=_("Avete imprese associate o collegate?"), choices=ways, widget=forms.RadioSelect),
        "tied_staff": Count(
            label=_("Occupati delle imprese associate e collegate"),
            help_text=_("Se ne avete: sommati; per le associate, in proporzione alla quota."),
            required=False,
        ),
        "tied_turnover": Amount(label=_("Fatturato delle imprese associate e collegate (€)"), required=False),
        "tied_balance_sheet": Amount(label=_("Totale di bilancio delle imprese associate e collegate (€)"), required=False),
    }
    return Asked(FIRM, fields, _tied_facts, _tied_defects)


def _tied_facts(data: Data) -> Facts:
    match data.get("tied"):
        case "no":
            return {Name.RELATIVES.value: ()}
        case "yes":
            staff, turnover, balance = (data[name] for name in TIED)
            return {Name.RELATIVES.value: (Relative("", True, Decimal(1), staff, turnover, balance),)}
    return {}


def _tied_defects(data: Data) -> list[tuple[str, Words]]:
    if data.get("tied") != "yes":
        return []
    return [(name, _("Indicate anche questa cifra: si somma alla vostra.")) for name in TIED if data.get(name) is None]


def _activity(rules: list[Rule]) -> list[Asked]:
    versions = sorted({rule.asked.version for rule in rules if isinstance(rule.asked, Ateco)})
    if not versions:
        return []
    label = _("Codice ATECO dell’attività principale")
    code = Activity(
        label=label, max_length=10, help_text=_("Nella classificazione ATECO %(version)s.") % {"version": versions[-1]}
    )
    return [Asked(FIRM, {"ateco_code": code}, lambda data: _coded(data, versions[-1]))]


def _coded(data: Data, version: str) -> Facts:
    return {Name.ATECO_CODE.value: data.get("ateco_code"), Name.ATECO_VERSION.value: AtecoVersion(version).value}


def _capital(asks_founding: bool) -> Asked:
    fields: dict[str, forms.Field] = {
        Name.SUBSCRIBED_CAPITAL.value: Amount(
            label=_("Capitale sottoscritto (€)"), required=False, help_text=_("Lasciate vuoto se la vostra impresa non ne ha.")
        ),
        Name.ACCUMULATED_LOSSES.value: Amount(
            label=_("Perdite cumulate (€)"), required=False, help_text=_("Scrivete 0 se non ne avete.")
        ),
    }
    if asks_founding:
        fields[Name.FOUNDED_ON.value] = a_day(_("Data di costituzione dell’impresa"))
    return _plain(FIRM, fields)


def _aid() -> Asked:
    amount = Amount(
        label=_("Aiuti già ricevuti (€)"),
        required=False,
        help_text=_("Aiuti «de minimis» dell’impresa unica nel periodo che il bando considera; 0 se nessuno."),
    )
    return _plain(AIDS, {Name.AID_RECEIVED.value: amount})


def _yearly(rule: Rule, today: date) -> Asked:
    calls = rule.asked.calls if isinstance(rule.asked, YearlyCeiling) else ()
    amount = Amount(
        label=_("Contributi già concessi quest’anno (€)"), required=False, help_text=f"{rule.message} {_('0 se nessuno.')}"
    )

    def facts(data: Data) -> Facts:
        found = data.get("granted")
        return {} if found is None else {Name.GRANTED.value: (Granted(calls[0] if calls else "", today, found),)}

    return Asked(AIDS, {"granted": amount}, facts)


def _earlier(rules: list[Rule]) -> list[Asked]:
    """Which of the earlier calls the firm got a grant from: none ticked is an answer too."""
    asked = [rule.asked for rule in rules if isinstance(rule.asked, EarlierCalls)]
    codes = list(dict.fromkeys(code for each in asked for code in each.calls))
    if not codes:
        return []
    titles = dict(Call.objects.filter(code__in=codes).values_list("code", "title"))
    box = forms.MultipleChoiceField(
        label=_("Bandi precedenti di cui avete avuto il contributo"),
        choices=[(code, titles.get(code, code)) for code in codes],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Lasciate vuoto se non ne avete avuti."),
    )
    declares = {each.declares: each.calls for each in asked if each.declares}

    def facts(data: Data) -> Facts:
        held = tuple(data.get("earlier", ()))
        said: Facts = {declaration(code): not set(calls) & set(held) for code, calls in declares.items()}
        return said | {Name.BENEFICIARY_OF.value: held}

    return [Asked(AIDS, {"earlier": box}, facts)]


def _linked() -> Asked:
    number = Count(label=_("Domande già inviate a questo bando da imprese collegate alla vostra"), required=False)
    return _plain(AIDS, {Name.LINKED_APPLICATIONS.value: number})


def _declarations(rules: Sequence[Rule]) -> list[Asked]:
    """One box a declaration, as the rule words it."""
    said = {rule.declares: rule for rule in rules if rule.declares and rule.kind != RuleKind.EARLIER_CALLS}
    fields = {
        f"declaration-{code}": forms.BooleanField(label=rule.message, help_text=rule.legal_basis, required=False)
        for code, rule in said.items()
    }
    return [Asked(WORD, fields, lambda data: {declaration(code): data[f"declaration-{code}"] for code in said})] if said else []


def _durc() -> Asked:
    return _plain(WORD, {Name.DURC_EXPIRES_ON.value: a_day(_("Il vostro DURC vale fino al"))})


def a_day(label: Words) -> forms.DateField:
    """A day that may be left out, picked in the browser's own calendar."""
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def provinces_of(call: Call) -> list[tuple[Any, Any]]:
    """The provinces that the call serves first, then the others: who is out learns it from the answer."""
    served = set(call.pot_provinces.values_list("province", flat=True))
    all_provinces = [(province.code, str(province)) for province in Province.objects.all()]
    return [
        ("", _("Scegliete la provincia")),
        (_("Servite da questo bando"), [one for one in all_provinces if one[0] in served]),
        (_("Altre province"), [one for one in all_provinces if one[0] not in served]),
    ]
