"""English is one click away: the pages speak it and say so, the switch is a POST, and what is kept or mailed stays Italian."""

from datetime import timedelta
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from lxml import html

from accounts.domain.roles import ROLES
from accounts.enums import Language
from accounts.models import User
from accounts.operations.inviting import accept, invite
from applications.enums import State
from applications.models import Application, Finding, Notice
from applications.operations import rejecting, reviewing
from bando.enums import SignaturePolicy
from core.admin import site
from core.models import OutgoingMessage, Transition
from tests.applications.certificates import MARIO
from tests.applications.faces.test_firm_pages import open_call
from tests.applications.signing import made, sign, trust
from tests.core.faces.english import CATALOGUE, in_english, italian_in, seen, walk, words_of
from tests.factories import (
    a_call,
    a_draft,
    a_firm,
    a_first_come_call,
    a_representative,
    a_user,
    an_officer,
    application_at,
    confirm,
    fill,
    send,
)  # fmt: skip
from tests.factories_disbursement import application_at as disbursed
from tests.letters import posted

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en-GB,en;q=0.8"}}


def paid_application() -> Application:
    return disbursed(State.PAID)


@pytest.mark.parametrize(
    ("address", "words"),
    [("/", "Grants for the firms of Lombardy"), ("/account/login/", "Log in to the portal"), ("/privacy/", "Your rights")],
)
def test_a_page_speaks_the_language_that_the_browser_asks_for(client: Client, address: str, words: str) -> None:
    lang, text = seen(client, address, **ENGLISH)
    assert lang == "en-gb"
    assert words in text
    assert italian_in(text) == []


def test_without_a_wish_the_page_is_italian(client: Client) -> None:
    lang, text = seen(client, "/")
    assert lang == "it"
    assert "Contributi alle imprese lombarde" in text
    assert italian_in(text), "the control: Italian is recognised as such"


def test_the_page_of_a_call_is_english_around_the_text_of_the_call() -> None:
    call = a_call()
    lang, text = seen(in_english(), f"/bandi/{call.slug}/")
    assert lang == "en-gb"
    assert "Who can take part" in text
    assert call.title in text
    assert italian_in(text) == []


@pytest.mark.parametrize("role", ["operator", "director"])
def test_my_day_is_english(role: str) -> None:
    client = in_english()
    client.force_login(a_user(role))
    lang, text = seen(client, "/admin/")
    assert lang == "en-gb"
    assert "What is waiting for you" in text
    assert italian_in(text) == []


def test_the_pages_of_a_firm_are_english() -> None:
    draft, paid = fill(a_draft()), paid_application()
    client = in_english()
    client.force_login(a_representative(draft.firm))
    parts = ["", "sede/", "requisiti/", "progetto/", "spese/", "documenti/", "dichiarazioni/", "riepilogo/"]
    walk(client, ["/imprese/", "/imprese/nuova/", "/domande/", *(f"/domande/{draft.pk}/{part}" for part in parts)])
    client.force_login(a_representative(paid.firm))
    walk(client, [f"/domande/{paid.pk}/{part}" for part in ("", "ricevuta/", "contributo/", "rendiconto/")])
    token = paid.receipt.token
    walk(client, ["/ricevute/", f"/ricevute/{token}/"])


def test_the_people_and_the_papers_of_a_firm_are_english() -> None:
    firm, invited, delegate, client = a_firm(), a_user(), a_user(), in_english()
    client.force_login(a_representative(firm))
    waiting, key = offered(firm, invited.email)
    accept(invitation=offered(firm, delegate.email)[0], by=delegate, at=timezone.now())
    paper, page = delegate.memberships.get(), f"/imprese/{firm.pk}/"
    parts = ["", "dati/", "collegate/", "persone/", "persone/invita/", f"persone/{paper.pk}/cessa/", "attivita/"]
    walk(client, ["/profilo/", "/imprese/", *(f"{page}{part}" for part in parts)])
    walk(client, [f"/inviti/{key}/"])
    client.force_login(invited)
    walk(client, ["/imprese/", f"/imprese/inviti/{waiting.pk}/"])
    client.force_login(delegate)
    walk(client, ["/imprese/", f"/incarichi/{paper.pk}/procura/"])
    walk(in_english(), [f"/inviti/{key}/", "/account/signup/", "/account/password/reset/"])


def offered(firm: Any, email: str) -> tuple[Any, str]:
    """An invitation to be a delegate, and the key that only its message holds."""
    now, by = timezone.now(), a_representative(firm)
    until_on = (now + timedelta(days=1)).date()
    invitation = invite(firm=firm, email=email, role="delegate", until_on=until_on, by=by, at=now)
    return invitation, OutgoingMessage.objects.get(key=f"invitation:{invitation.pk}").secret


def test_what_the_portal_answers_to_a_wrong_form_is_english() -> None:
    firm, client = a_firm(), in_english()
    client.force_login(a_representative(firm))
    addresses = [f"/imprese/{firm.pk}/persone/invita/", f"/imprese/{firm.pk}/collegate/", "/imprese/nuova/", "/ricevute/"]
    for address in addresses:
        lang, text = words_of(client.post(address, {}))
        assert (address, lang, italian_in(text)) == (address, "en-gb", [])


def test_the_signing_is_english_from_the_form_to_the_verdict(settings: Any, tmp_path: Path) -> None:
    trust(settings, tmp_path / "trust")
    now, client = timezone.now(), in_english()
    firm = a_firm(representative_name="Mario Rossi", representative_tax_code=MARIO)
    draft = fill(a_draft(call=open_call(signature_policy=SignaturePolicy.QUALIFIED), firm=firm, at=now), at=now)
    client.force_login(a_representative(firm))
    pages = [f"/domande/{draft.pk}/{part}" for part in ("", "firma/", "invio/")]
    walk(client, pages)
    draft = confirm(draft, at=now)
    walk(client, pages)
    made(draft)
    walk(client, pages)
    file = {"file": SimpleUploadedFile("domanda.pdf.p7m", b"Firmato")}
    assert italian_in(words_of(client.post(pages[1], file, follow=True))[1]) == []
    sign(draft, who="anna")
    walk(client, pages)
    sign(draft)
    assert "The application is signed" in seen(client, pages[1])[1]
    walk(client, pages)


def test_what_happens_after_the_sending_is_english() -> None:
    now, client = timezone.now(), in_english()
    sent = send(confirm(fill(a_draft(call=open_call(), at=now), at=now), at=now), at=now)
    noticed = application_at(State.SUBMITTED, call=a_first_come_call())
    rejecting.notice(application=noticed, reason_code="documents", text="Il piano manca.", by=an_officer(noticed), at=now)
    firm_s_walk(client, sent, "", "ritiro/", "messaggi/", "persone/")
    desk_s_walk(client, sent)
    reviewing.request_integration(application=sent, text="Manca un preventivo.", by=an_officer(sent), at=now)
    firm_s_walk(client, sent, "", "integrazione/")
    firm_s_walk(client, noticed, "", "osservazioni/")
    firm_s_walk(client, application_at(State.ACCEPTED), "", "modifiche/", "rendiconto/")
    desk_s_walk(client, noticed)


def desk_s_walk(client: Client, application: Application) -> None:
    """The officer's page of an application, and each act that it offers."""
    client.force_login(an_officer(application))
    page = f"/admin/applications/application/{application.pk}/"
    links = html.fromstring(client.get(f"{page}change/").content.decode()).xpath("//a/@href")
    acts = sorted({link for link in links if link.startswith(f"{page}azione/")})
    assert acts, "there is something to do"
    kept = Finding.objects.filter(evaluation__application=application).values_list("explanation", flat=True)
    walk(client, [f"{page}change/", *acts], quoting=kept)


def firm_s_walk(client: Client, application: Application, *parts: str) -> None:
    """The pages of an application, as its firm reads them, and every communication about it."""
    client.force_login(a_representative(application.firm))
    notices = Notice.objects.filter(application=application).values_list("pk", flat=True)
    assert notices, "the firm was told something"
    told = ["/comunicazioni/", *(f"/comunicazioni/{pk}/" for pk in notices)]
    walk(client, [*(f"/domande/{application.pk}/{part}" for part in parts), *told])


def test_the_check_of_a_receipt_and_the_list_of_arrivals_are_english() -> None:
    sent, client = application_at(State.SUBMITTED), in_english()
    walk(client, ["/ricevute/", f"/ricevute/{sent.receipt.token}/", f"/bandi/{sent.call.slug}/arrivi/"])
    for number, words in ((sent.arrival.number, "Authentic receipt"), (99, "Receipt not authentic")):
        asked = {"call": sent.call_id, "number": number, "code": str(sent.receipt.token)}
        lang, text = words_of(client.post("/ricevute/", asked))
        assert (lang, italian_in(text)) == ("en-gb", [])
        assert words in text


@pytest.mark.parametrize("role", ["operator", "auditor", "administrator"])
def test_the_desk_is_english(role: str) -> None:
    paid = paid_application()
    client = in_english()
    client.force_login(a_user(role))
    tables = [
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry if model is not OutgoingMessage
    ]
    open_to_role = [address for address in tables if client.get(address).status_code == 200]
    assert open_to_role, "the role reads something"
    walk(client, open_to_role)
    rows = [paid, paid.call, paid.account]
    pages = [f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/" for row in rows]
    walk(client, [page for page in pages if client.get(page).status_code == 200])


def test_the_switch_is_a_post_and_remembers_the_choice(client: Client) -> None:
    response = client.post("/i18n/setlang/", {"language": "en-gb", "next": "/privacy/"})
    assert (response.status_code, response.headers["Location"]) == (302, "/privacy/")
    assert seen(client, "/privacy/")[0] == "en-gb"
    client.post("/i18n/setlang/", {"language": "it", "next": "/privacy/"})
    assert seen(client, "/privacy/")[0] == "it"


def test_a_get_neither_switches_nor_writes(client: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        response = client.get("/i18n/setlang/", {"language": "en-gb", "next": "/privacy/"})
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies
    assert list(asked) == []
    assert seen(client, "/privacy/")[0] == "it"


def test_a_language_that_the_portal_does_not_speak_leaves_the_page_as_it_is(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "de", "next": "/privacy/"})
    assert seen(client, "/privacy/")[0] == "it"


def test_an_officer_who_works_in_english_writes_to_an_italian_firm_and_to_the_record_in_italian() -> None:
    with translation.override("en-gb"):
        application = application_at(State.GRANTED)
        subjects = [message.subject for message in posted()]
    assert "Domanda ammissibile" in subjects
    assert any(subject.startswith("Domanda inviata: numero") for subject in subjects)
    assert any(subject.startswith("Contributo concesso: ") for subject in subjects)
    granting = Transition.objects.filter(subject_id=application.pk, target=State.GRANTED).get()
    assert granting.reason.startswith("concessione n. ")


def test_a_person_who_reads_english_is_written_to_in_english() -> None:
    application = application_at(State.GRANTED)
    User.objects.filter(pk=a_representative(application.firm).pk).update(language=Language.ENGLISH)
    messages = posted()
    subjects = [message.subject for message in messages]
    assert "Application admissible" in subjects
    assert any(subject.startswith("Grant given: ") for subject in subjects)
    assert [italian for message in messages for italian in italian_in(message.body)] == []


def test_every_role_has_an_english_name_and_description() -> None:
    with CATALOGUE.open("rb") as file:
        said = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    missing = [text for role in ROLES.values() for text in (role.label, role.description) if text not in said]
    assert missing == []
