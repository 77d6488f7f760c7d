"""What rules on the standing of the firm are told: what it declares and what an officer of the Chamber confirms."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from bando.domain.rules import facts
from bando.domain.rules.parameters.asking import Asked, Asks, Input
from core.domain.wording import gettext_noop as _

CONFIRMED = Asked(Input.FLAG, _("Un istruttore della Camera verifica"), _("Finché non lo fa, il requisito è «da verificare»."))


@dataclass(frozen=True)
class Declaration(Asks):
    """Which declaration, and whether the Chamber has to confirm it."""

    declaration: Annotated[str, Asked(Input.CODE, _("Codice della dichiarazione"), _("Lo stesso codice del requisito."))]
    officer_confirms: Annotated[bool, CONFIRMED] = False

    @property
    def declares(self) -> str:
        return self.declaration

    @property
    def confirms(self) -> str:
        return self.declaration if self.officer_confirms else ""


@dataclass(frozen=True)
class Insolvency(Asks):
    """No bankruptcy, liquidation, controlled administration, composition or the like."""

    officer_confirms: Annotated[bool, CONFIRMED] = False

    @property
    def declares(self) -> str:
        return facts.INSOLVENCY

    @property
    def confirms(self) -> str:
        return facts.INSOLVENCY if self.officer_confirms else ""


@dataclass(frozen=True)
class AnnualFee(Asks):
    """The annual fee of the Chamber is paid."""

    officer_confirms: Annotated[bool, CONFIRMED] = True

    @property
    def declares(self) -> str:
        return facts.ANNUAL_FEE

    @property
    def confirms(self) -> str:
        return facts.ANNUAL_FEE if self.officer_confirms else ""


@dataclass(frozen=True)
class Supplies(Asks):
    """No supplies in progress with a Chamber of the call (art. 4 c. 6 DL 95/2012)."""

    officer_confirms: Annotated[bool, CONFIRMED] = True

    @property
    def declares(self) -> str:
        return facts.SUPPLIES

    @property
    def confirms(self) -> str:
        return facts.SUPPLIES if self.officer_confirms else ""


@dataclass(frozen=True)
class Durc(Asks):
    """Contributions in order: a DURC is valid for so many days from its issue (art. 7 DM 30 January 2015: 120)."""

    valid_days: Annotated[int, Asked(Input.COUNT, _("Giorni di validità dal rilascio"), least=1, most=366)] = 120
    officer_confirms: Annotated[bool, CONFIRMED] = False

    @property
    def declares(self) -> str:
        return facts.DURC

    @property
    def confirms(self) -> str:
        return facts.DURC if self.officer_confirms else ""


@dataclass(frozen=True)
class Antimafia(Asks):
    """A declaration for each person; above an amount of grant the Chamber gets the documents (art. 83 D.Lgs. 159/2011)."""

    documents_above: Annotated[
        Decimal | None,
        Asked(
            Input.AMOUNT,
            _("Contributo oltre il quale serve la documentazione antimafia"),
            _("In euro; la legge dice 150000.00 (art. 83, c. 3, lett. e). Vuoto: mai."),
        ),
    ] = None

    @property
    def confirms(self) -> str:
        return facts.ANTIMAFIA if self.documents_above is not None else ""
