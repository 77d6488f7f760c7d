"""Asks for the letter of a grant with the grant itself, and makes its PDF."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.notice import typed
from applications.domain.workflow import LETTER
from applications.enums import FormState
from applications.models import Grant, GrantLetter
from applications.queries.letters import content_of
from bando.enums import FundKind
from core.adapters import pdf
from core.figures import in_italian
from core.locks import operation
from core.operations.drawing import draw_once
from core.operations.recording import record

LANGUAGE, FOLDER = "it", "letters"


@operation
def ask(*, grant: Grant, parts: Mapping[int, Decimal], by: User, at: datetime) -> GrantLetter:
    """Write down what the letter says, for a worker to draw; `parts` are the euro that each budget line gives."""
    letter = GrantLetter.objects.create(grant=grant, content=content_of(grant, parts), asked_at=at)
    record(by=by, at=at, action="letters.ask", subject=letter, data={"grant": grant.pk})
    return letter


def due() -> list[int]:
    """The letters that wait to be made, oldest first."""
    return list(GrantLetter.objects.filter(state=FormState.REQUESTED).order_by("pk").values_list("pk", flat=True)[:200])


def make(*, letter_id: int, at: datetime) -> GrantLetter:
    """The letter with its file. Whoever finds it made already, or is overtaken meanwhile, leaves it as it is."""
    letter = GrantLetter.objects.get(pk=letter_id)
    draw_once(row=letter, draw=lambda: _drawn(letter), folder=FOLDER, workflow=LETTER, action="letters.make", at=at)
    return letter


@in_italian
def _drawn(letter: GrantLetter) -> bytes:
    """The same bytes for the same letter: from what was written down with the grant, whose instant is its only date."""
    said = typed(letter.content)
    title = _("Lettera di concessione del contributo")
    funds = [
        {**row, "funder": FundKind(row["funder"]).label, "amount": Decimal(row["amount"])} for row in letter.content["funds"]
    ]
    shares = {"least": Decimal(said["least"]), "withheld": Decimal(said["withheld"])}
    context = {"title": title, "lang": LANGUAGE, "issuer": said["manager"], "subtitle": said["call"]}
    html = render_to_string("applications/letter_pdf.html", context | {"said": said | shares, "funds": funds})
    return pdf.render(html=html, title=title, lang=LANGUAGE, created_at=said["granted_at"])
