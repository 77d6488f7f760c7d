"""The firm of an application: as it is while the application is a draft, as it was confirmed once it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from applications.enums import State
from applications.models import Application
from bando.domain.size import Figures, Relative, added_up
from bando.enums import SizeClass
from core.figures import percent
from core.queries.prepared import PreparedRows
from registry.enums import Tie
from registry.models import FirmVersion


def firm_of(application: Application) -> FirmVersion:
    """Its data with its relatives: of now, or of the sending."""
    if application.state != State.DRAFT and application.firm_version is not None:
        return application.firm_version
    return current(application)


def current(application: Application) -> FirmVersion:
    """The firm as it is now."""
    return _latest.row(application.firm_id)


@dataclass(frozen=True)
class Kept:
    """One thing that an application keeps of its firm, in words; `today` says what it is now, where that is another."""

    term: str
    value: str
    today: str


def kept_of(application: Application) -> list[Kept]:
    """What the application says of its firm, and what has changed since it was sent. A query where something has."""
    then = firm_of(application)
    now = then if then.number == application.firm.version else current(application)
    return [
        Kept(term, text, _("Oggi: %(value)s") % {"value": text_now} if known != known_now else "")
        for (term, known, text), (_term, known_now, text_now) in zip(_told(then), _told(now), strict=True)
    ]


def _told(firm: FirmVersion) -> list[tuple[str, Any, str]]:
    """Term, what tells it from another, words."""
    seat, person = f"{firm.address}, {firm.seat}", f"{firm.representative_name}, {firm.representative_tax_code}"
    relatives = "; ".join(_relative(row) for row in firm.relatives) or (
        _("nessuna: impresa autonoma") if firm.autonomous else "–"
    )
    said = {
        _("Denominazione"): firm.name,
        _("Codice fiscale"): firm.tax_code,
        _("Sede legale"): seat,
        _("Legale rappresentante"): person,
        _("PEC"): firm.certified_email,
    }
    plain = [(term, text, text) for term, text in said.items()]
    account = (_("IBAN"), firm.iban, firm.masked_iban or "–")
    return [*plain, account, (_("Imprese associate e collegate"), firm.relatives, relatives)]


def _relative(row: dict[str, Any]) -> str:
    return f"{row['name']} ({Tie(row['tie']).label}, {percent(Decimal(row['share']))})"


def relatives_of(application: Application, firm: FirmVersion | None = None) -> tuple[Relative, ...] | None:
    """Its partner and linked firms, () for a firm that says it is autonomous; None where it has not said."""
    firm = firm or firm_of(application)
    rows = as_relatives(firm.relatives)
    return rows if rows or firm.autonomous else None


def as_relatives(rows: Iterable[dict[str, Any]]) -> tuple[Relative, ...]:
    """Partner and linked firms as a version of their firm keeps them."""
    return tuple(
        Relative(
            row["name"], row["tie"] == Tie.LINKED, Decimal(row["share"]), row["staff"], Decimal(row["turnover"]),
            Decimal(row["balance_sheet"]),
        )
        for row in rows
    )  # fmt: skip


def size_of(application: Application, firm: FirmVersion | None = None) -> SizeClass | None:
    """The class that the declared figures prove, those of partner and linked firms added (Annex I, art. 6)."""
    content = application.content
    own = Figures(content.staff, content.turnover, content.balance_sheet)
    return added_up(own, relatives_of(application, firm) or ()).size


# A number that no firm has marks where the real one goes.
_latest = PreparedRows(FirmVersion, lambda firm: FirmVersion.objects.filter(firm=firm).order_by("-number")[:1], -101)
