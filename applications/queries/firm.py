"""The firm of an application: as it is while the application is a draft, as it was confirmed once it is sent."""

from decimal import Decimal

from applications.enums import State
from applications.models import Application
from bando.domain.size import Figures, Relative, added_up
from bando.enums import SizeClass
from registry.enums import Tie
from registry.models import FirmVersion


def firm_of(application: Application) -> FirmVersion:
    """Its data with its relatives: of now, or of the sending."""
    if application.state != State.DRAFT and application.firm_version is not None:
        return application.firm_version
    return current(application)


def current(application: Application) -> FirmVersion:
    """The firm as it is now."""
    return FirmVersion.objects.filter(firm=application.firm_id).latest("number")


def relatives_of(application: Application) -> tuple[Relative, ...] | None:
    """Its partner and linked firms, () for a firm that says it is autonomous; None where it has not said."""
    firm = firm_of(application)
    rows = tuple(
        Relative(
            row["name"], row["tie"] == Tie.LINKED, Decimal(row["share"]), row["staff"], Decimal(row["turnover"]),
            Decimal(row["balance_sheet"]),
        )
        for row in firm.relatives
    )  # fmt: skip
    return rows if rows or firm.autonomous else None


def size_of(application: Application) -> SizeClass | None:
    """The class that the declared figures prove, those of partner and linked firms added (Annex I, art. 6)."""
    content = application.content
    own = Figures(content.staff, content.turnover, content.balance_sheet)
    return added_up(own, relatives_of(application) or ()).size
