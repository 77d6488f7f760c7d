"""What holds for every page: a strict policy, nothing inline, no other host, both languages, its legal links."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from lxml import html

from tests.core.faces.markup import inline_pieces, names

PAGES = [
    "/privacy/",
    "/accessibilita/",
    "/note-legali/",
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/no/",
]
OURS = Path(settings.BASE_DIR) / "templates"
# Mail and PDF have no Content-Security-Policy; a PDF has its style sheet inside on purpose.
NOT_PAGES = {"pdf", "email"}


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_the_policy_forbids_what_the_page_does_not_need(client: Client, address: str) -> None:
    response = client.get(address)
    policy = dict(rule.strip().split(" ", 1) for rule in response.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    page = response.content.decode()
    assert inline_pieces(page) == []
    assert len(names(page)) == len(set(names(page)))


@pytest.mark.django_db
@pytest.mark.parametrize("address", PAGES)
def test_the_page_asks_nothing_of_another_host(client: Client, address: str) -> None:
    tree = html.document_fromstring(client.get(address).content)
    for source in tree.xpath("//link/@href|//script/@src|//img/@src|//use/@href"):
        assert source.startswith(("/static/", "data:")), source


@pytest.mark.django_db
def test_titles_differ(client: Client) -> None:
    titles = [html.document_fromstring(client.get(address).content).findtext(".//title") for address in PAGES]
    assert len(set(titles)) == len(PAGES)


@pytest.mark.django_db
def test_the_language_changes_by_post_and_comes_back_to_the_page(client: Client) -> None:
    tree = html.document_fromstring(client.get("/privacy/?a=1").content)
    assert tree.get("lang") == "it"
    form = next(form for form in tree.forms if form.get("action") == "/i18n/setlang/")
    assert form.method == "POST"
    assert form.fields["next"] == "/privacy/?a=1"
    response = client.post("/i18n/setlang/", {"language": "en-gb", "next": "/privacy/"}, follow=True)
    assert html.document_fromstring(response.content).get("lang") == "en-gb"


@pytest.mark.django_db
def test_the_demo_says_that_it_is_one_and_lists_its_accounts(client: Client) -> None:
    account = {"email": "anna@impresa.example", "password": "demo", "role": "Impresa", "what": "presenta"}
    with override_settings(PORTAL_DEMO=True, PORTAL_DEMO_ACCOUNTS=[account]):
        page = client.get("/account/login/").content.decode()
    assert "anna@impresa.example" in page
    assert "demo-strip" in page


@pytest.mark.django_db
def test_only_the_demo_lists_accounts(client: Client) -> None:
    account = {"email": "anna@impresa.example", "password": "demo", "role": "Impresa", "what": "presenta"}
    with override_settings(PORTAL_DEMO=False, PORTAL_DEMO_ACCOUNTS=[account]):
        page = client.get("/account/login/").content.decode()
    assert "anna@impresa.example" not in page
    assert "demo-strip" not in page


def templates() -> list[Path]:
    return [path for path in OURS.rglob("*.html") if not NOT_PAGES & set(path.relative_to(OURS).parts)]


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(OURS)))
def test_no_template_writes_style_or_script_into_the_page(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:|\|escapejs", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"\|date:\"[^cU]|\|floatformat|\|localtime", text), "write money and time with the portal's filters"


def test_every_static_file_survives_hashing(tmp_path: Path) -> None:
    manifest = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=settings.STORAGES | {"staticfiles": manifest}):
        call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()


def test_what_the_pages_load_stays_small() -> None:
    """The kit's style sheet is the weight; the portal's own parts stay a small fraction of it, as they travel (compressed)."""
    own = [path for path in (Path(settings.BASE_DIR) / "static" / "portal").iterdir() if path.suffix in {".css", ".js", ".svg"}]
    assert sum(len(gzip.compress(path.read_bytes())) for path in own) < 21_000
