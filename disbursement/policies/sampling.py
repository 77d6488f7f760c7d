"""When a plan of controls is published, files are put to a draw, the draw is made or taken back; when a control ends."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from bando.models import Call
from core.figures import day, euro
from core.money import ZERO, cents
from disbursement.enums import ControlResult, PointAnswer, SampleState
from disbursement.models import Control, ControlPlan, ControlSample

MOST_POINTS, LONGEST_POINT, LONGEST_BASIS, LONGEST_SEED = 40, 250, 120, 120


def why_not_plan(call: Call, *, share: Decimal, days: int, points: Sequence[tuple[str, str]]) -> str | None:
    """A plan is of a published call, of a real share, with something to look at."""
    if call.published_at is None or call.rehearsal:
        return _("I controlli si pianificano per un bando pubblicato.")
    if not ZERO < share <= 1:
        return _("La quota da controllare va oltre lo zero e arriva al massimo al 100%.")
    if not 1 <= days <= 366:
        return _("I controlli si concludono in un termine fra 1 e 366 giorni.")
    if not points or len(points) > MOST_POINTS:
        return _("Scrivete da 1 a %(most)s punti di controllo, uno per riga.") % {"most": MOST_POINTS}
    if any(not text or len(text) > LONGEST_POINT or len(basis) > LONGEST_BASIS for text, basis in points):
        return _("Ogni punto ha al massimo 250 caratteri, il riferimento dopo la barra verticale al massimo 120.")
    if len({text for text, _basis in points}) < len(points):
        return _("Lo stesso punto è scritto due volte: toglietene uno.")
    return None


def why_not_propose(plan: ControlPlan | None, pending: ControlSample | None, count: int) -> str | None:
    """One draw of a Chamber and call at a time, by a plan, among somebody."""
    if plan is None:
        return _("Per questo bando non c’è ancora un piano dei controlli: lo pubblica Unioncamere.")
    if pending is not None:
        return _("C’è già un’estrazione proposta il %(day)s da %(name)s: prima va estratta o ritirata.") % {
            "day": day(pending.proposed_at),
            "name": pending.proposed_by.name,
        }
    if not count:
        return _("Tutti i contributi pagati sono già stati in un’estrazione: ne servono di nuovi.")
    return None


def why_not_source(seed_source: str) -> str | None:
    """Where the seed will come from is said before it is known."""
    if seed_source.strip():
        return None
    return _(
        "Scrivete da dove verrà il seme, prima che si conosca: per esempio i numeri di un’estrazione pubblica e il suo giorno."
    )


def why_not_change(sample: ControlSample) -> str | None:
    """A draw may still be made or taken back."""
    if sample.state == SampleState.DRAWN:
        return _("L’estrazione è già stata fatta il %(day)s: non si ripete e non si ritira.") % {"day": day(sample.drawn_at)}
    if sample.state == SampleState.WITHDRAWN:
        return _("L’estrazione è stata ritirata: se serve ancora, proponetene una nuova.")
    return None


def why_not_seed(seed: str) -> str | None:
    """A seed is one line, recorded as it was read."""
    if seed.strip() and len(seed.strip()) <= LONGEST_SEED and seed.strip().isprintable():
        return None
    return _("Scrivete il seme su una sola riga, al massimo 120 caratteri, come risulta dalla sua fonte.")


def why_not_because(reason: str) -> str | None:
    """A draw is taken back for a reason."""
    return None if reason.strip() else _("Scrivete perché l’estrazione si ritira: resta agli atti.")


def why_not_ended(control: Control) -> str | None:
    """A control is written as long as it has not ended."""
    outcome = getattr(control, "outcome", None)
    if outcome is None:
        return None
    return _("Il controllo è già concluso il %(day)s, con esito: %(result)s.") % {
        "day": day(outcome.at),
        "result": outcome.get_result_display(),
    }


def why_not_answer(control: Control, answers: Sequence[tuple[int, str, str]], points: set[int]) -> str | None:
    """Each answer (point, answer, note) is of the list of the control; what is not met or beside the point says why."""
    if refusal := why_not_ended(control):
        return refusal
    if not answers:
        return _("Non avete risposto a nessun punto: segnatene almeno uno.")
    if any(point not in points or answer not in PointAnswer.values for point, answer, _note in answers):
        return _("Questo punto non è della lista di questo controllo: ricaricate la pagina.")
    if any(answer != PointAnswer.MET and not note.strip() for _point, answer, note in answers):
        return _("Scrivete una nota per ogni punto non conforme o non pertinente.")
    return None


def why_not_conclude(
    control: Control, *, missing: int, not_met: bool, gross: Decimal, result: str = "", amount: Decimal = ZERO, reason: str = ""
) -> str | None:
    """Once all is answered. What is irregular rests on a point not met, and says how much of what was paid, and why."""
    if refusal := why_not_ended(control):
        return refusal
    if missing:
        return _("Restano punti senza risposta: %(count)s. Rispondete a tutti, poi concludete.") % {"count": missing}
    if result == ControlResult.IRREGULAR:
        return _why_not_irregular(not_met, gross, amount, reason)
    if result and amount:
        return _("Un controllo regolare non ha un importo irregolare: lasciatelo vuoto.")
    if result and not_met and not reason.strip():
        return _("Un punto non è conforme: scrivete perché l’esito è regolare lo stesso.")
    return None


def _why_not_irregular(not_met: bool, gross: Decimal, amount: Decimal, reason: str) -> str | None:
    if not not_met:
        return _("Tutti i punti sono conformi: un esito irregolare ne richiede almeno uno non conforme.")
    if not ZERO < amount <= gross or amount != cents(amount):
        return _("L’importo irregolare va oltre lo zero e arriva al massimo a quanto è stato pagato: %(gross)s.") % {
            "gross": euro(gross)
        }
    return None if reason.strip() else _("Scrivete la motivazione: è quella da cui parte l’avvio di revoca.")
