"""What is suggested for a line, and when two names are one."""

import pytest

from disbursement.domain.matching import Item, same_name, suggest

ITEMS = (
    Item(
        "shop", ("Progettazione e sviluppo del proprio sito di e-commerce", "Anche app", "Negozio online"), ("Web Agency S.r.l.",)
    ),
    Item("translation", ("Traduzioni", "Schede prodotto in altre lingue"), ("Lingue & Lingue S.n.c.",)),
    Item("photo", ("Comunicazione e promozione", "Schede prodotto, fotografie, video")),
)


@pytest.mark.parametrize(
    ("description", "supplier", "code", "because"),
    [
        ("Sviluppo sito", "Altri S.p.A.", "shop", ("sito", "sviluppo")),
        ("TRADUZIONE in tedesco", "Altri S.p.A.", "translation", ("traduzione",)),
        ("Canone del mese", "WEB AGENCY SRL", "shop", ("Web Agency S.r.l.",)),
        ("Schede prodotto", "Lingue e Lingue", "translation", ("prodotto", "schede", "Lingue & Lingue S.n.c.")),
        ("Schede prodotto fotografate", "Altri", "photo", ("fotografate", "prodotto", "schede")),
        ("Servizi come da ordine", "Altri", None, ()),
        ("", "", None, ()),
    ],
)
def test_an_item_is_suggested_by_words_and_by_the_supplier(description, supplier, code, because):
    found = suggest(description, supplier, ITEMS)
    assert (found.code if found else None, found.because if found else ()) == (code, because)


def test_nothing_is_suggested_where_as_much_speaks_for_two():
    assert suggest("Schede prodotto", "", ITEMS) is None
    assert suggest("Sito", "", ()) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Web Agency S.r.l.", "WEB AGENCY SRL", True),
        ("Web Agency S.r.l.", "Web Agency di Rossi Ada", True),
        ("Rossi Ada", "ADA ROSSI", True),
        ("Caffè Città S.n.c.", "CAFFE CITTA", True),
        ("Web Agency S.r.l.", "Web Design S.r.l.", False),
        ("S.r.l.", "Web Agency S.r.l.", False),
        ("", "Web Agency S.r.l.", False),
    ],
)
def test_two_names_are_one_when_their_telling_words_are(one, other, same):
    assert same_name(one, other) is same
