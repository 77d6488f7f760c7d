"""The firm's page «Firma» without JavaScript, the task list, the officer's desk; and who sees what."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, Signature
from applications.operations import drafting, preparing
from applications.queries.signatures import form_of
from bando.enums import SignaturePolicy
from core.adapters import storage
from demo.authority import sign_cades
from tests.applications.certificates import MARIO, person
from tests.applications.faces.test_firm_pages import logged_in, open_call, page, post
from tests.applications.signing import made, sign, to_be_signed, trust
from tests.factories import a_draft, a_firm, a_representative, an_officer, confirm, fill, fresh, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _trusted(settings: Any, tmp_path: Path) -> None:
    trust(settings, tmp_path / "trust")


def open_draft(**fields: Any) -> Application:
    """A complete draft of Mario Rossi's firm in a call that is open now and asks for a qualified signature."""
    call = open_call(signature_policy=SignaturePolicy.QUALIFIED, **fields)
    firm = a_firm(representative_name="Mario Rossi", representative_tax_code=MARIO)
    return fill(a_draft(call=call, firm=firm, at=timezone.now()), at=timezone.now())


def upload(client: Any, application: Application, content: bytes, name: str = "domanda.pdf.p7m") -> str:
    answer = post(client, "application_sign", application, {"file": SimpleUploadedFile(name, content)})
    return answer.content.decode()


def downloaded(client: Any, application: Application) -> bytes:
    form = form_of(fresh(application))
    answer = client.get(reverse("application_form", args=[application.pk, form.pk]))
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    return answer.content


def test_from_the_summary_to_a_signed_application(settings: Any, tmp_path: Path) -> None:
    application = open_draft()
    client = logged_in(application.firm)
    assert "Prima confermate il riepilogo: il modulo da firmare si prepara da lì." in page(client, "application", application)
    answer = post(client, "application_summary", application, {})
    assert answer.redirect_chain[-1][0] == reverse("application_sign", args=[application.pk])
    assert "Lo stiamo preparando" in answer.content.decode()
    assert "hx-trigger" in page(client, "application_sign_progress", application)
    preparing.make(form_id=form_of(fresh(application)).pk, at=timezone.now())
    assert "Scarica il modulo (PDF)" in page(client, "application_sign_progress", application)
    assert "Firmate la domanda" in page(client, "application", application)
    (tmp_path / "domanda.pdf").write_bytes(downloaded(client, application))
    settings.VAR, settings.PORTAL_TRUST_ANCHORS = tmp_path, str(tmp_path / "demo-trust")
    call_command("demo_sign", str(tmp_path / "domanda.pdf"), "--name", "Anna Bianchi", "--tax-code", "BNCNNA85M41F205J")
    refused = upload(client, application, (tmp_path / "domanda.pdf.p7m").read_bytes())
    assert "La firma è di Anna Bianchi (codice fiscale BNCNNA85M41F205J), non di chi rappresenta l’impresa" in refused
    assert "non accettata" in refused
    assert "scaricate il modulo, firmatelo con il vostro programma" in page(client, "application_send", application)
    call_command("demo_sign", str(tmp_path / "domanda.pdf"), "--as", "pades")
    accepted = upload(client, application, (tmp_path / "domanda-firmato.pdf").read_bytes(), "domanda-firmato.pdf")
    assert "La domanda è firmata" in accepted
    assert Signature.objects.filter(accepted=True).count() == 1
    assert "Inviate la domanda" in page(client, "application", application)
    assert "scaricate il modulo" not in page(client, "application_send", application)
    assert send(fresh(application), at=timezone.now()).arrival.number == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Il file è vuoto: scegliete il modulo firmato e caricatelo di nuovo."),
        (b"Firmato", "Il file non è un .p7m né un PDF firmato"),
    ],
)
def test_what_is_no_signature_is_answered_on_the_page(content: bytes, said: str) -> None:
    application = to_be_signed_now()
    assert said in upload(logged_in(application.firm), application, content)


def to_be_signed_now() -> Application:
    application = open_draft()
    application = confirm(application, at=timezone.now())
    made(application)
    return application


def test_a_post_without_a_file_says_what_to_do() -> None:
    application = to_be_signed_now()
    answer = post(logged_in(application.firm), "application_sign", application, {})
    assert "Scegliete il file firmato, poi premete «Carica il modulo firmato»." in answer.content.decode()


def test_an_edit_makes_it_a_draft_again_in_words() -> None:
    application = to_be_signed_now()
    client = logged_in(application.firm)
    upload(client, application, sign_cades(downloaded(client, application), person("mario")))
    change = {"changes": {"title": "Altro"}, "expected_version": application.content.version}
    drafting.save(application=application, **change, by=a_representative(application.firm), at=timezone.now())
    shown = page(client, "application_sign", application)
    assert "La domanda è cambiata dopo la conferma: controllate il riepilogo e confermate di nuovo" in shown
    assert "La firma che avete caricato vale solo per i dati di prima." in shown
    assert "Carica il modulo firmato" not in shown


def test_a_call_that_asks_for_no_signature_has_no_such_task() -> None:
    application = confirm(fill(a_draft(call=open_call(), at=timezone.now()), at=timezone.now()), at=timezone.now())
    client = logged_in(application.firm)
    assert reverse("application_sign", args=[application.pk]) not in page(client, "application", application)
    assert "Questo bando non chiede firme: confermato il riepilogo, la domanda si invia." in page(
        client, "application_sign", application
    )


def test_nobody_else_s_form_or_signed_file_is_given() -> None:
    application = to_be_signed_now()
    upload(logged_in(application.firm), application, b"x")
    other = logged_in(a_firm())
    own = a_draft(call=open_call(), at=timezone.now())
    form, signature = form_of(fresh(application)), Signature.objects.get()
    for name, pk in (("application_form", form.pk), ("application_signed_file", signature.pk)):
        assert other.get(reverse(name, args=[application.pk, pk])).status_code == 404
        # Its own address does not lead to another's file either.
        assert logged_in(own.firm).get(reverse(name, args=[own.pk, pk])).status_code == 404
    mine = logged_in(application.firm).get(reverse("application_signed_file", args=[application.pk, signature.pk]))
    assert mine.content == b"x"
    assert mine["Content-Type"] == "application/octet-stream"
    assert "attachment" in mine["Content-Disposition"]
    assert mine["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_officer_reads_the_verdict_and_saves_the_file(client: Any) -> None:
    application = to_be_signed()
    sign(application)
    sent = send(application)
    officer = an_officer(sent)
    client.force_login(officer)
    shown = client.get(reverse("admin:applications_application_change", args=[sent.pk])).content.decode()
    assert f"La firma è valida: ha firmato Mario Rossi (codice fiscale {MARIO})" in shown
    address = reverse("admin:applications_application_signed", args=[sent.pk, Signature.objects.get().pk])
    assert address in shown
    answer = client.get(address)
    assert answer.content == storage.kept(Signature.objects.get().file.name)
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("times", [1, 3])
def test_the_page_costs_the_same_for_one_file_and_for_three(times: int, django_assert_num_queries: Any) -> None:
    application = to_be_signed_now()
    client = logged_in(application.firm)
    for _number in range(times):
        upload(client, application, b"x")
    client.get("/domande/")
    with django_assert_num_queries(14):
        page(client, "application_sign", application)
