"""Who was granted what, as the law has it published (D.Lgs. 33/2013, art. 26 and 27): the same rows for the page, the open data
and the report of a run.

Listed is a grant whose act is published, of a beneficiary who has had more than 1,000 euro in the solar year of the act; the
texts that firms write are not in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce, ExtractYear

from applications.models import Grant
from applications.queries.firm import firm_of
from applications.queries.granting import reference_of
from bando.models import Call
from bando.queries.pots import NOTHING
from core.money import ZERO
from disbursement.models import Payout
from registry.enums import LegalForm
from reports.domain.columns import Cell, Column, Kind, Row
from reports.domain.table import Report, Table
from reports.domain.transparency import THRESHOLD, earliest_year, shown_name, shown_tax_code
from reports.domain.wording import PARTNERS, ROME, amount, begun
from reports.models import Omission
from reports.queries.ledger import NOTHING as NO_COST
from reports.queries.ledger import costs_of

MONEY = DecimalField(max_digits=14, decimal_places=2)
WITH = (
    "act__publication", "application__call", "application__pot__chamber", "application__firm_version",
    "application__account__settlement__payout",
)  # fmt: skip
# So many grants are read at once.
PIECE = 1_000
COLUMNS = (
    Column("year", "Anno", Kind.INTEGER, width=5),
    Column("firm", "Beneficiario", width=30),
    Column("tax_code", "Codice fiscale", width=14),
    Column("chamber", "Camera competente", width=20),
    Column("granted", "Importo concesso", Kind.MONEY, width=11),
    Column("kept", "Importo aggiornato", Kind.MONEY, width=11),
    Column("paid", "Importo pagato", Kind.MONEY, width=11),
    Column("basis", "Norma o titolo", width=20),
    Column("act", "Atto di concessione", width=26),
    Column("issued_on", "Data dell’atto", Kind.DAY, width=9),
    Column("published_on", "Pubblicato il", Kind.DAY, width=9),
    Column("address", "Dove è pubblicato", width=20),
    Column("office", "Ufficio responsabile", width=20),
    Column("official", "Dirigente responsabile", width=20),
    Column("mode", "Modalità di individuazione", width=20),
    Column("cup", "CUP", width=15),
    Column("cor", "COR", width=10),
    Column("page", "Pagina del bando e del progetto selezionato", width=20),
)
NAMES = tuple(column.name for column in COLUMNS)
ON_PAPER = ("act", "firm", "tax_code", "chamber", "granted", "kept", "paid", "cup", "cor")
NOTES = (
    "Elenco pubblicato ai sensi degli articoli 26 e 27 del D.Lgs. 33/2013. Vi stanno le concessioni il cui atto è pubblicato, "
    "dei beneficiari che nell’anno solare dell’atto hanno avuto in tutto più di 1.000,00 euro, per cinque anni dal 1° gennaio "
    "dell’anno che segue la pubblicazione.",
    "Importo aggiornato: quanto concesso, meno economie, rinunce, decadenze, revoche e somme restituite. "
    "Importo pagato: al lordo della ritenuta.",
    "Il codice fiscale delle persone fisiche è in parte nascosto; i dati da cui si ricava uno stato di salute o di disagio "
    "economico-sociale sono omessi (art. 26 c. 4).",
)


@dataclass(frozen=True)
class Whole:
    """The sums of the list, in euro."""

    count: int
    granted: Decimal
    paid: Decimal


def is_public(as_of: datetime, act: str = "") -> Q:
    """Whether an act is published at an instant, and still to be shown; `act` leads from a row to it (`act__`)."""
    today, publication = as_of.astimezone(ROME).date(), f"{act}publication__"
    known = Q(**{f"{publication}recorded_at__lte": as_of, f"{publication}published_on__lte": today})
    return known & Q(**{f"{publication}published_on__year__gte": earliest_year(today)})


def of_call(call: Call, as_of: datetime) -> QuerySet[Grant]:
    """What the list of the call shows at an instant."""
    return listed(Grant.objects.filter(application__call=call), as_of)


def listed(grants: QuerySet[Grant], as_of: datetime) -> QuerySet[Grant]:
    """Those of the grants that a list shows at an instant, act by act, by name.

    What the firm had besides is added up only where the grant alone does not pass the threshold.
    """
    rows = grants.filter(is_public(as_of, "act__"), granted_at__lte=as_of).alias(in_the_year=_in_the_year(as_of))
    large = rows.filter(Q(amount__gt=THRESHOLD) | Q(in_the_year__gt=THRESHOLD))
    return large.order_by("act__issued_on", "act_id", "application__firm_version__name", "pk")


def _in_the_year(as_of: datetime) -> Subquery:
    """What all calls have granted to the same firm by acts of the same solar year, in euro."""
    same = Grant.objects.filter(
        application__firm=OuterRef("application__firm"), act__issued_on__year=ExtractYear(OuterRef("act__issued_on")),
        application__call__rehearsal=False, granted_at__lte=as_of,
    )  # fmt: skip
    sums = same.order_by().values("application__firm").annotate(total=Sum("amount"))
    return Subquery(sums.values("total"), output_field=MONEY)


def whole(grants: QuerySet[Grant], as_of: datetime) -> Whole:
    """How many a list has (`of_call`) and their sums: one query."""
    paid = Payout.objects.filter(settlement__account__application=OuterRef("application"), at__lte=as_of).values("gross")
    rows = grants.order_by().annotate(paid=Coalesce(Subquery(paid, output_field=MONEY), NOTHING))
    found = rows.aggregate(count=Count("pk"), granted=Sum("amount", default=ZERO), given=Sum(F("paid"), default=ZERO))
    return Whole(found["count"], found["granted"], found["given"])


def nowhere(_call: Call) -> str:
    """The address of a call, where none is told."""
    return ""


def pieces(call: Call, as_of: datetime, page_of: Callable[[Call], str] = nowhere) -> Iterator[tuple[Row, ...]]:
    """All rows of a call under COLUMNS, so many at once: memory does not grow with the list."""
    return (rows_of(grants, as_of, page_of) for grants in in_pieces(of_call(call, as_of)))


def in_pieces(rows: QuerySet[Grant]) -> Iterator[list[Grant]]:
    """The grants of a list as `rows_of` needs them, so many at once."""
    keys = list(rows.values_list("pk", flat=True))
    return (grants_of(keys[start : start + PIECE]) for start in range(0, len(keys), PIECE))


def grants_of(keys: Sequence[int]) -> list[Grant]:
    """These grants in their order, with what their rows tell: one query."""
    found = {grant.pk: grant for grant in Grant.objects.filter(pk__in=keys).select_related(*WITH)}
    return [found[key] for key in keys]


def rows_of(grants: Sequence[Grant], as_of: datetime, page_of: Callable[[Call], str] = nowhere) -> tuple[Row, ...]:
    """The rows of these grants, in their order; `page_of` gives the address of a call. Three queries, however many they are."""
    cost, omitted = costs_of([grant.application_id for grant in grants], as_of), _omitted(grants, as_of)
    return tuple(
        _row(
            grant,
            as_of,
            kept=cost.get(reference_of(grant.application), NO_COST).both,
            omitted=grant.pk in omitted,
            page=page_of(grant.application.call),
        )
        for grant in grants
    )


def _omitted(grants: Sequence[Grant], as_of: datetime) -> set[int]:
    """The grants of which the latest word by then says that their person is not to be named."""
    said = Omission.objects.filter(grant__in=grants, at__lte=as_of).order_by("at", "pk")
    return {grant for grant, hidden in dict(said.values_list("grant_id", "hidden")).items() if hidden}


def _row(grant: Grant, as_of: datetime, *, kept: Decimal, omitted: bool, page: str) -> Row:
    application, act, firm = grant.application, grant.act, firm_of(grant.application)
    payout: Payout | None = getattr(getattr(getattr(application, "account", None), "settlement", None), "payout", None)
    return (
        act.issued_on.year,
        shown_name(firm.name, omitted=omitted),
        shown_tax_code(firm.tax_code, of_a_person=firm.legal_form == LegalForm.SOLE_TRADER, omitted=omitted),
        str(application.pot),
        grant.amount,
        kept,
        payout.gross if payout and payout.at <= as_of else ZERO,
        application.call.legal_act,
        begun(str(act)),
        act.issued_on,
        act.publication.published_on,
        act.publication.address,
        act.issuer,
        act.signer,
        begun(str(application.call.get_procedure_display())),
        "" if omitted else grant.cup,
        "" if omitted else grant.cor,
        page,
    )


def transparency(call: Call, as_of: datetime) -> Report:
    """The list as a report: the beneficiaries act by act, and the acts with who answers for them."""
    rows = tuple(row for piece in pieces(call, as_of) for row in piece)
    return Report(
        name="trasparenza",
        title="Elenco dei beneficiari",
        subtitle=call.title,
        issuer=call.manager,
        partners=PARTNERS,
        as_of=as_of,
        facts=(
            ("Bando", call.code),
            ("Norma o titolo", f"{call.legal_act}; regime di aiuto: {call.regime}"),
            ("Modalità di individuazione", begun(str(call.get_procedure_display()))),
            ("Beneficiari in elenco", f"{len(rows)}, per {amount(sum((_money(row, 'granted') for row in rows), ZERO))} euro"),
        ),
        notes=NOTES,
        tables=(_beneficiaries(rows), _acts(rows)),
    )


def _cell(row: Row, name: str) -> Cell:
    return row[NAMES.index(name)]


def _money(row: Row, name: str) -> Decimal:
    found = _cell(row, name)
    assert isinstance(found, Decimal), "a column of money"
    return found


def _beneficiaries(rows: Sequence[Row]) -> Table:
    columns = tuple(COLUMNS[NAMES.index(name)] for name in ON_PAPER)
    shown = tuple(tuple(_cell(row, name) for name in ON_PAPER) for row in rows)
    return Table("beneficiari", "Beneficiari, atto per atto", columns, shown, grouped_by="act")


BY_ACT = ("act", "issued_on", "published_on", "address", "office", "official")


def _acts(rows: Sequence[Row]) -> Table:
    columns = (
        *(COLUMNS[NAMES.index(name)] for name in BY_ACT),
        Column("count", "Beneficiari", Kind.INTEGER, width=8, summed=True),
        *(COLUMNS[NAMES.index(name)] for name in ("granted", "kept", "paid")),
    )
    groups: dict[Row, list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(_cell(row, name) for name in BY_ACT), []).append(row)
    return Table("atti", "Atti di concessione e responsabili", columns, tuple(_act(act, mine) for act, mine in groups.items()))


def _act(act: Row, mine: Sequence[Row]) -> Row:
    sums = (sum((_money(row, name) for row in mine), ZERO) for name in ("granted", "kept", "paid"))
    return (*act, len(mine), *sums)
