"""The contents of a document drawn in parts: where each part's headings stand, and links that lead there from the first pages.

The pages of contents are drawn with links to places of their own, named `to-0`, `to-1` …; when the parts are joined and all pages
counted, those names are given to the headings.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import cast

import pikepdf
from pikepdf import Array, Name, Object, Pdf

NAMED = "to-"


@dataclass(frozen=True)
class Heading:
    """A heading: its words, its page (0 is the first), how high on it."""

    title: str
    page: int
    top: Decimal

    @property
    def number(self) -> int:
        """The page as it is printed."""
        return self.page + 1


def headings(parts: Sequence[bytes], counted: Sequence[int]) -> list[Heading]:
    """Those of the highest level in documents that follow each other, each of so many pages."""
    found, first = list[Heading](), 0
    for part, pages in zip(parts, counted, strict=True):
        with pikepdf.open(BytesIO(part)) as pdf, pdf.open_outline() as outline:
            places = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
            found += [_heading(item, places, first) for item in outline.root]
        first += pages
    return found


def _heading(item: pikepdf.OutlineItem, places: dict[tuple[int, int], int], first: int) -> Heading:
    where = cast("Array", item.destination)
    return Heading(item.title, first + places[where[0].objgen], Decimal(cast("Decimal", where[3])))


def lead(front: Pdf, to: Sequence[Heading], place: Callable[[int], Object]) -> None:
    """Each link of the contents leads to the heading of its number, and says which it is; `place` is the page of a number."""
    names = front.Root.Names.Dests.Names
    for at in range(0, len(names), 2):
        heading = to[int(str(names[at]).removeprefix(NAMED))]
        names[at + 1] = Array([place(heading.page), Name.XYZ, 0, heading.top, 0])
    for page in front.pages:
        for annotation in page.obj.get("/Annots", []):
            named = str(annotation.get("/Dest", ""))
            if named.startswith(NAMED):
                annotation.Contents = pikepdf.String(to[int(named.removeprefix(NAMED))].title)
