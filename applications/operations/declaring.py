"""Keeps what officers and evaluators declare about their interests before they open a file."""

from datetime import datetime

from accounts.models import User
from applications.models import Application, ConflictDeclaration
from applications.permissions import said_by, why_not_declare
from applications.policies import declaring as policies
from applications.queries.locked import locked_application
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def declare(*, application: Application, conflicted: bool, words: str = "", by: User, at: datetime) -> ConflictDeclaration:
    """Keep whether she has a conflict with it. What she may do from then on follows from the row."""
    application = locked_application(application.pk)
    require(why_not_declare(by, application) or policies.why_not_sent(application))
    require(policies.why_not_declare(said_by(by, application), conflicted=conflicted, words=words))
    row = ConflictDeclaration.objects.create(
        application=application, person=by, conflicted=conflicted, words=words.strip(), at=at
    )
    record(by=by, at=at, action="declaring.declare", subject=application, data={"conflicted": conflicted})
    return row
