"""Invoices are read whole from every format; hostile and broken files are answered with a sentence."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.adapters import fatturapa, fatturapa_fields
from disbursement.adapters.fatturapa import UnreadableInvoice, read
from disbursement.domain.invoice import CodeMention, InvoiceLine
from tests.disbursement.invoices import BUYER_VAT, CUP, body, fattura, simplified


@pytest.mark.parametrize("form", ["FPR12", "FPA12"])
def test_an_ordinary_invoice_is_read_whole(form: str) -> None:
    (invoice,) = read(fattura(form=form, lines=(("Sito", "5000.00"), ("Traduzioni & testi", "250.555"))))
    assert (invoice.format, invoice.number, invoice.day, invoice.document_type) == (form, "12/A", date(2026, 2, 10), "TD01")
    assert (invoice.supplier.name, invoice.buyer.vat_number, invoice.currency) == ("Web Agency S.r.l.", BUYER_VAT, "EUR")
    assert [line.net for line in invoice.lines] == [Decimal("5000.00"), Decimal("250.555")]
    assert invoice.lines[1].description == "Traduzioni & testi"
    assert (invoice.taxable, invoice.total) == (Decimal("5250.56"), Decimal("6405.68"))
    assert invoice.cups == (CodeMention(CUP, "DatiOrdineAcquisto/CodiceCUP"),)
    assert invoice.payments[0].iban == "IT60X0542811101000000123456"
    assert len(invoice.file_digest) == 64


def test_a_simplified_invoice_gives_its_net() -> None:
    (by_rate,) = read(simplified(gross="122.00", rate="22.00"))
    (by_tax,) = read(simplified(gross="122.00", rate="", tax="22.00"))
    assert by_rate.claimable == by_tax.claimable == Decimal("100.00")
    assert by_rate.supplier.name == "Ada Rossi"


def test_a_file_of_several_invoices_gives_each() -> None:
    found = read(fattura(bodies=(body(number="1"), body(number="2", document_type="TD04"))))
    assert [(each.number, each.position) for each in found] == [("1", 1), ("2", 2)]
    assert found[0].file_digest == found[1].file_digest
    assert found[0].identity != found[1].identity


@pytest.mark.parametrize("amount", ["5000.00", "-5000.00"])
def test_a_credit_note_takes_from_the_spend_however_it_is_written(amount: str) -> None:
    (invoice,) = read(fattura(document_type="TD04", lines=(("Storno", amount),)))
    assert invoice.claimable == Decimal("-5000.00")


@pytest.mark.parametrize(
    "block", ["DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione", "DatiRicezione", "DatiFattureCollegate"]
)
def test_the_cup_is_found_in_every_block_of_the_schema(block: str) -> None:
    (invoice,) = read(fattura(cup_block=block, cig="ABCDEFGHIL"))
    assert invoice.names_cup(CUP) == f"{block}/CodiceCUP"
    assert invoice.cigs == (CodeMention("ABCDEFGHIL", f"{block}/CodiceCIG"),)


@pytest.mark.parametrize(
    "given_text",
    [
        {"causal": f"Progetto CUP {CUP}"},
        {"causal": "cup: e12b-3456 7890.123"},
        {"lines": ((f"Sito web, CUP {CUP}", "5000.00"),)},
        {"extra_line": f"<AltriDatiGestionali><RiferimentoTesto>{CUP}</RiferimentoTesto></AltriDatiGestionali>"},
    ],
)
def test_the_cup_is_found_in_the_texts(given_text: dict[str, object]) -> None:
    (invoice,) = read(fattura(cup="", **given_text))
    assert invoice.names_cup(CUP) == "testo"
    assert invoice.names_cup("Z99Z99999999999") is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_any_declared_encoding_is_read(encoding: str) -> None:
    (invoice,) = read(fattura(supplier="Società è più", encoding=encoding))
    assert invoice.supplier.name == "Società è più"


def test_a_byte_order_mark_and_blank_lines_do_not_matter() -> None:
    assert read(b"\xef\xbb\xbf" + fattura())[0].number == "12/A"
    assert read(b"\r\n" + fattura())[0].number == "12/A"


def test_a_day_may_carry_a_time_zone() -> None:
    assert read(fattura(day="2026-02-10+01:00"))[0].day == date(2026, 2, 10)


LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
HOSTILE = {
    "billion laughs": fattura(prologue=f"{LAUGHS}]>", causal="CAUSAL").replace(b"CAUSAL", b"&j;"),
    "external entity": fattura(prologue='<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>', causal="C").replace(
        b">C<", b">&x;<"
    ),
    "parameter entity": fattura(prologue='<!DOCTYPE l [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>'),
    "harmless doctype": fattura(prologue="<!DOCTYPE FatturaElettronica>"),
    "doctype in utf-16": fattura(prologue="<!DOCTYPE l [<!ENTITY a 'x'>]>", encoding="utf-16"),
    "harmless doctype far away": fattura(prologue=f"<!--{' ' * 5000}--><!DOCTYPE FatturaElettronica>"),
    "doctype far away": fattura(prologue=f"<!--{' ' * 5000}--><!DOCTYPE l [<!ENTITY a 'x'>]>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_doctype_is_refused_whatever_it_does(name: str) -> None:
    with pytest.raises(UnreadableInvoice, match=r"DOCTYPE|XML leggibile"):
        read(HOSTILE[name])


def test_without_the_refusal_the_entity_would_be_emptied_silently() -> None:
    """The negative control: the parser alone does not stop an entity, it drops it, and the invoice would read otherwise."""
    harmless = fattura(prologue="<!DOCTYPE l [<!ENTITY a 'x'>]>", number="12ZZ").replace(b"12ZZ", b"12&a;")
    root = fatturapa.etree.fromstring(harmless, fatturapa.etree.XMLParser(resolve_entities=False))
    assert root.findtext(".//Numero") == "12"
    with pytest.raises(UnreadableInvoice, match="DOCTYPE"):
        read(harmless)


@pytest.mark.parametrize("levels", [31, 200, 10_000, 300_000])
def test_depth_is_bounded(levels: int) -> None:
    with pytest.raises(UnreadableInvoice, match=r"livelli|troppi elementi"):
        read(fattura(causal="DEEP").replace(b"DEEP", b"<a>" * levels + b"</a>" * levels))


WRONG = {
    "empty": (b"", "vuoto"),
    "blank": (b" \n ", "vuoto"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "zip": (b"PK\x03\x04....", "ZIP"),
    "text": (b"ciao", "XML leggibile"),
    "cut": (fattura()[:-40], "XML leggibile"),
    "wrong encoding": (fattura(supplier="Società", encoding="iso-8859-1").replace(b"iso-8859-1", b"utf-8"), "XML leggibile"),
    "unknown encoding": (fattura().replace(b"utf-8", b"klingon"), "codifica dei caratteri"),
    "null bytes": (fattura(causal="X").replace(b">X<", b">\x00<"), "XML leggibile"),
    "other root": (b"<ricevuta/>", "non è una fattura"),
    "other namespace": (fattura(namespace="http://www.example.org"), "non è una fattura"),
    "other format": (fattura(form="FPR99"), "FPR99"),
    "too large": (fattura() + b" " * fatturapa.LARGEST, "5 MB"),
    "no number": (fattura(number=""), "manca «Numero»"),
    "no day": (fattura(day=""), "manca «Data»"),
    "no such day": (fattura(day="2026-02-30"), "non è una data"),
    "week date": (fattura(day="2026-W07-2"), "non è una data"),
    "no summary": (fattura().replace(b"DatiRiepilogo", b"DatiAltro"), "manca «DatiRiepilogo»"),
    "comma": (fattura(total="6100,00"), "non è un importo"),
    "infinite": (fattura(total="Infinity"), "non è un importo"),
    "exponent": (fattura(total="1E9"), "non è un importo"),
    "Arabic digits": (fattura(total="٦١٠٠"), "non è un importo"),
    "endless number": (fattura(total="9" * 5000), "non è un importo"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_invoice_is_answered_with_what_to_do(name: str) -> None:
    content, sentence = WRONG[name]
    with pytest.raises(UnreadableInvoice, match=sentence) as refusal:
        read(content)
    assert refusal.value.message.endswith(".")


GOOD = {"NumeroLinea": "1", "Descrizione": "Sito", "PrezzoTotale": "10.00", "AliquotaIVA": "22.00"}
FIELD = st.sampled_from(["1", "12345", "²", "٣", "", "10.00", "-3.5", "1e3", "9" * 12, "Sito", {}, ["1", "2"]])
# A line with one field that is otherwise, or with fields that are anything, or missing.
ALTERED = st.builds(lambda name, value: GOOD | {name: value}, st.sampled_from(sorted(GOOD)), FIELD)
LINE = st.fixed_dictionaries({}, optional=dict.fromkeys(GOOD, FIELD))


@given(st.lists(st.one_of(st.just(GOOD), ALTERED, LINE), max_size=4))
def test_lines_read_a_field_at_a_time_are_those_read_one_by_one(written: list[fatturapa_fields.Record]) -> None:
    def told(read_by: Callable[[], tuple[InvoiceLine, ...]]) -> object:
        try:
            return read_by()
        except fatturapa_fields.Unreadable as refusal:
            return str(refusal)

    assert told(lambda: fatturapa_fields._lines(written)) == told(lambda: tuple(map(fatturapa_fields._line, written)))


def test_lines_as_they_should_be_take_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(fatturapa_fields, "_line")
    assert len(read(fattura(lines=(("Sito", "5000.00"), ("Testi", "-250.555"))))[0].lines) == 2
    with pytest.raises(NameError):
        read(fattura().replace(b"<NumeroLinea>1<", b"<NumeroLinea>uno<"))


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    with pytest.raises(UnreadableInvoice):
        read(noise)


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=3))
def test_a_damaged_invoice_is_read_or_refused_never_more(at: int, noise: bytes) -> None:
    good = fattura()
    try:
        assert read(good[: at % len(good)] + noise + good[at % len(good) + len(noise) :])
    except UnreadableInvoice:
        return


def test_the_reader_opens_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    content = fattura(prologue=f'<?xml-stylesheet href="file://{secret}"?>', causal="C").replace(
        b">C<", f'><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/><'.encode()
    )
    assert "hidden" not in repr(read(content))
