"""An application locked for an operation, with what most of them look at."""

from applications.models import Application, Content
from bando.models import Call, Measure, Pot
from bando.models.situation import SITUATION, situated
from core.locks import Rung, lock, locked_in_the_database, locking
from core.queries.prepared import PreparedRows
from registry.models import Chamber


def locked_application(pk: int) -> Application:
    """The row as it is now, locked until the operation ends."""
    rows = Application.objects.select_related("call", "firm", "measure", "pot").filter(pk=pk)
    return lock(rows, Rung.APPLICATION)[0]


def locked_draft(pk: int) -> Application:
    """The same, with what is looked at whenever a field of a draft is saved."""
    locked_in_the_database(Rung.APPLICATION)
    found = _application.row(pk)
    found.content = _content.row(pk)
    return found


def with_its_call(application: Application) -> Application:
    """The draft, with its call and where that stands."""
    application.call = _call.row(application.call_id)
    return application


def with_its_terms(application: Application) -> Application:
    """The draft, with what else is looked at when it is checked: its measure, its pot, its Chamber."""
    application.measure = _measure.row(application.measure_id)
    if application.pot_id:
        application.pot = _pot.row(application.pot_id)
        if application.pot.chamber_id:
            application.pot.chamber = _chamber.row(application.pot.chamber_id)
    return application


# A number that no row has marks where the real one goes. As everywhere, a row is locked against changes of itself only.
_application = PreparedRows(Application, lambda pk: locking(Application.objects.filter(pk=pk)), -101)
_call = PreparedRows(Call, lambda pk: situated(Call.objects.filter(pk=pk)), -101, more=SITUATION)
_content = PreparedRows(Content, lambda pk: Content.objects.filter(application=pk), -101)
_measure = PreparedRows(Measure, lambda pk: Measure.objects.filter(pk=pk), -101)
_pot = PreparedRows(Pot, lambda pk: Pot.objects.filter(pk=pk), -101)
_chamber = PreparedRows(Chamber, lambda pk: Chamber.objects.filter(pk=pk), -101)
