"""People with certificates, made anew for each run; the PDF that they sign; and files as programs and accidents make them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

import pikepdf
from asn1crypto import cms
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from applications.adapters.signatures import Form, read
from applications.adapters.signatures.anchors import Anchors
from applications.domain.signature import Signed
from applications.domain.verdict import Judgement, Person, judge
from bando.enums import SignaturePolicy
from core.adapters import pdf
from demo.authority import Authority, Identity, found_authority, self_signed, sign_cades, sign_pades

# An instant in the window of the calls of the tests.
AT = datetime(2020, 7, 1, 10, 0, tzinfo=UTC)
MARIO, ANNA = "RSSMRA80A01F205X", "BNCNNA85M41F205J"
DAY = timedelta(days=1)
SIGNS = {"cades": sign_cades, "pades": sign_pades}


@cache
def authority() -> Authority:
    """The one that the portal trusts in these tests."""
    return found_authority(AT)


@cache
def stranger() -> Authority:
    """One that it does not."""
    return found_authority(AT, "Ente sconosciuto")


def anchors() -> Anchors:
    """What PORTAL_TRUST_ANCHORS would hold."""
    return (authority().root.signer().signing_cert,)


@cache
def person(who: str) -> Identity:
    """Somebody with a certificate of a sort."""
    mario = ("Mario", "Rossi", f"TINIT-{MARIO}")
    known, until = authority(), AT + 9 * 365 * DAY
    return {
        "mario": lambda: known.person(*mario, until_at=until),
        "anna": lambda: known.person("Anna", "Bianchi", f"TINIT-{ANNA}", until_at=until),
        "mario, as it was written before": lambda: known.person("Mario", "Rossi", f"IT:{MARIO}"),
        "mario, not qualified": lambda: known.person(*mario, qualified_one=False),
        "mario, expired": lambda: known.person(*mario, until_at=AT - DAY),
        "mario, too early": lambda: known.person(*mario, from_at=AT + DAY),
        "mario, with the card of the services": lambda: known.person(*mario, signs=False, qualified_one=False),
        "mario, without tax code": lambda: known.person("Mario", "Rossi", ""),
        "mario, by a stranger": lambda: stranger().person(*mario),
        "mario, by himself": lambda: self_signed(*mario, AT),
    }[who]()


@cache
def form(text: str = "Domanda n. 1") -> bytes:
    """A PDF like those that the portal gives to sign."""
    html = f'<html lang="it"><body><h1>Modulo di domanda</h1><p>{text}</p></body></html>'
    return pdf.render(html=html, title="Modulo di domanda", lang="it", created_at=AT, to_sign=True)


def facts(content: bytes, *, older: frozenset[tuple[int, str]] = frozenset(), at: datetime = AT) -> Signed:
    """What the portal reads in a file that should be the form of these tests, signed."""
    return read(content, form=Form(form(), older), anchors=anchors(), at=at)


def judged(content: bytes, policy: SignaturePolicy = SignaturePolicy.QUALIFIED, at: datetime = AT) -> Judgement:
    """What the portal says of it, where Mario Rossi represents the firm."""
    return judge(facts(content, at=at), policy, [Person("Mario Rossi", MARIO)], at)


def altered(p7m: bytes) -> bytes:
    """The same p7m with one byte of the PDF in it changed: the title that a reader shows."""
    return p7m.replace(b"Modulo di domanda", b"Modulo di d0manda", 1)


def bag_with_another_first(p7m: bytes, first: Identity) -> bytes:
    """The same p7m, with somebody else's certificate before the signer's in its bag."""
    bag = cms.ContentInfo.load(p7m)["content"]["certificates"]
    others = [first.signer().signing_cert, *(each.chosen for each in bag)]
    return streamed(p7m, certificates=_open(0xA0, b"".join(each.dump() for each in others)))


def streamed(p7m: bytes, piece: int = 1000, certificates: bytes = b"") -> bytes:
    """The same p7m as programs write it that do not know its length beforehand: BER, the document in pieces."""
    info = cms.ContentInfo.load(p7m)
    data = info["content"]
    content = bytes(data["encap_content_info"]["content"])
    pieces = b"".join(_octets(content[at : at + piece]) for at in range(0, len(content), piece))
    inner = _open(0x30, data["encap_content_info"]["content_type"].dump() + _open(0xA0, _open(0x24, pieces)))
    before = data["version"].dump() + data["digest_algorithms"].dump()
    after = (certificates or data["certificates"].dump()) + data["signer_infos"].dump()
    return _open(0x30, info["content_type"].dump() + _open(0xA0, _open(0x30, before + inner + after)))


def with_a_note(document: bytes) -> bytes:
    """A PDF with a revision more, in which the first page has become another."""
    writer = IncrementalPdfFileWriter(BytesIO(document), strict=False)
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    page["/MediaBox"] = generic.ArrayObject(generic.NumberObject(n) for n in (0, 0, 100, 100))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def saved_anew(document: bytes) -> bytes:
    """The same pages, written by another program."""
    out = BytesIO()
    with pikepdf.open(BytesIO(document)) as opened:
        opened.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def locked(document: bytes) -> bytes:
    """The PDF under a password."""
    out = BytesIO()
    with pikepdf.open(BytesIO(document)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="segreta", user="segreta"))
    return out.getvalue()


def _open(tag: int, content: bytes) -> bytes:
    return bytes([tag, 0x80]) + content + b"\0\0"


def _octets(content: bytes) -> bytes:
    return b"\x04\x82" + len(content).to_bytes(2, "big") + content
