"""COR and CUP from a sheet: each line is looked at before anything is granted, and what is wrong with it is said."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications.domain.coding import COLUMNS, lines
from applications.enums import State
from applications.models import Application, Grant
from applications.operations import coding, granting
from applications.queries.codes import committed_amounts, judged
from bando.enums import ActKind
from bando.models import Call
from core.models import Job, Outcome
from core.operations import working
from core.refusals import Refused
from tests.factories import (
    GRANTED,
    a_call,
    a_draft,
    a_firm,
    a_user,
    admit,
    an_act,
    an_officer,
    confirm,
    fill,
    fresh,
    rank,
    score,
    send,
    staff,
)

pytestmark = pytest.mark.django_db
HEADER = ";".join(COLUMNS.values())
COR, CUP = "1234567", "B12C20000010001"
DUE = "8400,00"


def financed(count: int = 1, *, provinces: str = "BG", call: Call | None = None) -> list[Application]:
    """So many applications of one call, financed."""
    call = call or a_call()
    sent = [send(confirm(fill(a_draft(call=call, firm=a_firm()), province=provinces))) for _each in range(count)]
    found = [score(admit(each)) for each in sent]
    rank(found[0])
    return [fresh(each) for each in found]


def line(application: Application, cor: str = COR, cup: str = CUP, **other: str) -> str:
    said = {"number": str(application.arrival.number), "tax_code": application.firm.tax_code, "amount": DUE} | other
    return ";".join([said["number"], "Impresa", said["tax_code"], said["amount"], cor, cup])


def sheet(*found: str, header: str = HEADER) -> bytes:
    return "\r\n".join([header, *found, ""]).encode("utf-8-sig")


def brought(content: bytes, call: Call) -> Job:
    by = staff("director")[0]
    return coding.propose(act=an_act(call), content=content, by=by, at=GRANTED)


def said(job: Job) -> list[tuple[str, str]]:
    return list(job.rows.order_by("number").values_list("outcome", "result"))


def done(job: Job) -> Job:
    working.confirm(job=job, parameters={}, by=staff("director")[0], at=GRANTED)
    working.work(job_id=job.pk, clock=lambda: GRANTED)
    return job


def test_a_right_sheet_grants_nothing_before_it_is_confirmed_and_then_each_once():
    one, two = financed(2)
    job = brought(sheet(line(one), line(two, "7654321", "B12C20000010002")), one.call)
    assert [outcome for outcome, _result in said(job)] == [Outcome.WAITING] * 2
    assert not Grant.objects.exists()
    done(job)
    assert {(grant.application_id, grant.cor, grant.cup) for grant in Grant.objects.all()} == {
        (one.pk, COR, CUP), (two.pk, "7654321", "B12C20000010002"),
    }  # fmt: skip
    assert said(job)[0] == (Outcome.DONE, f"Concesso: 8.400,00\xa0€, COR {COR}, CUP {CUP}.")
    assert fresh(one).state == State.GRANTED


def test_what_is_recorded_already_is_said_and_other_codes_are_refused():
    (one,) = financed()
    done(brought(sheet(line(one)), one.call))
    assert said(brought(sheet(line(one)), one.call)) == [(Outcome.ALREADY, f"Già inserito: COR {COR}, CUP {CUP}.")]
    (outcome, why) = said(brought(sheet(line(one, "99999")), one.call))[0]
    assert (outcome, why) == (Outcome.REFUSED, f"La domanda ha già altri codici: COR {COR}, CUP {CUP}. Non si cambiano da qui.")


def test_what_was_granted_by_hand_since_is_said_when_its_turn_comes():
    (one,) = financed()
    job = brought(sheet(line(one)), one.call)
    granting.grant(application=one, act=an_act(one.call), cor=COR, cup=CUP, by=staff("director")[0], at=GRANTED)
    assert said(done(job)) == [(Outcome.DONE, f"Già inserito: COR {COR}, CUP {CUP}.")]


WRONG = {
    "unknown number": (lambda it: line(it, number="99"), "Nessuna domanda di questo bando che potete vedere ha questo numero"),
    "no number": (lambda it: line(it, number="=1+1"), "Nessuna domanda di questo bando"),
    "firm": (lambda it: line(it, tax_code="00000000000"), "Il codice fiscale non è quello della domanda"),
    "amount": (lambda it: line(it, amount="8.400,01"), "Il contributo non è quello impegnato (8.400,00"),
    "no amount": (lambda it: line(it, amount=""), "Il contributo non è quello impegnato"),
    "cor": (lambda it: line(it, cor="12"), "Il COR è fatto di 5–10 cifre: qui c’è «12»"),
    "cor of other digits": (lambda it: line(it, cor="１２３４５６７"), "Il COR è fatto di 5–10 cifre"),
    "formula": (lambda it: line(it, cor='=HYPERLINK("http://x")'.replace('"', "'")), "Il COR è fatto di 5–10 cifre"),
    "cup": (lambda it: line(it, cup="B12C2000001000"), "Il CUP ha 15 caratteri"),
    "no codes": (lambda it: line(it, cor="", cup=""), "COR e CUP mancano"),
    "too many cells": (lambda it: line(it) + ";oltre", "La riga ha più celle delle colonne"),
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_a_wrong_line_says_what_is_wrong_and_the_right_ones_go_on(what):
    one, two = financed(2)
    wrong, sentence = WRONG[what]
    job = brought(sheet(wrong(one), line(two, "7654321", "B12C20000010002")), one.call)
    (outcome, why), (other, _nothing) = said(job)
    assert (outcome, other) == (Outcome.REFUSED, Outcome.WAITING)
    assert sentence in why
    done(job)
    assert Grant.objects.get().application == two


def test_codes_that_stand_twice_or_are_anothers_are_refused():
    one, two, three = financed(3)
    done(brought(sheet(line(three, "5555555", "B12C20000010003")), one.call))
    cases = [
        (sheet(line(one), line(one, "1111111", "B12C20000010009")), "Il numero 1 è in più righe"),
        (sheet(line(one), line(two, COR, "B12C20000010009")), f"Il COR {COR} è in più righe"),
        (sheet(line(one), line(two, "1111111", CUP)), f"Il CUP {CUP} è in più righe"),
        (sheet(line(one, "5555555")), "Il COR 5555555 è già di un’altra domanda"),
        (sheet(line(one, cup="B12C20000010003")), "Il CUP B12C20000010003 è già di un’altra domanda"),
    ]
    for content, sentence in cases:
        job = brought(content, one.call)
        assert all(outcome == Outcome.REFUSED and sentence in why for outcome, why in said(job)), sentence
        with pytest.raises(Refused, match="Non c’è niente da fare"):
            working.confirm(job=job, parameters={}, by=staff("director")[0], at=GRANTED)


def test_who_checked_or_scored_it_does_not_grant_it_by_a_sheet_either():
    (one,) = financed()
    asked = lines([(2, line(one).split(";"))], list(COLUMNS.values()))
    refused = {who: judged(asked, one.call, by)[0].refused for who, by in people(one).items()}
    assert refused.pop("director") == ""
    assert all("la concessione la firma un’altra persona" in why for why in refused.values())


def people(application: Application) -> dict[str, User]:
    """Who has checked it, who has scored it, and who has done neither."""
    evaluator = application.score_sheets.first().evaluator
    return {"officer": application.verdict.by, "evaluator": evaluator, "director": staff("director")[0]}


def test_the_number_of_another_chamber_answers_like_one_that_does_not_exist():
    call = a_call()
    mine, theirs = (send(confirm(fill(a_draft(call=call, firm=a_firm()), province=place))) for place in ("BG", "BS"))
    for each in (mine, theirs):
        score(admit(each))
    rank(mine)
    header, officer = list(COLUMNS.values()), an_officer(fresh(mine))
    asked = [line(fresh(theirs)), line(fresh(theirs), "7654321", "B12C20000010002", number="99")]
    foreign, missing = judged(lines([(at, one.split(";")) for at, one in enumerate(asked, 2)], header), call, officer)
    assert foreign.refused == missing.refused
    assert (foreign.subject_id, missing.subject_id) == (None, None)
    assert theirs.firm.name not in foreign.label


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Il file è vuoto"),
        (HEADER.encode(), "Non avete scelto niente"),
        ("Numero;COR".encode("utf-16"), "Il file non è un testo che il portale sa leggere"),
        (b"PK\x03\x04\x00\x00\x00", "Il file non è un testo"),
        (b'Numero;"COR', "Il file non è un CSV leggibile"),
        (b"Numero\tCOR\n1\t2", "queste colonne mancano o ci sono due volte: Numero, Codice fiscale, Contributo, COR, CUP"),
        (b"Numero;COR;CUP;Contributo\n1;2;3;4", "queste colonne mancano o ci sono due volte: Codice fiscale"),
    ],
)
def test_a_file_of_another_kind_is_refused_whole(content, sentence):
    with pytest.raises(Refused, match=sentence):
        brought(content, a_call())
    assert not Job.objects.exists()


def test_only_who_signs_brings_codes_and_only_under_an_act_of_granting():
    (one,) = financed()
    for role in ("operator", "evaluator", "auditor"):
        with pytest.raises(Refused, match="Il vostro ruolo non permette"):
            coding.propose(act=an_act(one.call), content=sheet(line(one)), by=a_user(role), at=GRANTED)
    wrong = an_act(one.call, ActKind.REFINANCING)
    with pytest.raises(Refused, match="Serve un atto di concessione"):
        coding.propose(act=wrong, content=sheet(line(one)), by=staff("director")[0], at=GRANTED)


def test_what_is_no_longer_to_be_granted_when_its_turn_comes_keeps_the_reason():
    one, two = financed(2)
    job = brought(sheet(line(one), line(two, "7654321", "B12C20000010002")), one.call)
    granting.grant(application=two, act=an_act(two.call), cor=COR, cup=CUP, by=staff("director")[0], at=GRANTED)
    (first, why), (second, other) = said(done(job))
    assert (first, why) == (Outcome.REFUSED, f"Il COR {COR} è già di un’altra domanda: ogni aiuto ha il suo.")
    assert (second, other[:27]) == (Outcome.REFUSED, "L’operazione non è possibil")


def test_as_many_statements_for_three_lines_as_for_one():
    found = financed(3)
    header = list(COLUMNS.values())
    asked = [line(each, f"{7_000_000 + each.pk}", f"B12C{each.pk:011d}") for each in found]
    counts, call = [], found[0].call
    for some, director in zip((asked[:1], asked), (a_user("director"), a_user("director")), strict=True):
        with CaptureQueriesContext(connection) as queries:
            judged(lines([(at, one.split(";")) for at, one in enumerate(some, 2)], header), call, director)
        counts.append(len(queries))
    assert counts[0] == counts[1] > 0


def test_the_sums_are_those_that_a_grant_would_have():
    (one,) = financed()
    assert committed_amounts([one]) == {one.pk: one.verdict.grant}


def test_the_database_keeps_cors_apart_and_in_form():
    one, two = financed(2)
    done(brought(sheet(line(one)), one.call))
    values = {column.attname: getattr(Grant.objects.get(), column.attname) for column in Grant._meta.concrete_fields}
    values |= {"id": None, "application_id": two.pk, "cup": "B12C20000010009"}
    for cor, constraint in ((COR, "cor"), ("12", "a_cor_has_five_to_ten_digits"), ("１２３４５６", "a_cor_has_five")):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Grant.objects.create(**values | {"cor": cor})
