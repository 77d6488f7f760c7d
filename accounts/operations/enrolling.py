"""Makes users whose address is known to be theirs: the seed, a Chamber's list of officers."""

from datetime import datetime

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.policies.appointing import why_not_enrol
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def enrol(*, email: str, name: str, password: str | None = None, by: User | None, at: datetime, verified: bool = True) -> User:
    """A new user who logs in with `email`; without a password she sets one through «password dimenticata».

    Raises Refused when the address is taken.
    """
    require(why_not_enrol(email))
    user = User.objects.create_user(email, password or None, name=name, date_joined=at)
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    record(by=by, at=at, action="enrolling.enrol", subject=user, data={"email": user.email})
    return user
