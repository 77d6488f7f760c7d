"""COR and CUP by a sheet, as people meet it: the page, the sheet that is handed out, the one that comes back, the preview."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from applications.enums import State
from applications.models import Grant
from applications.policies.coding import LARGEST
from core.domain import sheets
from core.models import Job
from core.operations import working
from tests.applications.faces.test_in_bulk import begin, browser
from tests.applications.operations.test_coding import financed, line, sheet
from tests.core.faces.markup import inline_pieces
from tests.factories import (
    GRANTED,
    a_call,
    a_chamber,
    a_draft,
    a_firm,
    a_user,
    admit,
    an_act,
    confirm,
    fill,
    fresh,
    rank,
    score,
    send,
    staff,
)

pytestmark = pytest.mark.django_db
PAGE = reverse("admin:applications_application_codes")
UPLOAD = reverse("admin:applications_application_list_action", args=["carica-codici"])


def template(client, call):
    return client.get(reverse("admin:applications_application_sheet", args=[call.pk]))


def bring(client, act, content, name="cor-cup.csv"):
    return client.post(UPLOAD, {"act": act.pk, "sheet": SimpleUploadedFile(name, content, "text/csv")}, follow=True)


def test_the_sheet_that_is_handed_out_comes_back_filled_in_and_is_granted():
    one, two = financed(2)
    act, client = an_act(one.call), browser(staff("director")[0])
    text = client.get(PAGE).text
    assert f"Scarica il modello di {one.call.code}" in text
    assert inline_pieces(text) == []
    answer = template(client, one.call)
    assert answer["Content-Disposition"] == f'attachment; filename="cor-cup-{one.call.slug}.csv"'
    rows = [cells for _line, cells in sheets.read(answer.content)]
    assert rows[0] == ["Numero", "Impresa", "Codice fiscale", "Contributo", "COR", "CUP"]
    assert rows[1] == ["1", one.firm.name, one.firm.tax_code, "8400,00", "", ""]
    for number, row in enumerate(rows[1:], 1):
        row[4:] = [f"777777{number}", f"B12C2000001000{number}"]
    text = bring(client, act, sheets.written(rows)).text
    assert "Il file è letto: guardate le righe, poi avviate." in text
    assert "Si esegue su 2 righe." in text
    assert "COR 7777771" in text
    job = Job.objects.get()
    begin(client, job)
    working.work(job_id=job.pk, clock=lambda: GRANTED)
    assert dict(Grant.objects.values_list("application", "cor")) == {one.pk: "7777771", two.pk: "7777772"}
    assert fresh(two).state == State.GRANTED
    assert "Nessuna domanda finanziata attende COR e CUP." in client.get(PAGE).text
    assert template(client, one.call).status_code == 404


def test_wrong_rows_are_shown_with_their_reason_beside_the_right_ones():
    one, two = financed(2)
    text = bring(browser(staff("director")[0]), an_act(one.call), sheet(line(one), line(two, "12", "B12C20000010002"))).text
    assert "Si esegue su 1 riga." in text
    assert "Il COR è fatto di 5–10 cifre: qui c’è «12»." in text
    assert one.firm.name in text
    assert not Grant.objects.exists()


def test_the_same_file_twice_is_one_job_and_begun_twice_grants_once():
    (one,) = financed()
    act, client = an_act(one.call), browser(staff("director")[0])
    for _click in range(2):
        bring(client, act, sheet(line(one)))
    job = Job.objects.get()
    for _click in range(2):
        begin(client, job)
    for _worker in range(2):
        working.work(job_id=job.pk, clock=lambda: GRANTED)
    assert Grant.objects.count() == 1


def test_a_text_of_the_file_shows_as_text():
    (one,) = financed()
    hostile = line(one, cor="<script>alert(1)</script>").encode()
    text = bring(browser(staff("director")[0]), an_act(one.call), sheet().replace(b"CUP\r\n", b"CUP\r\n" + hostile)).text
    assert "<SCRIPT>" not in text.upper().replace("<SCRIPT SRC", "").replace("<SCRIPT TYPE", "")
    assert "&lt;SCRIPT&gt;" in text


@pytest.mark.parametrize(
    ("content", "sentence", "status"),
    [
        (b"x" * (LARGEST + 1), "Il file supera 5 MB", 200),
        (b"Numero;COR\n1;2", "queste colonne mancano", 409),
        ("Numero;COR".encode("utf-16"), "Il file non è un testo che il portale sa leggere", 409),
        (b"", "Il file inviato è vuoto", 200),
    ],
    ids=["large", "columns", "encoding", "empty"],
)
def test_what_is_no_such_sheet_is_refused_on_the_page(content, sentence, status):
    answer = bring(browser(staff("director")[0]), an_act(a_call()), content)
    assert (answer.status_code, Job.objects.count()) == (status, 0)
    assert sentence in answer.text or "vuoto" in answer.text


def test_a_chamber_gets_the_sheet_of_its_own_files_and_brings_none_back():
    call = a_call()
    mine, theirs = (send(confirm(fill(a_draft(call=call, firm=a_firm()), province=place))) for place in ("BG", "BS"))
    for each in (mine, theirs):
        score(admit(each))
    rank(mine)
    client = browser(a_user("officer", chamber=a_chamber("bg")))
    text = template(client, call).content.decode("utf-8-sig")
    assert mine.firm.name in text
    assert theirs.firm.name not in text
    page = client.get(PAGE).text
    assert "consegnatelo a chi firma" in page
    assert UPLOAD not in page
    assert client.get(UPLOAD).status_code == 403
    other = browser(a_user("officer", chamber=a_chamber("milano")))
    assert template(other, call).status_code == 404
    assert template(other, a_call()).status_code == 404


def test_who_reads_no_files_gets_neither_page_nor_sheet():
    (one,) = financed()
    for role in ("regione", "administrator"):
        client = browser(a_user(role))
        assert (client.get(PAGE).status_code, template(client, one.call).status_code) == (403, 403)


@pytest.mark.parametrize("number", [1, 3])
def test_the_sheet_and_its_page_cost_the_same_for_one_as_for_three(number, django_assert_num_queries):
    found, client = financed(number), browser(staff("director")[0])
    with django_assert_num_queries(6):
        template(client, found[0].call)
    with django_assert_num_queries(4):
        client.get(PAGE)
