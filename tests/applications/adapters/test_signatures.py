"""Signed files of every sort and the sentence that each gets; each guard is shown to be needed."""

import base64
import os
from hashlib import sha256
from pathlib import Path

import pytest
from asn1crypto import cms
from pyhanko.sign.validation import async_validate_cms_signature

from applications.adapters.signatures import cades, load_anchors
from applications.adapters.signatures.anchors import UnreadableAnchor
from applications.adapters.signatures.trust import awaited, context_for
from applications.enums import Certificate, Over, SignatureFormat
from bando.enums import SignaturePolicy
from demo.authority import keep_root, sign_cades, sign_pades
from tests.applications.certificates import (
    ANNA,
    AT,
    MARIO,
    SIGNS,
    altered,
    anchors,
    authority,
    bag_with_another_first,
    facts,
    form,
    judged,
    locked,
    person,
    saved_anew,
    streamed,
    with_a_note,
)

HE = f"Mario Rossi (codice fiscale {MARIO})"
SHE = f"Anna Bianchi (codice fiscale {ANNA})"
GOOD = f"La firma è valida: ha firmato {HE}, sul modulo di questa domanda e senza modifiche."
OTHER = (
    "Il file è firmato, ma il contenuto non è il modulo prodotto dal portale per questa domanda: scaricate di nuovo il modulo, "
    "firmatelo senza modificarlo o salvarlo con altri programmi e caricatelo."
)
WRONG = (
    f"La firma è di {SHE}, non di chi rappresenta l’impresa: deve firmare {HE}. Fate firmare il modulo a questa persona e "
    "caricatelo di nuovo."
)
BROKEN = (
    f"La firma di {HE} non corrisponde al contenuto: il file è stato modificato o si è rovinato dopo la firma. Scaricate il "
    "modulo, firmatelo di nuovo e caricate il file senza aprirlo con altri programmi."
)
ADDED = (
    "Il PDF contiene altro oltre al modulo e alle firme (pagine, note o campi aggiunti): scaricate di nuovo il modulo e "
    "firmatelo senza modificarlo, oppure firmatelo in formato .p7m, poi caricatelo."
)
TRUNCATED = (
    "Il file è incompleto: la copia o il caricamento si è interrotto. Riprendete il file firmato dal computer in cui l’avete "
    "firmato e caricatelo di nuovo."
)
DAMAGED = "Il file firmato è danneggiato e non si legge: scaricate il modulo, firmatelo di nuovo e caricate il file che ne esce."
UNKNOWN = (
    "Il file non è un .p7m né un PDF firmato: firmate il modulo con il vostro programma di firma e caricate il file che ne esce."
)
UNSIGNED = "Il PDF non è firmato: apritelo con il vostro programma di firma, firmatelo e caricate il file che ne esce."
TOO_DEEP = (
    "Il file contiene troppe firme o troppi involucri, uno nell’altro: firmate il modulo una volta sola e caricatelo di nuovo."
)
# Who signs → what the portal says where the call asks for a qualified signature.
BY = {
    "mario": GOOD,
    "mario, as it was written before": GOOD,
    "anna": WRONG,
    "mario, not qualified": (
        f"La firma di {HE} non è qualificata: questo bando chiede la firma digitale, con un certificato qualificato su un "
        "dispositivo sicuro. Firmate di nuovo il modulo con quella."
    ),
    "mario, expired": (
        f"Il certificato di {HE} è scaduto il 30 giugno 2020: una firma con un certificato scaduto vale come non apposta. "
        "Rinnovate il certificato o usatene un altro, firmate di nuovo il modulo e caricatelo."
    ),
    "mario, too early": (
        f"Il certificato di {HE} vale solo dal 2 luglio 2020: firmate con un certificato già valido e caricate di nuovo il "
        "modulo."
    ),
    "mario, with the card of the services": (
        f"Il certificato di {HE} serve per accedere ai servizi, non per firmare: nel vostro programma scegliete il certificato "
        "di firma, firmate di nuovo il modulo e caricatelo."
    ),
    "mario, without tax code": (
        "Il certificato di Mario Rossi non contiene il codice fiscale: il portale non può riconoscere chi ha firmato. Firmate "
        "con un certificato che lo contiene, come quelli dei prestatori italiani."
    ),
    "mario, by a stranger": (
        f"Il certificato di {HE} è emesso da «Ente sconosciuto», che non è tra i prestatori che il portale riconosce: firmate "
        "con un certificato di firma digitale di un prestatore qualificato."
    ),
    "mario, by himself": (
        f"Il certificato di {HE} è stato emesso da chi lo usa: non prova chi ha firmato. Serve un certificato di firma digitale "
        "di un prestatore qualificato."
    ),
}


@pytest.mark.parametrize("way", sorted(SIGNS))
@pytest.mark.parametrize("who", sorted(BY))
def test_each_certificate_has_its_sentence(who: str, way: str) -> None:
    found = judged(SIGNS[way](form(), person(who)))
    assert found.sentence.italian() == BY[who]
    assert found.accepted == (BY[who] == GOOD)


@pytest.mark.parametrize("way", sorted(SIGNS))
def test_the_facts_of_a_good_signature(way: str) -> None:
    found = facts(SIGNS[way](form(), person("mario")))
    (signer,) = found.signers
    assert (found.format, found.over, found.added) == (SignatureFormat(way), Over.THE_FORM, False)
    assert (signer.name, signer.tax_code, signer.issuer) == ("Mario Rossi", MARIO, "Prestatore di prova")
    assert (signer.unbroken, signer.certificate, signer.qualified) == (True, Certificate.TRUSTED, True)
    assert signer.signed_at is not None
    assert signer.valid_from < AT < signer.valid_until


@pytest.mark.parametrize("way", sorted(SIGNS))
def test_another_document_is_not_the_form(way: str) -> None:
    assert judged(SIGNS[way](form("Domanda n. 2"), person("mario"))).sentence.italian() == OTHER


@pytest.mark.parametrize("way", sorted(SIGNS))
def test_the_form_of_before_is_told_from_another_document(way: str) -> None:
    before = form("Domanda n. 1, come era ieri")
    known = frozenset({(len(before), sha256(before).hexdigest())})
    assert facts(SIGNS[way](before, person("mario")), older=known).over == Over.AN_OLDER_FORM


@pytest.mark.parametrize("way", sorted(SIGNS))
def test_two_signers_side_by_side_are_both_read_and_the_right_one_counts(way: str) -> None:
    signed = SIGNS[way](form(), person("anna"), person("mario"))
    assert {signer.name for signer in facts(signed).signers} == {"Anna Bianchi", "Mario Rossi"}
    assert judged(signed).sentence.italian() == GOOD


@pytest.mark.parametrize("way", sorted(SIGNS))
def test_one_broken_signature_among_two_refuses_the_file(way: str) -> None:
    signed = SIGNS[way](form(), person("anna"), person("mario"))
    assert judged(altered(signed)).accepted is False


@pytest.mark.parametrize("wrap", ["in DER", "in PEM", "in base64", "streamed"])
def test_a_p7m_is_read_however_it_was_written(wrap: str) -> None:
    p7m = sign_cades(form(), person("mario"))
    lines = base64.encodebytes(p7m)
    pem = b"-----BEGIN PKCS7-----\n" + lines + b"-----END PKCS7-----\n"
    written = {"in DER": p7m, "in PEM": pem, "in base64": lines, "streamed": streamed(p7m)}[wrap]
    assert judged(written).sentence.italian() == GOOD


def test_envelopes_in_envelopes_are_opened_all_through() -> None:
    nested = sign_cades(sign_cades(sign_cades(form(), person("anna")), person("mario")), person("anna"))
    assert [signer.name for signer in facts(nested).signers] == ["Anna Bianchi", "Mario Rossi", "Anna Bianchi"]
    assert judged(nested).sentence.italian() == GOOD


def test_a_signed_pdf_in_an_envelope_counts_its_signers_too() -> None:
    mixed = sign_cades(sign_pades(form(), person("mario")), person("anna"))
    assert judged(mixed).sentence.italian() == GOOD


def test_a_tampered_p7m_is_refused_though_its_signature_is_valid() -> None:
    tampered = altered(sign_cades(form(), person("mario")))
    data = cms.ContentInfo.load(tampered)["content"]
    context = context_for(person("mario").signer().signing_cert, anchors(), AT)
    status = awaited(async_validate_cms_signature(data, validation_context=context))
    # The negative control: who asks «valid» alone takes it.
    assert (status.valid, status.intact) == (True, False)
    assert judged(tampered).sentence.italian() == BROKEN


def test_a_tampered_pdf_is_refused() -> None:
    assert judged(altered(sign_pades(form(), person("mario")))).sentence.italian() == BROKEN


def test_the_signer_is_who_signed_and_not_the_first_certificate_of_the_bag() -> None:
    p7m = bag_with_another_first(sign_cades(form(), person("anna")), person("mario"))
    first = cms.ContentInfo.load(p7m)["content"]["certificates"][0].chosen
    # The negative control: who takes the first one takes Mario's name for Anna's signature.
    assert first.subject.native["given_name"] == "Mario"
    assert judged(p7m).sentence.italian() == WRONG
    assert judged(bag_with_another_first(sign_cades(form(), person("mario")), person("anna"))).sentence.italian() == GOOD


def test_a_pdf_changed_before_the_signature_is_not_the_form() -> None:
    assert judged(sign_pades(with_a_note(form()), person("mario"))).sentence.italian() == ADDED


def test_a_pdf_changed_after_the_signature_is_refused() -> None:
    assert judged(with_a_note(sign_pades(form(), person("mario")))).sentence.italian() == ADDED
    assert judged(sign_pades(form(), person("mario")) + b"and more").sentence.italian() == ADDED


def test_a_form_saved_by_another_program_is_another_document() -> None:
    assert judged(sign_pades(saved_anew(form()), person("mario"))).sentence.italian() == OTHER


def _nested(times: int) -> bytes:
    content = form()
    for _ in range(times):
        content = sign_cades(content, person("mario"))
    return content


NOTHING = {
    "empty": (lambda: b"", "Il file è vuoto: scegliete il modulo firmato e caricatelo di nuovo."),
    "half a p7m": (lambda: sign_cades(form(), person("mario"))[:2000], TRUNCATED),
    "half a base64 p7m": (lambda: base64.encodebytes(sign_cades(form(), person("mario")))[:2000], TRUNCATED),
    "a p7m without its last byte": (lambda: sign_cades(form(), person("mario"))[:-1], TRUNCATED),
    "half a signed PDF": (lambda: sign_pades(form(), person("mario"))[:-2000], TRUNCATED),
    "noise": (lambda: b"\x00" + os.urandom(3000), UNKNOWN),
    "a text": (lambda: b"Firmato: Mario Rossi", UNKNOWN),
    "the form itself": (form, UNSIGNED),
    "a PDF in name only": (lambda: b"%PDF-1.7 niente\n%%EOF", DAMAGED),
    "a PDF under a password": (
        lambda: locked(form()),
        "Il PDF è protetto da una password: firmate il modulo così come l’avete scaricato, senza protezione.",
    ),
    "a signature apart": (
        lambda: sign_cades(form(), person("mario"), detached=True),
        "Il file contiene la firma senza il modulo (firma separata): firmate di nuovo scegliendo un formato che tiene insieme "
        "modulo e firma, .p7m (CAdES) o PDF (PAdES).",
    ),
    "too many envelopes": (lambda: _nested(7), TOO_DEEP),
    "a PDF saved a hundred times": (lambda: form() + b"startxref\n0\n%%EOF\n" * 100, TOO_DEEP),
    "sequences without end": (lambda: b"\x30\x80" * 500_000, UNKNOWN),
    "octets in octets without end": (
        lambda: b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80" + b"\x24\x80" * 300_000,
        UNKNOWN,
    ),
    "a PEM of nothing": (lambda: b"-----BEGIN PKCS7-----\nMII\n-----END PKCS7-----\n", DAMAGED),
    "a certificate": (lambda: person("mario").pem, UNKNOWN),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(200), UNKNOWN),
}


@pytest.mark.parametrize("what", sorted(NOTHING))
def test_what_is_no_signed_form_gets_a_sentence_and_no_error(what: str) -> None:
    make, sentence = NOTHING[what]
    found = judged(make())
    assert (found.accepted, found.sentence.italian()) == (False, sentence)


@pytest.mark.parametrize("way", sorted(SIGNS))
def test_a_byte_changed_anywhere_never_raises_and_never_passes_for_the_form(way: str) -> None:
    """A hundred bytes of a good file, each changed in turn. Some stand outside what is signed; the form never does."""
    signed, refused = SIGNS[way](form(), person("mario")), 0
    for place in range(0, len(signed), len(signed) // 100):
        damaged = bytearray(signed)
        damaged[place] ^= 0x41
        accepted = judged(bytes(damaged)).accepted
        refused += not accepted
        assert not accepted or form() in damaged
    assert refused > 50


@pytest.mark.parametrize(
    ("who", "remark"),
    [
        ("mario", None),
        ("mario, not qualified", None),
        (
            "mario, by a stranger",
            f"Il portale non riconosce «Ente sconosciuto», che ha emesso il certificato di {HE}: lo verificherà la Camera.",
        ),
        ("mario, by himself", f"Il certificato di {HE} è stato emesso da chi lo usa: lo verificherà la Camera."),
        ("mario, with the card of the services", f"Il certificato di {HE} non è nato per firmare: lo verificherà la Camera."),
    ],
)
def test_where_any_signature_will_do_the_chamber_is_left_what_the_portal_cannot_tell(who: str, remark: str | None) -> None:
    found = judged(sign_cades(form(), person(who)), SignaturePolicy.ANY)
    assert (found.accepted, found.sentence.italian()) == (True, GOOD)
    assert [each.italian() for each in found.remarks] == ([remark] if remark else [])


@pytest.mark.parametrize("who", ["anna", "mario, expired", "mario, too early", "mario, without tax code"])
def test_where_any_signature_will_do_it_is_still_the_right_persons_and_in_force(who: str) -> None:
    assert judged(sign_cades(form(), person(who)), SignaturePolicy.ANY).sentence.italian() == BY[who]


def test_without_anchors_nobody_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.applications.certificates.anchors", tuple)
    assert judged(sign_cades(form(), person("mario"))).accepted is False


def test_anchors_are_read_from_a_directory(tmp_path: Path) -> None:
    assert load_anchors(tmp_path / "missing") == ()
    keep_root(authority(), tmp_path)
    assert [each.subject.native["common_name"] for each in load_anchors(tmp_path)] == ["Prestatore di prova – radice"]


def test_a_file_that_is_no_certificate_stops_the_portal_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("niente")
    with pytest.raises(UnreadableAnchor, match=r"root\.pem"):
        load_anchors(tmp_path)


def test_more_signers_than_any_honest_file_has_are_refused() -> None:
    many = [person("mario")] * (cades.SIGNERS + 1)
    assert judged(sign_cades(form(), *many)).sentence.italian() == TOO_DEEP
