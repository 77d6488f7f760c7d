"""A certification authority to play with: root, intermediate, persons; and the two ways in which they sign a PDF.

Its certificates look like those of the Italian providers (tax code in the subject, QcStatements), and vouch for nobody.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner, async_sign_pdf
from pyhanko.sign.ades import qualified_asn1 as qualified
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko_certvalidator.registry import SimpleCertificateStore

from applications.adapters.signatures.trust import awaited

QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Identity:
    """A key and its certificate; `chain` are the certificates above it that a signature carries along."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def pem(self) -> bytes:
        """The certificate as an anchor is kept."""
        return self.certificate.public_bytes(Encoding.PEM)

    def signer(self) -> SimpleSigner:
        """As pyHanko signs with it."""
        store = SimpleCertificateStore()
        store.register_multiple([_asn1(each) for each in self.chain])
        private = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return SimpleSigner(_asn1(self.certificate), keys.PrivateKeyInfo.load(private), store)


@dataclass(frozen=True)
class Authority:
    """A root and the intermediate that issues the persons' certificates."""

    root: Identity
    intermediate: Identity
    at: datetime

    def person(
        self, name: str, surname: str, serial_number: str, *, qualified_one: bool = True, from_at: datetime | None = None,
        until_at: datetime | None = None, signs: bool = True,
    ) -> Identity:  # fmt: skip
        """A person's certificate; `serial_number` as it stands in the subject («TINIT-…»), `signs` False for a log-in card."""
        start = from_at or self.at - YEAR
        subject = _person(name, surname, serial_number)
        return _issued(subject, self.intermediate, (start, until_at or self.at + YEAR), signs=signs, qualified_one=qualified_one)


def found_authority(at: datetime, name: str = "Prestatore di prova") -> Authority:
    """A new authority, in force for years around `at`."""
    dates = (at - 10 * YEAR, at + 10 * YEAR)
    root = _issued(_organisation(f"{name} – radice"), None, dates, authority=True)
    return Authority(root, _issued(_organisation(name), root, dates, authority=True), at)


def self_signed(name: str, surname: str, serial_number: str, at: datetime) -> Identity:
    """A certificate that a person gave to herself."""
    return _issued(_person(name, surname, serial_number), None, (at - YEAR, at + YEAR), signs=True, qualified_one=True)


def sign_cades(content: bytes, *signers: Identity, detached: bool = False) -> bytes:
    """A .p7m of `content` signed by each of `signers`, side by side."""
    made = [_enveloped(content, each, detached=detached) for each in signers]
    first = made[0]
    for other in made[1:]:
        first["content"]["signer_infos"].append(other["content"]["signer_infos"][0])
        for certificate in other["content"]["certificates"]:
            first["content"]["certificates"].append(certificate)
    return bytes(first.dump(force=True))


def sign_pades(content: bytes, *signers: Identity) -> bytes:
    """The PDF signed by each of `signers`, one after the other."""
    for number, each in enumerate(signers, start=1):
        metadata = PdfSignatureMetadata(field_name=f"Firma{number}", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
        content = awaited(async_sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), metadata, each.signer())).getvalue()
    return content


def keep_root(authority: Authority, directory: Path) -> None:
    """Write the root where the portal looks for its anchors."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "root.pem").write_bytes(authority.root.pem)


def _enveloped(content: bytes, identity: Identity, *, detached: bool) -> cms.ContentInfo:
    data = cms.ContentInfo({"content_type": "data", "content": content})
    return awaited(identity.signer().async_sign_general_data(data, "sha256", detached=detached, use_cades=True))


def _issued(
    subject: x509.Name, issuer: Identity | None, dates: tuple[datetime, datetime], *, authority: bool = False, signs: bool = True,
    qualified_one: bool = False,
) -> Identity:  # fmt: skip
    key = ec.generate_private_key(ec.SECP256R1())
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer.certificate.subject if issuer else subject)
    builder = builder.not_valid_before(dates[0]).not_valid_after(dates[1]).serial_number(x509.random_serial_number())
    builder = builder.public_key(key.public_key())
    builder = builder.add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=authority, signs=signs), critical=True)
    if qualified_one:
        builder = builder.add_extension(x509.UnrecognizedExtension(QC_STATEMENTS, _statements()), critical=False)
    certificate = builder.sign((issuer.key if issuer else key), SHA256())
    return Identity(key, certificate, (issuer.certificate, *issuer.chain) if issuer else ())


def _usage(*, authority: bool, signs: bool) -> x509.KeyUsage:
    """Italian signing certificates are for that alone; the card that opens a log-in is not for signing."""
    return x509.KeyUsage(
        digital_signature=not authority and not signs, content_commitment=not authority and signs, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _statements() -> bytes:
    compliance, device = {"statement_id": "qc_compliance"}, {"statement_id": "qc_sscd"}
    kind = {"statement_id": "qc_type", "statement_info": qualified.QcCertificateType(["qct_esign"])}
    return bytes(qualified.QcStatements([compliance, device, kind]).dump())


def _organisation(name: str) -> x509.Name:
    pairs = [(NameOID.COUNTRY_NAME, "IT"), (NameOID.ORGANIZATION_NAME, "Prestatore di prova S.p.A."), (NameOID.COMMON_NAME, name)]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs])


def _person(name: str, surname: str, serial_number: str) -> x509.Name:
    pairs = [(NameOID.COUNTRY_NAME, "IT"), (NameOID.SURNAME, surname), (NameOID.GIVEN_NAME, name)]
    pairs.append((NameOID.COMMON_NAME, f"{name} {surname}"))
    pairs += [(NameOID.SERIAL_NUMBER, serial_number)] if serial_number else []
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in pairs])


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
