"""Municipalities are written as ISTAT writes them and found as people type them."""

import pytest

from registry.domain.naming import as_written, search_key


@pytest.mark.parametrize(
    ("archive", "name"),
    [
        ("Anzola Dell'Emilia", "Anzola dell'Emilia"),
        ("Canonica D'Adda", "Canonica d'Adda"),
        ("Bardello Con Malgesso E Bregano", "Bardello con Malgesso e Bregano"),
        ("Cassano Allo Ionio", "Cassano allo Ionio"),
        ("Torre De' Roveri", "Torre de' Roveri"),
        ("Bonate Sopra", "Bonate Sopra"),
        ("La Spezia", "La Spezia"),
        ("Di Prova", "Di Prova"),
        ("L'Aquila", "L'Aquila"),
        ("Dro", "Dro"),
        ("Appiano Sulla Strada Del Vino", "Appiano sulla strada del vino"),
    ],
)
def test_small_words_are_small_but_for_the_first(archive, name):
    assert as_written(archive) == name


def test_where_no_rule_helps_the_spelling_is_by_code():
    assert as_written("Sotto Il Monte Giovanni Xxiii", "I869") == "Sotto il Monte Giovanni XXIII"
    assert as_written("Sotto Il Monte Giovanni Xxiii") != "Sotto il Monte Giovanni XXIII"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Cantù", "cantu"), ("cantu'", "cantu"), ("CANTU", "cantu"), ("Sant’Angelo", "sant angelo"),
        ("Sant'Angelo", "sant angelo"), ("Rhêmes-Notre-Dame", "rhemes notre dame"), ("  Busto   Arsizio ", "busto arsizio"),
        ("’ - ", ""),
    ],
)  # fmt: skip
def test_a_search_sees_no_accents(typed, key):
    assert search_key(typed) == key
