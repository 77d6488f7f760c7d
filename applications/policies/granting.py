"""Whether a financed application can be granted its contribution now."""

from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import User
from applications.domain.codes import is_cor
from applications.domain.workflow import WORKFLOW
from applications.enums import Move
from applications.models import Application, Grant
from bando.enums import ActKind
from bando.models import Act
from core.operations.moving import why_not_move
from registry.adapters.identifiers import why_not_cup


def why_not_grant(application: Application) -> str | None:
    """Only what a ranking has financed."""
    return why_not_move(application, WORKFLOW, Move.GRANT)


def why_not_due(due: Decimal) -> str | None:
    """Something is left to grant under the aid ceiling."""
    if due:
        return None
    return _(
        "Gli aiuti ricevuti nel frattempo esauriscono il massimale del regime: non resta contributo. Revocatelo con un atto."
    )


def why_not_sign(application: Application, signer: User) -> str | None:
    """Who proposed the decision does not sign it."""
    return why_not_signed_by(application, signer, scored=application.score_sheets.filter(evaluator=signer).exists())


def why_not_signed_by(application: Application, signer: User, *, scored: bool) -> str | None:
    """The same where it is known whether she has scored it."""
    if scored or application.verdict.by_id == signer.pk:
        return _("Avete istruito o valutato voi questa domanda: la concessione la firma un’altra persona.")
    return None


def why_not_under(application: Application, act: Act) -> str | None:
    """A grant stands on an act of granting of the same call."""
    return why_not_act(act) if act.call_id == application.call_id else _no_act()


def why_not_act(act: Act) -> str | None:
    """Grants stand on an act of granting."""
    return None if act.kind == ActKind.GRANT else _no_act()


def _no_act() -> str:
    return _("Serve un atto di concessione di questo bando: registratelo, poi sceglietelo qui.")


def why_not_codes(cor: str, cup: str) -> str | None:
    """The aid is in the State's register first (COR), the project has a CUP of its own."""
    if not is_cor(cor):
        return _("Il codice COR del Registro nazionale aiuti è fatto di 5–10 cifre: registrate l’aiuto, poi copiatelo qui.")
    if refusal := why_not_cup(cup):
        return refusal
    taken = {name: Grant.objects.filter(**{name: value}).exists() for name, value in (("cor", cor), ("cup", cup))}
    return why_taken(cor, cup, **taken)


def why_taken(a_cor: str, a_cup: str, *, cor: bool, cup: bool) -> str | None:
    """A code that another grant has (`cor`, `cup` say which) is not given again."""
    if cor:
        return _("Il COR %(cor)s è già di un’altra domanda: ogni aiuto ha il suo.") % {"cor": a_cor}
    if cup:
        return _("Il CUP %(cup)s è già di un’altra domanda: ogni progetto ha il suo.") % {"cup": a_cup}
    return None
