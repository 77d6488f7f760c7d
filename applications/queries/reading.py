"""One reading of an application, for whoever asks much of it at once: each thing is read when first asked, and once."""

from functools import cached_property

from applications.models import Application, Document
from applications.queries.estimates import Worth, worth_of
from applications.queries.firm import firm_of
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
    def files(self) -> list[Document]:
        """All its documents, with what each answers to, in the order in which they came."""
        return list(self.application.documents.select_related("requirement").order_by("pk"))
