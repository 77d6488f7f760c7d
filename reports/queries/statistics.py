"""The statistics of a call as a report: the tables of the public page, as of an instant, with the small groups in them."""

from datetime import datetime

from applications.models import Arrival
from bando.domain.routes import KEPT
from bando.enums import Bucket, FundKind, SizeClass
from bando.models import Call
from bando.queries.pots import Standing
from core.money import ZERO
from disbursement.models import Payout
from reports.domain.table import Chart, Report, Shape
from reports.domain.wording import PARTNERS, amount
from reports.queries import tables
from reports.queries.counting import PROGRESS, Measured, Summed, cells
from reports.queries.dossiers import Dossier, dossiers
from reports.queries.interim import SPENT, of_pot
from reports.queries.ledger import Ledger, ledger

MEASURED: tuple[Measured, ...] = (
    *PROGRESS,
    *SPENT,
    Summed("granted_sum", "Concesso", lambda one: one.grant.amount if one.grant else ZERO),
    Summed("gross", "Pagato, lordo", lambda one: one.payout.gross if one.payout else ZERO),
    Summed("withheld", "Ritenute", lambda one: one.payout.withheld if one.payout else ZERO),
    Summed("net", "Pagato, netto", lambda one: one.payout.net if one.payout else ZERO),
)
CHARTS = (
    Chart("percorso", "step", "count", "Dalla domanda al pagamento"),
    Chart("domande", "chamber", "received", "Domande ricevute per Camera di commercio"),
    Chart("dimensioni", "size", "received", "Domande ricevute per dimensione dell’impresa"),
    Chart("arrivi", "when", "count", "Domande arrivate nel tempo", Shape.COLUMNS),
    Chart("camere", "chamber", "used", "Concesso o pagato per Camera di commercio, in euro"),
    Chart("fondi", "fund", "granted", "Concesso per fondo, in euro"),
    Chart("spesa", "chamber", "gross", "Pagato per Camera di commercio, in euro"),
    Chart("pagamenti", "month", "gross", "Pagato mese per mese, in euro", Shape.COLUMNS),
    Chart("mercati", "name", "count", "Mercati esteri dei progetti pagati"),
    Chart("canali", "name", "count", "Canali di vendita dei progetti pagati"),
)
NOTES = (
    "Importi in euro. Una domanda finanziata resta contata come tale anche dopo la rinuncia o la revoca, contate a parte.",
    "A uso degli uffici: qui sono indicati anche i gruppi di una o due domande, che la pagina pubblica delle statistiche tace.",
)


def statistics(call: Call, as_of: datetime) -> Report:
    """The report of the call as of an instant; the same instant gives the same report whenever it is asked."""
    rows, money = dossiers(call, as_of), ledger(call, as_of)
    pots = [pot for pot in money.pots if pot.chamber_id is not None]
    found = {pot.pk: _counted(of_pot(rows, pot.pk)) for pot in pots}
    paid = Payout.objects.filter(settlement__account__application__call=call, at__lte=as_of)
    return Report(
        name="statistiche",
        title="Statistiche",
        subtitle=call.title,
        issuer=call.manager,
        partners=PARTNERS,
        as_of=as_of,
        facts=_facts(call, rows, money),
        notes=NOTES,
        tables=(
            tables.funnel(found.values()),
            tables.chambers(pots, found),
            tables.sizes(_by_size(rows)),
            tables.arrivals(Arrival.objects.filter(call=call, at__lte=as_of)),
            tables.money(_standing(money)),
            tables.funds(money),
            tables.spending(pots, found),
            tables.payments(paid),
            tables.markets(row.application.content.markets for row in rows if row.payout),
            tables.channels(row.application.content.channels for row in rows if row.payout),
        ),
        charts=CHARTS,
        is_book=True,
    )


def _counted(rows: list[Dossier]) -> tables.Counts:
    return dict(zip((one.name for one in MEASURED), cells(rows, MEASURED), strict=True))


def _by_size(rows: list[Dossier]) -> tables.FoundBySize:
    mine: dict[SizeClass | None, list[Dossier]] = {}
    for row in rows:
        mine.setdefault(row.size, []).append(row)
    return {size: _counted(part) for size, part in mine.items()}


def _standing(money: Ledger) -> list[Standing]:
    """Each pot as it stood, in the order of the pages."""
    return [
        Standing(
            str(pot),
            chamber_id=pot.chamber_id,
            pot_id=pot.pk,
            regional=money.of(pot=pot.pk, funder=FundKind.REGIONAL).endowment,
            chamber=money.of(pot=pot.pk, funder=FundKind.CHAMBER).endowment,
            **{bucket.value: money.of(pot=pot.pk).bucket(bucket) for bucket in KEPT},
        )
        for pot in money.pots
    ]


def _facts(call: Call, rows: list[Dossier], money: Ledger) -> tuple[tuple[str, str], ...]:
    return (
        ("Bando", call.code),
        ("Atto istitutivo", call.legal_act),
        ("Domande ricevute", str(len(rows))),
        ("Dotazione", f"{amount(money.endowment)} euro"),
        ("Pagato", f"{amount(money.bucket(Bucket.PAID))} euro"),
    )
