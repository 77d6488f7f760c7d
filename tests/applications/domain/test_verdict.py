"""What is judged without a file: who may sign, and facts that are kept and read again."""

import json
from dataclasses import replace

import pytest

from applications.domain.signature import Signed, read
from applications.domain.verdict import Person, judge
from applications.enums import Certificate, Over, SignatureFormat, Unreadable
from bando.enums import SignaturePolicy
from demo.authority import sign_cades
from tests.applications.certificates import ANNA, AT, MARIO, facts, form, person

HE, SHE = Person("Mario Rossi", MARIO), Person("Anna Bianchi", ANNA)


@pytest.fixture(scope="module")
def signed() -> Signed:
    return facts(sign_cades(form(), person("anna")))


def test_facts_that_were_kept_as_json_are_the_same_facts(signed: Signed) -> None:
    assert read(json.loads(json.dumps(signed.plain()))) == signed
    nothing = Signed(None, unreadable=Unreadable.EMPTY)
    assert read(json.loads(json.dumps(nothing.plain()))) == nothing


def test_whoever_may_sign_for_the_firm_may_be_who_signed(signed: Signed) -> None:
    assert judge(signed, SignaturePolicy.QUALIFIED, [HE, SHE], AT).accepted is True
    refused = judge(signed, SignaturePolicy.QUALIFIED, [HE, Person("Luca Verdi", "VRDLCU70A01F205P")], AT)
    assert refused.sentence.italian() == (
        f"La firma è di Anna Bianchi (codice fiscale {ANNA}), non di chi rappresenta l’impresa: deve firmare Mario Rossi (codice "
        f"fiscale {MARIO}) o Luca Verdi (codice fiscale VRDLCU70A01F205P). Fate firmare il modulo a questa persona e caricatelo "
        "di nuovo."
    )


def test_a_firm_whose_representative_is_unknown_is_told_so(signed: Signed) -> None:
    assert judge(signed, SignaturePolicy.QUALIFIED, [], AT).sentence.italian() == (
        "Il portale non conosce il codice fiscale di chi rappresenta l’impresa: completate i dati dell’impresa, poi caricate di "
        "nuovo il modulo firmato."
    )


def test_a_person_without_tax_code_is_nobody(signed: Signed) -> None:
    nameless = replace(signed, signers=(replace(signed.signers[0], tax_code=""),))
    assert judge(nameless, SignaturePolicy.ANY, [Person("Mario Rossi", "")], AT).accepted is False


def test_a_weak_signature_counts_in_no_call(signed: Signed) -> None:
    weak = replace(signed, signers=(replace(signed.signers[0], certificate=Certificate.WEAK),))
    for policy in (SignaturePolicy.ANY, SignaturePolicy.QUALIFIED):
        assert judge(weak, policy, [SHE], AT).sentence.italian() == (
            f"La firma di Anna Bianchi (codice fiscale {ANNA}) usa un algoritmo che non è più sicuro: aggiornate il vostro "
            "programma di firma, firmate di nuovo il modulo e caricatelo."
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"over": Over.AN_OLDER_FORM},
        {"over": Over.SOMETHING_ELSE},
        {"added": True, "format": SignatureFormat.PADES},
        {"unreadable": Unreadable.DAMAGED},
    ],
)
def test_each_fact_about_the_file_is_enough_to_refuse_it(signed: Signed, wrong: dict) -> None:
    assert judge(replace(signed, **wrong), SignaturePolicy.ANY, [SHE], AT).accepted is False


@pytest.mark.parametrize(
    "wrong", [{"unbroken": False}, {"valid_until": AT.replace(year=2019)}, {"valid_from": AT.replace(year=2030)}]
)
def test_each_fact_about_the_signer_is_enough_to_refuse_the_file(signed: Signed, wrong: dict) -> None:
    assert (
        judge(replace(signed, signers=(replace(signed.signers[0], **wrong),)), SignaturePolicy.ANY, [SHE], AT).accepted is False
    )


@pytest.mark.parametrize("wrong", [{"qualified": False}, *[{"certificate": each} for each in Certificate if each != "trusted"]])
def test_a_qualified_signature_needs_its_statement_and_its_chain(signed: Signed, wrong: dict) -> None:
    found = replace(signed, signers=(replace(signed.signers[0], **wrong),))
    assert judge(found, SignaturePolicy.QUALIFIED, [SHE], AT).accepted is False
