"""Carries the answers of a pre-check into the draft that follows it."""

from datetime import datetime
from typing import Any

from accounts.models import User
from applications.models import Application
from applications.operations.drafting import save
from applications.policies.drafting import why_not_choose
from applications.queries.firm import relatives_of
from bando.domain.rules.facts import Name
from bando.domain.size import Figures, added_up
from bando.models import Measure
from bando.queries.prechecking import Carried
from bando.queries.terms import measures_of
from core.locks import operation
from registry.models import Province


@operation
def carry(*, application: Application, carried: Carried, by: User, at: datetime) -> bool:
    """Fill a draft that nobody has written in yet; False, and nothing changes, when somebody has."""
    if application.content.version > 1:
        return False
    changes: dict[str, Any] = {str(name): value for name, value in carried.answers.items()}
    province = changes.pop(Name.SEAT_PROVINCE, None)
    if province:
        changes["seat_province"] = Province.objects.filter(pk=province).first()
    measure = _chosen(application, carried)
    content = save(application=application, changes=changes, expected_version=1, by=by, at=at)
    if measure is not None and not _refused(application, measure, changes):
        save(application=application, changes={"measure": measure}, expected_version=content.version, by=by, at=at)
    return bool(changes)


def _chosen(application: Application, carried: Carried) -> Measure | None:
    offered = measures_of(application.call, application.call_version) if carried.measure else []
    return next((row for row in offered if row.code == carried.measure), None)


def _refused(application: Application, measure: Measure, figures: dict[str, Any]) -> str | None:
    """The size is that of the firm with those that hang together with it, as the rules have it."""
    own = Figures(*(figures.get(name) for name in (Name.STAFF, Name.TURNOVER, Name.BALANCE_SHEET)))
    return why_not_choose(measure, added_up(own, relatives_of(application) or ()).size)
