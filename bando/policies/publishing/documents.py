"""Checks of the documents: asked when the portal takes them, from who is known, in a form that can be given."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bando.enums import FileFormat, Phase
from bando.models import RequiredDocument
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet

# The phases whose pages ask for the documents of the call; the accounts have their own invoices and proofs.
TAKEN_IN = (Phase.SUBMISSION,)
FORMATS: tuple[str, ...] = tuple(FileFormat.values)
SIGNABLE = {FileFormat.PDF, FileFormat.P7M}
# What the web server lets through, and a firm can upload from a telephone.
MOST_BYTES = 10_000_000


def defects_of_documents(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with each document."""
    for document in sheet.documents:
        yield from _of_phase(document)
        yield from _of_condition(sheet, document)
        yield from _of_file(document)


def _of_phase(document: RequiredDocument) -> Iterator[Defect]:
    if document.phase not in TAKEN_IN:
        yield Defect(
            "document_in_a_phase_that_never_comes",
            _(
                "Il documento «%(document)s» è chiesto nella fase «%(phase)s», in cui il "
                "portale non ne raccoglie: chiedetelo all’invio."
            )
            % {"document": document, "phase": Phase(document.phase).label},
            Part.DOCUMENTS,
        )


def _of_condition(sheet: Sheet, document: RequiredDocument) -> Iterator[Defect]:
    words = {"document": document, "condition": document.condition}
    if document.condition and document.condition not in sheet.declarations:
        yield Defect(
            "document_condition_unknown",
            _(
                "Il documento «%(document)s» è chiesto a chi dichiara «%(condition)s», ma nessun requisito lo fa "
                "dichiarare: aggiungete la dichiarazione o togliete la condizione."
            )
            % words,
            Part.DOCUMENTS,
        )
    if document.condition and document.mandatory:
        yield Defect(
            "document_conditional_and_for_all",
            _("Il documento «%(document)s» è obbligatorio per tutti e insieme solo per chi dichiara «%(condition)s»: scegliete.")
            % words,
            Part.DOCUMENTS,
        )


def _of_file(document: RequiredDocument) -> Iterator[Defect]:
    unknown = sorted(set(document.formats) - set(FORMATS))
    if unknown or not document.formats:
        yield Defect(
            "document_format_unknown",
            _("Il documento «%(document)s» ha formati che il portale non legge: scegliete fra %(formats)s.")
            % {"document": document, "formats": ", ".join(FORMATS)},
            Part.DOCUMENTS,
        )
    elif document.signed and not SIGNABLE & set(document.formats):
        yield Defect(
            "signed_document_that_cannot_be_signed",
            _("Il documento «%(document)s» va firmato, ma non accetta né pdf né p7m: aggiungete un formato che si firma.")
            % {"document": document},
            Part.DOCUMENTS,
        )
    if document.maximum_bytes > MOST_BYTES:
        yield Defect(
            "document_too_large",
            _(
                "Il documento «%(document)s» può superare i 10 MB, che il portale non lascia "
                "passare: abbassate la dimensione massima."
            )
            % {"document": document},
            Part.DOCUMENTS,
        )
