"""The call of 2020, played whole: as many financed at each act as in life, and the rankings give what the ledger has."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from applications.enums import RejectionReason, State
from applications.models import Arrival, Ranking, RankingEntry, ScoreSheet, Verdict
from applications.queries.arrivals import broken_chain
from bando.models import Call
from bando.queries.balance import differences
from demo import replay_table
from demo.replay_plan import APPLICATIONS, ENDED, FINANCED, Fate
from demo.replaying import CODE

pytestmark = [pytest.mark.django_db, pytest.mark.breaks_the_ledger]


def test_the_call_of_2020_finances_286_then_403_then_638(monkeypatch):
    """One test for all of it: the playing takes minutes."""
    said = StringIO()
    call_command("replay_2020", "--rankings-only", stdout=said)
    call = Call.objects.get(code=CODE)
    states = Counter(call.applications.values_list("state", flat=True))
    assert states == {
        State.FINANCED: FINANCED[-1], State.BELOW_MINIMUM: ENDED[Fate.BELOW], State.INADMISSIBLE: 1_011 - ENDED[Fate.BELOW],
    }  # fmt: skip
    # Through the operations: one queue without a gap, a chain that holds, verdicts with their reasons, two sheets a project.
    assert Arrival.objects.filter(call=call).count() == APPLICATIONS
    assert broken_chain(call) is None
    reasons = Counter(Verdict.objects.filter(application__call=call).values_list("reason_code", flat=True))
    assert reasons == {
        "": FINANCED[-1] + ENDED[Fate.BELOW], RejectionReason.REQUIREMENT: ENDED[Fate.UNMET],
        RejectionReason.NO_ANSWER: ENDED[Fate.UNANSWERED], RejectionReason.MINIMUM_SPEND: ENDED[Fate.CUT],
    }  # fmt: skip
    assert ScoreSheet.objects.filter(application__call=call).count() == 2 * (FINANCED[-1] + ENDED[Fate.BELOW])
    # Three acts; each finances what the one before left waiting.
    acts = Ranking.objects.filter(call=call, act__isnull=False).order_by("pk")
    newly = [RankingEntry.objects.filter(ranking=act, outcome="financed").count() for act in acts]
    assert newly == [FINANCED[0], FINANCED[1] - FINANCED[0], FINANCED[2] - FINANCED[1]]
    assert not list(differences())
    for sentence in ("286 con la dotazione, 403 e 638 dopo i rifinanziamenti", "Le imprese sono inventate", "1649"):
        assert sentence in said.getvalue()
    with pytest.raises(CommandError, match="it is played once"):
        call_command("replay_2020", stdout=said)
    assert Call.objects.filter(code=CODE).count() == 1
    # The controls: the command would have said so.
    assert list(replay_table.failures(call, FINANCED)) == []
    monkeypatch.setattr(replay_table, "FINANCED", (286, 403, 637))
    assert any("and (286, 403, 637) was published" in sentence for sentence in replay_table.failures(call, FINANCED))
    monkeypatch.undo()
    call.pots.first().lines.update(committed=0)
    found = list(replay_table.failures(call, FINANCED))
    assert any("do not give the same shares" in sentence for sentence in found)
    assert any("i movimenti danno" in sentence for sentence in found)
