"""Asks the representative of a firm that is here already for an invitation."""

from datetime import datetime

from accounts.domain.terms import day_of
from accounts.models import JoinRequest, User
from accounts.notifications import asked_to_join
from accounts.policies.joining import why_not_ask
from core.locks import operation
from core.operations.recording import record
from core.refusals import require
from registry.models import Firm


@operation
def ask_to_join(*, firm: Firm, by: User, at: datetime) -> JoinRequest:
    """Tell the representatives by mail, once a day a firm; asking again the same day changes nothing. Raises Refused."""
    require(why_not_ask(by, firm, at=at))
    request, created = JoinRequest.objects.get_or_create(firm=firm, user=by, on=day_of(at), defaults={"at": at})
    if created:
        record(by=by, at=at, action="asking.ask_to_join", subject=firm, data={"user": by.email})
        asked_to_join(request)
    return request
