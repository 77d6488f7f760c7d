"""Opens pictures that strangers send: decoded to the last line, within a bound, with nothing hidden behind them."""

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from core.adapters.foreign import Unacceptable, archive, live_text

# Telephones write several pictures into one JPEG (MPO): a browser shows the first.
PICTURES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png"}
# An A4 page at 600 dots an inch has 35 million.
MOST_PIXELS = 50_000_000
END_OF_PNG = b"IEND\xaeB`\x82"


def read_picture(content: bytes) -> str:
    """The kind, «jpg» or «png»; raises Unacceptable with the reason."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            kind = _decoded(content)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unacceptable(_("L’immagine è danneggiata e non si apre: salvatela di nuovo e ricaricatela.")) from error
    if _hides(content, kind):
        raise Unacceptable(
            _("Nell’immagine è nascosto altro contenuto: salvatela di nuovo da un programma di foto e ricaricatela.")
        )
    return kind


def _decoded(content: bytes) -> str:
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _too_large()
        kind = PICTURES[str(picture.format)]
        if kind == "jpg":
            # Every byte is read all the same, but an eighth of the side is kept.
            picture.draft(None, (picture.width // 8 or 1, picture.height // 8 or 1))
        picture.load()
    return kind


def _too_large() -> Unacceptable:
    return Unacceptable(
        _("L’immagine è troppo grande: al massimo %(most)s milioni di punti. Riducetela e caricatela di nuovo.")
        % {"most": MOST_PIXELS // 10**6}
    )


def _hides(content: bytes, kind: str) -> bool:
    """Telephones put a film or a second picture behind a JPEG; behind a PNG there is nothing."""
    if kind == "png" and not content.rstrip(b"\x00\r\n\t ").endswith(END_OF_PNG):
        return True
    return archive(content) or live_text(content) or b"%PDF-" in content
