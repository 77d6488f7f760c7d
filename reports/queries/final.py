"""The final report: each beneficiary's chain from the admitted spend to the payment, regional cost, balance due, results."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bando.models import Call
from core.money import ZERO
from disbursement.models import Payout
from reports.domain.columns import Column, Kind, Row
from reports.domain.shares import points
from reports.domain.table import Chart, Report, Table
from reports.domain.wording import PARTNERS, amount
from reports.queries import courses, regional, tables
from reports.queries.dossiers import Dossier, dossiers
from reports.queries.ledger import NOTHING, Shares, costs
from reports.queries.regional import Balance

CHAMBER = Column("chamber", "Camera di commercio", width=24)
FIRM = Column("firm", "Impresa", width=30)
NOTES = (
    "Importi in euro. Costo = contributo concesso, meno economie, rinunce, revoche e recuperi, fondo per fondo dal registro.",
    "Costo regionale: la parte a carico di Regione dei contributi con rendiconto approvato. "
    "Saldo = il minore tra costo e dotazione del fondo, meno le quote incassate; negativo se c’è da restituire.",
    "Pagato = ritenute versate allo Stato, più quanto pagato agli enti previdenziali in luogo delle imprese con DURC irregolare "
    "(art. 31, DL 69/2013), più quanto pagato alle imprese.",
)

Costs = dict[str, Shares]


def final(call: Call, as_of: datetime) -> Report:
    """The report of the call as of an instant; the same instant gives the same report whenever it is asked."""
    rows = dossiers(call, as_of)
    granted = sorted((row for row in rows if row.grant), key=lambda row: (row.chamber, row.arrival.number))
    cost, parts = costs(call, as_of), regional.parts(call, as_of)
    balances = regional.balances(call, as_of, granted, parts)
    return Report(
        name="finale",
        title="Rapporto finale",
        subtitle=call.title,
        issuer=call.manager,
        partners=PARTNERS,
        as_of=as_of,
        facts=_facts(call, granted, balances),
        notes=NOTES,
        tables=(
            _totals(granted, cost),
            _balances(balances),
            courses.funnel(rows),
            courses.timeline(rows),
            courses.items(call, rows, as_of),
            _chain(granted),
            _payments(granted, cost),
            _results(granted),
            tables.markets(row.application.content.markets for row in granted if row.payout),
            tables.channels(row.application.content.channels for row in granted if row.payout),
        ),
        charts=CHARTS,
        signers=(f"Per {call.manager}, il responsabile del procedimento",),
        is_book=True,
        annexed=("beneficiari", "pagamenti"),
    )


CHARTS = (
    Chart("camere", "chamber", "gross", "Contributi pagati per Camera di commercio, in euro"),
    courses.FUNNEL_CHART,
    courses.RECEIVED_CHART,
    courses.PAID_CHART,
    courses.ADMITTED_CHART,
    Chart("risultati", "result", "count", "Dal contributo concesso alle vendite avviate, in progetti"),
    Chart("mercati", "name", "count", "Mercati esteri dei progetti pagati"),
    Chart("canali", "name", "count", "Canali di vendita dei progetti pagati"),
)


def regional_cost(call: Call, as_of: datetime) -> Decimal:
    """What the final accounts cost the Region, in euro: the sum that the report states and its sending records."""
    settled = [row for row in dossiers(call, as_of) if row.settlement is not None]
    return sum((balance.cost for balance in regional.balances(call, as_of, settled, [])), ZERO)


def _facts(call: Call, granted: Sequence[Dossier], balances: Sequence[Balance]) -> tuple[tuple[str, str], ...]:
    paid = [row for row in granted if row.payout]
    return (
        ("Bando", call.code),
        ("Atto istitutivo", call.legal_act),
        ("Contributi concessi", f"{len(granted)}, di cui pagati {len(paid)}"),
        ("Costo regionale", f"{amount(sum((one.cost for one in balances), ZERO))} euro"),
        ("Quote regionali incassate", f"{amount(sum((one.received for one in balances), ZERO))} euro"),
        ("Saldo dovuto", f"{amount(sum((one.due for one in balances), ZERO))} euro"),
    )


def _money(name: str, title: str) -> Column:
    return Column(name, title, Kind.MONEY, width=12)


# What was paid, and where it went: the last three make the first.
PAID = (
    _money("gross", "Pagato, lordo"),
    _money("withheld", "di cui ritenute"),
    _money("substituted", "di cui agli enti"),
    _money("net", "di cui all’impresa"),
)


def _parts(paid: Payout | None) -> tuple[Decimal, ...]:
    """A payment in the order of PAID; of none, nothing."""
    return (paid.gross, paid.withheld, paid.substituted, paid.net) if paid else (ZERO,) * len(PAID)


def _totals(granted: Sequence[Dossier], cost: Costs) -> Table:
    columns = (
        CHAMBER,
        Column("count", "Contributi", Kind.INTEGER, width=8, summed=True),
        _money("granted", "Concesso"),
        _money("cost", "Costo"),
        _money("regional", "di cui regionale"),
        _money("chamber_share", "di cui camerale"),
        _money("economia", "Economie"),
        *PAID,
    )
    chambers = sorted({row.chamber for row in granted})
    rows = tuple(_chamber(name, [row for row in granted if row.chamber == name], cost) for name in chambers)
    return Table("camere", "Totali per Camera di commercio", columns, rows)


def _chamber(name: str, mine: Sequence[Dossier], cost: Costs) -> Row:
    spent = [cost.get(row.reference, NOTHING) for row in mine]
    return (
        name,
        len(mine),
        sum((row.grant.amount for row in mine if row.grant), ZERO),
        sum((one.both for one in spent), ZERO),
        sum((one.regional for one in spent), ZERO),
        sum((one.chamber for one in spent), ZERO),
        sum((row.settlement.economia for row in mine if row.settlement), ZERO),
        *(sum(part, ZERO) for part in zip(*(_parts(row.payout) for row in mine), strict=True)),
    )


def _balances(balances: Sequence[Balance]) -> Table:
    columns = (
        Column("fund", "Fondo regionale", width=34),
        _money("endowment", "Dotazione"),
        _money("cost", "Costo regionale"),
        _money("recognised", "Riconosciuto"),
        _money("received", "Quote incassate"),
        _money("due", "Saldo dovuto"),
    )
    rows = tuple((one.fund.label, one.fund.amount, one.cost, one.recognised, one.received, one.due) for one in balances)
    return Table("saldo", "Costo regionale e saldo", columns, rows)


def _chain(granted: Sequence[Dossier]) -> Table:
    columns = (
        CHAMBER,
        Column("arrival", "N. arrivo", Kind.INTEGER, width=6),
        FIRM,
        Column("cup", "CUP", width=18),
        _money("admitted_spend", "Spesa ammessa"),
        _money("granted", "Contributo concesso"),
        _money("claimed", "Spesa rendicontata"),
        _money("final_spend", "Spesa riconosciuta"),
        _money("final_grant", "Contributo finale"),
        _money("economia", "Economia"),
        Column("state", "Stato", width=16),
    )
    rows = tuple(_link(row) for row in granted)
    return Table("beneficiari", "Beneficiari: dalla spesa ammessa al contributo finale", columns, rows, grouped_by="chamber")


def _link(row: Dossier) -> Row:
    settlement = row.settlement
    return (
        row.chamber,
        row.arrival.number,
        row.firm,
        row.grant.cup if row.grant else "",
        row.verdict.admitted_spend if row.verdict else ZERO,
        row.grant.amount if row.grant else ZERO,
        row.claimed_spend if row.has_sent_accounts else None,
        settlement.admitted_spend if settlement else None,
        settlement.final_grant if settlement else None,
        settlement.economia if settlement else None,
        str(row.state.label),
    )


def _payments(granted: Sequence[Dossier], cost: Costs) -> Table:
    columns = (
        CHAMBER,
        Column("arrival", "N. arrivo", Kind.INTEGER, width=6),
        FIRM,
        Column("tax_code", "Codice fiscale", width=16),
        _money("cost", "Costo"),
        _money("regional", "di cui regionale"),
        _money("chamber_share", "di cui camerale"),
        *PAID,
        Column("paid_on", "Pagato il", Kind.DAY, width=15),
    )
    rows = tuple(_payment(row, cost.get(row.reference, NOTHING)) for row in granted)
    return Table("pagamenti", "Beneficiari: quote e pagamenti", columns, rows, grouped_by="chamber")


def _payment(row: Dossier, spent: Shares) -> Row:
    paid = row.payout
    return (
        row.chamber,
        row.arrival.number,
        row.firm,
        row.tax_code,
        spent.both,
        spent.regional,
        spent.chamber,
        *(_parts(paid) if paid else (None,) * len(PAID)),
        paid.paid_on if paid else None,
    )


def _results(granted: Sequence[Dossier]) -> Table:
    settled = [row for row in granted if row.settlement]
    started = [row for row in settled if row.settlement and row.settlement.account.sales_started]
    paid = [row for row in granted if row.payout]
    columns = (
        Column("result", "Risultato", width=50),
        Column("count", "Progetti", Kind.INTEGER, width=10),
        Column("share", "Quota", Kind.PERCENT, width=10),
    )
    rows: tuple[Row, ...] = (
        ("Contributi concessi", len(granted), points(len(granted), len(granted))),
        ("con rendiconto approvato", len(settled), points(len(settled), len(granted))),
        ("pagati", len(paid), points(len(paid), len(granted))),
        ("con vendite online avviate, tra quelli con rendiconto approvato", len(started), points(len(started), len(settled))),
    )
    return Table("risultati", "Risultati", columns, rows, has_totals=False)
