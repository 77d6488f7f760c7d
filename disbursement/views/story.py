"""What happened to the accounts of an application as its firm reads it: their steps, what the bank did, sample controls."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.figures import euro, instant
from core.queries.timeline import Step, timeline
from disbursement.enums import LineMove, LineState
from disbursement.models import Account, Control, Settlement


def story(account: Account, controls: Iterable[Control], settlement: Settlement | None = None) -> list[Step]:
    """The first thing first. The firm reads who acted, not the address she works from."""
    steps = [replace(step, title=capfirst(step.title), by=_who(step)) for step in timeline(account)]
    steps += [step for control in controls for step in _steps(control)]
    steps += _of_the_bank(settlement) if settlement else []
    return sorted(steps, key=lambda step: step.at)


def _who(step: Step) -> str:
    return step.by.partition(" <")[0]


def _of_the_bank(settlement: Settlement) -> Iterator[Step]:
    """Each payment that came back, and the one that did not."""
    for line in settlement.order_lines.all():
        rejected = line.state == LineState.REJECTED
        ends = [step for step in timeline(line) if step.move in (LineMove.REJECT, LineMove.PAY)]
        title = _("La banca ha respinto il pagamento di %(net)s") if rejected else _("Pagamento eseguito: %(net)s")
        for step in ends:
            yield replace(step, title=title % {"net": euro(line.net)}, text=line.reason, by=_who(step))


def _steps(control: Control) -> Iterator[Step]:
    sample, outcome = control.sample, getattr(control, "outcome", None)
    drawn_at, drawn_by = sample.drawn_at, sample.drawn_by
    assert drawn_at, "a control is of a sample that was drawn"
    assert drawn_by, "by somebody"
    due = _("La Camera lo conclude entro il %(day)s.") % {"day": instant(sample.due_at)}
    yield Step(drawn_at, _("Estratta per un controllo a campione"), due, drawn_by.name, "draw")
    if outcome is not None:
        irregular = _("Controllo a campione concluso: non regolare per %(amount)s") % {"amount": euro(outcome.amount)}
        title = irregular if outcome.amount else _("Controllo a campione concluso: regolare")
        yield Step(outcome.at, title, outcome.reason, outcome.by.name, "conclude")
