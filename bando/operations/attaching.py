"""Keeps the files of a call: what its page offers, and the forms that its documents are written on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from bando import permissions
from bando.models import Attachment, Call, RequiredDocument
from bando.operations.editing import keep, put
from bando.policies.editing import why_not_detach, why_not_edit
from core.adapters import filetypes, storage
from core.domain.filenames import plain
from core.locks import operation, queue_lock
from core.operations.recording import record
from core.refusals import Refused, require

MAXIMUM_BYTES = 10_000_000
FOLDER = "calls"
# What everybody can open: the page of a call is for those who have no programs for the rest.
OFFERED = frozenset({"pdf", "jpg", "png"})


@dataclass(frozen=True)
class Upload:
    """A file as it came: the name it had and its bytes."""

    name: str
    content: bytes


def attach(*, call: Call, label: str, upload: Upload, by: User | None, at: datetime) -> Attachment:
    """Offer a file on the call's page. What it is, is told by its content. Raises Refused."""
    require(permissions.why_not_configure(by))
    kind = _kind_of(upload)
    attachment = Attachment(
        call=call, label=label.strip(), name=plain(upload.name), media_type=filetypes.MEDIA_TYPES[kind],
        size=len(upload.content), sha256=sha256(upload.content).hexdigest(), added_at=at,
    )  # fmt: skip
    attachment.file = _stored(upload, kind)
    try:
        return _attached(attachment=attachment, by=by, at=at)
    except BaseException:
        storage.discard(str(attachment.file.name))
        raise


@operation
def _attached(*, attachment: Attachment, by: User | None, at: datetime) -> Attachment:
    queue_lock(f"call:{attachment.call_id}")
    keep(row=attachment, by=by, at=at)
    data = {"label": attachment.label, "sha256": attachment.sha256}
    record(by=by, at=at, action="attaching.attach", subject=attachment.call, data=data)
    return attachment


@operation
def rename(*, attachment: Attachment, label: str, by: User | None, at: datetime) -> Attachment:
    """Say better what a file of a call in preparation is."""
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{attachment.call_id}")
    attachment.refresh_from_db()
    require(why_not_edit(attachment.call))
    attachment.label = label.strip()
    keep(row=attachment, by=by, at=at)
    record(by=by, at=at, action="attaching.rename", subject=attachment.call, data={"label": attachment.label})
    return attachment


@operation
def detach(*, attachment: Attachment, by: User | None, at: datetime) -> None:
    """Take a file away from a call in preparation; its bytes go when nobody else has them."""
    require(permissions.why_not_configure(by))
    queue_lock(f"call:{attachment.call_id}")
    call = Call.objects.get(pk=attachment.call_id)
    require(why_not_detach(call))
    Attachment.objects.filter(pk=attachment.pk).delete()
    _let_go(str(attachment.file.name))
    record(by=by, at=at, action="attaching.detach", subject=call, data={"label": attachment.label, "sha256": attachment.sha256})


def put_document(
    *,
    call: Call,
    row: RequiredDocument | None = None,
    values: Mapping[str, Any],
    template: Upload | None = None,
    by: User | None,
    at: datetime,
) -> RequiredDocument:
    """Add or change a document that the call asks for, with the form to fill that firms may download. Raises Refused."""
    require(permissions.why_not_configure(by))
    if template is None:
        return _put(call=call, row=row, values=values, by=by, at=at)
    path = _stored(template, _kind_of(template))
    try:
        more = {"template": path, "template_name": plain(template.name)}
        return _put(call=call, row=row, values=dict(values) | more, by=by, at=at)
    except BaseException:
        storage.discard(path)
        raise


@operation
def _put(
    *, call: Call, row: RequiredDocument | None, values: Mapping[str, Any], by: User | None, at: datetime
) -> RequiredDocument:
    old = str(row.template.name) if row and row.template and "template" in values else ""
    kept = put(call=call, kind="documents", row=row, values=values, by=by, at=at)
    if not isinstance(kept, RequiredDocument):
        raise TypeError("a document is a document")
    if old:
        _let_go(old)
    return kept


def _kind_of(upload: Upload) -> str:
    if len(upload.content) > MAXIMUM_BYTES:
        raise Refused(_("Il file supera %(limit)s MB: riducetelo e caricatelo di nuovo.") % {"limit": MAXIMUM_BYTES // 10**6})
    try:
        kind = filetypes.kind_of(upload.content)
    except filetypes.Unacceptable as refusal:
        raise Refused(str(refusal)) from refusal
    if kind not in OFFERED:
        raise Refused(_("Nella pagina di un bando si offrono PDF, JPG o PNG: salvate il file in PDF e caricatelo di nuovo."))
    return kind


def _stored(upload: Upload, kind: str) -> str:
    return storage.keep(FOLDER, upload.content, kind)


def _let_go(path: str) -> None:
    """The bytes go with the transaction, unless another call (a clone, an amendment) shows the same file."""
    shared = Attachment.objects.filter(file=path).exists() or RequiredDocument.objects.filter(template=path).exists()
    if not shared:
        transaction.on_commit(partial(storage.discard, path))
