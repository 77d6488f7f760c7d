"""The parameters of each kind of rule, read strictly from the row's JSON: an unknown or ill-typed one is refused in words."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from bando.domain.rules.parameters.asking import Asked, Asks, BadParameters, Input, ParameterField, typed
from bando.domain.rules.parameters.firm import Ateco, Capital, Size
from bando.domain.rules.parameters.money import AidCeiling, ItemCaps, MaximumSpend, MinimumSpend, YearlyCeiling
from bando.domain.rules.parameters.project import PARTS, Readiness
from bando.domain.rules.parameters.rivals import EarlierCalls, LinkedFirms, Single
from bando.domain.rules.parameters.seat import Seat
from bando.domain.rules.parameters.standing import AnnualFee, Antimafia, Declaration, Durc, Insolvency, Supplies
from bando.domain.wording import phrases, say, texts
from bando.enums import RuleKind
from core.domain.wording import gettext_noop as _

__all__ = [
    "PARTS", "SHAPES", "AidCeiling", "AnnualFee", "Antimafia", "Asked", "Asks", "Ateco", "BadParameters", "Capital",
    "Declaration", "Durc", "EarlierCalls", "Input", "Insolvency", "ItemCaps", "LinkedFirms", "MaximumSpend", "MinimumSpend",
    "ParameterField", "Readiness", "Seat", "Single", "Size", "Supplies", "YearlyCeiling", "describe", "parse",
]  # fmt: skip

SHAPES: dict[RuleKind, type[Asks]] = {
    RuleKind.SIZE: Size,
    RuleKind.SEAT: Seat,
    RuleKind.ATECO: Ateco,
    RuleKind.INSOLVENCY: Insolvency,
    RuleKind.CAPITAL: Capital,
    RuleKind.DURC: Durc,
    RuleKind.ANNUAL_FEE: AnnualFee,
    RuleKind.SUPPLIES: Supplies,
    RuleKind.ANTIMAFIA: Antimafia,
    RuleKind.SINGLE: Single,
    RuleKind.LINKED_FIRMS: LinkedFirms,
    RuleKind.EARLIER_CALLS: EarlierCalls,
    RuleKind.MINIMUM_SPEND: MinimumSpend,
    RuleKind.MAXIMUM_SPEND: MaximumSpend,
    RuleKind.ITEM_CAPS: ItemCaps,
    RuleKind.READINESS: Readiness,
    RuleKind.AID_CEILING: AidCeiling,
    RuleKind.YEARLY_CEILING: YearlyCeiling,
    RuleKind.DECLARATION: Declaration,
}


@cache
def describe(kind: str) -> tuple[ParameterField, ...]:
    """The parameters of a kind in their order, each with what an editor is asked; from the dataclass alone."""
    shape = SHAPES[RuleKind(kind)]
    hints = get_type_hints(shape, include_extras=True)
    return tuple(_described(one.name, hints[one.name], one.default) for one in fields(shape))


def _described(name: str, hint: Any, default: Any) -> ParameterField:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"the parameter {name} does not say how it is asked")
    python_type, asked = get_args(hint)
    required = default is MISSING
    return ParameterField(name, asked, python_type, required, None if required else default)


def parse(kind: str, row: Mapping[str, Any]) -> Asks:
    """The parameters in `row` (amounts and shares as texts, never as floats). Raises BadParameters."""
    if kind not in SHAPES:
        raise BadParameters(say(_("Il tipo di requisito «%(kind)s» non esiste."), kind=texts([str(kind)])))
    if not isinstance(row, Mapping):
        raise BadParameters(say(_("I parametri di un requisito sono un elenco di nomi e valori.")))
    known = {one.name: one for one in describe(kind)}
    unknown = sorted(str(name) for name in row if name not in known)
    if unknown:
        raise BadParameters(say(_("Il tipo di requisito scelto non ha questi parametri: %(names)s."), names=texts(unknown)))
    missing = [one.label for one in known.values() if one.required and one.name not in row]
    if missing:
        raise BadParameters(say(_("Mancano: %(labels)s."), labels=phrases(missing)))
    return SHAPES[RuleKind(kind)](**{name: _read(known[name], value) for name, value in row.items()})


def _read(field: ParameterField, value: Any) -> Any:
    return None if value is None and field.nullable else typed(field.name, field.asked, value)
