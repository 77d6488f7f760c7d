"""Asks whether one signature holds and whom its certificate comes from; offline, by pyHanko."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import cms, x509
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.validation.status import SignatureStatus
from pyhanko_certvalidator import ValidationContext

from applications.adapters.signatures.anchors import Anchors
from applications.adapters.signatures.certificates import dates_of, is_qualified, issuer_of, name_of, tax_code_of
from applications.domain.signature import Signer
from applications.enums import Certificate

T = TypeVar("T")
WORTH = {
    AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE: Certificate.NOT_FOR_SIGNING,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE: Certificate.WEAK,
    AdESIndeterminate.CRYPTO_CONSTRAINTS_FAILURE_NO_POE: Certificate.WEAK,
}


def context_for(certificate: x509.Certificate, anchors: Anchors, at: datetime) -> ValidationContext:
    """What decides on the chain: these anchors only, nothing fetched.

    The chain is judged on a day on which the certificate was in force: its dates are a question of their own.
    """
    start, end = dates_of(certificate)
    moment = min(max(at, start), end)
    return ValidationContext(trust_roots=list(anchors), moment=moment, allow_fetching=False, revocation_mode="soft-fail")


def signer_of(status: SignatureStatus, info: cms.SignerInfo, signed_at: datetime | None, *, covered: bool = True) -> Signer:
    """The facts of one signature. A status of its own is `valid` also where the bytes are not: both are asked for."""
    certificate = status.signing_cert
    start, end = dates_of(certificate)
    return Signer(
        name=name_of(certificate),
        tax_code=tax_code_of(certificate),
        issuer=issuer_of(certificate),
        signed_at=signed_at,
        valid_from=start,
        valid_until=end,
        unbroken=bool(status.intact and status.valid and covered),
        certificate=_worth(status),
        qualified=is_qualified(certificate),
    )


def awaited(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, in a thread of its own: the caller's may have a loop already."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, work).result()


def _worth(status: SignatureStatus) -> Certificate:
    if status.trusted:
        return Certificate.TRUSTED
    problem, own = status.trust_problem_indic, status.signing_cert.self_issued
    if problem in WORTH and not own:
        return WORTH[problem]
    return Certificate.SELF_SIGNED if own else Certificate.UNKNOWN_CHAIN
