"""What a file really is, told by its content: PDFs are opened by pikepdf, images by Pillow, names are not believed."""

import warnings
from io import BytesIO

import pikepdf
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

MEDIA_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
PICTURES = {"JPEG": "jpg", "PNG": "png"}


class Unacceptable(Exception):
    """The file cannot be taken; the message is a sentence for the person who chose it."""


def kind_of(content: bytes) -> str:
    """The format: a key of MEDIA_TYPES. Raises Unacceptable for anything else, and for what does not open."""
    if not content:
        raise Unacceptable(_("Il file è vuoto: scegliete quello giusto e caricatelo di nuovo."))
    # A PDF may carry some bytes before its heading (ISO 32000, annex H).
    if b"%PDF-" in content[:1024]:
        return _readable_pdf(content)
    return _readable_picture(content)


def _readable_pdf(content: bytes) -> str:
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise Unacceptable(_("Il PDF è protetto da una password: salvatelo senza protezione e caricatelo di nuovo.")) from error
    except (pikepdf.PdfError, ValueError) as error:
        raise Unacceptable(_("Il PDF è danneggiato e non si apre: salvatelo di nuovo e ricaricatelo.")) from error
    if not pages:
        raise Unacceptable(_("Il PDF non ha pagine: salvatelo di nuovo e ricaricatelo."))
    return "pdf"


def _readable_picture(content: bytes) -> str:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=tuple(PICTURES)) as picture:
                kind = PICTURES[str(picture.format)]
                picture.verify()
    except UnidentifiedImageError as error:
        raise Unacceptable(_("Il file non è un PDF né un’immagine JPG o PNG: salvatelo in PDF e caricatelo di nuovo.")) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unacceptable(_("L’immagine è troppo grande: riducetela e caricatela di nuovo.")) from error
    except (OSError, SyntaxError, ValueError) as error:
        raise Unacceptable(_("L’immagine è danneggiata e non si apre: salvatela di nuovo e ricaricatela.")) from error
    return kind
