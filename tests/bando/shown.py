"""Published calls for the tests of the public pages: the call of 2020 today, and one with everything a call can have."""

import re
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils.timezone import now

from bando.adapters import packaged
from bando.models import Call
from bando.operations import cloning
from bando.operations.configuring import Dates
from tests.bando.rows import a_prepared_call, publish

GOOD = {
    "seat_province": "BG", "staff": "12", "turnover": "1.500.000,00", "balance_sheet": "900.000", "subscribed_capital": "10.000",
    "accumulated_losses": "0", "aid_received": "0", "spend": "12.000,00", "declaration-same-expenses": "on",
    "declaration-annual_fee": "on", "declaration-insolvency": "on", "declaration-difficulty": "on", "declaration-durc": "on",
    "declaration-supplies": "on",
}  # fmt: skip
NOTICE = "Sono le regole del 2020 con le date di oggi."


def dates(opens_at: datetime, closes_at: datetime) -> Dates:
    """A call's dates around its window."""
    day = opens_at.date()
    return Dates(
        draft_from_at=opens_at - timedelta(days=2),
        opens_at=opens_at,
        closes_at=closes_at,
        spend_from_on=day,
        spend_until_on=day + timedelta(days=300),
        accounts_due_on=day + timedelta(days=330),
    )


def a_draft(opens: float = -5, closes: float = 5, **changes: Any) -> Call:
    """The call of 2020 in preparation, opening and closing so many days from now."""
    cache.clear()
    at = now().replace(hour=11, minute=30)
    found = dates(at + timedelta(days=opens), at + timedelta(days=closes))
    return a_prepared_call(**({"dates": found, "notice": NOTICE} | changes))


def a_call(opens: float = -5, closes: float = 5, **changes: Any) -> Call:
    """The same, published ten days before it opens."""
    call = a_draft(opens, closes, **changes)
    publish(call, at=call.opens_at - timedelta(days=10))
    call.refresh_from_db()
    return call


def a_rehearsal() -> Call:
    """A published rehearsal of the call."""
    draft, at = a_draft(), now()
    code = f"{draft.code}-prova"
    call = cloning.clone(call=draft, code=code, slug=code.lower(), title="Bando per provare", rehearsal=True, by=None, at=at)
    publish(call, at=call.opens_at - timedelta(days=10))
    call.refresh_from_db()
    return call


def rich_data() -> dict[str, Any]:
    """The call of 2020 with two measures by size, components, items in units, caps of every sort and rules of other kinds."""
    data = deepcopy(packaged.read("ecommerce_2020"))
    data["measures"] = [
        {
            "code": "micro", "label": "Microimprese", "rate": "0.70", "minimum_spend": "4000.00", "maximum_grant": "5000.00",
            "sizes": ["micro"],
            "components": [
                {"code": "giovani", "label": "Impresa giovane", "kind": "rate", "value": "0.05", "condition": "giovane"},
                {"code": "rating", "label": "Rating di legalità", "kind": "amount", "value": "250", "inside_cap": False,
                 "condition": "rating"},
            ],
        },
        {
            "code": "pmi", "label": "Piccole e medie imprese", "rate": "0.50", "minimum_spend": "10000.00",
            "maximum_grant": "15000.00", "maximum_spend": "30000.00", "sizes": ["small", "medium"],
        },
    ]  # fmt: skip
    data["items"] = [
        {"code": "consulenza", "label": "Consulenza", "guidance": "Servizi di terzi."},
        {"code": "fiera", "label": "Fiere", "guidance": "Partecipazione a fiere.", "unit": "giorno"},
        {"code": "personale", "label": "Personale", "guidance": "A forfait."},
    ]
    data["caps"] = [
        {"code": "meta", "label": "Consulenza entro il 60 %", "kind": "share_of_total", "items": ["consulenza"], "value": "0.6"},
        {"code": "giornate", "label": "Fiere a giornata", "kind": "unit", "items": ["fiera"], "value": "1000"},
    ]
    data["rules"] = [rule for rule in data["rules"] if rule["code"] != "min-spend"]
    data["rules"] += [
        {
            "code": "ateco", "label": "Attività ammesse", "kind": "ateco",
            "parameters": {"version": "2007", "include": ["10", "47"], "exclude": ["47.73"]},
            "message": "Siete un’impresa manifatturiera o commerciale.", "remedy": "Guardate il codice nella visura.",
            "legal_basis": "art. 3 del bando", "phases": ["precheck", "draft", "submission"],
        },
        {
            "code": "gia-finanziati", "label": "Chi non è stato finanziato nel 2019", "kind": "earlier_calls",
            "parameters": {"calls": ["EC2019"], "declared": True}, "message": "Non avete avuto il contributo del 2019.",
            "legal_basis": "art. 4 del bando", "phases": ["precheck", "draft", "submission"],
        },
        {
            "code": "limiti", "label": "Limiti delle voci", "kind": "item_caps", "parameters": {},
            "message": "Le voci hanno limiti.", "legal_basis": "art. 5 del bando", "phases": ["precheck", "draft", "submission"],
        },
        *(
            {
                "code": code, "label": label, "kind": "declaration", "parameters": {"declaration": code}, "message": label,
                "legal_basis": "art. 6 del bando", "phases": ["draft", "submission"], "blocking": False,
            }
            for code, label in (("giovane", "Siete un’impresa giovane"), ("rating", "Avete il rating di legalità"))
        ),
    ]  # fmt: skip
    return data


RICH = GOOD | {
    "staff": "5", "ateco_code": "47.91.10", "item-consulenza": "6.000,00", "item-fiera": "4.000,00", "units-fiera": "4",
    "measure": "",
}  # fmt: skip


def text_of(response: Any) -> str:
    """What a page says, with every blank a plain one and no tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\u00a0", " ").split())
