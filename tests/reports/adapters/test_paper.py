"""The report on paper: what a firm typed stays text, and an empty table says so."""

import io
from dataclasses import replace
from itertools import pairwise

import pikepdf
import pytest
from django.utils import translation
from pypdf import PdfReader

from core.adapters.pdf import render as paper
from reports.adapters import pdf
from reports.adapters.charts import WIDTH, charts, width_of
from reports.domain.columns import Column, Kind
from reports.domain.table import Chart, Report, Shape, Table
from tests.reports.samples import AS_OF, PER_CHAMBER, ranking, report


def text_of(subject: Report) -> str:
    paper = pdf.render(report=subject, created_at=AS_OF)
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def test_markup_in_a_cell_is_printed_not_obeyed() -> None:
    rows = (("<img src=file:///etc/passwd> & <b>S.r.l.</b>", *PER_CHAMBER.rows[0][1:]),)
    assert "<b>S.r.l.</b>" in text_of(report(replace(PER_CHAMBER, rows=rows))).replace("\n", "")


def test_an_empty_table_says_so() -> None:
    text = text_of(report(replace(PER_CHAMBER, rows=())))
    assert "Nessuna riga." in text
    assert "Totale" in text


def test_sections_carry_their_subtotals() -> None:
    text = text_of(report(ranking(8)))
    assert "Totale Bergamo" in text
    assert "20.000,00" in text
    assert "80.000,00" in text


def test_the_reader_s_language_does_not_change_the_bytes() -> None:
    italian = pdf.render(report=report(), created_at=AS_OF)
    with translation.override("en-gb"):
        assert pdf.render(report=report(), created_at=AS_OF) == italian


def test_many_columns_lie_on_their_side() -> None:
    def is_upright(subject: Report) -> bool:
        with pikepdf.open(io.BytesIO(pdf.render(report=subject, created_at=AS_OF))) as document:
            box = document.pages[0].mediabox
            return bool(box[3] > box[2])

    assert is_upright(report(PER_CHAMBER))
    assert not is_upright(report(ranking(2)))


def a_chart(**changes: str) -> Chart:
    return Chart(**{"table": "camere", "label": "chamber", "value": "granted", "title": "Concesso per Camera"} | changes)


def test_a_chart_says_in_words_what_it_shows_beside_its_table() -> None:
    subject = replace(report(PER_CHAMBER), charts=(a_chart(),))
    with pikepdf.open(io.BytesIO(pdf.render(report=subject, created_at=AS_OF))) as document:
        (alt,) = [str(tag.Alt) for tag in document.objects if isinstance(tag, pikepdf.Dictionary) and "/Alt" in tag]
    assert alt == (
        "Grafico a barre. Concesso per Camera: Bergamo 120.000,10; Brescia 0,00; Milano Monza Brianza Lodi 1.810.000,25."
    )
    assert "Concesso per Camera" in text_of(subject)
    assert replace(subject, charts=()).digest() == subject.digest(), "a chart is drawn from the table, it adds nothing"


def test_long_names_under_columns_stand_apart_and_inside() -> None:
    """Minutes are twice as long as months: fewer have their name. All of them would not fit."""
    columns = (Column("when", "Quando"), Column("count", "Domande", Kind.INTEGER))
    minutes = Table("arrivi", "Arrivi", columns, tuple((f"01/07/2020 12:{at:02}", 1) for at in range(15)))
    subject = replace(report(minutes), charts=(Chart("arrivi", "when", "count", "Arrivi", Shape.COLUMNS),))
    [drawn] = charts(subject, minutes)
    width = width_of("01/07/2020 12:00")
    places = [bar.label_at[0] - width // 2 for bar in drawn.bars if bar.label]
    assert [bar.label[-2:] for bar in drawn.bars if bar.label] == ["00", "03", "06", "09", "12"]
    assert places[0] >= 0
    assert places[-1] + width <= WIDTH
    assert all(one + width <= other for one, other in pairwise(places))
    assert len(minutes.rows) * width > WIDTH


def test_a_chart_of_nothing_is_not_drawn() -> None:
    subject = replace(report(replace(PER_CHAMBER, rows=())), charts=(a_chart(),))
    assert "Concesso per Camera" not in text_of(subject)


def test_a_chart_of_what_is_not_there_is_refused() -> None:
    for wrong in (a_chart(value="altro"), a_chart(label="altro")):
        with pytest.raises(ValueError, match="no such columns"):
            replace(report(), charts=(wrong,))


def test_who_signs_has_room_for_it() -> None:
    text = text_of(replace(report(), signers=("Per Unioncamere, il responsabile",)))
    assert "Firme" in text
    assert "Per Unioncamere, il responsabile" in text
    assert "Firme" not in text_of(report())


@pytest.mark.parametrize(("is_signed", "sizes"), [(False, (3, 7, 22)), (True, (1, 3, 17))])
def test_what_stands_at_the_end_is_never_alone_on_its_page(is_signed: bool, sizes: tuple[int, ...]) -> None:
    """Signatures, how to check and remarks have a row of the last table on their page; a control lets them go where they fall."""

    def alone(rows: int, style: str = "") -> bool:
        subject = replace(report(ranking(rows)), signers=("Per Unioncamere, il responsabile",) if is_signed else ())
        [html] = pdf._parts(subject, pdf._shared(subject, "it", ""))
        drawn = paper(html=html.replace("</head>", f"{style}</head>"), title="Prova", lang="it", created_at=AS_OF)
        *before, last = (page.extract_text() for page in PdfReader(io.BytesIO(drawn)).pages)
        assert "Avvertenze" in last
        return bool(before) and "Officine Meccaniche" not in last

    assert [rows for rows in sizes if alone(rows)] == []
    assert any(alone(rows, "<style>.notes, .signature { break-before: auto }</style>") for rows in sizes)
