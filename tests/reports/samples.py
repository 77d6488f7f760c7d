"""Reports for the tests: a small one with every kind of cell, and a ranking list long enough to break pages."""

from datetime import UTC, date, datetime
from decimal import Decimal

from reports.domain.columns import Column, Kind
from reports.domain.table import Report, Table

AS_OF = datetime(2026, 3, 1, 11, 0, 0, 250000, tzinfo=UTC)
CHAMBERS = ("Bergamo", "Brescia", "Como-Lecco", "Milano Monza Brianza Lodi")

PER_CHAMBER = Table(
    name="camere",
    title="Risorse per Camera di commercio",
    columns=(
        Column("chamber", "Camera di commercio", width=30),
        Column("received", "Domande ricevute", Kind.INTEGER, summed=True),
        Column("granted", "Concesso (euro)", Kind.MONEY, width=16),
        Column("rate", "Quota", Kind.PERCENT, width=10),
        Column("act_on", "Data dell'atto", Kind.DAY, width=12),
        Column("last_at", "Ultimo arrivo", Kind.INSTANT, width=18),
    ),
    rows=(
        ("Bergamo", 12, Decimal("120000.10"), Decimal("33.33"), date(2026, 2, 1), AS_OF),
        ("Brescia", 0, Decimal("0.00"), Decimal("0.00"), None, None),
        ("Milano Monza Brianza Lodi", 1649, Decimal("1810000.25"), Decimal("66.67"), date(2026, 2, 3), AS_OF),
    ),
    note="Gli importi sono in euro.",
)


def ranking(size: int) -> Table:
    return Table(
        name="graduatoria",
        title="Domande ammesse e finanziate",
        columns=(
            Column("chamber", "Camera", width=14),
            Column("rank", "Pos.", Kind.INTEGER, width=5),
            Column("firm", "Impresa", width=26),
            Column("tax_code", "Codice fiscale", width=14),
            Column("score", "Punti", Kind.NUMBER, width=8),
            Column("spend", "Spesa ammessa", Kind.MONEY, width=13),
            Column("grant", "Contributo", Kind.MONEY, width=13),
            Column("regional", "Quota regionale", Kind.MONEY, width=13),
            Column("chamber_share", "Quota camerale", Kind.MONEY, width=13),
        ),
        rows=tuple(
            (
                CHAMBERS[at * len(CHAMBERS) // size],
                at + 1,
                f"Officine Meccaniche della Valle S.r.l. n. {at}",
                f"{12345670000 + at}",
                Decimal(95 - at % 40),
                Decimal("14285.71") + at,
                Decimal("10000.00"),
                Decimal("6913.67"),
                Decimal("3086.33"),
            )
            for at in range(size)
        ),
        grouped_by="chamber",
    )


def report(*tables: Table) -> Report:
    return Report(
        name="intermedio",
        title="Rapporto intermedio",
        subtitle="Bando E-commerce 2020 – Nuovi mercati per le imprese lombarde",
        partners="con Regione Lombardia e le Camere di commercio lombarde",
        as_of=AS_OF,
        tables=tables or (PER_CHAMBER,),
        facts=(("Atto", "DGR XI/3190/2020"), ("Dotazione", "2.618.000,00 euro")),
        notes=("Le somme sono calcolate dal registro dei movimenti.",),
    )
