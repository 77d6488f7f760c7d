"""Counts and sums over applications as they stood at an instant: the lines that the interim and the final report share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from applications.enums import State
from core.money import ZERO
from reports.domain.columns import Cell, Column, Kind
from reports.queries.dossiers import Dossier

Test = Callable[[Dossier], bool]
Amount = Callable[[Dossier], Decimal]


@dataclass(frozen=True)
class Counted:
    """A column that counts the applications that pass a test."""

    name: str
    title: str
    test: Test

    @property
    def column(self) -> Column:
        return Column(self.name, self.title, Kind.INTEGER, width=8, summed=True)


@dataclass(frozen=True)
class Summed:
    """A column that adds up an amount of the applications, in euro."""

    name: str
    title: str
    amount: Amount

    @property
    def column(self) -> Column:
        return Column(self.name, self.title, Kind.MONEY, width=12)


Measured = Counted | Summed

PROGRESS: tuple[Counted, ...] = (
    Counted("received", "Ricevute", lambda one: True),
    Counted("under_review", "In istruttoria", lambda one: one.verdict is None),
    Counted("rejected", "Non ammesse", lambda one: one.is_rejected),
    Counted("admitted", "Ammesse", lambda one: one.is_admitted),
    Counted("financed", "Finanziate", lambda one: one.is_financed),
    Counted("granted", "Con concessione", lambda one: one.grant is not None),
    Counted("renounced", "Rinunciate", lambda one: one.state == State.RENOUNCED),
    Counted("forfeited", "Decadute", lambda one: one.state == State.FORFEITED),
    Counted("revoked", "Revocate", lambda one: one.state == State.REVOKED),
    Counted("paid", "Pagate", lambda one: one.payout is not None),
)


def cells(rows: Sequence[Dossier], measured: Sequence[Measured]) -> tuple[Cell, ...]:
    """One line of the table: every column worked out over `rows`."""
    return tuple(_cell(rows, one) for one in measured)


def _cell(rows: Sequence[Dossier], measured: Measured) -> Cell:
    if isinstance(measured, Counted):
        return sum(1 for row in rows if measured.test(row))
    return total(rows, measured.amount)


def total(rows: Iterable[Dossier], amount: Amount) -> Decimal:
    """The sum of an amount over the rows, in euro."""
    return sum((amount(row) for row in rows), ZERO)


def at_stake(one: Dossier) -> Decimal:
    """The latest sum known of an application, in euro."""
    if one.settlement is not None:
        return one.settlement.final_grant
    if one.grant is not None:
        return one.grant.amount
    return one.verdict.grant if one.verdict is not None and one.is_admitted else one.asked_grant
