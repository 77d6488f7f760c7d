"""Documents drawn apart made one: pages, structure tree and bookmarks in their order, headers and feet laid over, files inside.

What a merge of pages alone loses is the tree of tags; here each part's tree becomes a branch of one, and the numbers by which
pages and links find their tags are moved on. One part is held at a time: a document of any length takes no more than its longest.
"""

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from typing import BinaryIO, cast

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from core.adapters import contents
from core.adapters.contents import Heading
from core.adapters.writing_pdf import Copy, Writer

# name, where it lies, media type, description, relationship
Carried = tuple[str, Path, str, str, str]
# A mark that leads to the tree of the document it was drawn in.
LEADS_TO_TREE = re.compile(rb"/\w+\s*<<\s*/MCID \d+\s*>>\s*BDC")
# What the document says of itself by its first part.
OF_THE_FIRST = ("/Lang", "/MarkInfo", "/OutputIntents", "/ViewerPreferences")
# So many names stand in one leaf of their tree.
A_LEAF = 64
# So many bytes of a file are held.
BLOCK = 1 << 20


class Whole:
    """A document that grows by its parts, written to `target`.

    Each page of `stamps` is laid over the page of its number, as an artifact: no reader's tree leads there. `leads` is where the
    links of the contents lead.
    """

    def __init__(self, target: BinaryIO, stamps: Pdf | None, leads: list[Heading]) -> None:
        self._writer = Writer(target)
        self._root, self._kin, self._tree, self._trunk = (self._writer.number() for _what in range(4))
        self._pages, self._count, self._keys = list[int](), 0, 0
        self._branches, self._found, self._bookmarks = list[bytes](), list[bytes](), list[pikepdf.OutlineItem]()
        self._named = list[tuple[bytes, bytes]]()
        self._facts, self._info, self._names = b"", b"", b""
        self._leads, self._over = leads, _Over(stamps, self._writer) if stamps is not None else None

    def append(self, part: Pdf) -> None:
        """The pages of a part after those that are there, with their tags and bookmarks. The part is changed on the way."""
        mark, tree = b"%d-" % len(self._branches), part.Root.StructTreeRoot
        copy = Copy(part, self._writer, mark)
        for stood, number in ((part.Root.Pages, self._kin), (tree, self._tree), (tree.K[0], self._trunk)):
            copy.stands_for(stood, number)
        self._named += [(mark + bytes(head.ID), copy.text(head)) for head in mend_tags(part)]
        self._bookmarks += _bookmarks(part, self._count)
        if not self._facts:
            self._begin(part, copy)
        for at, page in enumerate(part.pages, self._count):
            copy.stands_for(page.obj, self._page(at))
            _move_on(page.obj, self._keys)
            if self._over is not None:
                self._over.lay(part, page, copy)
        for at, page in enumerate(part.pages, self._count):
            self._writer.put(self._page(at), copy.text(page.obj, resolved=True))
        self._graft(tree, copy)
        copy.finish()
        self._count += len(part.pages)

    def close(self, metadata: bytes, files: Iterable[Carried], created_at: datetime) -> None:
        """What stands once in a document, and the files inside it."""
        if self._over is not None and self._over.is_left:
            raise ValueError("there is more to lay over than there are pages")
        write = self._writer
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        write.put(self._kin, b"<< /Type /Pages /Count %d /Kids [ %b ] >>" % (self._count, kids))
        trunk = b"<< /Type /StructElem /S /Document /P %d 0 R /K [ %b ] >>" % (self._tree, b" ".join(self._branches))
        write.put(self._trunk, trunk)
        parents = write.new(b"<< /Nums [ %b ] >>" % b" ".join(self._found))
        facts = b"/K [ %d 0 R ] /ParentTree %b" % (self._trunk, parents)
        if self._named:
            facts += b" /IDTree %b" % _name_tree(write, sorted(self._named))
        write.put(self._tree, b"<< /Type /StructTreeRoot %b >>" % facts)
        placed = list(attached(write, files, created_at))
        if placed:
            self._names += b" /EmbeddedFiles << /Names [ %b ] >>" % b" ".join(b"%b %b" % one for one in placed)
            self._facts += b" /AF [ %b ]" % b" ".join(spec for _name, spec in placed)
        more = self._outlines() + (b" /Names << %b >>" % self._names if self._names else b"")
        told = write.new_stream(b"/Type /Metadata /Subtype /XML", metadata)
        places = b"/Pages %d 0 R /StructTreeRoot %d 0 R /Metadata %b" % (self._kin, self._tree, told)
        write.put(self._root, b"<< /Type /Catalog %b %b%b >>" % (places, self._facts, more))
        write.close(self._root, self._info)

    def _page(self, at: int) -> int:
        """The number of the page at this place, whether it is there yet or not."""
        while len(self._pages) <= at:
            self._pages.append(self._writer.number())
        return self._pages[at]

    def _begin(self, first: Pdf, copy: Copy) -> None:
        """What the first part says of the whole; the links of its contents."""
        root = first.Root
        self._facts = copy.text(Dictionary({key: root[key] for key in OF_THE_FIRST if key in root}))[2:-3]
        self._info = copy.text(first.trailer.Info)

        def place(page: int) -> Object:
            return _standing_for(first, copy, self._page(page))

        if self._leads:
            contents.lead(first, self._leads, place)
        if "/Dests" in root.get("/Names", Dictionary()):
            self._names = b"/Dests " + copy.text(root.Names.Dests)

    def _graft(self, tree: Object, copy: Copy) -> None:
        """The children of the part's document become children of ours; its parent tree follows ours."""
        self._branches += [copy.text(child) for child in tree.K[0].K]
        nums = tree.ParentTree.Nums
        for key, value in zip(nums[::2], nums[1::2], strict=True):
            text = copy.text(value)
            self._found.append(b"%d %b" % (int(key) + self._keys, text if value.is_indirect else self._writer.new(text)))
        self._keys += int(nums[-2]) + 1 if len(nums) else 0

    def _outlines(self) -> bytes:
        """The bookmarks, written by a document of as many blank pages."""
        with pikepdf.new() as frame:
            copy = Copy(frame, self._writer, b"")
            for number in self._pages:
                copy.stands_for(frame.add_blank_page(page_size=(3, 3)).obj, number)
            with frame.open_outline() as outline:
                outline.root.extend(self._bookmarks)
            if "/Outlines" not in frame.Root:
                return b""
            text = b" /Outlines " + copy.text(frame.Root.Outlines)
            copy.finish()
        return text


class _Over:
    """What is laid over the pages: drawn as a document of its own, page by page. Fonts are shared."""

    def __init__(self, stamps: Pdf, writer: Writer) -> None:
        self._marks, self._writer, self._copy = list(reversed(stamps.pages)), writer, Copy(stamps, writer, b"")
        self._before, self._after = writer.new_stream(b"", b"q"), writer.new_stream(b"", b"Q\n/Stamp Do")

    def lay(self, part: Pdf, page: pikepdf.Page, copy: Copy) -> None:
        """The next one over this page of a part that is being copied."""
        form = _standing_for(part, copy, self._form(self._marks.pop()))
        # Pages share their resources, and each has a stamp of its own.
        inside = Dictionary(dict(page.obj.Resources.items()))
        inside.XObject = Dictionary(dict(inside.get("/XObject", Dictionary()).items()))
        inside.XObject.Stamp = form
        page.obj.Resources = inside
        around = [_standing_for(part, copy, int(there.split()[0])) for there in (self._before, self._after)]
        page.obj.Contents = Array([around[0], *_streams(page), around[1]])

    @property
    def is_left(self) -> bool:
        return bool(self._marks)

    def _form(self, mark: pikepdf.Page) -> int:
        content = LEADS_TO_TREE.sub(b"/Artifact BMC", b"\n".join(each.read_bytes() for each in _streams(mark)))
        box, needed = Array(list(mark.mediabox)).unparse(), self._copy.text(mark.obj.Resources)
        self._copy.finish()
        facts = b"/Type /XObject /Subtype /Form /BBox %b /Resources %b /Filter /FlateDecode" % (box, needed)
        return int(self._writer.new_stream(facts, zlib.compress(content)).split()[0])


def _standing_for(part: Pdf, copy: Copy, number: int) -> Object:
    """Something in the part that will be what has this number in the whole."""
    blank = part.make_indirect(Dictionary())
    copy.stands_for(blank, number)
    return blank


def _move_on(page: Dictionary, start: int) -> None:
    if "/StructParents" in page:
        page.StructParents = int(page.StructParents) + start
    for annotation in page.get("/Annots", []):
        if "/StructParent" in annotation:
            annotation.StructParent = int(annotation.StructParent) + start


def _bookmarks(part: Pdf, first: int) -> list[pikepdf.OutlineItem]:
    places = {page.obj.objgen: number for number, page in enumerate(part.pages)}
    with part.open_outline() as outline:
        return [_moved(item, places, first) for item in outline.root]


def _moved(item: pikepdf.OutlineItem, places: dict[tuple[int, int], int], first: int) -> pikepdf.OutlineItem:
    page, _how, left, top, _zoom = cast("Array", item.destination)
    place = first + places[page.objgen]
    moved = pikepdf.OutlineItem(item.title, place, "XYZ", left=cast("float", left), top=cast("float", top))
    moved.children.extend(_moved(child, places, first) for child in item.children)
    return moved


def _streams(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    contents = page.obj.Contents
    yield from contents if isinstance(contents, Array) else (contents,)


def attached(writer: Writer, files: Iterable[Carried], created_at: datetime) -> Iterator[tuple[bytes, bytes]]:
    """Files written into the document, each with its place in it (ISO 19005-3, 6.8): its name and where it is found."""
    instant = String(f"D:{created_at.astimezone(UTC):%Y%m%d%H%M%S}Z").unparse()
    for name, path, mime, description, relationship in sorted(files):
        size, digest, packed = _packed(path)
        params = b"<< /Size %d /CheckSum <%b> /CreationDate %b /ModDate %b >>" % (size, digest, instant, instant)
        kind = b"/Type /EmbeddedFile /Subtype %b /Filter /FlateDecode /Params %b" % (Name("/" + mime).unparse(), params)
        inside, called = writer.new_stream(kind, packed), String(name).unparse()
        yield (
            called,
            writer.new(
                b"<< /Type /Filespec /F %b /UF %b /EF << /F %b /UF %b >> /Desc %b /AFRelationship /%b >>"
                % (called, called, inside, inside, String(description).unparse(), relationship.encode())
            ),
        )


def _packed(path: Path) -> tuple[int, bytes, bytes]:
    """How long the file is, its digest, its content packed."""
    digest, engine, packed, size = md5(usedforsecurity=False), zlib.compressobj(), bytearray(), 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            size += len(block)
            digest.update(block)
            packed += engine.compress(block)
    packed += engine.flush()
    return size, digest.hexdigest().encode(), bytes(packed)


def mend_tags(pdf: Pdf) -> list[Dictionary]:
    """What WeasyPrint leaves unsaid; the header cells are returned.

    Each of them says whether it heads its column or its row: by their names alone, listed in each cell, few readers find them.
    A term and what is said of it are one item of their list, with its label: they come as items in a frame.
    """
    heads = list(_heads(pdf.Root.StructTreeRoot.K, Name.Column))
    for head, what in heads:
        head.A.Scope = what
    return [head for head, _what in heads]


def _pair(terms: Dictionary) -> None:
    for frame in terms.K:
        if Name.Div == frame.S:
            bodies = [body for item in frame.K for body in item.K]
            for body in bodies:
                body.P = frame
            for term in bodies[:1]:
                term.S = Name.Lbl
            frame.S, frame.K = Name.LI, Array(bodies)


def _name_tree(writer: Writer, named: list[tuple[bytes, bytes]]) -> bytes:
    """Where a tree of names (ISO 32000-2, 7.9.6) is found, of pairs in the order of their names."""
    leaves = []
    for start in range(0, len(named), A_LEAF):
        leaf = named[start : start + A_LEAF]
        pairs = b" ".join(b"(%b) %b" % pair for pair in leaf)
        leaves.append(writer.new(b"<< /Limits [ (%b) (%b) ] /Names [ %b ] >>" % (leaf[0][0], leaf[-1][0], pairs)))
    return writer.new(b"<< /Kids [ %b ] >>" % b" ".join(leaves))


def _heads(kids: object, heads: Name) -> Iterator[tuple[Dictionary, Name]]:
    """The header cells below, each with what it heads: columns in a table's head, rows in its body."""
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary) or "/S" not in kid:
            continue
        kind = kid.S
        if kind == Name.TH:
            yield kid, heads
        elif kind == Name.L:
            _pair(kid)
        elif kind != Name.TD and "/K" in kid:
            yield from _heads(kid.K, Name.Row if kind == Name.TBody else Name.Column if kind == Name.THead else heads)
