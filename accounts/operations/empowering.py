"""Takes the power of attorney of a delegate: checked by content and written before the lock, in force from its row on."""

from datetime import date, datetime
from hashlib import sha256

from accounts.domain.terms import end_of
from accounts.models import Membership, PowerOfAttorney, User
from accounts.notifications import empowered
from accounts.permissions import why_not_hold_paper
from accounts.policies.empowering import why_not_deposit, why_not_take
from core.adapters import filetypes, storage
from core.domain.filenames import plain
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import Refused, require
from registry.models import Firm

FOLDER = "procure"


def deposit(*, membership: Membership, name: str, content: bytes, until_on: date, by: User, at: datetime) -> PowerOfAttorney:
    """Keep the paper; the delegate acts from now on up to the end of `until_on`, no longer than she was invited for.

    Refused when it is no PDF that opens, is too large, or the day does not fit.
    """
    require(why_not_hold_paper(by, membership))
    require(why_not_deposit(membership, until_on, at=at))
    kind = _checked(content)
    path = storage.keep(FOLDER, content, kind)
    paper = PowerOfAttorney(
        membership=membership, name=plain(name), file=path, media_type=filetypes.MEDIA_TYPES[kind], size=len(content),
        sha256=sha256(content).hexdigest(), until_on=until_on, until_at=end_of(until_on), uploaded_at=at, uploaded_by=by,
    )  # fmt: skip
    try:
        return _take(paper=paper, by=by, at=at)
    except BaseException:
        storage.discard(path)
        raise


@operation
def _take(*, paper: PowerOfAttorney, by: User, at: datetime) -> PowerOfAttorney:
    lock(Firm.objects.filter(memberships=paper.membership_id), Rung.FIRM)
    membership = Membership.objects.select_related("user", "firm").get(pk=paper.membership_id)
    require(why_not_hold_paper(by, membership))
    require(why_not_deposit(membership, paper.until_on, at=at))
    paper.save()
    membership.until_at = paper.until_at
    membership.save(update_fields=["until_at"])
    by.__dict__.pop("current_memberships", None)
    data = {"name": paper.name, "sha256": paper.sha256, "until": paper.until_on.isoformat()}
    record(by=by, at=at, action="empowering.deposit", subject=membership, data=data)
    paper.membership = membership
    empowered(paper)
    return paper


def _checked(content: bytes) -> str:
    require(why_not_take(len(content)))
    try:
        kind = filetypes.kind_of(content)
    except filetypes.Unacceptable as refusal:
        raise Refused(str(refusal)) from refusal
    require(why_not_take(len(content), kind))
    return kind
