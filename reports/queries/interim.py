"""The interim report: applications, money, spending, regional tranches and acts of a call as they stood at an instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from applications.enums import State
from bando.enums import Bucket, FundKind
from bando.models import Act, Call
from core.money import ZERO
from disbursement.models import TrancheShare
from reports.domain.columns import Column, Kind, Row
from reports.domain.table import Chart, Report, Table
from reports.domain.wording import PARTNERS, amount, begun
from reports.queries import counting, courses, outlook, regional, tables
from reports.queries.counting import PROGRESS, Counted, Summed
from reports.queries.dossiers import Dossier, dossiers
from reports.queries.ledger import Ledger, ledger

ASKED = (
    Summed("asked_spend", "Spesa prevista", lambda one: one.asked_spend),
    Summed("asked_grant", "Contributo richiesto", lambda one: one.asked_grant),
    Summed(
        "admitted_spend", "Spesa ammessa", lambda one: one.verdict.admitted_spend if one.is_admitted and one.verdict else ZERO
    ),
    Summed("admitted_grant", "Contributo spettante", lambda one: one.verdict.grant if one.verdict else ZERO),
    Summed("granted", "Contributo concesso", lambda one: one.grant.amount if one.grant else ZERO),
)
SPENT = (
    Counted("granted", "Contributi concessi", lambda one: one.grant is not None),
    Counted("accounts", "Rendiconti inviati", lambda one: one.has_sent_accounts),
    Summed("claimed", "Spesa rendicontata", lambda one: one.claimed_spend),
    Counted("settled", "Rendiconti approvati", lambda one: one.settlement is not None),
    Summed("final_spend", "Spesa riconosciuta", lambda one: one.settlement.admitted_spend if one.settlement else ZERO),
    Summed("final_grant", "Contributo finale", lambda one: one.settlement.final_grant if one.settlement else ZERO),
    Summed("economia", "Economie", lambda one: one.settlement.economia if one.settlement else ZERO),
)
# What waits, for whom: the problems and the forecast of the report, read from the states.
OPEN = (
    (State.SUBMITTED, "in istruttoria presso le Camere"),
    (State.INTEGRATION, "integrazione richiesta all’impresa, in attesa di risposta"),
    (State.REJECTION_NOTICED, "preavviso di rigetto, in attesa di osservazioni"),
    (State.ADMISSIBLE, "ammesse, da valutare"),
    (State.SCORED, "valutate, in attesa di graduatoria"),
    (State.WAITING, "ammesse, in attesa di fondi"),
    (State.FINANCED, "finanziate, in attesa dell’atto di concessione"),
    (State.GRANTED, "contributo concesso, in attesa di accettazione"),
    (State.ACCEPTED, "contributo accettato, in attesa del rendiconto"),
    (State.ACCOUNTED, "rendiconto inviato, da controllare"),
    (State.SETTLED, "rendiconto approvato, da pagare"),
)


@dataclass(frozen=True)
class Sources:
    """All that the report is drawn from, each read once."""

    call: Call
    rows: list[Dossier]
    money: Ledger
    parts: list[regional.Part]
    shares: list[TrancheShare]
    acts: list[Act]
    as_of: datetime


def interim(call: Call, as_of: datetime) -> Report:
    """The report of the call as of an instant; the same instant gives the same report whenever it is asked."""
    sources = Sources(
        call=call,
        rows=dossiers(call, as_of),
        money=ledger(call, as_of),
        parts=regional.parts(call, as_of),
        shares=regional.passed_on(call, as_of),
        acts=regional.acts(call, as_of),
        as_of=as_of,
    )
    return Report(
        name="intermedio",
        title="Rapporto intermedio",
        subtitle=call.title,
        issuer=call.manager,
        partners=PARTNERS,
        as_of=as_of,
        facts=_facts(sources),
        notes=NOTES,
        tables=(
            _applications(sources),
            courses.funnel(sources.rows),
            _sizes(sources),
            _asked(sources),
            courses.timeline(sources.rows),
            tables.funds(sources.money),
            tables.pots(sources.money),
            courses.items(call, sources.rows, as_of),
            _spending(sources),
            outlook.forecast(sources.money),
            outlook.problems(sources.rows),
            _open(sources),
            _tranches(sources),
            _passed_on(sources),
            _acts(sources),
        ),
        charts=CHARTS,
        signers=(f"Per {call.manager}, il responsabile del procedimento",),
        is_book=True,
    )


CHARTS = (
    Chart("domande", "chamber", "received", "Domande ricevute per Camera di commercio"),
    courses.FUNNEL_CHART,
    courses.RECEIVED_CHART,
    courses.PAID_CHART,
    courses.PLANNED_CHART,
    outlook.FORECAST_CHART,
    Chart("camere", "chamber", "granted", "Contributi concessi per Camera di commercio, in euro"),
    Chart("aperte", "state", "count", "Pratiche ancora aperte, per stato"),
)


NOTES = (
    "Importi in euro. Le somme sono calcolate dal registro dei movimenti e dagli atti registrati fino all’istante indicato.",
    "Una domanda finanziata resta contata come tale anche dopo la rinuncia o la revoca, contate a parte.",
    "Dotazione = impegnato da pagare + pagato + disponibile (più quanto prenotato o restituito, se c’è).",
)


def _facts(sources: Sources) -> tuple[tuple[str, str], ...]:
    call, money = sources.call, sources.money
    cost = [outlook.expected(money.of(funder=funder)) for funder in FundKind.values]
    return (
        ("Bando", call.code),
        ("Atto istitutivo", call.legal_act),
        ("Domande ricevute", str(len(sources.rows))),
        ("Dotazione", f"{amount(money.endowment)} euro"),
        ("Impegnato e pagato", f"{amount(sum(cost, ZERO))} euro, di cui {amount(cost[0])} regionali"),
        ("Disponibile", f"{amount(money.bucket(Bucket.AVAILABLE))} euro"),
    )


def of_pot(rows: Sequence[Dossier], pot_id: int) -> list[Dossier]:
    """The applications of one pot."""
    return [row for row in rows if row.application.pot_id == pot_id]


def _by_chamber(sources: Sources, name: str, title: str, measured: Sequence[Counted | Summed], note: str = "") -> Table:
    """One row a Chamber; a pot without a Chamber has no applications of its own."""
    columns = (Column("chamber", "Camera di commercio", width=20), *(one.column for one in measured))
    pots = [pot for pot in sources.money.pots if pot.chamber_id is not None]
    rows: tuple[Row, ...] = tuple((str(pot), *counting.cells(of_pot(sources.rows, pot.pk), measured)) for pot in pots)
    return Table(name, title, columns, rows, note=note)


def _applications(sources: Sources) -> Table:
    return _by_chamber(sources, "domande", "Domande per Camera di commercio", PROGRESS)


def _sizes(sources: Sources) -> Table:
    columns = (Column("size", "Dimensione dell’impresa", width=20), *(one.column for one in PROGRESS))
    rows: list[Row] = [
        (begun(str(size.label)), *counting.cells([row for row in sources.rows if row.size == size], PROGRESS))
        for size in tables.SIZES
    ]
    unknown = [row for row in sources.rows if row.size is None]
    if unknown:
        rows.append(("Non determinabile", *counting.cells(unknown, PROGRESS)))
    return Table("dimensioni", "Domande per dimensione dell’impresa", columns, tuple(rows))


def _asked(sources: Sources) -> Table:
    return _by_chamber(sources, "richieste", "Spesa e contributi richiesti, ammessi e concessi", ASKED)


def _spending(sources: Sources) -> Table:
    return _by_chamber(sources, "spesa", "Spesa rendicontata e riconosciuta", SPENT)


def _open(sources: Sources) -> Table:
    columns = (
        Column("state", "Pratiche ancora aperte", width=40),
        Column("count", "Quante", Kind.INTEGER, width=8, summed=True),
        Column("amount", "Contributo in gioco", Kind.MONEY, width=14),
    )
    rows = tuple(
        (begun(words), len(mine), counting.total(mine, counting.at_stake))
        for state, words in OPEN
        for mine in [[row for row in sources.rows if row.state == state]]
    )
    note = "Richiesto, poi spettante, poi concesso, poi finale: l’ultimo importo noto di ogni pratica."
    return Table("aperte", "Che cosa resta da fare", columns, rows, note=note)


def _tranches(sources: Sources) -> Table:
    columns = (
        Column("fund", "Fondo regionale", width=24),
        Column("part", "Quota", width=12),
        Column("due_on", "Prevista il", Kind.DAY, width=10),
        Column("planned", "Importo previsto", Kind.MONEY, width=13),
        Column("state", "Stato", width=16),
        Column("requested", "Importo richiesto", Kind.MONEY, width=13),
        Column("received_on", "Incassata il", Kind.DAY, width=10),
        Column("received", "Importo incassato", Kind.MONEY, width=13),
    )
    return Table("quote", "Quote regionali", columns, tuple(_tranche(part) for part in sources.parts))


def _tranche(part: regional.Part) -> Row:
    return (
        part.rule.fund.label,
        begun(str(part.rule.get_kind_display())),
        part.rule.due_on,
        part.planned,
        str(part.state.label) if part.state else "da richiedere",
        part.tranche.amount if part.tranche else ZERO,
        part.received_on,
        part.received,
    )


def _passed_on(sources: Sources) -> Table:
    columns = (
        Column("part", "Quota", width=30),
        Column("chamber", "Camera di commercio", width=30),
        Column("passed_on_at", "Trasferita il", Kind.INSTANT, width=16),
        Column("amount", "Importo", Kind.MONEY, width=14),
    )
    rows = tuple((begun(str(share.tranche.rule)), str(share.pot), share.passed_on_at, share.amount) for share in sources.shares)
    return Table("trasferimenti", "Quote regionali trasferite alle Camere", columns, rows, grouped_by="part")


def _acts(sources: Sources) -> Table:
    columns = (
        Column("issued_on", "Data", Kind.DAY, width=9),
        Column("number", "Numero", width=12),
        Column("kind", "Atto", width=22),
        Column("issuer", "Ente", width=18),
        Column("subject", "Oggetto", width=40),
        Column("published_on", "Pubblicato il", Kind.DAY, width=10),
    )
    rows = tuple(_act(act, sources.as_of) for act in sources.acts)
    return Table("atti", "Atti", columns, rows)


def _act(act: Act, as_of: datetime) -> Row:
    publication = getattr(act, "publication", None)
    published_on = publication.published_on if publication and publication.recorded_at <= as_of else None
    return (act.issued_on, act.number, begun(str(act.get_kind_display())), act.issuer, act.subject, published_on)
