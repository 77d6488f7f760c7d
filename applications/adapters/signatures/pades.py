"""PAdES: asks every signature of a PDF, and whether the PDF is the portal's form with nothing but signatures added."""

from datetime import datetime
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, FormUpdatingRule, ModificationLevel, StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.diff_analysis.rules.form_field_rules import SigFieldCreationRule, SigFieldModificationRule
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, async_validate_pdf_signature

from applications.adapters.signatures.anchors import Anchors
from applications.adapters.signatures.cades import SIGNERS, Unopened
from applications.adapters.signatures.trust import awaited, context_for, signer_of
from applications.domain.signature import Signer
from applications.enums import Unreadable

HEADING = b"%PDF-"
END = b"%%EOF"
# An honest file is the form, some signatures, and what keeps them good for years.
REVISIONS = 50
# pyHanko's own rules for what may follow a signature, asked from the unsigned form on: there the flag that says «this
# document is signed» has still to come.
SIGNATURES_ONLY = StandardDiffPolicy(
    DEFAULT_DIFF_POLICY.global_rules,
    FormUpdatingRule([SigFieldCreationRule(), SigFieldModificationRule()], ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"}),
)


def open_pdf(content: bytes) -> PdfFileReader:
    """A reader on a PDF. Raises Unopened for one that ends early, is locked, or was saved over and over."""
    if END not in content[-1024:]:
        raise Unopened(Unreadable.TRUNCATED)
    if content.count(b"startxref") > REVISIONS:
        raise Unopened(Unreadable.TOO_DEEP)
    reader = PdfFileReader(BytesIO(content), strict=False)
    if reader.encrypted:
        raise Unopened(Unreadable.LOCKED)
    return reader


def signers_of(reader: PdfFileReader, anchors: Anchors, at: datetime) -> tuple[Signer, ...]:
    """The signers of a PDF, in the order in which they signed."""
    signatures = reader.embedded_regular_signatures
    if len(signatures) > SIGNERS:
        raise Unopened(Unreadable.TOO_DEEP)
    return tuple(_signer(signature, anchors, at) for signature in signatures)


def holds_more(reader: PdfFileReader, content: bytes, form: bytes) -> bool:
    """Whether a file that begins with the form's bytes has more after them than signatures (and their proofs of time)."""
    own = PdfFileReader(BytesIO(form))
    base = own.xrefs.total_revisions - 1
    if reader.xrefs.total_revisions <= base or reader.xrefs.get_startxref_for_revision(base) != own.last_startxref:
        return True
    if not content.rstrip(b"\r\n\0 ").endswith(END):
        return True
    found = SIGNATURES_ONLY.review_file(reader, base)
    return not isinstance(found, DiffResult) or found.modification_level > ModificationLevel.FORM_FILLING


def _signer(signature: EmbeddedPdfSignature, anchors: Anchors, at: datetime) -> Signer:
    context = context_for(signature.signer_cert, anchors, at)
    # What was added after it is looked at once, from the form on (`holds_more`).
    status = awaited(async_validate_pdf_signature(signature, context, skip_diff=True))
    covered = status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
    return signer_of(status, signature.signer_info, signature.self_reported_timestamp, covered=covered)
