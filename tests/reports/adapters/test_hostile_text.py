"""What strangers type is literal in every file: nothing is fetched, run or followed, in any field that a reader sees."""

import csv as reader
import io
import json
import zipfile
from pathlib import Path

import openpyxl
import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint import HTML

from core.adapters import bounded, pdf, typesetting
from core.adapters.bounded import Bounds, NotDrawn, OverLimit, Page
from core.domain import sheets
from reports.adapters import rendering
from reports.domain.columns import Column, Kind
from reports.domain.table import Report, Table
from tests.reports.listener import Listener
from tests.reports.samples import AS_OF

BIDI = "fattura\u202e gnp.exe\u2066"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_text("SEGRETISSIMO")
    return file


def hostile(listener: Listener, secret: Path) -> dict[str, str]:
    web, disk = f"http://127.0.0.1:{listener.port}", f"file://{secret}"
    return {
        "tags": f"<img src='{web}/i.png'><script>alert(1)</script>",
        "attachment": f"<link rel=attachment href='{disk}'><a rel=attachment href='{disk}'>x</a>",
        "css": f"</style><style>@import url({web}/x.css); p{{background:url({disk})}}</style>",
        "url": f"x; background: url({disk}); content: url({web}/c.png)",
        "redirect": f"<meta http-equiv=refresh content='0;url={web}'><object data='{web}/o'></object>",
        "svg": f"<svg xmlns='http://www.w3.org/2000/svg'><image href='{disk}'/><use href='{web}/u#x'/></svg>",
        "template": "{{ settings.SECRET_KEY }}{% include 'x' %}",
        "formula": f'=HYPERLINK("{web}","paga qui")',
        "command": "@SUM(1+1)*cmd|' /C calc'!A0",
        "bidi": BIDI,
        "control": "a\x00b\x0bc\ufffe",
    }


def a_report(text: str) -> Report:
    """The text wherever a report shows one."""
    columns = (Column("group", f"A {text}"), Column("name", text), Column("amount", f"B {text}", Kind.INTEGER, summed=True))
    table = Table("tabella", text[:80], columns, ((text, text, 1), (text, f"2 {text}", 2)), grouped_by="group", note=text)
    plain = Table("altra", "Altra", (Column("name", text),), ((text,),))
    return Report(
        name="ostile", title=text, subtitle=text, issuer=text, partners=text, as_of=AS_OF, tables=(table, plain),
        facts=((text, text),), notes=(text,),
    )  # fmt: skip


def drawn(report: Report, file_format: str) -> bytes:
    return rendering.draw(report=report, file_format=file_format, created_at=AS_OF)


NAMES = ["tags", "attachment", "css", "url", "redirect", "svg", "template", "formula", "command", "bidi", "control"]


@pytest.mark.parametrize("name", NAMES)
def test_on_paper_it_is_text_and_nothing_is_fetched(name: str, listener: Listener, secret: Path) -> None:
    text = hostile(listener, secret)[name]
    content = drawn(a_report(text), "pdf")
    with pikepdf.open(io.BytesIO(content)) as document:
        assert sorted(document.attachments) == ["ostile-altra.csv", "ostile-tabella.csv", "ostile.json"]
        assert not [page for page in document.pages if page.get("/Annots")]
        assert "/OpenAction" not in document.Root
    said = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    assert "SEGRETISSIMO" not in said
    literal = "".join(text[:30].split())
    if name not in {"bidi", "control"}:
        assert literal in said
    assert b"SEGRETISSIMO" not in content
    assert listener.calls == 0


@pytest.mark.parametrize("name", NAMES)
def test_in_a_sheet_it_is_text(name: str, listener: Listener, secret: Path) -> None:
    text = hostile(listener, secret)[name]
    book = openpyxl.load_workbook(io.BytesIO(drawn(a_report(text), "xlsx")))
    kept = text.replace("\x00", "").replace("\x0b", "").replace("\ufffe", "")
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None
    assert kept in {cell.value for cell in book.worksheets[1]["B"]}
    with zipfile.ZipFile(io.BytesIO(drawn(a_report(text), "xlsx"))) as parts:
        assert not [name for name in parts.namelist() if "external" in name.lower() or "vba" in name.lower()]
    for separator in (";", ","):
        options = {"separator": separator}
        content = rendering.draw(report=a_report(text), file_format="csv", created_at=AS_OF, options=options)
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            said = parts.read("ostile-tabella.csv").decode("utf-8-sig")
        rows = list(reader.reader(io.StringIO(said, newline=""), delimiter=separator))
        assert rows[1][:2] == [sheets.guarded(kept)] * 2
        assert not [cell for row in rows for cell in row if cell.startswith(sheets.STARTS_A_FORMULA)]
    assert json.loads(drawn(a_report(text), "json"))["tables"][0]["rows"][0][1] == kept


def test_a_word_of_two_megabytes_breaks_nothing() -> None:
    word = "parola" * 350_000
    table = Table("t", "T", (Column("x", "X"),), ((word,), ("dopo",)))
    report = Report(name="r", title="R", as_of=AS_OF, tables=(table,))
    paper = drawn(report, "pdf")
    said = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "testo intero nei dati allegati" in said.replace("\n", " ")
    assert "dopo" in said
    with pikepdf.open(io.BytesIO(paper)) as document:
        assert json.loads(document.attachments["r.json"].get_file().read_bytes())["tables"][0]["rows"][0] == [word]
    sheet = openpyxl.load_workbook(io.BytesIO(drawn(report, "xlsx"))).worksheets[1]
    assert (len(sheet["A2"].value), sheet["A3"].value) == (32_767, "dopo")


# The second belt: should markup ever come through, the fetcher answers nothing.


def page_of(markup: str) -> str:
    return f'<!DOCTYPE html><html lang="it"><head><title>T</title></head><body><p>x</p>{markup}</body></html>'


@pytest.mark.parametrize("name", ["tags", "attachment", "css", "redirect", "svg"])
def test_markup_that_came_through_would_fetch_nothing(name: str, listener: Listener, secret: Path) -> None:
    try:
        content = pdf.render(html=page_of(hostile(listener, secret)[name]), title="T", lang="it", created_at=AS_OF)
    except NotDrawn:
        content = b""
    assert b"SEGRETISSIMO" not in content
    if content:
        with pikepdf.open(io.BytesIO(content)) as document:
            assert not list(document.attachments)
    assert listener.calls == 0


def test_control_with_the_library_s_own_fetcher_the_file_leaves_and_the_server_is_called(
    listener: Listener, secret: Path
) -> None:
    every = hostile(listener, secret)
    content = HTML(string=page_of(every["attachment"] + every["tags"])).write_pdf()
    with pikepdf.open(io.BytesIO(content)) as document:
        assert document.attachments["secret.txt"].get_file().read_bytes() == b"SEGRETISSIMO"
    assert listener.calls > 0


# The bounds of a job.


def a_job(folder: Path, name: str, body: str) -> Page:
    source = folder / f"{name}.html"
    source.write_text(page_of(body))
    return Page(str(source), str(folder / f"{name}.pdf"), "T", "it", AS_OF.isoformat())


ROWS = "<table>" + "<tr><td>una cella</td></tr>" * 20_000 + "</table>"


def test_a_job_that_takes_too_long_ends_alone_and_says_so(tmp_path: Path) -> None:
    small, bounds = a_job(tmp_path, "small", ""), Bounds(seconds=10, megabytes=768)
    with pytest.raises(OverLimit) as over:
        bounded.draw([a_job(tmp_path, "long", ROWS)], bounds)
    assert (over.value.of, over.value.limit) == ("time", 10)
    assert bounded.draw([small], Bounds(seconds=120, megabytes=768)) == [1]
    assert Path(small.target).read_bytes().startswith(b"%PDF-1.7")


def test_a_job_that_takes_too_much_memory_ends_alone_and_says_so(tmp_path: Path) -> None:
    with pytest.raises(OverLimit) as over:
        bounded.draw([a_job(tmp_path, "big", ROWS)], Bounds(seconds=120, megabytes=330))
    assert (over.value.of, over.value.limit) == ("memory", 330)


def test_a_job_that_asks_for_a_file_says_which(tmp_path: Path) -> None:
    with pytest.raises(NotDrawn, match=r"ForeignResource.*may not load file:///etc/passwd"):
        bounded.draw([a_job(tmp_path, "foreign", "<img alt=x src='file:///etc/passwd'>")], Bounds(seconds=60, megabytes=768))


def test_no_template_of_a_document_lets_text_through_unescaped() -> None:
    templates = Path(typesetting.SHIPPED).parent / "templates"
    pages = [*templates.glob("pdf/*.html"), *templates.glob("**/pdf/*.html")]
    assert pages
    for page in pages:
        assert "|safe" not in page.read_text()
        assert "autoescape off" not in page.read_text()
