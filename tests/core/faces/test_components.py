"""Every component draws itself, says what it must in words, and writes nothing inline."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from tests.core.faces.markup import inline_pieces

NOW = datetime(2020, 7, 21, 10, 0, tzinfo=UTC)


class Sheet(forms.Form):
    spend = forms.DecimalField(label="Spesa")
    document = forms.FileField(label="Visura")


def drawn(text: str, **context: Any) -> str:
    """The page that the template text gives, with the portal's tags at hand."""
    given = {"server_time": NOW, "request": RequestFactory().get("/bandi/?q=a&page=2")} | context
    return Template("{% load portal %}" + text).render(Context(given))


COMPONENTS = {
    "icon": ('{% icon "upload" %}', "#it-upload"),
    "named icon": ('{% icon "upload" label="Carica" %}', 'aria-label="Carica"'),
    "breadcrumb": ('{% breadcrumb "Bandi" "/" "E-commerce" %}', 'aria-current="page">E-commerce'),
    "callout": ('{% callout "Attenti" kind="warning" %}', "Attenti"),
    "next step": ('{% next_step "Inviate" by=later otherwise="la domanda decade" href="/x" %}', "mancano 3 giorni"),
    "action link": ('{% action "Apri" href="/x" %}', 'href="/x"'),
    "action post": ('{% action "Invia" post="/x" %}', 'method="post" action="/x"'),
    "action submit": ('{% action "Salva" name="save" %}', 'name="save"'),
    "badge": ('{% badge "Bozza" "info" %}', "Bozza"),
    "timeline": ("{% timeline events %}", "21 luglio 2020, ore 12:00"),
    "task list": ("{% task_list tasks %}", "Manca la spesa"),
    "fact": ('{% fact "Arrivo" 12 %}', "<dd>12"),
    "money cell": ("{% money_cell amount %}", '<td class="money">12.345,67\u00a0€</td>'),
    "bar chart": ('{% bar_chart rows "Dotazione" %}', 'width="500"'),
    "share chart": ('{% share_chart parts "Uso" %}', 'width="250"'),
    "column chart": ('{% column_chart rows "Arrivi" %}', "da Bergamo a Brescia, massimo 100: Brescia"),
    "what is not told": ('{% bar_chart untold "Domande" money=False %}', "non indicato"),
    "progress": ('{% progress 3 10 "Righe" %}', 'value="3" max="10"'),
    "waiting": ('{% progress 0 0 "Righe" %}', "in attesa"),
    "file upload": ('{% file_upload form.document hint="PDF" current="a.pdf" %}', "a.pdf"),
    "deadline": ("{% deadline later %}", "24 luglio 2020, ore 12:00"),
}


@pytest.mark.parametrize("name", COMPONENTS)
def test_the_component_draws_itself_without_inline_style(name: str) -> None:
    text, expected = COMPONENTS[name]
    page = drawn(
        text,
        later=NOW + timedelta(days=3),
        amount=Decimal("12345.67"),
        rows=[("Bergamo", Decimal("50")), ("Brescia", Decimal("100"))],
        parts=[("Bergamo", Decimal("50"), Decimal("100")), ("Brescia", Decimal("1"), Decimal("200"))],
        untold=[("Bergamo", None), ("Brescia", 5)],
        events=[{"at": NOW, "title": "Inviata"}],
        tasks=[{"title": "Spese", "href": "/s", "state": "Incompleto", "missing": ["Manca la spesa"]}],
        form=Sheet(),
    )
    assert expected in page
    assert inline_pieces(f"<body>{page}</body>") == []


def test_the_reader_of_markup_finds_what_it_is_there_to_find() -> None:
    page = '<body><p style="x" onclick="y">a</p><style>b</style><script>c</script><a href="javascript:d">e</a></body>'
    assert len(inline_pieces(page)) == 5


def test_a_refused_button_is_disabled_and_says_why_in_plain_sight() -> None:
    page = drawn('{% action "Approva" post="/x" reason="La graduatoria non è pubblicata." %}')
    assert "disabled" in page
    assert "<form" not in page
    described = page.split('aria-describedby="')[1].split('"')[0]
    assert f'id="{described}">La graduatoria non è pubblicata.' in page


def test_a_button_without_a_reason_is_not_disabled() -> None:
    assert "disabled" not in drawn('{% action "Approva" post="/x" reason=None %}')


def test_an_amount_in_a_template_is_refused_as_a_float() -> None:
    with pytest.raises(TypeError):
        drawn("{{ amount|euro }}", amount=0.1)


def test_the_error_summary_links_each_error_to_its_field() -> None:
    page = drawn("{% error_summary form %}", form=Sheet({}, {}))
    assert 'href="#id_spend"' in page
    assert 'href="#id_document"' in page
    assert 'role="alert"' in page


def test_a_right_form_has_no_error_summary() -> None:
    assert drawn("{% error_summary form %}", form=Sheet()).strip() == ""


def test_the_menu_leaves_out_what_does_not_exist() -> None:
    assert drawn('{% nav_link "no_such_page" "Testo" %}') == ""


def test_the_pages_of_a_list_keep_the_question() -> None:
    assert drawn("{% page_query 3 %}") == "?q=a&amp;page=3"
