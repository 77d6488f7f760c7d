"""A report to the Region on paper: a cover, contents that lead where they say, chapters, tables; a first look at it."""

import io
from dataclasses import replace

import pikepdf
import pytest
from pypdf import PdfReader

from core.adapters.bounded import NotDrawn
from reports.adapters import pdf
from reports.domain.columns import Column, Kind
from reports.domain.table import Chart, Report, Shape, Table
from reports.domain.texts import Text
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report

TEXTS = (Text("Premessa", "Il bando *nasce* così."), Text("Problemi", "## Tempi\n\nLunghi.\n\n- uno\n- due"))


def a_book(*tables, **changes) -> Report:
    return replace(report(*(tables or (PER_CHAMBER, ranking(40)))), is_book=True, texts=TEXTS, **changes)


@pytest.fixture(scope="module")
def paper() -> bytes:
    # Enough rows for a table that is drawn in parts.
    return pdf.render(report=a_book(PER_CHAMBER, ranking(320)), created_at=AS_OF, reference="Produzione n. 7")


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_the_cover_says_what_it_is_and_nothing_else(paper: bytes) -> None:
    cover, contents, first = pages(paper)[:3]
    for said in ("Rapporto intermedio", "Unioncamere Lombardia", "01/03/2026 12:00:00", "Produzione n. 7", "DGR XI/3190/2020"):
        assert said in cover
    assert a_book(PER_CHAMBER, ranking(320)).digest() in cover.replace("\n", "")
    assert "Indice" in contents
    assert "Premessa" in first
    assert "Premessa" not in cover


def test_every_page_has_its_number_and_the_run_in_its_foot(paper: bytes) -> None:
    found = pages(paper)
    digest = a_book(PER_CHAMBER, ranking(320)).digest()[:16]
    for number, page in enumerate(found, start=1):
        assert f"Pagina {number} di {len(found)}" in page
        assert f"Produzione n. 7 · Dati al 01/03/2026 12:00:00 · impronta {digest}" in page


def test_the_contents_say_the_pages_and_lead_there(paper: bytes) -> None:
    """Each entry's printed number and its link name the page on which its words stand."""
    found = pages(paper)
    with pikepdf.open(io.BytesIO(paper)) as document:
        places = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        names = document.Root.Names.Dests.Names
        to = {str(names[at]): places[names[at + 1][0].objgen] for at in range(0, len(names), 2)}
        links = [(str(link.Contents), to[str(link.Dest)]) for link in document.pages[1].Annots]
    assert [title for title, _page in links] == [
        "Premessa", "Problemi", "Risorse per Camera di commercio", "Domande ammesse e finanziate",
        "Come verificare questi dati", "Avvertenze",
    ]  # fmt: skip
    for title, page in links:
        assert title in found[page]
        assert f"{title}\n{page + 1}" in found[1] or f"{title} {page + 1}" in found[1] or f"{title}{page + 1}" in found[1]


def test_the_run_is_on_paper_and_contents_of_another_length_are_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    one, again = (pdf.render(report=a_book(PER_CHAMBER), created_at=AS_OF, reference="Produzione n. 1") for _time in range(2))
    monkeypatch.setattr(pdf, "LIKELY_FRONT", 0)
    guessed_wrong = pdf.render(report=a_book(PER_CHAMBER), created_at=AS_OF, reference="Produzione n. 1")
    assert one == again == guessed_wrong
    monkeypatch.setattr(pdf, "MOST_TRIES", 1)
    # Control: taken at the first guess, the contents would be of a document without a cover.
    with pytest.raises(NotDrawn):
        pdf.render(report=a_book(PER_CHAMBER), created_at=AS_OF)


def test_texts_are_data_and_where_there_are_none_nothing_is_said_of_them() -> None:
    assert a_book().digest() != replace(a_book(), texts=()).digest() == report(PER_CHAMBER, ranking(40)).digest()
    assert b'"texts"' not in report().as_json()


def test_a_look_is_the_cover_what_it_will_contain_and_the_first_figures() -> None:
    chart = Chart("camere", "chamber", "granted", "Concesso per Camera")
    cover, *rest = pages(pdf.look(report=a_book(charts=(chart,)), created_at=AS_OF))
    assert "Rapporto intermedio" in cover
    said = " ".join(rest)
    for found in ("Premessa", "Domande ammesse e finanziate", "120.000,10", "1.930.000,35", "Concesso per Camera"):
        assert found in said
    # Of the second table there is the title among the contents, and no row.
    assert "Officine" not in said


def test_a_look_at_a_long_table_shows_its_first_rows_and_no_sums_of_those_alone() -> None:
    chart = Chart("graduatoria", "firm", "grant", "Contributi")
    for seen in (report(ranking(300)), a_book(ranking(300)), replace(report(ranking(300)), charts=(chart,))):
        text = " ".join(pages(pdf.look(report=seen, created_at=AS_OF)))
        assert "n. 14" in text
        assert "n. 15" not in text
        assert "Le prime 15 righe di 300" in " ".join(text.split())
        assert "Totale" not in text
        assert "150.000,00" not in text
    # The control: a table that is seen whole has its sums.
    assert "Totale" in " ".join(pages(pdf.look(report=report(ranking(15)), created_at=AS_OF)))


def test_months_stand_beside_each_other() -> None:
    chart = Chart("camere", "chamber", "granted", "Nel tempo", Shape.COLUMNS)
    with pikepdf.open(io.BytesIO(pdf.render(report=replace(report(PER_CHAMBER), charts=(chart,)), created_at=AS_OF))) as document:
        (alt,) = [str(tag.Alt) for tag in document.objects if isinstance(tag, pikepdf.Dictionary) and "/Alt" in tag]
    assert alt.startswith("Grafico a colonne. Nel tempo: Bergamo 120.000,10;")


# So many rows before it: without the sheet's rules the charts part in the first, the last row stands alone in the others.
@pytest.mark.parametrize("before", [6, 12, 14])
def test_charts_stand_with_their_heading_and_their_table(before: int) -> None:
    """However full the page is on which they would begin: none falls on a page alone."""
    columns = (Column("month", "Periodo"), Column("received", "Domande", Kind.INTEGER, summed=True))
    months = Table("mesi", "Nel tempo", columns, tuple((f"{at // 12 + 1:02}/20{at % 12 + 10}", at) for at in range(30)))
    named = ("Domande arrivate", "Domande ancora")
    charts = tuple(Chart("mesi", "month", "received", title, Shape.COLUMNS) for title in named)
    found = pages(pdf.render(report=replace(report(ranking(before), months), charts=charts), created_at=AS_OF))
    [page] = [page for page in found if named[1] in page]
    assert all(said in page for said in ("Nel tempo", named[0], "Periodo", "01/2011"))
    [last] = [page for page in found if f"Totale {sum(range(30))}" in " ".join(page.split())]
    assert all(row in last for row in ("03/2013", "03/2014", "03/2015")), "the last row and the sum do not go on alone"
