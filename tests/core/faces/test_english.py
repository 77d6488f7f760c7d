"""English is one click away: the pages speak it and say so, the switch is a POST, and what is kept or mailed stays Italian."""

from gettext import GNUTranslations
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from lxml import html

from accounts.domain.roles import ROLES
from applications.enums import State
from applications.models import Application
from bando.enums import ActKind
from core.admin import site
from core.models import OutgoingMessage, Transition
from tests.factories import a_call, a_draft, a_representative, a_user, application_at, fill
from tests.factories_disbursement import application_at as disbursed

pytestmark = pytest.mark.django_db
CATALOGUE = Path(settings.BASE_DIR) / "locale" / "en_GB" / "LC_MESSAGES" / "django.mo"
ENGLISH = {"headers": {"accept-language": "en-GB,en;q=0.8"}}
# Shorter ids ("Quota regionale") are also words of what the call, the findings and the funds say, which is Italian data.
LONG = 24


def in_english() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    return client


def seen(client: Client, address: str, **asked: object) -> tuple[str, str]:
    """The page's language and its text, or fails."""
    response = client.get(address, **asked)  # type: ignore[arg-type]
    assert response.status_code == 200, address
    tree = html.document_fromstring(response.content.decode())
    return str(tree.get("lang")), " ".join(str(tree.xpath("string()")).split())


def italian_in(text: str) -> list[str]:
    """The Italian sentences of the interface that the text still contains."""
    with CATALOGUE.open("rb") as file:
        pairs = GNUTranslations(file)._catalog.items()  # type: ignore[attr-defined]
    ids = [key for key, said in pairs if isinstance(key, str) and said != key and len(key) > LONG and "%" not in key]
    with translation.override("it"):  # the record quotes acts as they are
        quoted = {str(kind.label) for kind in ActKind}
    return [key for key in ids if key in text and key not in quoted]


def walk(client: Client, addresses: list[str]) -> None:
    """Every page is in English and says so."""
    found = {address: seen(client, address) for address in addresses}
    assert {address: lang for address, (lang, _text) in found.items() if lang != "en-gb"} == {}
    assert {address: italian for address, (_lang, text) in found.items() if (italian := italian_in(text))} == {}


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


def test_an_officer_who_works_in_english_writes_to_the_firm_and_to_the_record_in_italian() -> None:
    with translation.override("en-gb"):
        application = application_at(State.GRANTED)
    subjects = set(OutgoingMessage.objects.values_list("subject", flat=True))
    assert {"Domanda ammissibile", "Graduatoria approvata", "Contributo concesso"} <= subjects
    assert any(subject.startswith("Domanda inviata: numero di arrivo") for subject in subjects)
    granting = Transition.objects.filter(subject_id=application.pk, target=State.GRANTED).get()
    assert granting.reason.startswith("concessione n. ")


def test_every_role_has_an_english_name_and_description() -> None:
    with CATALOGUE.open("rb") as file:
        said = GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    missing = [text for role in ROLES.values() for text in (role.label, role.description) if text not in said]
    assert missing == []
