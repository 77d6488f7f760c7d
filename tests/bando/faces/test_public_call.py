"""The page of a call: what it says, to whom, and with how many queries."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.utils.timezone import now

from bando.models import Act, Call, Question, RequiredDocument, ScoringCriterion
from bando.operations import acts
from bando.queries.pages import page_of
from tests.bando.rows import a_person, publish
from tests.bando.shown import a_call, a_draft, a_rehearsal, rich_data, text_of

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>"


def test_the_page_of_a_call_says_who_how_much_what_and_when(client: Client) -> None:
    call = a_call()
    response = client.get(f"/bandi/{call.slug}/")
    page = text_of(response)
    for said in (
        "Sono le regole del 2020", "70 % della spesa ammessa, fino a 10.000,00 €", "Spesa minima 4.000,00 €", "2.618.000,00 €",
        "CO, LC", "Milano Monza Brianza Lodi", "Allegato I, Reg. (UE) 651/2014", "Traduzioni", "Preventivi", "almeno 50 punti",
        "n. 45", "Presenta domanda", "Ora del server", "Al pagamento si trattiene il 4 % del contributo", "Aggiornati alle",
        "In questa pagina", "Non serve: basta l’accesso al portale con il vostro account",
        "Con la domanda", "PDF, al massimo 10 MB", "adesso", "entro il", "ordine di arrivo",
    ):  # fmt: skip
        assert said in page, said
    assert f"/bandi/{call.slug}/domanda/" in response.content.decode()
    assert "Le 1 versioni" not in page
    assert "PROVA" not in page


def test_every_entry_of_the_index_leads_to_a_part_of_the_page(client: Client) -> None:
    content = client.get(f"/bandi/{a_call().slug}/").content.decode()
    index = content.partition('class="page-index"')[2].partition("</nav>")[0]
    targets = [part.partition('"')[0] for part in index.split('href="#')[1:]]
    assert len(targets) >= 9
    assert [each for each in targets if content.count(f'id="{each}"') != 1] == []


def test_measures_components_and_caps_are_told_in_words(client: Client) -> None:
    page = text_of(client.get(f"/bandi/{a_call(data=rich_data()).slug}/"))
    for said in (
        "Può sceglierla: microimpresa", "+5 punti percentuali", "+250,00 €", "oltre il contributo massimo",
        "per chi dichiara: Siete un’impresa giovane", "Spesa massima considerata", "30.000,00 €",
        "Al massimo il 60 % della spesa totale.", "Al massimo 1.000,00 € per giorno.",
    ):  # fmt: skip
        assert said in page, said


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("qualified", "Serve la firma digitale di chi rappresenta l’impresa"),
        ("any", "Serve la firma elettronica di chi rappresenta l’impresa"),
    ],
)
def test_the_page_says_which_signature_is_asked(client: Client, policy: str, said: str) -> None:
    data = rich_data()
    data["call"]["signature_policy"] = policy
    page = text_of(client.get(f"/bandi/{a_call(data=data).slug}/"))
    assert said in page
    assert "Firmate con il vostro programma, in .p7m o PDF, il modulo che il portale prepara" in page


def test_documents_say_who_brings_them_and_where_their_form_is(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "x.docx").write_bytes(b"PK")
    call = a_draft(data=rich_data())
    RequiredDocument.objects.create(
        call=call, code="procura", label="Procura", mandatory=False, condition="giovane", signed=True, formats=["p7m", "pdf"],
        template="x.docx", template_name="procura.docx",
    )  # fmt: skip
    call = published(call)
    response = client.get(f"/bandi/{call.slug}/")
    assert "obbligatorio per chi dichiara: Siete un’impresa giovane, firmato digitalmente" in text_of(response)
    document = call.requireddocuments.get(code="procura")
    file = client.get(f"/bandi/{call.slug}/modelli/{document.pk}/")
    assert file.content == b"PK"
    assert file["Content-Disposition"] == 'attachment; filename="procura.docx"'
    assert file["X-Content-Type-Options"] == "nosniff"
    other = call.requireddocuments.exclude(pk=document.pk)[0]
    assert client.get(f"/bandi/{call.slug}/modelli/{other.pk}/").status_code == 404


def published(call: Call) -> Call:
    publish(call, at=call.opens_at - timedelta(days=10))
    call.refresh_from_db()
    return call


def test_files_of_the_call_are_saved_and_never_shown_as_pages_of_ours(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "f00").write_bytes(b"%PDF-1.7")
    call, other = a_draft(), a_call()
    row = call.attachments.create(
        label="Testo del bando",
        name="bando.pdf",
        file="f00",
        media_type="application/pdf",
        size=8,
        sha256="0" * 64,
        added_at=now(),
    )
    call = published(call)
    assert "Testo del bando" in text_of(client.get(f"/bandi/{call.slug}/"))
    file = client.get(f"/bandi/{call.slug}/allegati/{row.pk}/")
    assert file.content == b"%PDF-1.7"
    assert file["Content-Disposition"] == 'attachment; filename="bando.pdf"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Security-Policy"].startswith("default-src 'none'")
    assert client.get(f"/bandi/{other.slug}/allegati/{row.pk}/").status_code == 404


def test_the_grid_shows_anchors_and_what_decides_between_equals(client: Client) -> None:
    call = a_draft()
    first = call.scoringcriterions.all()[0]
    ScoringCriterion.objects.filter(pk=first.pk).update(anchors=[["0.00", "niente"], ["30.00", "tutto coerente"]])
    Call.objects.filter(pk=call.pk).update(tie_breaks=[f"criterion:{first.code}", "smaller_grant", "arrival"])
    page = text_of(client.get(f"/bandi/{published(call).slug}/"))
    assert "tutto coerente" in page
    assert f"punteggio più alto in «{first.label}», contributo più basso, ordine di arrivo" in page


def rank(call: Call, number: int) -> Act:
    return acts.adopt(
        call=call, kind="ranking", number=str(number), issued_on=now().date(), issuer="Unioncamere Lombardia",
        signer="Il Direttore", subject="Graduatoria", by=a_person("director"), at=now(),
    )  # fmt: skip


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_asks_the_same_number_of_queries_for_one_row_of_everything_and_three(
    client: Client, django_assert_num_queries: Callable[[int], Any], more: int
) -> None:
    data = rich_data()
    if more == 1:
        data |= {name: data[name][:1] for name in ("items", "documents", "criteria")} | {"caps": [], "questions": []}
        data["measures"] = [data["measures"][0] | {"sizes": []}]
        data["call"] = data["call"] | {"minimum_score": "10.00"}
        data["rules"] = [rule for rule in data["rules"] if rule["code"] in ("size", "giovane", "rating")]
    call = a_call(-50, -5, data=data)
    for number in range(more):
        rank(call, number)
        Question.objects.create(call=call, question=f"E la {number}?", answer="Sì.", answered_on=date(2020, 6, 1))
    cache.clear()
    with django_assert_num_queries(FIRST):
        client.get(f"/bandi/{call.slug}/")
    # For some seconds it is known, but for where the call stands.
    with django_assert_num_queries(1):
        client.get(f"/bandi/{call.slug}/")


FIRST = 13


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [(9, 20, "La compilazione comincia il"), (-20, -10, "non si possono più presentare domande")],
)
def test_a_call_that_takes_no_application_says_why(client: Client, opens: float, closes: float, said: str) -> None:
    call = a_call(opens, closes)
    page = client.get(f"/bandi/{call.slug}/")
    assert said in text_of(page)
    assert f"/bandi/{call.slug}/domanda/" not in page.content.decode()


def test_status_follows_from_dates_and_acts(client: Client) -> None:
    call = a_call(-50, -5)
    assert "chiuso, in istruttoria" in text_of(client.get(f"/bandi/{call.slug}/"))
    rank(call, 80)
    # The status is seen at once, the list of acts some seconds later.
    assert "graduatoria approvata" in text_of(client.get(f"/bandi/{call.slug}/"))
    cache.clear()
    page = text_of(client.get(f"/bandi/{call.slug}/"))
    assert "Approvazione della graduatoria" in page


@pytest.mark.parametrize("tail", ["", "verifica/", "calcola/", "domande-frequenti/", "dati.json", "allegati/1/", "modelli/1/"])
def test_a_call_in_preparation_looks_like_one_that_is_not_there(client: Client, tail: str) -> None:
    call = a_draft()
    assert client.get(f"/bandi/{call.slug}/{tail}").status_code == 404
    assert client.get(f"/bandi/no-such-call/{tail}").status_code == 404


def test_a_rehearsal_is_marked_on_every_page_and_kept_from_search_engines(client: Client) -> None:
    call = a_rehearsal()
    for tail in ("", "verifica/", "calcola/", "domande-frequenti/"):
        page = client.get(f"/bandi/{call.slug}/{tail}")
        assert "PROVA" in text_of(page), tail
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert '<meta name="robots" content="noindex, nofollow">' in page.content.decode()
    assert client.get(f"/bandi/{call.slug}/dati.json").status_code == 404
    real = client.get(f"/bandi/{a_call().slug}/")
    assert "X-Robots-Tag" not in real
    assert "noindex" not in real.content.decode()


def test_texts_of_a_call_are_shown_as_texts(client: Client) -> None:
    call = a_draft(title=f"Bando {EVIL}")
    Question.objects.create(call=call, question=EVIL, answer=EVIL, answered_on=date(2020, 6, 1))
    Call.objects.filter(pk=call.pk).update(summary=EVIL, description=EVIL)
    call = published(call)
    for tail in ("", "verifica/", "calcola/", f"domande-frequenti/?cerca={EVIL}"):
        assert EVIL not in client.get(f"/bandi/{call.slug}/{tail}").content.decode(), tail


def test_questions_are_found_by_their_words_whatever_the_accents(client: Client) -> None:
    call = a_call()
    Question.objects.filter(call=call).delete()
    for question, answer in (("Quando si può inviare?", "Dall’apertura."), ("E l'IVA?", "È esclusa, perché si recupera.")):
        Question.objects.create(call=call, question=question, answer=answer, answered_on=date(2020, 6, 1))
    page = text_of(client.get(f"/bandi/{call.slug}/domande-frequenti/", {"cerca": "perche recupera"}))
    assert "E l&#x27;IVA?" in page
    assert "Quando si può inviare?" not in page
    assert "1 domanda parla di" in page
    assert "Nessuna domanda trovata" in text_of(client.get(f"/bandi/{call.slug}/domande-frequenti/", {"cerca": "zebra"}))


def test_with_many_questions_the_page_shows_some_and_leads_to_all(client: Client) -> None:
    call = a_call()
    Question.objects.filter(call=call).delete()
    for number in range(9):
        Question.objects.create(call=call, question=f"Domanda {number}", answer="Sì.", order=number, answered_on=date(2020, 6, 1))
    page = text_of(client.get(f"/bandi/{call.slug}/"))
    assert "Domanda 5" in page
    assert "Domanda 6" not in page
    assert "Tutte le 9 domande frequenti" in page
    assert "Domanda 8" in text_of(client.get(f"/bandi/{call.slug}/domande-frequenti/"))


def test_a_draft_is_rendered_by_the_same_page(client: Client) -> None:
    call = a_draft(data=rich_data())
    context = page_of(call, now())
    assert [row.endowment > 0 for row, _provinces in context["provinces"]] == [True] * 9
    assert context["acts"] == []
    page = render_to_string("bando/call.html", context | {"server_time": now()})
    assert "Può sceglierla: microimpresa" in " ".join(page.replace("\u00a0", " ").split())
    assert f"/bandi/{call.slug}/" not in page
