"""What the tests of the editor type: one good row for each section, and the call itself."""

from io import BytesIO
from typing import Any

import pikepdf
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localtime

from bando.models import Call, PotProvince
from tests.bando.rows import a_prepared_call


def a_pdf(pages: int = 1) -> bytes:
    pdf = pikepdf.new()
    for _page in range(pages):
        pdf.add_blank_page()
    written = BytesIO()
    pdf.save(written, deterministic_id=True)  # the clock is part of the identifier otherwise
    return written.getvalue()


def a_file(name: str = "guida.pdf", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, a_pdf() if content is None else content, "application/pdf")


def a_call_to_edit(**changes: Any) -> Call:
    """The call of 2020 in preparation; Sondrio's pot is free to be put again."""
    call = a_prepared_call(**changes)
    PotProvince.objects.filter(call=call, province="SO").delete()
    return call


GOOD: dict[str, dict[str, Any]] = {
    "windows": {"label": "Primo sportello", "opens_at": "2020-06-18T10:00", "closes_at": "2020-06-30T12:00"},
    "measures": {
        "label": "Micro", "rate": "70", "minimum_spend": "4.000,00", "maximum_grant": "5.000", "sizes": ["micro", "small"],
    },
    "components": {"variant": "rate", "label": "Imprese giovani", "measure": "@measure", "value": "5", "from_spend": "0"},
    "items": {"label": "Spese di viaggio", "guidance": "Voli e treni.", "unit": "viaggio"},
    "caps": {"variant": "share_of_total", "label": "Formazione", "items_limited": ["formazione"], "value": "30"},
    "rules": {
        "variant": "minimum_spend", "label": "Spesa minima bis", "message": "La spesa è almeno di 4.000 euro.",
        "legal_basis": "art. 4", "phases": ["precheck", "submission"], "blocking": "on", "parameter_amount": "4.000,00",
    },
    "documents": {"label": "Visura", "phase": "submission", "mandatory": "on", "formats": ["pdf"], "megabytes": "5"},
    "criteria": {
        "label": "Sostenibilità", "text": "Quanto dura.", "minimum": "0", "maximum": "10", "anchors": "5 – buono\n10 – ottimo",
    },
    "pots": {"chamber": "", "overbooking": "10"},
    "funds": {
        "kind": "chamber", "variant": "own", "label": "Fondo bis", "legal_act": "Delibera 7", "amount": "1.000,00",
    },
    "questions": {"question": "Posso chiedere l’anticipo?", "answer": "No.", "answered_on": "2020-06-20"},
    "attachments": {"label": "Guida", "file": a_file},
}  # fmt: skip


def with_pks(call: Call, sent: dict[str, Any]) -> dict[str, Any]:
    """The data with the keys of the call's own rows, and files made anew."""
    known = {
        "@measure": call.measures.values_list("pk", flat=True).first(),
        "@pot": call.pots.values_list("pk", flat=True).first(),
    }
    if sent.get("variant") == "own":
        sent = sent | {f"pot_{known['@pot']}": "1.000,00"}
    typed = {
        name: value() if callable(value) else known.get(value, value) if isinstance(value, str) else value
        for name, value in sent.items()
    }
    return typed


def posted_call(call: Call, **changes: Any) -> dict[str, Any]:
    """The call's own form as the page sends it back."""
    names = (
        "title", "code", "slug", "summary", "description", "legal_act", "manager", "notice", "to_be_confirmed", "procedure",
        "integration_days", "rejection_days", "procedure_days", "acceptance_days", "evaluators_required",
        "lots_seed_source", "draw_order", "regime", "withholding_reason", "signature_policy",
    )  # fmt: skip
    data: dict[str, Any] = {name: str(getattr(call, name)) for name in names}
    for name in ("draft_from_at", "opens_at", "closes_at"):
        data[name] = localtime(getattr(call, name)).strftime("%Y-%m-%dT%H:%M")
    for name in ("spend_from_on", "spend_until_on", "accounts_due_on", "difficulty_on", "paid_until_on", "project_until_on"):
        data[name] = getattr(call, name).isoformat() if getattr(call, name) else ""
    data |= {
        "minimum_score": "50",
        "aid_ceiling": "200.000,00",
        "withholding_rate": "4",
        "minimum_share_realised": "60",
        "pays_beyond_cash": "on" if call.pays_beyond_cash else "",
        "tie_1": "arrival",
    }
    return data | changes


def sent_back(form: Any) -> dict[str, Any]:
    """What a browser sends when a form is shown and nothing is touched."""
    data: dict[str, Any] = {"variant": form.variant} if form.variant else {}
    for bound in form.visible_fields():
        value = bound.value()
        if isinstance(bound.field, forms.FileField) or value in (None, "", False):
            continue
        if isinstance(value, list):
            data[bound.html_name] = value
        else:
            data[bound.html_name] = "on" if value is True else bound.field.widget.format_value(value) or ""
    return data
