"""The figures that everybody may read, and those of the cockpit: each Chamber its own, no small group in public."""

from datetime import timedelta

import pgtrigger
import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from applications.enums import State
from applications.models import Content
from reports.queries.cockpit import in_public
from tests.factories import a_call, a_chamber, a_user
from tests.factories_disbursement import application_at
from tests.reports.walks import AFTERWARDS, a_busy_call

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_that_time(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    with time_machine.travel(AFTERWARDS + timedelta(days=1), tick=False):
        yield


def page_of(client, call):
    cache.clear()
    return client.get(f"/bandi/{call.slug}/statistiche/").content.decode()


def words(page):
    return " ".join(page.split())


def test_each_chart_has_its_table_and_no_small_group_is_told(client):
    call = a_busy_call(3)
    page = words(page_of(client, call))
    figures, _at = in_public(call, AFTERWARDS)
    for table in (figures.funnel, figures.chambers, figures.arrivals, figures.money):
        assert f"<caption>{table.title}</caption>" in page
    assert 'role="img" aria-label="Grafico a colonne. Arrivi nel tempo: da ' in page
    assert "Nessun contributo è ancora stato pagato" in page
    # Nine of one Chamber and six of the other were received; all fifteen stand in the funnel.
    assert '<th scope="row">Domande ricevute</th> <td data-label="Domande" class="money">15</td>' in page
    assert "non indicato" not in page.partition("Camera per Camera")[0]
    # One of each kind, in the second call: everything but the sum is too small.
    little = words(page_of(client, a_busy_call(1)))
    chambers = little.partition('id="chambers"')[2].partition('id="arrivals"')[0]
    assert "non indicato" in chambers
    rows = chambers.partition('<tbody> <tr> <th scope="row">')[2]
    for small in ('class="money">1</td>', 'class="money">2</td>'):
        assert small not in rows
    assert "Un gruppo di una o due domande non è indicato" in little


def test_where_projects_sell_is_told_of_three_that_wrote_the_same_and_of_nobody_alone(client):
    call = a_call()
    sold = [{"markets": f"Francia, Paese {number}", "channels": "Un mercato online"} for number in range(3)]
    for number, answers in enumerate(sold):
        paid = application_at(State.PAID, call=call)
        with pgtrigger.ignore():
            Content.objects.filter(application=paid).update(**answers)
        page = words(page_of(client, call)).partition('id="markets"')[2]
        assert ("Francia" in page, "Un mercato online" in page) == (number == 2, number == 2)
        assert "Paese" not in page
    assert 'data-label="Progetti" class="money">3</td>' in page
    told = desk("operator", call).partition("Mercati esteri dei progetti pagati")[2]
    assert "Paese 1" in told
    # The control: what leaves the small ones out.
    assert "Paese 1" in str(in_public(call, AFTERWARDS)[0].markets.rows)


def test_before_the_closing_nobody_learns_how_many_apply(client):
    call = a_call()
    with time_machine.travel(call.opens_at + timedelta(hours=1), tick=False):
        page = page_of(client, call)
    assert "si pubblica dopo la chiusura del bando" in page
    assert "Domande ricevute" not in page
    assert "Uso delle dotazioni" in page


def test_it_asks_little_and_the_next_reader_almost_nothing(client, django_assert_max_num_queries):
    call = a_busy_call()
    with django_assert_max_num_queries(15):
        page_of(client, call)
    with django_assert_max_num_queries(4):
        client.get(f"/bandi/{call.slug}/statistiche/")


def test_what_is_not_public_has_no_figures(client):
    assert client.get("/bandi/non-esiste/statistiche/").status_code == 404
    assert client.get(f"/bandi/{a_call(published=False).slug}/statistiche/").status_code == 404
    assert client.post(f"/bandi/{a_call().slug}/statistiche/").status_code == 405


def desk(role, call, **place):
    cache.clear()
    client = Client()
    client.force_login(a_user(role, **place))
    return words(client.get(f"/admin/bando/call/{call.pk}/change/").content.decode())


def test_the_cockpit_shows_unioncamere_every_chamber_and_each_chamber_its_own():
    call = a_busy_call()
    bergamo, brescia = a_chamber("bg"), a_chamber("bs")
    for role in ("operator", "director", "regione", "auditor"):
        told = desk(role, call).partition("Andamento")[2]
        assert '<td data-label="Ricevute" class="money">5</td>' in told, role
        assert f'<th scope="row">{brescia}</th>' in told
        assert "Chi aspetta e chi è in ritardo" in told
    for role in ("officer", "chamber_director"):
        told = desk(role, call, chamber=bergamo).partition("Andamento")[2].partition("Dati</h2>")[0]
        panel = told.partition('aria-labelledby="panel-4"')[0]
        assert f'<th scope="row">{bergamo}</th> <td data-label="Ricevute" class="money">3</td>' in panel, role
        assert str(brescia) not in panel, role
    assert "li vede chi lavora in una Camera del bando" in desk("evaluator", call)
    assert "non è ancora pubblicato: qui vedrete" in desk("operator", a_call(published=False))
