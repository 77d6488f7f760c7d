"""Papers for the tests, honest and hostile: each is made by code, none is kept in the repository."""

import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO

import pikepdf
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.adapters import pdf

MADE = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
Name, Dictionary, Array, String = pikepdf.Name, pikepdf.Dictionary, pikepdf.Array, pikepdf.String


# PDF


def a_pdf(change: Callable[[pikepdf.Pdf], object] | None = None, *, pages: int = 1, **saving: object) -> bytes:
    """Blank pages, with a change."""
    target = BytesIO()
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if change:
            change(made)
        made.save(target, **saving)
    return target.getvalue()


def opening(**action: object) -> Callable[[pikepdf.Pdf], None]:
    """Something that happens when the PDF is opened."""

    def change(made: pikepdf.Pdf) -> None:
        made.Root.OpenAction = Dictionary(Type=Name.Action, **action)

    return change


def annotated(**annotation: object) -> Callable[[pikepdf.Pdf], None]:
    """Something that lies on the first page."""

    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Rect=[0, 0, 50, 50], **annotation)])

    return change


def carrying(name: str, data: bytes) -> Callable[[pikepdf.Pdf], None]:
    """A file attached."""

    def change(made: pikepdf.Pdf) -> None:
        made.attachments[name] = pikepdf.AttachedFileSpec(made, data, filename=name)

    return change


def archival(attachments: list[pdf.Attachment] | None = None) -> bytes:
    """PDF/A, as the portal itself makes it."""
    html = '<html lang="it"><head><title>Visura</title></head><body><h1>Visura</h1><p>Perché è così.</p></body></html>'
    return pdf.render(html=html, title="Visura", lang="it", created_at=MADE, attachments=attachments or [])


def scanned(mode: str = "L") -> bytes:
    """A page of paper under a scanner."""
    target = BytesIO()
    Image.effect_noise((800, 1100), 60).convert(mode).save(target, "PDF", resolution=100)
    return target.getvalue()


def by_hand(*objects: bytes, before: bytes = b"", extra: bytes = b"") -> bytes:
    """A PDF written byte by byte, with a good table: object 1 is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n" + before), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, extra, table))


PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"


def disguised_script() -> bytes:
    """JavaScript with its name written in escapes."""
    return by_hand(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScript/J#53(app.alert)>>>>", PAGES, PAGE)


def flate(data: bytes) -> bytes:
    return b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(data), data)


@cache
def spaces(count: int) -> bytes:
    """So many spaces, packed."""
    engine, block = zlib.compressobj(9), b" " * 1_000_000
    return b"".join([*(engine.compress(block) for _ in range(count // len(block))), engine.flush()])


def bomb_in_the_structure() -> bytes:
    """A table of objects that expands to 300 MB as soon as a library opens the file."""
    data = spaces(300_000_000)
    head = b"<</Type/ObjStm/N 1/First 6/Length %d/Filter/FlateDecode>>stream\n" % len(data)
    return by_hand(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE, head + data + b"\nendstream")


def bomb_in_a_bomb() -> bytes:
    """Packed twice: small after the first opening, huge after the second."""
    return by_hand(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE, flate(zlib.compress(spaces(300_000_000), 9)))


def hidden_filter() -> bytes:
    """A stream that says elsewhere how it is packed, so that it cannot be measured."""
    stream = b"<</Type 5 0 R/Length 3/Filter 6 0 R>>stream\nabc\nendstream"
    return by_hand(b"<</Type/Catalog/Pages 2 0 R>>", PAGES, PAGE, stream, b"/ObjStm", b"/LZWDecode")


def an_archive(name: str = "a.txt") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        made.writestr(name, "contenuto")
    return target.getvalue()


# Pictures


def a_picture(kind: str = "JPEG", mode: str = "RGB", size: tuple[int, int] = (640, 480), **saving: object) -> bytes:
    target = BytesIO()
    picture = Image.new("1", size) if mode == "1" else Image.effect_noise(size, 60).convert(mode)
    picture.save(target, kind, **saving)
    return target.getvalue()


def two_in_one() -> bytes:
    """What telephones write: a second picture behind the first, told in the first one's heading."""
    target = BytesIO()
    first, second = (Image.effect_noise((640, 480), spread).convert("RGB") for spread in (40, 80))
    first.save(target, "MPO", save_all=True, append_images=[second])
    return target.getvalue()


# Signed files


@cache
def _signer(name: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(MADE).not_valid_after(MADE + timedelta(days=3650))
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    return made.add_extension(usage, critical=True).sign(key, hashes.SHA256()), key


def enveloped(content: bytes, *options: pkcs7.PKCS7Options, armour: bool = False) -> bytes:
    """CAdES-like: the document inside its signature."""
    certificate, key = _signer("Maria Rossi")
    made = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    encoding = serialization.Encoding.PEM if armour else serialization.Encoding.DER
    return made.sign(encoding, [pkcs7.PKCS7Options.Binary, *options])


def detached(content: bytes) -> bytes:
    return enveloped(content, pkcs7.PKCS7Options.DetachedSignature)


def ciphered(content: bytes) -> bytes:
    """For somebody else's eyes."""
    certificate, _key = _signer("Maria Rossi")
    made = pkcs7.PKCS7EnvelopeBuilder().set_data(content).add_recipient(certificate)
    return made.encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def unsigned(content: bytes) -> bytes:
    """An envelope that nobody has signed."""
    info = cms.ContentInfo.load(enveloped(content))
    info["content"]["signer_infos"] = cms.SignerInfos([])
    return info.dump(force=True)


def _length(size: int) -> bytes:
    return bytes([size]) if size < 128 else b"\x83" + size.to_bytes(3, "big")


def in_pieces(content: bytes) -> bytes:
    """The same signature as smart-card programs write it: lengths unknown until the end, the document in pieces (BER)."""
    signed = cms.ContentInfo.load(enveloped(content))["content"]
    pieces = b"".join(
        b"\x04" + _length(len(part)) + part for part in (content[at : at + 1000] for at in range(0, len(content), 1000))
    )
    kind = cms.ContentType("data").dump()
    inside = b"\x30\x80" + kind + b"\xa0\x80\x24\x80" + pieces + b"\x00\x00" * 3
    rest = signed["certificates"].dump() + signed["signer_infos"].dump()
    body = b"\x30\x80" + signed["version"].dump() + signed["digest_algorithms"].dump() + inside + rest + b"\x00\x00"
    return b"\x30\x80" + cms.ContentType("signed_data").dump() + b"\xa0\x80" + body + b"\x00\x00" * 2


def signed_inside(content: bytes, field: str = "Firma") -> bytes:
    """PAdES-like: the signature inside the PDF, as a revision of it."""
    certificate, key = _signer("Maria Rossi")
    store, plain = SimpleCertificateStore(), serialization.NoEncryption()
    raw_key = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, plain)
    signer = signers.SimpleSigner(
        signing_cert=signers.pdf_cms.x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=signers.pdf_cms.keys.PrivateKeyInfo.load(raw_key), cert_registry=store,
    )  # fmt: skip
    meta = signers.PdfSignatureMetadata(field_name=field)
    return signers.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), meta, signer=signer).getvalue()
