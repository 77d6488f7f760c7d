"""The people of a firm keep its data: who may act for it writes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from accounts.permissions import why_not_act_for
from core.locks import operation
from core.refusals import require
from registry.models import Firm, Relative
from registry.operations import editing


@operation
def edit(*, firm: Firm, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime) -> Firm:
    """As `registry.operations.editing.edit`, by somebody who acts for the firm. Raises Refused."""
    require(why_not_act_for(by, firm))
    return editing.edit(firm=firm, changes=changes, expected_version=expected_version, by=by, at=at)


@operation
def relate(*, firm: Firm, relative: Mapping[str, Any], by: User, at: datetime) -> Relative:
    """Name a partner or linked firm. Raises Refused."""
    require(why_not_act_for(by, firm))
    return editing.relate(firm=firm, relative=relative, by=by, at=at)


@operation
def part(*, relative: Relative, by: User, at: datetime) -> Firm:
    """Take one off the list. Raises Refused."""
    require(why_not_act_for(by, relative.firm))
    return editing.part(relative=relative, by=by, at=at)


@operation
def stand_alone(*, firm: Firm, by: User, at: datetime) -> Firm:
    """Say that the firm is autonomous. Raises Refused."""
    require(why_not_act_for(by, firm))
    return editing.stand_alone(firm=firm, by=by, at=at)
