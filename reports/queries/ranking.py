"""The ranking list, annex of the act: financed, waiting, below the minimum and refused, as they stood at an instant."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from applications.enums import RankingOutcome
from applications.models import RankingEntry
from bando.models import Call
from core.money import ZERO
from reports.domain.columns import Column, Kind, Row
from reports.domain.table import Report, Table
from reports.domain.wording import PARTNERS, amount
from reports.queries import counting
from reports.queries.dossiers import Dossier, dossiers

Placed = tuple[int, Dossier]

WHO = (
    Column("arrival", "N. arrivo", Kind.INTEGER, width=6),
    Column("arrived_at", "Arrivata il", Kind.INSTANT, width=12),
    Column("firm", "Impresa", width=26),
    Column("tax_code", "Codice fiscale", width=15),
    Column("province", "Prov.", width=7),
    Column("chamber", "Camera di commercio", width=20),
)
RANK = Column("rank", "Pos.", Kind.INTEGER, width=5)
SCORE = Column("score", "Punteggio", Kind.NUMBER, width=8)
SPEND = Column("admitted_spend", "Spesa ammessa", Kind.MONEY, width=11)
NOTES = (
    "L’ordine è quello del punteggio; a parità di punteggio, quello di arrivo.",
    "Ogni Camera finanzia con le proprie risorse: chi segue in graduatoria può essere finanziato da un’altra Camera.",
    "Il codice fiscale delle imprese individuali è in parte nascosto perché è quello di una persona.",
)


def ranking(call: Call, as_of: datetime) -> Report:
    """The lists of the rankings approved by `as_of`: for each application, its place in the latest one that names it."""
    rows = dossiers(call, as_of)
    placed = _placed(rows)
    approved = list(call.rankings.filter(approved_at__lte=as_of).select_related("act").order_by("approved_at", "pk"))
    financed = _with(placed, RankingOutcome.FINANCED)
    return Report(
        name="graduatoria",
        title="Graduatoria",
        subtitle=call.title,
        issuer=call.manager,
        partners=PARTNERS,
        as_of=as_of,
        facts=(
            ("Bando", call.code),
            *(("Approvata con", f"{one.act}, {one.act.issuer}") for one in approved if one.act),
            ("Ammesse e finanziate", f"{len(financed)}, per {amount(counting.total([d for _, d in financed], _promised))} euro"),
            ("Punteggio minimo", amount(call.minimum_score)),
        ),
        notes=NOTES,
        tables=(
            _financed(financed),
            _granted(placed),
            _waiting(_with(placed, RankingOutcome.WAITING)),
            _below_minimum(_with(placed, RankingOutcome.BELOW_MINIMUM)),
            _refused([row for row in rows if row.is_rejected]),
        ),
    )


def _placed(rows: Sequence[Dossier]) -> list[Placed]:
    """Every application that a ranking names, in its place: score, then arrival (as `applications.domain.ranking` has it)."""
    listed = sorted((row for row in rows if row.entry), key=lambda row: (-(_entry(row).score or ZERO), row.arrival.number))
    return list(enumerate(listed, start=1))


def _with(placed: Sequence[Placed], outcome: RankingOutcome) -> list[Placed]:
    return [(rank, row) for rank, row in placed if _entry(row).outcome == outcome]


def _entry(row: Dossier) -> RankingEntry:
    assert row.entry is not None, "asked of ranked applications only"
    return row.entry


def _promised(row: Dossier) -> Decimal:
    return row.entry.grant if row.entry else ZERO


def _who(row: Dossier) -> Row:
    return (row.arrival.number, row.arrival.at, row.firm, row.tax_code, row.province, row.chamber)


def _financed(placed: Sequence[Placed]) -> Table:
    columns = (RANK, *WHO, SCORE, SPEND, Column("grant", "Contributo", Kind.MONEY, width=11))
    rows = tuple((rank, *_who(row), _entry(row).score, _entry(row).admitted_spend, _entry(row).grant) for rank, row in placed)
    return Table("finanziate", "Ammesse e finanziate", columns, rows)


def _granted(placed: Sequence[Placed]) -> Table:
    columns = (
        RANK,
        Column("firm", "Impresa", width=28),
        Column("chamber", "Camera di commercio", width=24),
        Column("amount", "Contributo concesso", Kind.MONEY, width=11),
        Column("regional", "Quota regionale", Kind.MONEY, width=11),
        Column("chamber_share", "Quota camerale", Kind.MONEY, width=11),
        Column("cup", "CUP", width=17),
        Column("cor", "COR", width=10),
        Column("act", "Atto", width=22),
    )
    rows = tuple(
        (
            rank,
            row.firm,
            row.chamber,
            grant.amount,
            grant.regional_share,
            grant.chamber_share,
            grant.cup,
            grant.cor,
            str(grant.act),
        )
        for rank, row in placed
        if (grant := row.grant) is not None
    )
    return Table("concessioni", "Contributi concessi, con le loro quote e i loro codici", columns, rows)


def _waiting(placed: Sequence[Placed]) -> Table:
    columns = (RANK, *WHO, SCORE, SPEND, Column("due", "Contributo spettante", Kind.MONEY, width=11))
    rows = tuple(
        (rank, *_who(row), _entry(row).score, _entry(row).admitted_spend, row.verdict.grant if row.verdict else ZERO)
        for rank, row in placed
    )
    return Table("attesa", "Ammesse, non finanziabili: fondi esauriti", columns, rows)


def _below_minimum(placed: Sequence[Placed]) -> Table:
    columns = (RANK, *WHO, SCORE, SPEND)
    rows = tuple((rank, *_who(row), _entry(row).score, _entry(row).admitted_spend) for rank, row in placed)
    return Table("sotto_minimo", "Non ammesse: punteggio sotto il minimo", columns, rows, has_totals=False)


def _refused(rows: Sequence[Dossier]) -> Table:
    columns = (*WHO, Column("code", "Motivo", width=18), Column("text", "Motivazione", width=32))
    listed = tuple(
        (*_who(row), str(row.verdict.get_reason_code_display()), row.verdict.text) for row in rows if row.verdict is not None
    )
    return Table("non_ammesse", "Non ammesse all’esito dell’istruttoria", columns, listed)
