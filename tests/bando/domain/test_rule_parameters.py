"""The parameters of rules: what is refused, in which words, and what a form can be made of."""

import re
from decimal import Decimal
from typing import Any

import pytest

from bando.domain.rules.parameters import SHAPES, Asks, BadParameters, Input, describe, parse
from bando.enums import RuleKind
from tests.bando.rule_cases import CASES

AMOUNT, SHARE = "scrivete un importo in euro come testo, per esempio 4000.00.", "la quota sta fra 0 e 1: 0.5 è la metà."
CODE = "scrivete un codice di lettere, cifre e trattini, per esempio e-commerce-2020."
CLASSES = "microimpresa, piccola impresa, media impresa e grande impresa"
ATECO = "non è un codice ATECO: scrivete una lettera o da due a sei cifre, per esempio G, 47 o 47.91.10."

BAD: list[tuple[str, Any, str]] = [
    ("size", {}, "Mancano: Dimensioni ammesse."),
    ("size", {"classes": []}, "«Dimensioni ammesse»: indicate almeno una voce."),
    ("size", {"classes": ["huge"]}, f"«Dimensioni ammesse»: si può scegliere fra: {CLASSES}."),
    ("size", {"classes": "micro"}, "«Dimensioni ammesse»: scrivete un elenco."),
    ("size", {"classes": ["micro", "micro"]}, "«Dimensioni ammesse»: micro c’è due volte."),
    ("size", {"classes": ["micro"], "more": 1}, "Il tipo di requisito scelto non ha questi parametri: more."),
    ("seat", {"may_be_opened_later": "yes"}, "«La sede può essere aperta dopo la domanda»: rispondete sì o no."),
    ("seat", {"may_be_opened_later": 1}, "«La sede può essere aperta dopo la domanda»: rispondete sì o no."),
    ("seat", {"may_be_opened_later": None}, "«La sede può essere aperta dopo la domanda»: rispondete sì o no."),
    ("ateco", {"version": "2022", "include": ["47"]}, "«Classificazione»: si può scegliere fra: ATECO 2007 e ATECO 2025."),
    ("ateco", {"version": "2007"}, "Indicate almeno un codice ATECO ammesso o escluso."),
    ("ateco", {"version": "2007", "include": ["4"]}, f"«Codici ammessi»: «4» {ATECO}"),
    ("ateco", {"version": "2007", "include": ["47.911"]}, f"«Codici ammessi»: «47.911» {ATECO}"),
    ("ateco", {"version": "2007", "exclude": [47]}, f"«Codici esclusi»: «47» {ATECO}"),
    ("ateco", {"version": "2007", "include": ["47", "47"]}, "«Codici ammessi»: 47 c’è due volte."),
    ("ateco", {"version": "2007", "include": ["47"], "exclude": ["47"]}, "47: lo stesso codice è ammesso ed escluso."),
    ("ateco", {"version": "2007", "include": ["V"]}, "V: nella classificazione scelta non c’è una sezione con questa lettera."),
    ("capital", {"share": "1.01"}, f"«Quota del capitale che le perdite non superano»: {SHARE}"),
    ("capital", {"share": "-0.1"}, f"«Quota del capitale che le perdite non superano»: {SHARE}"),
    (
        "capital",
        {"share": 0.5},
        "«Quota del capitale che le perdite non superano»: scrivete una quota come testo fra 0 e 1, per esempio 0.5.",
    ),
    ("capital", {"on": "2019-02-29"}, "«Giorno a cui si guarda»: scrivete un giorno che esiste, per esempio 2019-12-31."),
    ("capital", {"on": "0219-12-31"}, "«Giorno a cui si guarda»: scrivete un giorno che esiste, per esempio 2019-12-31."),
    ("durc", {"valid_days": 0}, "«Giorni di validità dal rilascio»: scrivete un numero intero da 1 a 366."),
    ("durc", {"valid_days": "120"}, "«Giorni di validità dal rilascio»: scrivete un numero intero da 1 a 366."),
    (
        "antimafia",
        {"documents_above": "-1.00"},
        "«Contributo oltre il quale serve la documentazione antimafia»: l’importo non può essere negativo.",
    ),
    ("single", {"others": True}, "«Altre domande ammesse della stessa impresa»: scrivete un numero intero da 0 a 100."),
    ("single", {"others": -1}, "«Altre domande ammesse della stessa impresa»: scrivete un numero intero da 0 a 100."),
    ("linked_firms", {"others": 101}, "«Domande ammesse di imprese collegate»: scrivete un numero intero da 0 a 100."),
    ("earlier_calls", {"calls": []}, "«Codici dei bandi precedenti»: indicate almeno una voce."),
    ("earlier_calls", {"calls": ["a b"]}, f"«Codici dei bandi precedenti»: {CODE}"),
    ("minimum_spend", {}, "Mancano: Spesa minima."),
    ("minimum_spend", {"amount": 4000.0}, f"«Spesa minima»: {AMOUNT}"),
    ("minimum_spend", {"amount": 4000}, f"«Spesa minima»: {AMOUNT}"),
    ("minimum_spend", {"amount": "four"}, f"«Spesa minima»: {AMOUNT}"),
    ("minimum_spend", {"amount": "NaN"}, f"«Spesa minima»: {AMOUNT}"),
    ("minimum_spend", {"amount": "1e3"}, f"«Spesa minima»: {AMOUNT}"),
    ("minimum_spend", {"amount": "4.000,00"}, f"«Spesa minima»: {AMOUNT}"),
    ("minimum_spend", {"amount": "-4000.00"}, "«Spesa minima»: l’importo non può essere negativo."),
    ("minimum_spend", {"amount": "0.001"}, "«Spesa minima»: l’importo ha al più due decimali e dodici cifre intere."),
    ("maximum_spend", {"amount": "1000000000000"}, "«Spesa massima»: l’importo ha al più due decimali e dodici cifre intere."),
    ("item_caps", {"amount": "1.00"}, "Il tipo di requisito scelto non ha questi parametri: amount."),
    (
        "readiness",
        {"parts": ["hope"]},
        "«Che cosa va descritto»: si può scegliere fra: i prodotti da vendere online, i mercati esteri a cui puntate e almeno "
        "un canale di vendita online specializzato.",
    ),
    ("aid_ceiling", {"amount": 200000}, f"«Massimale degli aiuti»: {AMOUNT}"),
    (
        "aid_ceiling",
        {"amount": "1.00", "window": "decade"},
        "«Periodo in cui gli aiuti si sommano»: si può scegliere fra: tre anni mobili fino alla concessione e "
        "l’esercizio in corso e i due precedenti.",
    ),
    ("yearly_ceiling", {"amount": "1.00", "calls": "all"}, "«Codici dei bandi che contano»: scrivete un elenco."),
    ("declaration", {"declaration": 3}, f"«Codice della dichiarazione»: {CODE}"),
    ("declaration", {"declaration": ""}, f"«Codice della dichiarazione»: {CODE}"),
    ("declaration", {"declaration": "x" * 10_000_000}, f"«Codice della dichiarazione»: {CODE}"),
    ("horoscope", {}, "Il tipo di requisito «horoscope» non esiste."),
    ("single", [], "I parametri di un requisito sono un elenco di nomi e valori."),
]


@pytest.mark.parametrize(("kind", "row", "sentence"), BAD, ids=lambda value: str(value)[:60])
def test_parameters_that_do_not_fit_their_kind_are_refused_in_words(kind: str, row: Any, sentence: str) -> None:
    with pytest.raises(BadParameters, match=f"^{re.escape(sentence)}$"):
        parse(kind, row)


def test_a_refusal_names_the_parameter_for_the_form() -> None:
    with pytest.raises(BadParameters) as refused:
        parse("durc", {"valid_days": 0})
    assert refused.value.name == "valid_days"


@pytest.mark.parametrize("kind", RuleKind.values)
def test_each_kind_describes_what_it_wants(kind: str) -> None:
    for field in describe(kind):
        assert field.label
        assert field.required or field.default is not None or field.nullable
        assert bool(field.choices) == (field.input in {Input.CHOICE, Input.CHOICES})
        assert field.json_type in {"string", "number", "boolean", "array"}


def test_the_description_tells_a_form_everything() -> None:
    classes, linked = describe("size")
    assert (classes.name, classes.required, classes.input, classes.json_type) == ("classes", True, Input.CHOICES, "array")
    assert classes.choices[0] == ("micro", "microimpresa")
    assert (linked.name, linked.required, linked.default, linked.python_type) == ("linked", False, False, bool)
    (ceiling, window) = describe("aid_ceiling")
    assert (ceiling.python_type, window.default) == (Decimal, "rolling")
    (documents,) = describe("antimafia")
    assert documents.nullable


def test_parameters_that_may_be_left_out_may_be_null() -> None:
    assert parse("antimafia", {"documents_above": None}) == parse("antimafia", {})


@pytest.mark.parametrize("kind", RuleKind.values)
def test_the_parameters_of_the_cases_fit(kind: str) -> None:
    for case in CASES:
        if case.kind == kind:
            assert isinstance(parse(kind, case.parameters), SHAPES[RuleKind(kind)])
            assert issubclass(SHAPES[RuleKind(kind)], Asks)


def test_codes_are_read_in_their_one_writing() -> None:
    assert parse("ateco", {"version": "2007", "include": ["4791", "g"]}) == parse(
        "ateco", {"version": "2007", "include": ["47.91", "G"]}
    )
