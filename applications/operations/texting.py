"""The texts that are ready for integration requests: added and retired by whoever configures the calls."""

from datetime import datetime

from django.utils.text import slugify

from accounts.enums import Permission
from accounts.models import User
from accounts.permissions import why_not
from applications.models import IntegrationTemplate
from applications.policies import texting as policies
from core.locks import Rung, lock, operation
from core.operations.recording import record
from core.refusals import require


@operation
def add(*, label: str, text: str, by: User, at: datetime) -> IntegrationTemplate:
    """A text more; its code follows from its title."""
    require(why_not(by, Permission.CONFIGURE))
    code = slugify(label)[:40]
    require(policies.why_not_add(code, text))
    row = IntegrationTemplate.objects.create(code=code, label=label.strip(), text=text.strip())
    record(by=by, at=at, action="texting.add", subject=row, data={"code": code})
    return row


@operation
def retire(*, template: IntegrationTemplate, by: User, at: datetime) -> IntegrationTemplate:
    """Nobody asks with it any more; what was asked with it stays."""
    require(why_not(by, Permission.CONFIGURE))
    (row,) = lock(IntegrationTemplate.objects.filter(pk=template.pk), Rung.APPLICATION)
    require(policies.why_not_retire(row))
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    record(by=by, at=at, action="texting.retire", subject=row, data={"code": row.code})
    return row
