"""One reading of an application, for whoever asks much of it at once: each thing is read when first asked, and once."""

from datetime import datetime
from functools import cached_property

from applications.models import Application, Confirmation, Document, Grant
from applications.queries.estimates import Worth, worth_of
from applications.queries.firm import firm_of
from applications.queries.rivals import elsewhere, linked_applications, other_applications, standing_grants
from bando.models import RequiredDocument
from core.queries.prepared import PreparedRows
from registry.models import FirmVersion


class Reading:
    """The application as it stands while the reading lasts: what is written meanwhile is not in it."""

    def __init__(self, application: Application) -> None:
        self.application = application

    @cached_property
    def firm(self) -> FirmVersion:
        """The firm of now, or of the sending."""
        return firm_of(self.application)

    @cached_property
    def worth(self) -> Worth:
        """What is spent, what is promised, and the grant that follows."""
        return worth_of(self.application)

    @cached_property
    def words(self) -> list[Confirmation]:
        """What officers recorded, the latest last."""
        return list(self.application.confirmations.order_by("pk"))

    @cached_property
    def others(self) -> int:
        """How many others the firm has sent to the same call."""
        return other_applications(self.application)

    @cached_property
    def linked(self) -> int | None:
        """How many firms linked to it have sent one to the same call; None: not known."""
        return linked_applications(self.application, self.firm)

    def grants(self, at: datetime) -> list[Grant]:
        """Those of the firm that stand under other calls, up to `at`."""
        return elsewhere(self.application, standing_grants([self.application.firm_id], at))

    @cached_property
    def files(self) -> list[Document]:
        """All its documents, with what each answers to, in the order in which they came."""
        files, asked = _files.rows(self.application.pk), dict[int, RequiredDocument]()
        if any(document.requirement_id for document in files):
            asked = {row.pk: row for row in _asked.rows(self.application.call_id)}
        for document in files:
            document.application = self.application
            document.requirement = asked.get(document.requirement_id or 0)
        return files


# Numbers that no row has mark where the real ones go. Documents may answer to what an earlier version of the call asked for.
_files = PreparedRows(Document, lambda application: Document.objects.filter(application=application).order_by("pk"), -101)
_asked = PreparedRows(RequiredDocument, lambda call: RequiredDocument.objects.filter(call=call), -101)
