"""The form to sign, in words: a confirmed content as a firm reads it on paper, with the labels of its call's version."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from applications.domain.sections import TRUTH
from applications.models import Content, Snapshot
from bando.domain.caps import Line, admit
from bando.domain.contribution import estimate
from bando.models import Call
from bando.queries.terms import caps_of, documents_of, items_of, measures_of, rules_of, terms_of
from core.figures import count, day, euro, instant, percent
from registry.enums import LegalForm, Tie
from registry.models import Chamber, Province

FIGURES = (
    "staff", "turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "aid_received", "founded_on", "ateco_code",
    "ateco_version", "durc_issued_on", "durc_expires_on", "persons", "persons_declared",
)  # fmt: skip
MONEY = {"turnover", "balance_sheet", "subscribed_capital", "accumulated_losses", "aid_received"}
DAYS = {"founded_on", "durc_issued_on", "durc_expires_on"}
COUNTS = {"staff", "persons", "persons_declared"}
TOLD = ("title", "portfolio", "markets", "channels", "description")
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Planned:
    """One expense on paper."""

    item: str
    description: str
    amount: Decimal


def as_page(snapshot: Snapshot) -> dict[str, Any]:
    """All that the form shows. Nothing is read of the draft as it stands now: that may have changed since."""
    data, call = json.loads(snapshot.content), snapshot.application.call
    version = data["call_version"]
    return {
        "title": _("Domanda di contributo"),
        "subtitle": call.title,
        "foot": _("Domanda %(number)s, versione %(version)s · impronta SHA-256 %(digest)s")
        % {"number": snapshot.application_id, "version": snapshot.version, "digest": snapshot.digest},
        "facts": _heading(snapshot, call, data["firm"]),
        "firm": data["firm"],
        "relatives": _relatives(data["firm"]),
        "seat": _seat(data),
        "figures": _figures(data["content"]),
        "project": [(_label(name), data["content"].get(name) or "–") for name in TOLD],
        "declarations": _declarations(call, version, data["content"]["declarations"]),
        "documents": _documents(call, version, data["documents"]),
        **_spending(call, version, data),
    }


def _heading(snapshot: Snapshot, call: Call, firm: dict[str, Any]) -> Facts:
    account = [(_("IBAN"), firm["iban"])] if firm["iban"] else []
    return [
        (_("Bando"), f"{call.title} ({call.legal_act})"),
        (_("Impresa"), f"{firm['name']}, {LegalForm(firm['legal_form']).label}"),
        (_("Codice fiscale"), firm["tax_code"]),
        (_("Partita IVA"), firm["vat_number"]),
        (_("Sede legale"), f"{firm['address']}, {firm['municipality']} ({firm['province']})"),
        (_("PEC"), firm["certified_email"]),
        *account,
        (_("Legale rappresentante"), f"{firm['representative_name']}, {firm['representative_tax_code']}"),
        (_("Confermata il"), instant(snapshot.at)),
    ]


def _relatives(firm: dict[str, Any]) -> Facts:
    """Partner and linked firms, whose figures count for the size."""
    return [
        (
            f"{row['name']} ({Tie(row['tie']).label})",
            _("quota %(share)s; occupati %(staff)s, fatturato %(turnover)s, totale di bilancio %(sheet)s")
            % {
                "share": percent(Decimal(row["share"])),
                "staff": count(row["staff"]),
                "turnover": euro(Decimal(row["turnover"])),
                "sheet": euro(Decimal(row["balance_sheet"])),
            },
        )
        for row in firm["relatives"]
    ]


def _seat(data: dict[str, Any]) -> Facts:
    content = data["content"]
    province = Province.objects.filter(pk=content["seat_province"]).first()
    chamber = Chamber.objects.filter(code=data["chamber"]).first()
    where = ", ".join(part for part in (content["seat_address"], content["seat_municipality"]) if part)
    return [
        (_("Provincia"), str(province or "–")),
        (_("Sede"), _("ancora da aprire") if content["seat_to_be_opened"] else where or "–"),
        (_("Camera di commercio competente"), str(chamber or "–")),
    ]


def _figures(content: dict[str, Any]) -> Facts:
    """What was declared; what nobody asked is left out."""
    return [(_label(name), _written(name, content[name])) for name in FIGURES if content.get(name) not in (None, "")]


def _label(name: str) -> str:
    label = str(Content._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _written(name: str, value: Any) -> str:
    if name in MONEY:
        return euro(Decimal(value))
    if name in DAYS:
        return day(date.fromisoformat(value))
    return count(value) if name in COUNTS else str(value)


def _declarations(call: Call, version: int, made: dict[str, bool]) -> list[tuple[str, str]]:
    """The text of each declaration that was made, with its legal basis."""
    asked = [rule for rule in rules_of(call, version) if rule.declares and made.get(rule.declares)]
    found = {rule.declares: (rule.message or rule.label, rule.legal_basis) for rule in asked}
    if made.get(TRUTH):
        found[TRUTH] = (_("Quanto scritto in questa domanda è vero."), _("art. 46 e 47 DPR 445/2000"))
    return list(found.values())


def _documents(call: Call, version: int, rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    labels = dict(documents_of(call, version).values_list("code", "label"))
    return [
        {"label": labels.get(row["requirement"] or "", _("Altro documento")), "name": row["name"], "sha256": row["sha256"]}
        for row in rows
    ]


def _spending(call: Call, version: int, data: dict[str, Any]) -> dict[str, Any]:
    items = {item.code: item for item in items_of(call, version)}
    measure = next(row for row in measures_of(call, version) if row.code == data["measure"])
    lines = [
        Line(row["item"], Decimal(row["amount"]), Decimal(row["units"]) if row["units"] else None) for row in data["expenses"]
    ]
    admitted = admit(lines, caps_of(call, version))
    terms = terms_of(measure, version)
    held = frozenset(code for code, made in data["content"]["declarations"].items() if made)
    return {
        "measure": measure,
        "expenses": [_planned(items, row) for row in data["expenses"]],
        "planned": sum((line.amount for line in lines), Decimal(0)),
        "admitted": admitted.total,
        "terms": terms,
        "estimate": estimate(admitted.total, terms, held),
    }


def _line(row: dict[str, Any]) -> Line:
    return Line(row["item"], Decimal(row["amount"]), Decimal(row["units"]) if row["units"] else None)


def _planned(items: dict[str, Any], row: dict[str, Any]) -> Planned:
    item = items[row["item"]]
    units = f"{count(Decimal(row['units']))} {item.unit}" if row["units"] and item.unit else ""
    parts = [row["description"], row["supplier"], units]
    return Planned(item.label, " · ".join(part for part in parts if part), Decimal(row["amount"]))
