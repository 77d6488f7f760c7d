"""What people type wrong in forms that act, and what has to become of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.test import Client
from lxml import html

from core.models import AuditEvent

MISSING, NO_DAY, NO_AMOUNT = "Questo campo è obbligatorio.", "Inserite una data valida.", "Scrivete un importo in euro"
DAYS = [
    ("", MISSING), ("ieri", NO_DAY), ("29/02/2021", NO_DAY), ("2021-02-29", NO_DAY), ("31/04/2021", NO_DAY),
    ("0021-03-01", "Controllate l’anno"), ("9999-12-31", "Controllate l’anno"),
]  # fmt: skip
AMOUNTS = [
    ("", MISSING), ("mille", NO_AMOUNT), ("1e3", NO_AMOUNT), ("-5", "Il valore più basso ammesso"), ("0", "Il valore più basso"),
    ("12,345", "Al massimo 2 cifre dopo la virgola"), ("1,234.56", "Non è chiaro"), ("1.234.56", "Non è chiaro"),
    ("9" * 20, "Al massimo"),
]  # fmt: skip


def words_up_to(most: int) -> list[tuple[str, str]]:
    """Of a text that has to be there, of so many characters at most."""
    return [("", MISSING), ("   ", MISSING), ("x" * (most + 1), f"Al massimo {most}")]


def each(name: str, table: Iterable[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [(name, typed, said) for typed, said in table]


def refused(client: Client, page: str, good: Mapping[str, Any], name: str, typed: str, said: str) -> list[str]:
    """What is not as it has to be once `typed` stands in the field `name` among what is `good`; nothing where all is well.

    One refusal, at its field and on top with a link to it; all that was typed is still there; nothing was written.
    """
    before, sent = AuditEvent.objects.count(), good | {name: typed}
    answer = client.post(page, sent)
    form = (answer.context or {}).get("form") if answer.context else None
    if answer.status_code != 200 or form is None:
        return [f"{name}={typed[:40]!r}: {answer.status_code}"]
    found = {key: [str(one) for one in errors] for key, errors in form.errors.items()}
    wrong = []
    if list(found) != [name] or len(found[name]) != 1 or said not in found[name][0]:
        wrong.append(f"says {found}, not {said!r}")
    read = html.document_fromstring(answer.content)
    if [link.get("href") for link in read.xpath("//*[contains(@class, 'error-summary')]//a")] != [f"#id_{name}"]:
        wrong.append("no link to it on top")
    lost = [key for key, value in sent.items() if str(form[key].value() or "") != str(value)]
    wrong += [f"{key} was lost" for key in lost]
    if AuditEvent.objects.count() != before:
        wrong.append("something was written")
    return [f"{name}={typed[:40]!r}: {one}" for one in wrong]


def all_refused(client: Client, page: str, good: Mapping[str, Any], table: Iterable[tuple[str, str, str]]) -> list[str]:
    return [one for row in table for one in refused(client, page, good, *row)]


def refused_at_the_button(client: Client, page: str, good: Mapping[str, Any], said: str) -> list[str]:
    """Pressed again, or from an old tab: told once and on top, and no field is blamed for it."""
    before, answer = AuditEvent.objects.count(), client.post(page, good)
    form = answer.context["form"]
    found = (answer.status_code, answer.context["reason"] or "", dict(form.errors), AuditEvent.objects.count() - before)
    as_it_has_to_be = found[0] == 409 and said in found[1] and found[2:] == ({}, 0)
    return [] if as_it_has_to_be and all(str(form[key].value()) == value for key, value in good.items()) else [str(found)]
