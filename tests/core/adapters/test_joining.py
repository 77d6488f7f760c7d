"""Parts joined are one document, written as it is read: its memory is that of a part, and what people wrote stays what it was."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary
from pypdf import PdfReader

from core.adapters import pdf, typesetting
from core.adapters.writing_pdf import Writer

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ROWS, PARTS = 60, 40
# What looks like the inside of a PDF, in words that become bookmarks, alternatives and texts.
CUNNING = r"Rif. 1 0 R (2 0 R) /ID (1-1-1) /Headers [ (1-1-1) ] \) << 3 0 R >> è &lt;3 0 R&gt;"
READ = CUNNING.replace("&lt;", "<").replace("&gt;", ">")


def a_part(rows: int, title: str = "Parte") -> bytes:
    cells = "".join(f"<tr><td>Officine n. {at}</td><td>{at},00</td><td>pagata</td></tr>" for at in range(rows))
    html = (
        '<html lang="it"><head><link rel="stylesheet" href="asset:pdf/print.css"></head>'
        f'<body><h1>{title}</h1><img alt="{title}" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\'/>">'
        f"<table><thead><tr><th>Impresa</th><th>Somma</th><th>Stato</th></tr></thead><tbody>{cells}</tbody></table></body></html>"
    )
    return typesetting.draw(html=html, title="Intero", lang="it", created_at=AT)[0]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("parts")
    (at / "rows.pdf").write_bytes(a_part(ROWS))
    (at / "cunning.pdf").write_bytes(a_part(3, CUNNING))
    (at / "data.txt").write_bytes(b"a;b\n" * 1_000)
    return at


def joined(folder: Path, *names: str, stamps: Path | None = None) -> bytes:
    inside = [("dati (1).csv", folder / "data.txt", "text/csv", "Dati: «è» (tutti)", "Data")]
    target = folder / "whole.pdf"
    pdf.join([folder / f"{name}.pdf" for name in names], target, stamps=stamps, attachments=inside, created_at=AT)
    return target.read_bytes()


def tags(kids: Any) -> Iterator[Dictionary]:
    for kid in kids if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from tags(kid.get("/K", Array()))


def test_two_readers_find_it_whole_and_it_is_written_the_same_again(folder: Path) -> None:
    content = joined(folder, "rows", "cunning", "rows")
    assert content == joined(folder, "rows", "cunning", "rows")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert not document.check_pdf_syntax()
        file = document.attachments["dati (1).csv"]
        assert (file.description, file.get_file().mime_type) == ("Dati: «è» (tutti)", "text/csv")
        assert file.get_file().read_bytes() == b"a;b\n" * 1_000
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == ["Parte", READ, "Parte"]
    reader = PdfReader(io.BytesIO(content), strict=True)
    text = " ".join(page.extract_text() for page in reader.pages)
    assert text.count(f"Officine n. {ROWS - 1}") == 2
    assert reader.attachments["dati (1).csv"][0].startswith(b"a;b\n")


def test_a_text_that_looks_like_the_inside_of_a_pdf_stays_a_text(folder: Path) -> None:
    with pikepdf.open(io.BytesIO(joined(folder, "rows", "cunning"))) as document:
        found = {str(tag.Alt) for tag in tags(document.Root.StructTreeRoot.K) if "/Alt" in tag}
    assert READ in found


def test_each_cell_names_the_heads_of_its_own_table(folder: Path) -> None:
    """Control: in the parts as they were drawn the heads of all bear the same names."""
    with pikepdf.open(io.BytesIO(joined(folder, "rows", "rows"))) as document:
        tables = [tag for tag in tags(document.Root.StructTreeRoot.K) if str(tag.S) == "/Table"]
        names = [str(tag.ID) for table in tables for tag in tags(table) if "/ID" in tag]
        for table in tables:
            own = {str(tag.ID) for tag in tags(table) if "/ID" in tag}
            said = [str(head) for tag in tags(table) if "/A" in tag for head in tag.A.get("/Headers", Array())]
            assert said
            assert set(said) <= own
    assert len(names) == len(set(names)) > 3
    with pikepdf.open(folder / "rows.pdf") as part:
        drawn = [str(tag.ID) for tag in tags(part.Root.StructTreeRoot.K) if "/ID" in tag]
    assert re.sub(r"\b\d+-(\d+-\d+-\d+)", r"\1", names[0]) in drawn


def test_every_page_leads_to_its_own_tags(folder: Path) -> None:
    with pikepdf.open(io.BytesIO(joined(folder, *["rows"] * 3))) as document:
        nums = document.Root.StructTreeRoot.ParentTree.Nums
        own = {int(key): value for key, value in zip(nums[::2], nums[1::2], strict=True)}
        trunk = document.Root.StructTreeRoot.K[0]
        assert list(own) == list(range(len(own)))
        for page in document.pages:
            tagged = [tag for tag in own[int(page.obj.StructParents)] if isinstance(tag, Dictionary)]
            assert tagged
            assert all(tag.Pg.objgen == page.obj.objgen for tag in tagged)
            for tag in tagged:
                while pikepdf.Name.Document != tag.S:
                    tag = tag.P
                assert tag.objgen == trunk.objgen


def test_a_stream_ends_where_its_length_says_also_where_its_last_sign_could_end_a_line() -> None:
    """A CR before the LF in front of «endstream» would be taken for the end of the line, by readers that count signs."""
    target, contents = io.BytesIO(), (b"abc", b"abc\r", b"abc\n", b"abc\r\n")
    writer = Writer(target)
    root, held = writer.number(), [writer.new_stream(b"", content) for content in contents]
    pages = writer.new(b"<< /Type /Pages /Kids [ ] /Count 0 >>")
    writer.put(root, b"<< /Type /Catalog /Pages %b /Held [ %b ] >>" % (pages, b" ".join(held)))
    writer.close(root, writer.new(b"<< >>"))
    written = re.findall(rb"stream\r?\n(abc.*?)(?:\r\n|\r|\n)endstream", target.getvalue(), re.DOTALL)
    assert written == list(contents)
    with pikepdf.open(io.BytesIO(target.getvalue())) as document:
        assert [one.read_raw_bytes() for one in document.Root.Held] == list(contents)


def test_what_is_laid_over_has_a_page_for_each(folder: Path) -> None:
    with pytest.raises(ValueError, match="more to lay over than there are pages"):
        joined(folder, "cunning", stamps=folder / "rows.pdf")


# Joined while so many parts are held: the way of a library that keeps the whole document until it is saved.
HELD = """
import pikepdf, sys
whole = pikepdf.new()
parts = [pikepdf.open(sys.argv[1]) for _part in range(int(sys.argv[2]))]
roots = [whole.copy_foreign(part.Root.StructTreeRoot) for part in parts]
"""
OURS = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from core.adapters import pdf
part, count, target = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
pdf.join([part] * count, target, stamps=None, attachments=[], created_at=datetime(2026, 1, 1, tzinfo=UTC))
"""
TOLD = "\nprint(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"


def megabytes(program: str, folder: Path, parts: int) -> float:
    """The peak of a process that joins so many parts."""
    command = [sys.executable, "-c", program + TOLD, str(folder / "rows.pdf"), str(parts), str(folder / "long.pdf")]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) / 1024


def test_the_memory_of_what_is_joined_does_not_grow_with_its_rows(folder: Path) -> None:
    """Forty times the rows: a few megabytes, for where the objects are. Control: held whole, it grows by several times that."""
    one, many = (megabytes(OURS, folder, parts) for parts in (1, PARTS))
    assert many - one < 6
    with pikepdf.open(folder / "long.pdf") as document:
        rows = sum(str(tag.S) == "/TR" for tag in tags(document.Root.StructTreeRoot.K))
    assert rows > ROWS * PARTS
    assert megabytes(HELD, folder, PARTS) - megabytes(HELD, folder, 1) > 20
