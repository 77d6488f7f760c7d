"""The Region's money in the call at its end: half at the start, two fifths on the interim report."""

from datetime import datetime, timedelta

from bando.enums import TrancheKind
from bando.models import Call, TrancheRule
from demo.calls import ISSUER
from demo.cast import Cast
from disbursement.models import Evidence, Tranche
from disbursement.operations import evidence, tranches
from reports.domain.texts import Text
from reports.enums import ReportKind
from reports.operations import delivering, producing, requesting, writing

CODE = "ECOMMERCE-2020-A"
CHAPTERS = (
    (
        "Premessa",
        "Il bando sostiene le micro, piccole e medie imprese lombarde che vogliono **vendere all’estero online**. Lo gestisce "
        "Unioncamere Lombardia con le Camere di commercio, che istruiscono le domande e pagano i contributi.\n\n"
        "I dati del rapporto sono quelli del portale all’istante indicato in copertina.",
    ),
    (
        "Problemi e rimedi",
        "Le difficoltà più frequenti sono state:\n\n"
        "- documenti mancanti, risolti con una *richiesta di integrazione*;\n"
        "- fatture senza CUP, corrette prima del rendiconto;\n"
        "- DURC non regolari al momento del pagamento.\n\n"
        "Le Camere hanno avvisato le imprese prima di ogni scadenza.",
    ),
)


def flow(cast: Cast, now: datetime) -> None:
    """First tranche, interim report sent to the Region, second tranche received; the balance is left to the reader."""
    call = Call.objects.get(code=CODE)
    if Tranche.objects.filter(rule__fund__call=call).exists():
        return
    pass_through(_rule(call, TrancheKind.FIRST), None, cast, now - timedelta(days=280))
    report = deliver(call, ReportKind.INTERIM, "UL-2020-0815", cast, now - timedelta(days=15))
    pass_through(_rule(call, TrancheKind.SECOND), report, cast, now - timedelta(days=10))


def _rule(call: Call, kind: TrancheKind) -> TrancheRule:
    return TrancheRule.objects.get(fund__call=call, kind=kind)


def pass_through(rule: TrancheRule, report: Evidence | None, cast: Cast, at: datetime) -> Tranche:
    """A tranche from its proposal to the Chambers, in four days."""
    tranche = tranches.propose(rule=rule, evidence=report, by=cast.operator, at=at)
    director, later = cast.director, at + timedelta(days=4)
    tranches.request(
        tranche=tranche, number=f"Q{rule.fund_id}-{rule.order}", issued_on=at.date(), issuer=ISSUER, signer=director.name,
        by=director, at=at + timedelta(hours=2),
    )  # fmt: skip
    protocol = f"RL-{rule.fund_id}-{rule.order}"
    tranches.approve(tranche=tranche, protocol=protocol, approved_on=later.date(), by=cast.operator, at=later)
    reference = f"Mandato {rule.fund_id}/{rule.order}"
    tranches.receive(tranche=tranche, received_on=later.date(), reference=reference, by=cast.operator, at=later)
    tranches.pass_on(tranche=tranche, by=cast.operator, at=later + timedelta(hours=3))
    return tranche


def tell(call: Call, kind: ReportKind, cast: Cast, at: datetime) -> None:
    """What Unioncamere writes into the report, before it is asked for."""
    for place, (title, words) in enumerate(CHAPTERS, start=1):
        writing.begin(call=call, kind=kind, place=place * 10, text=Text(title, words), by=cast.operator, at=at)


def deliver(call: Call, kind: ReportKind, protocol: str, cast: Cast, at: datetime) -> Evidence:
    """A report as of `at`, sent to the Region the day after and approved there in three more."""
    tell(call, kind, cast, at)
    run = requesting.request(call=call, kind=kind, as_of_at=at, by=cast.operator, at=at)
    producing.produce(run_id=run.pk, at=at)
    run.refresh_from_db()
    sent = delivering.deliver(run=run, protocol=protocol, by=cast.operator, at=at + timedelta(days=1))
    approved = at + timedelta(days=4)
    evidence.approve(evidence=sent, protocol=f"RL di {protocol}", approved_on=approved.date(), by=cast.operator, at=approved)
    return sent
