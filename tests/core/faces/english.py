"""Reads pages in English: their language, their words, and the Italian sentences that they should no longer hold."""

from collections.abc import Collection
from gettext import GNUTranslations
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import translation
from lxml import html

from bando.enums import ActKind

CATALOGUE = Path(settings.BASE_DIR) / "locale" / "en_GB" / "LC_MESSAGES" / "django.mo"
# Shorter ids ("Quota regionale") are also words of what the call, the findings and the funds say, which is Italian data.
LONG = 24


def in_english() -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en-gb"
    return client


def seen(client: Client, address: str, **asked: object) -> tuple[str, str]:
    """The page's language and its words, or fails."""
    response = client.get(address, **asked)  # type: ignore[arg-type]
    assert response.status_code == 200, address
    return words_of(response)


def words_of(response: Any) -> tuple[str, str]:
    """A page's language, and all that it says: the scripts and the readers of screens take their words from attributes."""
    tree = html.document_fromstring(response.content.decode())
    said = [tree.xpath("string()"), *tree.xpath("//@*")]
    return str(tree.get("lang")), " ".join(" ".join(map(str, said)).split())


def italian_in(text: str) -> list[str]:
    """The Italian sentences of the interface that the text still contains."""
    with CATALOGUE.open("rb") as file:
        pairs = GNUTranslations(file)._catalog.items()  # type: ignore[attr-defined]
    ids = [key for key, said in pairs if isinstance(key, str) and said != key and len(key) > LONG and "%" not in key]
    with translation.override("it"):  # the record quotes acts as they are
        quoted = {str(kind.label) for kind in ActKind}
    return [key for key in ids if key in text and key not in quoted]


def walk(client: Client, addresses: list[str], *, quoting: Collection[str] = ()) -> None:
    """Every page is in English and says so; `quoting` what was kept in Italian."""
    found = {address: seen(client, address) for address in addresses}
    assert {address: lang for address, (lang, _text) in found.items() if lang != "en-gb"} == {}
    assert {
        address: italian for address, (_lang, text) in found.items() if (italian := set(italian_in(text)) - set(quoting))
    } == {}
