"""What everybody may read of a call's results, and the desk's cockpit, in a real browser: accessible, inside the screen."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page

from applications.enums import State
from tests import factories_disbursement as disbursed
from tests.applications.faces.test_desk_in_browser import enter, look
from tests.core.faces.test_look_in_browser import defects
from tests.factories import a_user
from tests.reports.walks import a_busy_call

pytestmark = pytest.mark.django_db(transaction=True)
# What is broken on a page → what axe calls it.
BROKEN = {
    "document.querySelector('main [role=img]').removeAttribute('aria-label')": "svg-img-alt",
    "document.querySelector('main h1').style.color = '#eee'": "color-contrast",
    "document.querySelector('main .table-scroll').setAttribute('role', 'region')": "landmark-unique",
}


def test_the_results_of_a_call_are_read_aloud_and_fit(page: Page, live_server: object, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    call = a_busy_call(2)
    accepted = call.applications.filter(state=State.ACCEPTED).first()
    # The law has an act shown for five years: this one was published today.
    public = disbursed.make_public(accepted, published_on=timezone.localdate(), at=timezone.now())
    disbursed.settle(disbursed.check(disbursed.send(public, spend="9000.00")))
    one, year = f"/bandi/{call.slug}", public.grant.act.issued_on.year
    addresses = [f"{one}/beneficiari/", f"{one}/statistiche/", f"/beneficiari/{year}/"]
    addresses += [f"/beneficiari/{timezone.localdate().year}/", f"/admin/bando/call/{call.pk}/change/"]
    enter(page, live_server, a_user("operator"))
    for width in (360, 1280):
        assert look(page, live_server, addresses, width) == {}
    # The control: broken by hand, each is found.
    page.set_viewport_size({"width": 700, "height": 800})
    for breaks, name in BROKEN.items():
        page.goto(f"{live_server}{one}/statistiche/")
        page.evaluate(breaks)
        assert any(defect.startswith(f"{name}:") for defect in defects(page)), name
