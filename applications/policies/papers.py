"""What files an application takes, how many, and which may be opened."""

from django.utils import formats
from django.utils.translation import gettext as _

from applications.domain.papers import MOST_BYTES, MOST_FILES, megabytes
from bando.enums import FileFormat
from bando.models import RequiredDocument
from core.models import Scan, TakenFile


def formats_of(asked: RequiredDocument | None) -> list[str]:
    """What is taken for it, in the order of the words. Signed inside the PDF or around it is the same to the law."""
    if asked is None:
        return list(FileFormat.values)
    taken = {"jpg" if each == "jpeg" else each for each in asked.formats}
    if asked.signed and FileFormat.PDF in taken:
        taken.add(FileFormat.P7M)
    return [one for one in FileFormat.values if one in taken]


def size_of(asked: RequiredDocument | None) -> int:
    """How many bytes at most."""
    return asked.maximum_bytes if asked else MOST_BYTES


def size_in_words(size: int) -> str:
    """The size in megabytes as it is written."""
    number = megabytes(size)
    return formats.number_format(number, 0 if number == number.to_integral() else 1)


def why_not_size(asked: RequiredDocument | None, size: int) -> str | None:
    """A file has something in it and is not above the limit."""
    if size <= size_of(asked):
        return None
    limit = size_in_words(size_of(asked))
    return _("Il file supera %(limit)s MB: riducetelo o dividetelo e caricatelo di nuovo.") % {"limit": limit}


def why_not_kind(asked: RequiredDocument | None, kind: str, inside: str) -> str | None:
    """A file is of a kind that is taken; what is signed in an envelope is, too."""
    taken = formats_of(asked)
    words = {"formats": ", ".join(each.upper() for each in taken), "inside": inside.upper()}
    if kind not in taken:
        return _("Per questo documento si accetta: %(formats)s. Convertite il file e caricatelo di nuovo.") % words
    bare = [each for each in taken if each != FileFormat.P7M]
    if kind == FileFormat.P7M and bare and inside not in bare:
        words["formats"] = ", ".join(each.upper() for each in bare)
        return _("Nel file firmato c’è un %(inside)s, ma si accetta: %(formats)s. Firmate quello giusto e caricatelo.") % words
    return None


def why_not_unsigned(asked: RequiredDocument | None, *, signed: bool) -> str | None:
    """What the call wants signed is signed; whose signature it is, and how good, is for who reads it."""
    if signed or asked is None or not asked.signed:
        return None
    return _(
        "Questo documento va firmato digitalmente: firmatelo con il vostro programma di firma e caricate il file che ne esce "
        "(PDF firmato o .p7m)."
    )


def why_not_more(present: int) -> str | None:
    """An application has so many files and no more."""
    if present < MOST_FILES:
        return None
    return _(
        "La domanda ha già %(most)s file, il massimo: togliete quelli che non servono, o riunite più pagine in un solo PDF."
    ) % {"most": MOST_FILES}


def why_not_open(document: TakenFile) -> str | None:
    """A file is opened when nobody has doubts about it."""
    if document.scan == Scan.QUARANTINED:
        return _(
            "Il file è in quarantena: l’antivirus del portale non risponde e lo controllerà appena torna. Fino ad allora nessuno "
            "può scaricarlo. Riprovate più tardi."
        )
    if document.scan == Scan.INFECTED:
        return _("Il file è stato messo da parte e distrutto: l’antivirus vi ha trovato «%(finding)s».") % {
            "finding": document.scan_finding
        }
    return None
