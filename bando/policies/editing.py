"""Why the configuration of a call cannot be edited as asked, at which field, and why a row cannot be taken out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from bando.domain import caps as domain
from bando.domain.rules.parameters import BadParameters, parse
from bando.enums import CapKind, FileFormat, Phase
from bando.models import (
    Attachment,
    Call,
    Cap,
    Component,
    EligibilityRule,
    ExpenseItem,
    Fund,
    Measure,
    Pot,
    Question,
    RequiredDocument,
    ScoringCriterion,
)
from bando.policies.amending import why_not_change_adopted
from bando.policies.constraints import said

TIE_BREAKS = ("arrival", "lots", "smaller_grant")
BY_CRITERION = "criterion:"
FORMATS: tuple[str, ...] = tuple(FileFormat.values)
# What the form of a rule calls the field of a parameter.
PARAMETER = "parameter_"


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a row, and at which of its fields ("": at none in particular)."""

    field: str
    sentence: str


def why_not_edit(call: Call) -> str | None:
    """The reason why the call's configuration cannot be edited: once published it changes by act only."""
    if why_adopted := why_not_change_adopted(call):
        return why_adopted
    if call.published_at is None:
        return None
    return _(
        "Il bando è pubblicato: la configurazione è bloccata e cambia solo con un atto. Per correggerla preparate una modifica "
        "del bando e adottatela con il suo atto."
    )


def why_not_detach(call: Call) -> str | None:
    """The reason why files of the call cannot be taken away: those of a published call stay, new ones may come."""
    return _("Gli allegati di un bando pubblicato restano: aggiungetene uno nuovo.") if call.published_at else None


def flaws(row: Model) -> list[Flaw]:
    """All that is wrong with a row of a call before it is written: what the database would refuse, and what it cannot see."""
    found = list(_of_constraints(row))
    for check in _CHECKS.get(type(row), ()):
        found += check(row)
    return list(dict.fromkeys(found))


def why_not_keep(row: Model) -> str | None:
    """All the flaws in one text, or nothing."""
    return " ".join(flaw.sentence for flaw in flaws(row)) or None


def _of_constraints(row: Model) -> Iterator[Flaw]:
    """The database's own constraints, asked before it is."""
    for constraint in row._meta.constraints:
        try:
            constraint.validate(type(row), row)
        except ValidationError:
            yield Flaw(*(said(constraint.name) or ("", _("Il valore non è ammesso."))))


def _of_call(call: Call) -> Iterator[Flaw]:
    for name in ("code", "slug"):
        if Call.objects.filter(**{name: getattr(call, name)}).exclude(pk=call.pk).exists():
            yield Flaw(*(said(f"bando_call_{name}_key") or (name, "")))
    breaks = call.tie_breaks
    known = {*TIE_BREAKS, *(f"{BY_CRITERION}{code}" for code in _codes(ScoringCriterion, call))}
    if set(breaks) - known:
        yield Flaw("tie_breaks", _("Scegliete fra l’ordine di arrivo, il sorteggio, il contributo minore e i criteri del bando."))
    if len(breaks) != len(set(breaks)):
        yield Flaw("tie_breaks", _("Lo stesso criterio di precedenza compare due volte: toglietene uno."))


def _of_component(row: Component) -> Iterator[Flaw]:
    if not Measure.objects.filter(pk=row.measure_id, call=row.call_id).exists():
        yield Flaw("measure", _("Scegliete una misura di questo bando."))
    if row.condition and row.condition not in declarations_of(row.call):
        yield Flaw("condition", _("Scegliete una dichiarazione fra i requisiti di questo bando."))


def _of_cap(row: Cap) -> Iterator[Flaw]:
    items = _codes(ExpenseItem, row.call)
    for name in ("items", "of"):
        if set(getattr(row, name)) - items:
            yield Flaw(name, _("Scegliete fra le voci di spesa di questo bando."))
    if row.kind not in CapKind.values or set(row.items) & set(row.of):
        return
    others = Cap.objects.filter(call=row.call_id, until=None).exclude(pk=row.pk)
    caps = [_terms(one) for one in (*others, row)]
    names = {one.code: one.label for one in (*others, row)}
    if round_trip := domain.cycle(caps):
        yield Flaw(
            "of",
            _("Così i limiti girano in tondo: %(caps)s. Cambiate le voci di uno di loro.")
            % {"caps": " → ".join(f"«{names[code]}»" for code in (*round_trip, round_trip[0]))},
        )
    elif crossed := domain.tangle(caps):
        yield Flaw(
            "items",
            _("%(caps)s prendono insieme solo una parte delle stesse voci: indicate le stesse voci, o voci separate.")
            % {"caps": " e ".join(f"«{names[code]}»" for code in crossed)},
        )


def _terms(row: Cap) -> domain.Cap:
    value = max(row.value or Decimal(0), Decimal(0))
    return domain.Cap(row.code, row.label, CapKind(row.kind), tuple(row.items), value, tuple(row.of))


def _of_rule(row: EligibilityRule) -> Iterator[Flaw]:
    if not row.phases:
        yield Flaw("phases", _("Scegliete almeno una fase in cui il requisito è chiesto."))
    try:
        parse(row.kind, row.parameters)
    except BadParameters as error:
        yield Flaw(f"{PARAMETER}{error.name}" if error.name else "", str(error))


def _of_document(row: RequiredDocument) -> Iterator[Flaw]:
    if set(row.formats) - set(FORMATS):
        yield Flaw("formats", _("Scegliete i formati fra quelli dell’elenco."))
    if row.condition and row.condition not in declarations_of(row.call):
        yield Flaw("condition", _("Scegliete una dichiarazione fra i requisiti di questo bando."))
    if row.phase == Phase.PRECHECK:
        yield Flaw("phase", _("Nella verifica preliminare non si carica nulla: scegliete un’altra fase."))


def _of_criterion(row: ScoringCriterion) -> Iterator[Flaw]:
    for anchor in row.anchors:
        try:
            points, text = Decimal(anchor[0]), str(anchor[1]).strip()
        except (InvalidOperation, IndexError, TypeError):
            points, text = Decimal(-1), ""
        if not text or not points.is_finite() or not row.minimum <= points <= row.maximum:
            yield Flaw("anchors", _("Ogni riferimento ha i suoi punti, fra il minimo e il massimo, e il suo testo."))


def _of_question(row: Question) -> Iterator[Flaw]:
    if Question.objects.filter(call=row.call_id, question=row.question).exclude(pk=row.pk).exists():
        yield Flaw("question", _("Questa domanda c’è già: modificate quella."))


def _of_fund(row: Fund) -> Iterator[Flaw]:
    if Fund.objects.filter(call=row.call_id, label=row.label).exclude(pk=row.pk).exists():
        yield Flaw("label", _("C’è già un fondo con questo nome: modificate quello, o dategli un altro nome."))


def _of_attachment(row: Attachment) -> Iterator[Flaw]:
    if Attachment.objects.filter(call=row.call_id, sha256=row.sha256).exclude(pk=row.pk).exists():
        yield Flaw("file", _("Questo file è già fra gli allegati del bando."))


_CHECKS: Mapping[type[Model], tuple[Callable[[Any], Iterator[Flaw]], ...]] = {
    Call: (_of_call,),
    Component: (_of_component,),
    Cap: (_of_cap,),
    EligibilityRule: (_of_rule,),
    RequiredDocument: (_of_document,),
    ScoringCriterion: (_of_criterion,),
    Question: (_of_question,),
    Fund: (_of_fund,),
    Attachment: (_of_attachment,),
}


def declarations_of(call: Call) -> dict[str, str]:
    """The declarations that the call's rules ask of a firm: code and name."""
    found = {}
    for rule in EligibilityRule.objects.filter(call=call, until=None):
        try:
            declared = parse(rule.kind, rule.parameters).declares
        except BadParameters:
            continue
        if declared:
            found[declared] = rule.label
    return found


def _codes(model: Any, call: Call) -> set[str]:
    return set(model.objects.filter(call=call.pk, until=None).values_list("code", flat=True))


def why_not_lose(row: Model) -> str | None:
    """The reason why a row cannot be taken out, or change its code: others refer to it."""
    found: dict[type[Model], Callable[[Any], str | None]] = {
        Measure: _components_of,
        ExpenseItem: _caps_of,
        EligibilityRule: _conditions_of,
        ScoringCriterion: _breaks_of,
        Pot: _lines_of,
    }
    return found[type(row)](row) if type(row) in found else None


def _components_of(row: Measure) -> str | None:
    if row.components.exists():
        return _("Questa misura ha parti del contributo: toglietele prima.")
    return None


def _caps_of(row: ExpenseItem) -> str | None:
    named = [cap.label for cap in row.call.caps.filter(until=None) if row.code in (*cap.items, *cap.of)]
    if named:
        return _("A questa voce si riferiscono dei limiti (%(names)s): toglieteli o cambiateli prima.") % {
            "names": ", ".join(named)
        }
    return None


def _conditions_of(row: EligibilityRule) -> str | None:
    try:
        declared = parse(row.kind, row.parameters).declares
    except BadParameters:
        return None
    users: list[Component | RequiredDocument] = [
        *row.call.components.filter(until=None),
        *row.call.requireddocuments.filter(until=None),
    ]
    named = [user.label for user in users if declared and user.condition == declared]
    if named:
        return _("Alla dichiarazione di questo requisito si riferiscono: %(names)s. Cambiateli prima.") % {
            "names": ", ".join(named)
        }
    return None


def _breaks_of(row: ScoringCriterion) -> str | None:
    if f"{BY_CRITERION}{row.code}" in row.call.tie_breaks:
        return _("Questo criterio decide a parità di punteggio: toglietelo prima da lì.")
    return None


def _lines_of(row: Pot) -> str | None:
    if row.lines.exists():
        return _("A questa dotazione è assegnato il denaro di un fondo: spostatelo prima.")
    return None
