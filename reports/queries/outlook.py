"""What went wrong, and what is to be expected: problems and forecast of a call, in figures."""

from collections.abc import Sequence
from decimal import Decimal

from applications.enums import State
from bando.enums import Bucket
from core.money import ZERO
from reports.domain.columns import Column, Kind
from reports.domain.shares import points
from reports.domain.table import Chart, Table
from reports.queries.counting import Test, at_stake
from reports.queries.dossiers import Dossier
from reports.queries.ledger import Ledger

PROBLEMS: tuple[tuple[str, Test], ...] = (
    ("Domande non ammesse", lambda one: one.is_rejected),
    ("Domande ammesse senza risorse", lambda one: one.state == State.WAITING),
    ("Rinunce", lambda one: one.state == State.RENOUNCED),
    ("Decadenze", lambda one: one.state == State.FORFEITED),
    ("Revoche", lambda one: one.state == State.REVOKED),
)
FORECAST_CHART = Chart("previsione", "fund", "forecast", "Spesa finale prevista per fondo, in euro")


def problems(rows: Sequence[Dossier]) -> Table:
    """What did not go as it should, with the money that it concerns."""
    columns = (
        Column("problem", "Criticità", width=44),
        Column("count", "Pratiche", Kind.INTEGER, width=10, summed=True),
        Column("amount", "Contributi interessati", Kind.MONEY, width=16),
    )
    concerned = [(said, [row for row in rows if test(row)]) for said, test in PROBLEMS]
    lines = [(said, len(mine), sum(map(at_stake, mine), ZERO)) for said, mine in concerned]
    less = [row.settlement.economia for row in rows if row.settlement and row.settlement.economia]
    lines.append(("Progetti realizzati in parte (economie)", len(less), sum(less, ZERO)))
    note = "Per ogni pratica l’ultimo importo noto del contributo; per le economie, la differenza tra concesso e finale."
    return Table("criticita", "Criticità", columns, tuple(lines), note=note)


def forecast(money: Ledger) -> Table:
    """What each fund will have spent if every open grant is paid in full."""
    columns = (
        Column("fund", "Fondo", width=34),
        Column("endowment", "Dotazione", Kind.MONEY, width=13),
        Column("paid", "Già pagato", Kind.MONEY, width=13),
        Column("committed", "Impegnato, da pagare", Kind.MONEY, width=13),
        Column("forecast", "Spesa finale prevista", Kind.MONEY, width=13),
        Column("left", "Residuo previsto", Kind.MONEY, width=13),
        Column("share", "Utilizzo previsto", Kind.PERCENT, width=10),
    )
    lines = tuple((fund.label, *_expected(money.of(fund=fund.pk))) for fund in money.funds)
    note = "Se ogni contributo ancora aperto sarà pagato per intero; rinunce, revoche ed economie future la riducono."
    return Table("previsione", "Previsione di spesa", columns, lines, note=note)


def expected(money: Ledger) -> Decimal:
    """What is paid, and what is committed and will be."""
    return money.bucket(Bucket.COMMITTED) + money.bucket(Bucket.PAID)


def _expected(money: Ledger) -> tuple[Decimal, Decimal, Decimal, Decimal, Decimal, Decimal | None]:
    spent = expected(money)
    share = points(int(spent * 100), int(money.endowment * 100))
    return (money.endowment, money.bucket(Bucket.PAID), money.bucket(Bucket.COMMITTED), spent, money.endowment - spent, share)
