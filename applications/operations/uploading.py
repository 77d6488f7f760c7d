"""Takes the firm's files: checked by content and written before the lock, attached under it."""

from datetime import datetime
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications.enums import State
from applications.models import Application, Document
from applications.operations.drafting import revise
from applications.permissions import why_not_prepare
from applications.policies.drafting import why_not_remove, why_not_upload
from bando.models import RequiredDocument
from bando.queries.terms import documents_of
from core.adapters import filetypes, storage
from core.domain.filenames import plain
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import Refused, require

MAXIMUM_BYTES = 10_000_000
FOLDER = "applications"


def upload(
    *, application: Application, requirement: RequiredDocument | None, name: str, content: bytes, by: User, at: datetime
) -> Document:
    """Attach a file; in a draft it takes the place of the one uploaded before for the same requirement.

    Refused when it is too large, of a kind that the call does not take, or does not open.
    """
    require(why_not_prepare(by, application))
    require(why_not_upload(application, at=at))
    kind = _checked(requirement, application, content)
    path = storage.keep(FOLDER, content, kind)
    document = Document(
        application=application, requirement=requirement, name=plain(name), file=path, media_type=filetypes.MEDIA_TYPES[kind],
        size=len(content), sha256=sha256(content).hexdigest(), uploaded_at=at, uploaded_by=by,
    )  # fmt: skip
    try:
        return _attach(document=document, by=by, at=at)
    except BaseException:
        storage.discard(path)
        raise


@operation
def _attach(*, document: Document, by: User, at: datetime) -> Document:
    (fresh,) = lock(Application.objects.filter(pk=document.application_id), Rung.APPLICATION)
    require(why_not_upload(fresh, at=at))
    if fresh.state == State.DRAFT and document.requirement_id is not None:
        _take_away(list(fresh.documents.filter(requirement=document.requirement_id)))
    document.save()
    _note(fresh, "uploading.upload", document, by, at)
    return document


@operation
def remove(*, document: Document, by: User, at: datetime) -> None:
    """Take a file away: from a draft, or from an answer that was not given yet."""
    (fresh,) = lock(Application.objects.filter(pk=document.application_id), Rung.APPLICATION)
    require(why_not_prepare(by, fresh))
    sent_at = fresh.confirmed_at if fresh.state != State.DRAFT else None
    require(why_not_remove(fresh, _closed_at(fresh, sent_at), document.uploaded_at, at=at))
    _take_away([document])
    _note(fresh, "uploading.remove", document, by, at)


def _note(application: Application, action: str, document: Document, by: User, at: datetime) -> None:
    """In a draft a file is a change of the content; later it stands beside it."""
    data: dict[str, str | int] = {"name": document.name, "sha256": document.sha256}
    if application.state == State.DRAFT:
        revise(application=application, action=action, data=data, by=by, at=at)
    else:
        record(by=by, at=at, action=action, subject=application, data=data)


def _closed_at(application: Application, sent_at: datetime | None) -> datetime | None:
    """Until when files are history: the sending, or the last answer given."""
    answered = application.integration_requests.filter(answer__isnull=False).order_by("-pk")
    last = answered.values_list("answer__answered_at", flat=True).first()
    return last or sent_at


def _take_away(documents: list[Document]) -> None:
    """Rows now, bytes when the transaction has succeeded."""
    for document in documents:
        Document.objects.filter(pk=document.pk).delete()
        transaction.on_commit(partial(storage.discard, str(document.file.name)))


def _is_asked(requirement: RequiredDocument, application: Application) -> bool:
    return documents_of(application.call, application.call_version).filter(pk=requirement.pk).exists()


def _checked(requirement: RequiredDocument | None, application: Application, content: bytes) -> str:
    if requirement is not None and not _is_asked(requirement, application):
        raise Refused(_("Scegliete un documento tra quelli chiesti da questo bando."))
    limit = requirement.maximum_bytes if requirement else MAXIMUM_BYTES
    if len(content) > limit:
        raise Refused(
            _("Il file supera %(limit)s MB: riducetelo o dividetelo e caricatelo di nuovo.") % {"limit": limit // 10**6}
        )
    try:
        kind = filetypes.kind_of(content)
    except filetypes.Unacceptable as refusal:
        raise Refused(str(refusal)) from refusal
    formats = {"jpg" if each == "jpeg" else each for each in requirement.formats} if requirement else set(filetypes.MEDIA_TYPES)
    if kind not in formats:
        accepted = ", ".join(sorted(each.upper() for each in formats))
        raise Refused(
            _("Per questo documento si accetta: %(formats)s. Convertite il file e caricatelo di nuovo.") % {"formats": accepted}
        )
    return kind
