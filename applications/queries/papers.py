"""What lies inside a signed envelope, for who has no program that opens it."""

from dataclasses import dataclass

from applications.models import Document
from bando.enums import FileFormat
from core.adapters import filetypes, storage

ENVELOPE = filetypes.MEDIA_TYPES[FileFormat.P7M]


@dataclass(frozen=True)
class Inside:
    """The document that was signed, under the name that it had before."""

    name: str
    media_type: str
    content: bytes


def is_envelope(document: Document) -> bool:
    """Whether there is a document inside it."""
    return document.media_type == ENVELOPE


def inside_of(document: Document) -> Inside:
    """The innermost document, however often it was signed; of any other file the file itself."""
    found = filetypes.judged(storage.kept(str(document.file.name)))
    name = document.name
    while name.lower().endswith(".p7m"):
        name = name[:-4]
    known = name.lower().endswith((f".{found.inside}", ".jpeg"))
    return Inside(name if known else f"{name}.{found.inside}", filetypes.MEDIA_TYPES[found.inside], found.document)
