"""What a call still lacks before it can be published, and why it cannot be published now.

Each check looks at the rows of the call as they stand (`sheet.read`) and names its defects with a code, a sentence that
says how to mend it, and the part of the editor where. What the database refuses too is checked here all the same: the
checklist says it in words.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from bando.models import Call
from bando.policies.publishing.dates import defects_at, defects_of_dates
from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.documents import defects_of_documents
from bando.policies.publishing.grants import defects_of_grants
from bando.policies.publishing.money import defects_of_money
from bando.policies.publishing.rules import defects_of_rules
from bando.policies.publishing.scoring import defects_of_scoring
from bando.policies.publishing.sheet import Sheet, read
from bando.policies.publishing.spending import defects_of_spending
from bando.policies.publishing.texts import defects_of_texts

__all__ = ["CHECKS", "Defect", "Part", "Sheet", "defects", "judge", "read", "why_not_publish"]

CHECKS: tuple[Callable[[Sheet], Iterator[Defect]], ...] = (
    defects_of_texts,
    defects_of_dates,
    defects_of_grants,
    defects_of_spending,
    defects_of_rules,
    defects_of_documents,
    defects_of_scoring,
    defects_of_money,
)


def why_not_publish(call: Call, *, at: datetime) -> str | None:
    """The reason why the call cannot be published at an instant: all its defects in one text."""
    if call.published_at is not None:
        return _("Il bando è già pubblicato: le modifiche vengono con un nuovo atto.")
    if call.amends_id is not None:
        return _("Questa è la modifica di un bando già pubblicato: non si pubblica da sola, si adotta con un atto di modifica.")
    return " ".join(defect.sentence for defect in defects(call, at=at)) or None


def defects(call: Call, *, at: datetime | None = None) -> list[Defect]:
    """The checklist before publication, empty when the call is ready; with `at`, what is wrong with publishing it then too."""
    return judge(read(call), at=at)


def judge(sheet: Sheet, *, at: datetime | None = None) -> list[Defect]:
    """The defects of a configuration, as it was read."""
    timely = list(defects_at(sheet, at)) if at is not None and sheet.call.amends_id is None else []
    return timely + [defect for check in CHECKS for defect in check(sheet)]
