"""What rules on spend, aids and ceilings are told; amounts in euro."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from bando.domain.rules.parameters.asking import Asked, Asks, Input
from bando.enums import AidWindow
from core.domain.wording import gettext_noop as _

WINDOWS = {
    AidWindow.ROLLING.value: _("tre anni mobili fino alla concessione"),
    AidWindow.TAX_YEARS.value: _("l’esercizio in corso e i due precedenti"),
}


@dataclass(frozen=True)
class MinimumSpend(Asks):
    """The least admitted spend, net of VAT."""

    amount: Annotated[Decimal, Asked(Input.AMOUNT, _("Spesa minima"), _("In euro, al netto dell’IVA."))]


@dataclass(frozen=True)
class MaximumSpend(Asks):
    """The most admitted spend, net of VAT: who spends more cannot apply (to count only a part is the measure's)."""

    amount: Annotated[Decimal, Asked(Input.AMOUNT, _("Spesa massima"), _("In euro, al netto dell’IVA."))]


@dataclass(frozen=True)
class ItemCaps(Asks):
    """The caps of the call's expense items; they are rows of their own."""


@dataclass(frozen=True)
class AidCeiling(Asks):
    """The most aid under the regime, this grant included (Reg. (EU) 2023/2831: 300,000 over three rolling years)."""

    amount: Annotated[Decimal, Asked(Input.AMOUNT, _("Massimale degli aiuti"), _("In euro, questo contributo compreso."))]
    window: Annotated[str, Asked(Input.CHOICE, _("Periodo in cui gli aiuti si sommano"), choices=tuple(WINDOWS.items()))] = (
        AidWindow.ROLLING.value
    )


@dataclass(frozen=True)
class YearlyCeiling(Asks):
    """The most that a firm gets in a calendar year from these calls, this one included; no call named: from all."""

    amount: Annotated[Decimal, Asked(Input.AMOUNT, _("Tetto annuo per impresa"), _("In euro, questo contributo compreso."))]
    calls: Annotated[tuple[str, ...], Asked(Input.CODES, _("Codici dei bandi che contano"), _("Vuoto: tutti."))] = ()
