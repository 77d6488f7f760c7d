"""The conversation between a firm and its Chamber: lines that are kept as they were written."""

from datetime import datetime

from accounts.models import User
from applications.enums import Side
from applications.models import Application, Message
from applications.notifications import dialogue as notifications
from applications.permissions import why_not_act, why_not_check
from applications.policies import writing as policies
from applications.queries.locked import locked_application
from core.locks import operation
from core.operations.recording import record
from core.refusals import require


@operation
def write_to_chamber(*, application: Application, text: str, by: User, at: datetime) -> Message:
    """The firm writes; the officers find it in «my day»."""
    application = locked_application(application.pk)
    require(why_not_act(by, application))
    return _write(application, Side.FIRM, text, by, at)


@operation
def write_to_firm(*, application: Application, text: str, by: User, at: datetime) -> Message:
    """An officer of the competent Chamber writes; the firm is told."""
    application = locked_application(application.pk)
    require(why_not_check(by, application))
    message = _write(application, Side.CHAMBER, text, by, at)
    notifications.written(message)
    return message


def _write(application: Application, side: Side, text: str, by: User, at: datetime) -> Message:
    require(policies.why_not_write(application) or policies.why_not_text(text))
    message = Message.objects.create(application=application, side=side, text=text.strip(), at=at, by=by)
    record(by=by, at=at, action="writing.write", subject=application, data={"message": message.pk, "side": side.value})
    return message
