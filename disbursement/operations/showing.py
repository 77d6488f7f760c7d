"""The firm shows that its online sales have begun: screenshots, kept and scanned as its other files are."""

from datetime import datetime

from accounts.models import User
from core.adapters import storage
from core.locks import operation
from core.operations import taking
from core.operations.recording import record
from core.refusals import require
from disbursement.models import Account, SalesProof
from disbursement.permissions import why_not_act
from disbursement.policies import accounting as policies
from disbursement.queries.locked import locked_account

FOLDER = "accounts"


def show_sales(*, account: Account, name: str, content: bytes, by: User, at: datetime) -> SalesProof:
    """Keep a screenshot (a picture or a PDF)."""
    require(why_not_act(by, account) or policies.why_not_size(len(content)))
    judged = taking.judged(content=content)
    require(policies.why_not_screenshot(account, judged.kind))
    scan = taking.scanned(content=content, document=judged.document)
    file = taking.keep(folder=FOLDER, content=content, name=name, kind=judged.kind, scan=scan, at=at)
    try:
        return _keep(proof=SalesProof(account=account, uploaded_at=at, uploaded_by=by, **file), by=by, at=at)
    except BaseException:
        storage.discard(file["file"])
        raise


@operation
def _keep(*, proof: SalesProof, by: User, at: datetime) -> SalesProof:
    account = locked_account(proof.account_id)
    require(policies.why_not_change(account))
    proof.save()
    record(by=by, at=at, action="showing.show_sales", subject=account, data={"name": proof.name, "sha256": proof.sha256})
    return proof


@operation
def take_back(*, proof: SalesProof, by: User, at: datetime) -> None:
    """Take a screenshot back."""
    account = locked_account(proof.account_id)
    require(why_not_act(by, account) or policies.why_not_change(account))
    data = {"name": proof.name, "sha256": proof.sha256}
    proof.delete()
    taking.give_back(model=SalesProof, path=str(proof.file.name))
    record(by=by, at=at, action="showing.take_back", subject=account, data=data)
