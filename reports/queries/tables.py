"""The tables of a call's figures, one for its pages and its report: whoever counts, they have the same names and columns."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

from django.db.models import Count, DateTimeField, Max, Min, QuerySet, Sum
from django.db.models.functions import Trunc as Truncated
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from applications.models import Arrival
from bando.enums import Bucket, MovementKind, SizeClass
from bando.models import Pot
from bando.queries.pots import Standing
from core.money import ZERO
from disbursement.models import Payout
from reports.domain.columns import Cell, Column, Kind, Row
from reports.domain.shares import named, points
from reports.domain.steps import ROME, Step, cut, step_for
from reports.domain.table import Table
from reports.domain.wording import begun
from reports.queries.ledger import Ledger

# What was counted and summed of the applications of a pot, by the names of the columns.
Counts = dict[str, Any]
Found = dict[int, Counts]
FoundBySize = dict[SizeClass | None, Counts]
Heads = Sequence[tuple[str, str, Kind]]
SIZES = (SizeClass.MICRO, SizeClass.SMALL, SizeClass.MEDIUM, SizeClass.LARGE)
MONEY_BACK = (MovementKind.RENOUNCE, MovementKind.FORFEIT, MovementKind.REVOKE, MovementKind.RECOVER)
# How many markets or channels are told of.
MOST_NAMES = 20


def funnel(found: Iterable[dict[str, Any]]) -> Table:
    """How many came how far, whatever became of them afterwards."""
    steps = (
        ("received", _("Domande ricevute")),
        ("admitted", _("Ammesse")),
        ("financed", _("Finanziate dalla graduatoria")),
        ("granted", _("Contributo concesso")),
        ("accounts", _("Rendiconto inviato")),
        ("settled", _("Rendiconto approvato")),
        ("paid", _("Contributo pagato")),
    )
    columns = (
        Column("step", _("Passo"), width=40),
        Column("count", _("Domande"), Kind.INTEGER, width=10),
        Column("share", _("Quota delle ricevute"), Kind.PERCENT, width=12),
    )
    rows = list(found)
    counted = [(words, sum(row[name] for row in rows)) for name, words in steps]
    lines = tuple((words, count, points(count, counted[0][1])) for words, count in counted)
    return Table("percorso", _("Dalla domanda al pagamento"), columns, lines, has_totals=False)


def _progress() -> Heads:
    """How far applications came, and where they ended."""
    return [
        ("received", _("Ricevute"), Kind.INTEGER),
        ("under_review", _("In istruttoria"), Kind.INTEGER),
        ("rejected", _("Non ammesse"), Kind.INTEGER),
        ("admitted", _("Ammesse"), Kind.INTEGER),
        ("financed", _("Finanziate"), Kind.INTEGER),
        ("granted", _("Con concessione"), Kind.INTEGER),
        ("renounced", _("Rinunciate"), Kind.INTEGER),
        ("forfeited", _("Decadute"), Kind.INTEGER),
        ("revoked", _("Revocate"), Kind.INTEGER),
        ("paid", _("Pagate"), Kind.INTEGER),
    ]


def _columns(first: Column, heads: Heads) -> tuple[Column, ...]:
    return (first, *(Column(key, words, kind, summed=True) for key, words, kind in heads))


def _cells(counts: Counts, heads: Heads) -> Row:
    return tuple(counts.get(key, ZERO if kind is Kind.MONEY else 0) for key, _words, kind in heads)


def _by_chamber(name: str, title: str, pots: Sequence[Pot], found: Found, heads: Heads) -> Table:
    rows = tuple((str(pot), *_cells(found.get(pot.pk, {}), heads)) for pot in sorted(pots, key=str))
    return Table(name, title, _columns(Column("chamber", _("Camera di commercio"), width=20), heads), rows)


def chambers(pots: Sequence[Pot], found: Found) -> Table:
    """How far the applications of each Chamber came."""
    return _by_chamber("domande", _("Domande per Camera di commercio"), pots, found, _progress())


def sizes(found: FoundBySize) -> Table:
    """How far the applications of micro, small, medium and large firms came; those whose class is not known, if there are any."""
    heads, unknown = _progress(), found.get(None)
    rows: list[Row] = [(begun(str(size.label)), *_cells(found.get(size, {}), heads)) for size in SIZES]
    if unknown is not None:
        rows.append((_("Non determinabile"), *_cells(unknown, heads)))
    columns = _columns(Column("size", _("Dimensione dell’impresa"), width=20), heads)
    note = _("Secondo gli occupati, il fatturato e il bilancio dichiarati nella domanda, con le imprese associate e collegate.")
    return Table("dimensioni", _("Domande per dimensione dell’impresa"), columns, tuple(rows), note=note)


def spending(pots: Sequence[Pot], found: Found) -> Table:
    """What was granted, spent and paid, Chamber by Chamber."""
    heads = [
        ("granted_sum", _("Concesso"), Kind.MONEY),
        ("claimed", _("Spesa rendicontata"), Kind.MONEY),
        ("final_spend", _("Spesa riconosciuta"), Kind.MONEY),
        ("final_grant", _("Contributo finale"), Kind.MONEY),
        ("economia", _("Economie"), Kind.MONEY),
        ("gross", _("Pagato, lordo"), Kind.MONEY),
        ("withheld", _("Ritenute"), Kind.MONEY),
        ("net", _("Pagato, netto"), Kind.MONEY),
    ]
    return _by_chamber("spesa", _("Spesa e pagamenti per Camera di commercio"), pots, found, heads)


def money(rows: Sequence[Standing]) -> Table:
    """What each pot has, and what of it is used."""
    columns = (
        Column("chamber", _("Camera di commercio"), width=24),
        Column("endowment", _("Dotazione"), Kind.MONEY),
        Column("used", _("Concesso o pagato"), Kind.MONEY),
        Column("paid", _("di cui pagato"), Kind.MONEY),
        Column("available", _("Disponibile"), Kind.MONEY),
        Column("share", _("Uso"), Kind.PERCENT),
    )
    lines = tuple(
        (row.label, row.endowment, row.used, row.paid, row.available, points(int(row.used * 100), int(row.endowment * 100)))
        for row in rows
    )
    return Table("camere", _("Uso delle dotazioni"), columns, lines)


def _moved() -> Heads:
    """What becomes of an endowment."""
    return [
        ("endowment", _("Dotazione"), Kind.MONEY),
        ("granted", _("Concesso"), Kind.MONEY),
        ("freed", _("Rinunce, decadenze e revoche"), Kind.MONEY),
        ("economia", _("Economie"), Kind.MONEY),
        ("committed", _("Impegnato, da pagare"), Kind.MONEY),
        ("paid", _("Pagato"), Kind.MONEY),
        ("available", _("Disponibile"), Kind.MONEY),
    ]


def _sums(money: Ledger) -> Row:
    return (
        money.endowment,
        money.granted,
        money.total(*MONEY_BACK) - money.total(MovementKind.UNRECOVER),
        money.total(MovementKind.ECONOMY),
        money.bucket(Bucket.COMMITTED),
        money.bucket(Bucket.PAID),
        money.bucket(Bucket.AVAILABLE),
    )


def _moved_columns(*first: Column) -> tuple[Column, ...]:
    return (*first, *(Column(key, words, kind, width=12) for key, words, kind in _moved()))


def funds(money: Ledger) -> Table:
    """What has become of the money of each fund, with the act that brought it."""
    first = (Column("fund", _("Fondo"), width=20), Column("legal_act", _("Atto"), width=14))
    rows = tuple((fund.label, fund.legal_act, *_sums(money.of(fund=fund.pk))) for fund in money.funds)
    return Table("fondi", _("Risorse per fondo"), _moved_columns(*first), rows)


def pots(money: Ledger) -> Table:
    """The same of each Chamber's money, from whichever fund."""
    rows = tuple((str(pot), *_sums(money.of(pot=pot.pk))) for pot in money.pots)
    return Table(
        "camere",
        _("Risorse per Camera di commercio"),
        _moved_columns(Column("chamber", _("Camera di commercio"), width=24)),
        rows,
    )


def markets(texts: Iterable[str]) -> Table:
    """In which markets the projects sell, by what the firms wrote of them."""
    return _named("mercati", _("Mercati esteri dei progetti pagati"), _("Mercato"), texts)


def channels(texts: Iterable[str]) -> Table:
    """Through which channels they do."""
    return _named("canali", _("Canali di vendita dei progetti pagati"), _("Canale"), texts)


def _named(name: str, title: str, what: str, texts: Iterable[str]) -> Table:
    columns = (Column("name", what, width=50), Column("count", _("Progetti"), Kind.INTEGER, width=10))
    note = _("Contati come le imprese li hanno scritti nella domanda; al massimo %(most)s.") % {"most": MOST_NAMES}
    return Table(name, title, columns, tuple(named(texts, MOST_NAMES)), has_totals=False, note=note)


def arrivals(came: QuerySet[Arrival]) -> Table:
    """When these came, those that were taken back too: piece by piece of time, the empty ones included. Two questions."""
    ends = came.aggregate(first=Min("at"), last=Max("at"))
    columns = (
        Column("when", _("Quando"), width=16),
        Column("count", _("Domande arrivate"), Kind.INTEGER, summed=True),
        Column("so_far", _("Fino ad allora"), Kind.INTEGER, summed=False),
    )
    rows = tuple(_arrived(came, ends["first"], ends["last"])) if ends["first"] else ()
    return Table("arrivi", _("Arrivi nel tempo"), columns, rows, note=_("Comprese le domande poi ritirate."))


def _arrived(came: QuerySet[Arrival], first: datetime, last: datetime) -> Iterator[Row]:
    step, so_far = step_for(first, last), 0
    pieces = came.annotate(piece=Truncated("at", step.value, output_field=DateTimeField(), tzinfo=ROME)).order_by()
    counted: dict[str, int] = {}
    for at, count in pieces.values_list("piece").annotate(count=Count("pk")):
        counted[_told(at, step)] = counted.get(_told(at, step), 0) + count
    for at in cut(first, last, step):
        count = counted.get(_told(at, step), 0)
        so_far += count
        yield (_told(at, step), count, so_far)


def _told(at: datetime, step: Step) -> str:
    return f"{at.astimezone(ROME):{step.shape}}"


def payments(made: QuerySet[Payout]) -> Table:
    """What these paid month after month, by the day of the payment. One question."""
    by_month = made.order_by().annotate(month=TruncMonth("paid_on")).values_list("month")
    found = {month: (count, gross) for month, count, gross in by_month.annotate(count=Count("pk"), gross=Sum("gross"))}
    columns = (
        Column("month", _("Mese"), width=10),
        Column("count", _("Pagamenti"), Kind.INTEGER, summed=True),
        Column("gross", _("Pagato, lordo"), Kind.MONEY),
    )
    lines: list[tuple[Cell, ...]] = []
    if found:
        first, last = (datetime.combine(month, time(), ROME) for month in (min(found), max(found)))
        lines = [(f"{at:%m/%Y}", *found.get(at.date(), (0, ZERO))) for at in cut(first, last, Step.MONTH)]
    return Table("pagamenti", _("Pagamenti nel tempo"), columns, tuple(lines))
