"""A document is archival and accessible, carries its data, and reaches neither the network nor the disk."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader
from weasyprint import HTML

from core.adapters import bounded, pdf, typesetting
from core.adapters.typesetting import ForeignResource

AT = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
PAGE = (
    '<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Altro</title>'
    '<link rel="stylesheet" href="asset:pdf/print.css"></head><body><main><h1>Ricevuta n. 1</h1>{}</main></body></html>'
)


def render(body: str = "<p>perché no</p>", **given: object) -> bytes:
    return typesetting.render(**{"html": PAGE.format(body), "title": "Ricevuta", "lang": "it", "created_at": AT} | given)


def test_it_declares_what_it_is() -> None:
    with pikepdf.open(io.BytesIO(render())) as document:
        facts = document.open_metadata()
        assert facts["pdfaid:part"] == "3"
        assert facts["pdfaid:conformance"] == "A"
        assert facts["pdfuaid:part"] == "1"
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "it"
        assert document.docinfo["/Title"] == "Ricevuta"
        assert str(document.docinfo["/CreationDate"]) == "D:20260102030405Z"
        assert str(document.Root.OutputIntents[0].S) == "/GTS_PDFA1"


def test_its_fonts_are_the_shipped_ones_embedded() -> None:
    fonts = PdfReader(io.BytesIO(render("<p><b>grassetto</b></p>"))).pages[0]["/Resources"]["/Font"]
    descriptors = [font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts.values()]
    assert descriptors
    assert all("Titillium" in each["/FontName"] for each in descriptors)
    assert all("/FontFile2" in each or "/FontFile3" in each for each in descriptors)


def test_attachments_keep_bytes_type_and_relationship() -> None:
    data = pdf.Attachment("dati.json", b'{"a":1}', "application/json", "Dati", "Source")
    with pikepdf.open(io.BytesIO(render(attachments=[data]))) as document:
        assert document.attachments["dati.json"].get_file().read_bytes() == b'{"a":1}'
        assert document.attachments["dati.json"].get_file().mime_type == "application/json"
        assert document.Root.AF[0].AFRelationship == pikepdf.Name("/Source")


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "FILE:///etc/passwd",
        "http://127.0.0.1:9/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x.png",
        "asset:../manage.py",
        "asset:pdf/../../config/settings/base.py",
        "asset:/etc/passwd",
        "asset:pdf/absent.css",
        "gopher://example.org",
    ],
)
def test_a_foreign_address_stops_the_document(address: str) -> None:
    with pytest.raises(ForeignResource):
        render(f'<img alt="x" src="{address}">')


@pytest.mark.parametrize(
    "body",
    [
        '<style>@import "file:///etc/passwd";</style>',
        '<style>p { background: url("file:///etc/passwd") }</style><p>x</p>',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<object data="file:///etc/passwd"></object>',
        '<embed src="file:///etc/passwd">',
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd" width="9"/></svg>',
        "<img alt='x' src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E"
        "%3Cimage href='file:///etc/passwd' width='9' height='9'/%3E%3C/svg%3E\">",
    ],
)
def test_no_other_way_in_is_open(body: str) -> None:
    try:
        content = render(body)
    except ForeignResource:
        return
    with pikepdf.open(io.BytesIO(content)) as document:
        assert not list(document.attachments)
    assert "root:" not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_inline_pictures_are_drawn() -> None:
    dot = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3C/svg%3E"
    assert render(f'<img alt="quadrato" src="{dot}">').startswith(b"%PDF-1.7")


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        render(created_at=datetime(2026, 1, 1))  # noqa: DTZ001


def test_without_the_wall_the_library_reads_the_disk(tmp_path: Path) -> None:
    """The negative control: WeasyPrint's own fetcher carries a local file out inside the document."""
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden")
    html = f'<!DOCTYPE html><html lang="it"><title>T</title><link rel="attachment" href="file://{secret}"><p>x</p></html>'
    with pikepdf.open(io.BytesIO(HTML(string=html).write_pdf())) as document:
        assert document.attachments["secret.txt"].get_file().read_bytes() == b"hidden"
    with pytest.raises(ForeignResource):
        typesetting.render(html=html, title="T", lang="it", created_at=AT)


def test_in_a_process_of_its_own_it_is_the_same_and_stays_within_its_bounds(settings) -> None:
    """One that asks for a file from elsewhere, one that takes too long, one that grows too big: each ends alone, and says why."""
    asked = {"html": PAGE.format("<p>perché no</p>"), "title": "Ricevuta", "lang": "it", "created_at": AT}
    data = pdf.Attachment("dati.json", b'{"a":1}', "application/json", "Dati", "Source")
    assert pdf.render(**asked, attachments=[data], to_sign=True) == render(attachments=[data], to_sign=True)
    foreign = asked | {"html": PAGE.format('<img alt="" src="file:///etc/passwd">')}
    with pytest.raises(bounded.NotDrawn, match="ForeignResource"):
        pdf.render(**foreign)
    with pytest.raises(ValueError, match="aware"):
        pdf.render(**asked | {"created_at": datetime(2026, 1, 1)})  # noqa: DTZ001
    long = asked | {"html": PAGE.format("<p>riga</p>" * 20_000)}
    settings.PORTAL_PDF_SECONDS = 1
    with pytest.raises(bounded.OverLimit, match="1 seconds"):
        pdf.render(**long)
    settings.PORTAL_PDF_SECONDS, settings.PORTAL_PDF_MEGABYTES = 120, 330
    with pytest.raises(bounded.OverLimit, match="330 megabytes"):
        pdf.render(**long)
    settings.PORTAL_PDF_MEGABYTES = 768
    assert pdf.render(**asked) == render()
