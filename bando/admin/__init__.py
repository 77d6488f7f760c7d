"""Calls, their money and their acts, for those who work with them."""

from bando.admin import checks, versions
from bando.admin.acts import ActAdmin
from bando.admin.amendments import BUTTONS
from bando.admin.calls import CallAdmin
from bando.admin.money import BudgetLineAdmin, FundAdmin, MovementAdmin
from bando.admin.moving_money import TRANSFER
from bando.admin.rehearsals import REHEARSE, WIPE
from bando.models import Act, BudgetLine, Call, Fund, LedgerCheck, Movement
from core.admin import site

site.register(Call, CallAdmin)
site.register(Act, ActAdmin)
site.register(Fund, FundAdmin)
site.register(BudgetLine, BudgetLineAdmin)
site.register(Movement, MovementAdmin)
site.register(LedgerCheck, checks.LedgerCheckAdmin)

CallAdmin.object_actions += [TRANSFER, *BUTTONS, REHEARSE, WIPE]
CallAdmin.more_panels += [checks.panel, versions.panel]
CallAdmin.more_pages.append(versions.pages)
