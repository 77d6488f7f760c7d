"""Texts for the spreadsheet of an Italian office, and texts that come back from one.

Written: `;` between cells, because Italian Excel reads nothing else as columns; UTF-8 with the mark that it needs; CRLF (RFC
4180). A text that a spreadsheet would run as a formula gets an apostrophe in front. Read: what the same office saves.
"""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# With what such a text may begin: spaces before it do not make it harmless.
SUSPECT = frozenset({*STARTS_A_FORMULA, " ", "\xa0"})
# Marks at the beginning of files in encodings that are not read here.
FOREIGN = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(ValueError):
    """The file is no text in columns that the portal reads; `why` says what it is instead."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def guarded(text: str) -> str:
    """The text, harmless in a cell."""
    return f"'{text}" if text.lstrip(" \xa0").startswith(STARTS_A_FORMULA) else text


def guarded_all(texts: Sequence[str]) -> Sequence[str]:
    """The same for many at once: where none begins in a way that could be harmful, they are not looked at one by one."""
    return texts if {text[:1] for text in texts}.isdisjoint(SUSPECT) else list(map(guarded, texts))


def quoted_all(texts: Sequence[str], separator: str) -> Sequence[str]:
    """Texts as cells (RFC 4180): between quotation marks where one has a separator, a mark or the end of a line in it."""
    together = "".join(texts)
    signs = [sign for sign in (separator, '"', "\r", "\n") if sign in together]
    return [_quoted(text) if any(sign in text for sign in signs) else text for text in texts] if signs else texts


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def written(rows: Iterable[Sequence[str]], *, separator: str = ";", mark: bool = True) -> bytes:
    """Rows of cells, as they are, as the bytes of a file; `mark` puts that of UTF-8 in front."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


def read(content: bytes) -> list[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line of the file on which it ends, cells without spaces around them.

    UTF-8 with or without its mark, else Windows-1252; `;` or `,` between cells, whichever the first line has more of. Raises
    Unreadable with «empty», «encoding» or «columns».
    """
    text = _text(content)
    first = text.lstrip("\r\n").partition("\n")[0]
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=";" if first.count(";") >= first.count(",") else ",", strict=True
    )
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells = [cell.strip(" \t\xa0\r\n") for cell in row]
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise Unreadable("columns") from error
    if not rows:
        raise Unreadable("empty")
    return rows


def _text(content: bytes) -> str:
    if content.startswith(FOREIGN) or b"\x00" in content:
        raise Unreadable("encoding")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("encoding")
