"""What is done to many acts at once."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from bando.operations import acts
from bando.permissions import visible_acts
from core.domain.bulk import BulkAct, register
from core.figures import day
from core.refusals import require

MAKE_PUBLIC = "bando.make_public"


def _make_public(*, subject_id: int, data: dict[str, Any], by: User, at: datetime) -> str:
    act = visible_acts(by).filter(pk=subject_id).first()
    require(None if act else _("Questo atto non è tra quelli che potete vedere."))
    assert act is not None
    published_on = date.fromisoformat(data["published_on"])
    acts.publish(act=act, published_on=published_on, address=data["address"], by=by, at=at)
    return _("Pubblicazione del %(day)s registrata.") % {"day": day(published_on)}


register(
    BulkAct(
        name=MAKE_PUBLIC,
        label=gettext_lazy("Registra la pubblicazione degli atti scelti"),
        effect=gettext_lazy(
            "Registra per ciascun atto lo stesso giorno e lo stesso indirizzo di pubblicazione; non si cambiano più."
        ),
        run=_make_public,
    )
)
