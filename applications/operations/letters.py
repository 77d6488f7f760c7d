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
from applications.permissions import why_not_check
from applications.queries.letters import content_of
from bando.enums import FundKind
from core.adapters import pdf
from core.figures import in_italian
from core.locks import operation
from core.operations.drawing import draw_again, draw_once
from core.operations.recording import record
from core.queries.trying import to_make
from core.refusals import require

LANGUAGE, FOLDER, MAKING = "it", "letters", "letters.make"


@operation
def ask(*, grant: Grant, parts: Mapping[int, Decimal], by: User, at: datetime) -> GrantLetter:
    """Write down what the letter says, for a worker to draw; `parts` are the euro that each budget line gives."""
    letter = GrantLetter.objects.create(grant=grant, content=content_of(grant, parts), asked_at=at)
    record(by=by, at=at, action="letters.ask", subject=letter, data={"grant": grant.pk})
    return letter


def due(*, at: datetime) -> list[int]:
    """The letters to be made now, oldest first; what did not come out waits apart, ever longer."""
    return to_make(GrantLetter.objects.filter(state=FormState.REQUESTED), at=at)


def make(*, letter_id: int, at: datetime) -> GrantLetter:
    """The letter with its file, or what was wrong. Whoever finds it made already, or is overtaken, leaves it as it is."""
    letter = GrantLetter.objects.get(pk=letter_id)
    failed = _("La lettera di concessione non è riuscita: avvisate l’assistenza.")
    draw_once(row=letter, draw=lambda: _drawn(letter), folder=FOLDER, workflow=LETTER, action=MAKING, failed=failed, at=at)
    return letter


@operation
def again(*, letter: GrantLetter, by: User, at: datetime) -> None:
    """Have the letter that did not come out made at once. Raises Refused."""
    require(why_not_check(by, letter.grant.application))
    draw_again(row=letter, action=MAKING, by=by, at=at)


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
