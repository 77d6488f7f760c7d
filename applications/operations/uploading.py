"""Takes the firm's files: checked by content and written before the lock, attached under it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.papers import MOST_BYTES
from applications.enums import State
from applications.models import Application, Document, Expense
from applications.operations.drafting import revise
from applications.permissions import why_not_prepare
from applications.policies import papers
from applications.policies.drafting import why_not_quote, why_not_remove, why_not_upload
from applications.queries.content import closed_at
from bando.models import RequiredDocument
from bando.queries.terms import documents_of
from core.adapters import filetypes, storage
from core.locks import Rung, lock, operation
from core.models import Scan
from core.operations import taking
from core.operations.recording import record
from core.refusals import Refused, require

MAXIMUM_BYTES = MOST_BYTES
FOLDER = "applications"


def upload(
    *,
    application: Application,
    requirement: RequiredDocument | None,
    expense: Expense | None = None,
    name: str,
    content: bytes,
    by: User,
    at: datetime,
) -> Document:
    """Attach a file; in a draft it takes the place of the one uploaded before for the same requirement, or as the quote of
    the same expense.

    Refused when it is too large, of a kind that the call does not take, does not open, or is infected. The same file
    again (same name, same bytes: a browser whose line broke tries once more) is the one that is there already.
    """
    require(why_not_prepare(by, application))
    require(why_not_quote(application, expense) if expense else None)
    require(why_not_upload(application, at=at) or papers.why_not_size(requirement, len(content)))
    judged = _judged(requirement, application, content)
    scan = taking.scanned(content=content, document=judged.document)
    file = taking.keep(folder=FOLDER, content=content, name=name, kind=judged.kind, scan=scan, at=at)
    document = Document(
        application=application, requirement=requirement, expense=expense, size=len(content),
        media_type=filetypes.MEDIA_TYPES[judged.kind], uploaded_at=at, uploaded_by=by, **file,
    )  # fmt: skip
    try:
        kept = _attach(document=document, by=by, at=at)
    except BaseException:
        storage.discard(file["file"])
        raise
    if kept is not document:
        storage.discard(file["file"])
    return kept


@operation
def _attach(*, document: Document, by: User, at: datetime) -> Document:
    (fresh,) = lock(Application.objects.filter(pk=document.application_id), Rung.APPLICATION)
    require(why_not_upload(fresh, at=at))
    if (same := _same(fresh, document, at=at)) is not None:
        return same
    if fresh.state == State.DRAFT and (document.requirement_id or document.expense_id):
        _take_away(list(fresh.documents.filter(requirement=document.requirement_id, expense=document.expense_id)))
    require(papers.why_not_more(fresh.documents.count()))
    document.save()
    _note(fresh, "uploading.upload", document, by, at)
    return document


def _same(fresh: Application, document: Document, *, at: datetime) -> Document | None:
    """The very file, put in the same place since the last sending, and still good."""
    place = {"requirement": document.requirement_id, "expense": document.expense_id}
    twins = fresh.documents.filter(**place, name=document.name, sha256=document.sha256)
    history = _history(fresh)
    for twin in twins.exclude(scan=Scan.INFECTED).order_by("pk"):
        if why_not_remove(fresh, history, twin.uploaded_at, at=at) is None:
            return twin
    return None


@operation
def remove(*, document: Document, by: User, at: datetime) -> None:
    """Take a file away: from a draft, or from an answer that was not given yet."""
    (fresh,) = lock(Application.objects.filter(pk=document.application_id), Rung.APPLICATION)
    require(why_not_prepare(by, fresh))
    require(why_not_remove(fresh, _history(fresh), document.uploaded_at, at=at))
    _take_away([document])
    _note(fresh, "uploading.remove", document, by, at)


def _note(application: Application, action: str, document: Document, by: User, at: datetime) -> None:
    """In a draft a file is a change of the content; later it stands beside it."""
    data: dict[str, str | int] = {"name": document.name, "sha256": document.sha256}
    if application.state == State.DRAFT:
        revise(application=application, action=action, data=data, by=by, at=at)
    else:
        record(by=by, at=at, action=action, subject=application, data=data)


def _history(application: Application) -> datetime | None:
    """Until when files are history; a draft has none."""
    return None if application.state == State.DRAFT else closed_at(application)


def _take_away(documents: list[Document]) -> None:
    """Rows now, bytes when the transaction has succeeded."""
    for document in documents:
        Document.objects.filter(pk=document.pk).delete()
        # A draft that follows a withdrawn application shares its files.
        taking.give_back(model=Document, path=str(document.file.name))


def _is_asked(requirement: RequiredDocument, application: Application) -> bool:
    return documents_of(application.call, application.call_version).filter(pk=requirement.pk).exists()


def _judged(requirement: RequiredDocument | None, application: Application, content: bytes) -> filetypes.Judged:
    if requirement is not None and not _is_asked(requirement, application):
        raise Refused(_("Scegliete un documento tra quelli chiesti da questo bando."))
    judged = taking.judged(content=content)
    refused = papers.why_not_kind(requirement, judged.kind, judged.inside)
    require(refused or papers.why_not_unsigned(requirement, signed=judged.signed))
    return judged
