"""What a certificate says of its holder: name, tax code, whether its signatures are qualified."""

import re
from datetime import datetime

from asn1crypto import x509
from pyhanko.sign.ades import qualified_asn1

# A person's codice fiscale, also as changed for homonyms (letters in place of digits).
TAX_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Z0-9])"
)
# Where it stands: «TINIT-…» (ETSI EN 319 412-1), «IT:…» (older), then the forms that came before the standard.
PLACES = ("serial_number", "dn_qualifier", "common_name", "unique_identifier")
# Certificates of before 2016, and those that say it by their policy: with a secure device (ETSI TS 101 456, EN 319 411-2).
QUALIFIED_POLICIES = frozenset({"0.4.0.1456.1.1", "0.4.0.194112.1.2"})


def tax_code_of(certificate: x509.Certificate) -> str:
    """The holder's codice fiscale; empty where the certificate has none."""
    subject = _subject(certificate)
    for place in PLACES:
        found = TAX_CODE.search(subject.get(place, "").upper())
        if found:
            return found.group()
    return ""


def name_of(certificate: x509.Certificate) -> str:
    """The holder's name and surname, or how the certificate calls it."""
    subject = _subject(certificate)
    parts = [subject.get("given_name", ""), subject.get("surname", "")]
    return _plain(" ".join(parts) if all(parts) else subject.get("common_name", "")) or "?"


def issuer_of(certificate: x509.Certificate) -> str:
    """How the issuer calls itself."""
    issuer = certificate.issuer.native
    return _plain(str(issuer.get("common_name") or issuer.get("organization_name") or certificate.issuer.human_friendly))


def dates_of(certificate: x509.Certificate) -> tuple[datetime, datetime]:
    """From when until when it may be used."""
    return certificate.not_valid_before, certificate.not_valid_after


def is_qualified(certificate: x509.Certificate) -> bool:
    """Whether it says that signatures made with it are qualified: for persons, with a secure device (Reg. (EU) 910/2014)."""
    statements = qualified_asn1.get_qc_statements(certificate)
    said = {statement["statement_id"].native: statement["statement_info"] for statement in statements}
    if "qc_type" in said and "qct_esign" not in said["qc_type"].native:
        return False
    if {"qc_compliance", "qc_sscd"} <= set(said):
        return True
    policies = certificate.certificate_policies_value or []
    return bool(QUALIFIED_POLICIES & {policy["policy_identifier"].dotted for policy in policies})


def _subject(certificate: x509.Certificate) -> dict[str, str]:
    """The last value of each name: a certificate may repeat one."""
    return {name: value if isinstance(value, str) else str(value[-1]) for name, value in certificate.subject.native.items()}


def _plain(text: str) -> str:
    """On one line and not for ever."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:120]
