"""What a signed file says: who signed it, with which certificate, and over what. Facts only; `verdict.py` judges them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from applications.enums import Certificate, Over, SignatureFormat, Unreadable


@dataclass(frozen=True)
class Signer:
    """One signature in the file. Instants are aware; `signed_at` is what the signer's own computer said, if it said it.

    `unbroken`: the bytes are those that were signed *and* the signature is this certificate's. One of the two alone says
    nothing: a file that was altered still carries a signature that its certificate bears out.
    """

    name: str
    tax_code: str
    issuer: str
    signed_at: datetime | None
    valid_from: datetime
    valid_until: datetime
    unbroken: bool
    certificate: Certificate
    qualified: bool

    def expired_at(self, instant: datetime) -> bool:
        """Whether the certificate had ended at `instant`."""
        return instant > self.valid_until

    def too_early_at(self, instant: datetime) -> bool:
        """Whether the certificate had not begun at `instant`."""
        return instant < self.valid_from


@dataclass(frozen=True)
class Signed:
    """A file as it was read: why it says nothing, or its signers and what they put their names to.

    `added` tells that a signed PDF holds more than the form and its signatures.
    """

    format: SignatureFormat | None
    unreadable: Unreadable | None = None
    over: Over = Over.SOMETHING_ELSE
    added: bool = False
    signers: tuple[Signer, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The facts as plain JSON, to be kept beside the verdict; `read` gives them back."""
        return {
            "format": str(self.format) if self.format else None,
            "unreadable": str(self.unreadable) if self.unreadable else None,
            "over": str(self.over),
            "added": self.added,
            "signers": [_plain(signer) for signer in self.signers],
        }


def read(data: dict[str, Any]) -> Signed:
    """The facts that `Signed.plain` wrote."""
    return Signed(
        format=SignatureFormat(data["format"]) if data["format"] else None,
        unreadable=Unreadable(data["unreadable"]) if data["unreadable"] else None,
        over=Over(data["over"]),
        added=data["added"],
        signers=tuple(_signer(each) for each in data["signers"]),
    )


def _plain(signer: Signer) -> dict[str, Any]:
    return {
        "name": signer.name,
        "tax_code": signer.tax_code,
        "issuer": signer.issuer,
        "signed_at": _written(signer.signed_at) if signer.signed_at else None,
        "valid_from": _written(signer.valid_from),
        "valid_until": _written(signer.valid_until),
        "unbroken": signer.unbroken,
        "certificate": str(signer.certificate),
        "qualified": signer.qualified,
    }


def _signer(data: dict[str, Any]) -> Signer:
    instants = {name: datetime.fromisoformat(data[name]) for name in ("valid_from", "valid_until")}
    signed_at = datetime.fromisoformat(data["signed_at"]) if data["signed_at"] else None
    return Signer(**{**data, **instants, "signed_at": signed_at, "certificate": Certificate(data["certificate"])})


def _written(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat()
