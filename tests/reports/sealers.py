"""An authority of the tests: a certificate for electronic seals in a PKCS#12 file, and a time-stamping service that answers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

DAY = timedelta(days=1)
PASSPHRASE = "una frase lunga"


class Sealers:
    """A root, the certificate of the seal, the certificate of the time-stamping service; all of them made anew."""

    def __init__(self) -> None:
        self.root_key, self.root = _issued("Radice di prova", None, None, authority=True)
        self.key, self.certificate = _issued("Unioncamere di prova", self.root_key, self.root)
        self.time_key, self.time = _issued("Ora di prova", self.root_key, self.root, stamps=True)

    @property
    def anchor(self) -> asn1.Certificate:
        return _asn1(self.root)

    def archive(self) -> bytes:
        """As an administrator is given it."""
        return pkcs12.serialize_key_and_certificates(
            b"sigillo", self.key, self.certificate, [self.root], BestAvailableEncryption(PASSPHRASE.encode())
        )

    def stamper(self) -> DummyTimeStamper:
        private = self.time_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return DummyTimeStamper(_asn1(self.time), keys.PrivateKeyInfo.load(private))


@cache
def sealers() -> Sealers:
    return Sealers()


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _issued(
    name: str, issuer_key: rsa.RSAPrivateKey | None, issuer: x509.Certificate | None, *, authority: bool = False,
    stamps: bool = False,
) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:  # fmt: skip
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority and not stamps, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.subject if issuer else subject)
    builder = builder.not_valid_before(now - 3650 * DAY).not_valid_after(now + 3650 * DAY)
    builder = builder.serial_number(x509.random_serial_number()).public_key(key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    builder = builder.add_extension(usage, critical=True)
    if stamps:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return key, builder.sign(issuer_key or key, SHA256())


class TimeService:
    """What the server knows: how it was asked, and whether it is away."""

    def __init__(self) -> None:
        self.asked = 0
        self.away = False
        self.address = ""


@contextmanager
def time_service() -> Iterator[TimeService]:
    """A server on this machine that stamps what it is sent (RFC 3161), or is away."""
    told, stamper = TimeService(), sealers().stamper()

    class Answers(BaseHTTPRequestHandler):
        def log_message(self, *_about: object) -> None:
            """Silence."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked += 1
            if told.away:
                self.send_error(503)
                return
            answer = stamper.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    told.address = f"http://127.0.0.1:{server.server_port}/tsa"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
