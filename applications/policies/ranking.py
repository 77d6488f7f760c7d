"""Whether a call's ranking can be proposed, and a proposal signed, now."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import Person, holds, why_not
from applications.domain.ranking_rows import Row, digest_of, lines_of
from applications.enums import RankingOutcome, State
from applications.models import Application, Ranking, ScoreSheet, Verdict
from bando.enums import Procedure
from bando.models import BudgetLine, Call
from bando.policies.opening import why_not_decide
from core.figures import euro
from core.money import ZERO

UNDECIDED = (State.SUBMITTED, State.INTEGRATION, State.REJECTION_NOTICED)
LONGEST_SEED = 200


def why_not_propose(user: Person) -> str | None:
    """A ranking is prepared by who configures calls or signs their acts."""
    return None if holds(user, Permission.CONFIGURE) else why_not(user, Permission.SIGN_ACTS)


def why_not_rank(call: Call, *, at: datetime) -> str | None:
    """After the closing, with every file checked and, where points are given, scored."""
    if refused := why_not_decide(call, at=at):
        return refused
    before = (*UNDECIDED, State.ADMISSIBLE) if Procedure(call.procedure).is_scored else UNDECIDED
    undecided = Application.objects.filter(call=call, state__in=before).count()
    if undecided:
        return ngettext(
            "C’è ancora %(count)s domanda da istruire o da valutare: la graduatoria si approva quando tutte hanno un esito.",
            "Ci sono ancora %(count)s domande da istruire o da valutare: la graduatoria si approva quando tutte hanno un esito.",
            undecided,
        ) % {"count": undecided}
    return None


def why_not_draw_lots(call: Call, seed: str, *, draws: bool) -> str | None:
    """Lots are drawn with a seed of one line, which is recorded."""
    if not draws or (seed and "\n" not in seed and len(seed) <= LONGEST_SEED):
        return None
    return _("Il bando sorteggia: scrivete il seme del sorteggio, in una riga, come risulta dal verbale (%(source)s).") % {
        "source": call.lots_seed_source or "–"
    }


def why_not_list(rows: Sequence[Row], waiting: set[int]) -> str | None:
    """An act changes something: `waiting` are the primary keys that an earlier ranking has left without money."""
    placed = [row for row in rows if row.outcome != RankingOutcome.NOT_ADMITTED]
    if not placed:
        return _("Non ci sono domande da mettere in graduatoria.")
    if all(row.outcome == RankingOutcome.WAITING and row.application in waiting for row in placed):
        return _("I fondi disponibili non finanziano altre domande: rifinanziate il bando, poi approvate lo scorrimento.")
    return None


def why_not_sign(ranking: Ranking, signer: User) -> str | None:
    """A second person signs the latest proposal, once; and not who has checked or scored one of its files."""
    if ranking.is_approved:
        return _("La graduatoria è già approvata: %(act)s.") % {"act": ranking.act}
    if Ranking.objects.filter(call=ranking.call_id, pk__gt=ranking.pk).exists():
        return _("C’è una proposta più recente per questo bando: firmate quella.")
    if ranking.proposed_by_id == signer.pk:
        return _("Avete proposto voi questa graduatoria: l’atto lo firma un’altra persona.")
    files = ranking.entries.values("application")
    took_part = Verdict.objects.filter(by=signer, application__in=files).exists()
    if took_part or ScoreSheet.objects.filter(evaluator=signer, application__in=files).exists():
        return _("Avete istruito o valutato domande di questa graduatoria: l’atto lo firma un’altra persona.")
    return None


def why_not_as_proposed(
    ranking: Ranking, stored: Sequence[Row], counted: Sequence[Row], lines: Iterable[BudgetLine]
) -> str | None:
    """What is signed is what was proposed, and what a second count finds now: else the sentence of what has changed."""
    if digest_of(lines_of(stored)) != ranking.digest:
        return _("Le righe della proposta non corrispondono alla sua impronta: preparatene un’altra e avvisate chi gestisce.")
    if list(stored) == list(counted):
        return None
    return _("Dopo la proposta qualcosa è cambiato: %(what)s. Preparate una nuova proposta.") % {
        "what": "; ".join([*_moved(ranking, lines), *_differing(stored, counted)])
    }


def _moved(ranking: Ranking, lines: Iterable[BudgetLine]) -> list[str]:
    """The pots that have more or less to give than they had."""
    before: dict[str, Decimal] = {}
    now: dict[str, Decimal] = {}
    for line in lines:
        pot = str(line.pot)
        before[pot] = before.get(pot, ZERO) + Decimal(ranking.money.get(str(line.pk), 0))
        now[pot] = now.get(pot, ZERO) + line.available
    return [
        _("%(pot)s aveva disponibili %(before)s e ora ne ha %(now)s")
        % {"pot": pot, "before": euro(before[pot]), "now": euro(now[pot])}
        for pot in now
        if now[pot] != before[pot]
    ]


def _differing(stored: Sequence[Row], counted: Sequence[Row]) -> list[str]:
    """How many rows are not what they were, and the first of them by its arrival number."""
    old, new = {row.application: row for row in stored}, {row.application: row for row in counted}
    differ = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    if not differ:
        return [_("è cambiato l’ordine delle domande")]
    first = min((new.get(key) or old[key] for key in differ), key=lambda row: row.arrival)
    return [
        ngettext(
            "%(count)s domanda è cambiata (arrivo n. %(arrival)s: %(how)s)",
            "%(count)s domande sono cambiate (la prima: arrivo n. %(arrival)s, %(how)s)",
            len(differ),
        )
        % {"count": len(differ), "arrival": first.arrival, "how": _how(old.get(first.application), new.get(first.application))}
    ]


def _how(before: Row | None, now: Row | None) -> str:
    if now is None:
        return _("non concorre più")
    if before is None:
        return _("prima non concorreva")
    if before.outcome == now.outcome and before.grant == now.grant:
        return _("punteggio, posizione, spesa o quote non sono più gli stessi")
    return _("prima «%(before)s» per %(old)s, ora «%(now)s» per %(new)s") % {
        "before": RankingOutcome(before.outcome).label,
        "old": euro(before.grant),
        "now": RankingOutcome(now.outcome).label,
        "new": euro(now.grant),
    }
