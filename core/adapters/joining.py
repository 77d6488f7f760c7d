"""Documents drawn apart made one: pages, structure tree and bookmarks in their order, headers and feet laid over, files inside.

What a merge of pages alone loses is the tree of tags; here each part's tree becomes a branch of the first one's, and the numbers
by which pages and links find their tags are moved on.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import md5
from io import BytesIO
from typing import cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

# name, content, media type, description, relationship
Carried = tuple[str, bytes, str, str, str]
# A mark that leads to the tree of the document it was drawn in.
LEADS_TO_TREE = re.compile(rb"/\w+\s*<<\s*/MCID \d+\s*>>\s*BDC")


def append(whole: Pdf, part: bytes) -> None:
    """The pages of a part after those that are there, with their tags and bookmarks."""
    with pikepdf.open(BytesIO(part)) as added:
        first, start = len(whole.pages), _next_key(whole)
        whole.pages.extend(added.pages)
        root = whole.copy_foreign(added.Root.StructTreeRoot)
        _graft(whole, root, start)
        for page in list(whole.pages)[first:]:
            _move_on(page.obj, start)
        _bookmarks(whole, added, first)


def _next_key(pdf: Pdf) -> int:
    nums = pdf.Root.StructTreeRoot.ParentTree.Nums
    return int(nums[-2]) + 1 if len(nums) else 0


def _graft(whole: Pdf, root: pikepdf.Object, start: int) -> None:
    """The children of the part's document become children of ours; its parent tree follows ours."""
    ours, theirs = whole.Root.StructTreeRoot.K[0], root.K[0]
    for child in theirs.K:
        child.P = ours
        ours.K.append(child)
    nums = whole.Root.StructTreeRoot.ParentTree.Nums
    for key, value in zip(root.ParentTree.Nums[::2], root.ParentTree.Nums[1::2], strict=True):
        for element in value if isinstance(value, Array) else ():
            # What the margins hold hangs on no branch; it names the document it belongs to all the same.
            if element.get("/P") == theirs:
                element.P = ours
        nums.append(int(key) + start)
        nums.append(value)


def _move_on(page: Dictionary, start: int) -> None:
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + start
    for annotation in page.get("/Annots", []):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + start


def _bookmarks(whole: Pdf, added: Pdf, first: int) -> None:
    places = {page.obj.objgen: number for number, page in enumerate(added.pages)}
    with whole.open_outline() as ours, added.open_outline() as theirs:
        ours.root.extend(_moved(item, places, first) for item in theirs.root)


def _moved(item: pikepdf.OutlineItem, places: dict[tuple[int, int], int], first: int) -> pikepdf.OutlineItem:
    page, top = 0, cast("float | None", None)
    if isinstance(item.destination, Array) and len(item.destination):
        page = places.get(item.destination[0].objgen, 0)
        top = cast("float", item.destination[3]) if len(item.destination) > 3 else None
    moved = pikepdf.OutlineItem(item.title, first + page, "XYZ", left=0, top=top)
    moved.children.extend(_moved(child, places, first) for child in item.children)
    return moved


def stamp(whole: Pdf, stamps: bytes) -> None:
    """Each page of `stamps` over the page of its number, as an artifact: no reader's tree leads there. Fonts are shared."""
    with pikepdf.open(BytesIO(stamps)) as over:
        for page, mark in zip(whole.pages, over.pages, strict=True):
            content = b"\n".join(each.read_bytes() for each in _streams(mark))
            form = pikepdf.Stream(whole, LEADS_TO_TREE.sub(b"/Artifact BMC", content))
            form.Type, form.Subtype = Name.XObject, Name.Form
            form.BBox = Array(list(mark.mediabox))
            form.Resources = whole.copy_foreign(over.make_indirect(mark.obj.Resources))
            # Pages share their resources, and each has a stamp of its own.
            inside = Dictionary(dict(page.obj.Resources.items()))
            inside.XObject = Dictionary(dict(inside.get("/XObject", Dictionary()).items()))
            inside.XObject.Stamp = whole.make_indirect(form)
            page.obj.Resources = inside
            page.contents_add(b"Q\n/Stamp Do", prepend=False)
            page.contents_add(b"q", prepend=True)


def _streams(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    contents = page.obj.Contents
    yield from contents if isinstance(contents, Array) else (contents,)


def attach(pdf: Pdf, files: Iterable[Carried], created_at: datetime) -> None:
    """Files inside the document, each with its place in it (ISO 19005-3, 6.8)."""
    instant = pikepdf.String(f"D:{created_at.astimezone(UTC):%Y%m%d%H%M%S}Z")
    named, listed = Array(), Array()
    for name, content, mime, description, relationship in sorted(files):
        stream = pikepdf.Stream(pdf, content)
        stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/" + mime)
        digest = pikepdf.String(md5(content, usedforsecurity=False).digest())
        stream.Params = Dictionary(Size=len(content), CheckSum=digest, CreationDate=instant, ModDate=instant)
        inside = pdf.make_indirect(stream)
        spec = Dictionary(
            Type=Name.Filespec, F=name, UF=name, EF=Dictionary(F=inside, UF=inside), Desc=description,
            AFRelationship=Name("/" + relationship),
        )  # fmt: skip
        placed = pdf.make_indirect(spec)
        named.extend([pikepdf.String(name), placed])
        listed.append(placed)
    if len(listed):
        names = pdf.Root.get("/Names", Dictionary())
        names.EmbeddedFiles = Dictionary(Names=named)
        pdf.Root.Names, pdf.Root.AF = names, listed


def say_scopes(pdf: Pdf) -> None:
    """Each header cell says whether it heads its column or its row; WeasyPrint only lists the headers of each cell."""
    for element in _heads(pdf.Root.StructTreeRoot.K, Name.Column):
        element[0].A.Scope = element[1]


def _heads(kids: object, heads: Name) -> Iterator[tuple[Dictionary, Name]]:
    """The header cells below, each with what it heads: columns in a table's head, rows in its body."""
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary) or "/S" not in kid:
            continue
        kind = kid.S
        if kind == Name.TH:
            yield kid, heads
        elif kind != Name.TD and "/K" in kid:
            yield from _heads(kid.K, Name.Row if kind == Name.TBody else Name.Column if kind == Name.THead else heads)
