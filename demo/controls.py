"""Sample controls in the call at its end: one Chamber has drawn, another waits for its director to give the seed."""

from datetime import datetime, timedelta
from decimal import Decimal

from bando.models import Call, Pot
from demo.cast import Cast
from demo.regional import CODE
from disbursement.domain.sampling import STANDARD
from disbursement.models import ControlPlan
from disbursement.operations import sampling
from disbursement.queries.sampling import eligible

DRAWN, PROPOSED = "bg", "mi-mb-lo"
SOURCE, SEED = "Numeri del Lotto del sabato successivo, ruota di Milano", "12 27 45 63 88"


def sample(cast: Cast, now: datetime) -> None:
    """The plan of Unioncamere with the ready list, and a draw for each of two Chambers; the controls are left to the reader."""
    call = Call.objects.get(code=CODE)
    if ControlPlan.objects.filter(call=call).exists():
        return
    share, at = Decimal("0.10"), now - timedelta(days=12)
    sampling.publish(call=call, share=share, days=60, points=STANDARD, by=cast.operator, at=at)
    for code in (DRAWN, PROPOSED):
        pot = Pot.objects.get(call=call, chamber__code=code)
        if eligible(pot).exists():
            _draw(pot, code, cast, now - timedelta(days=10))


def _draw(pot: Pot, code: str, cast: Cast, at: datetime) -> None:
    put_down = sampling.propose(pot=pot, seed_source=SOURCE, by=cast.officer(code), at=at)
    if code == DRAWN:
        sampling.draw(sample=put_down, seed=SEED, by=cast.rup(code), at=at + timedelta(days=3))
        sampling.make(sample_id=put_down.pk, at=at + timedelta(days=3))
