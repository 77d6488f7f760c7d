"""Work in bulk in a real browser: ticked, looked at, begun, followed; accessible, and no wider than the screen."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.enums import State
from applications.models import Assignment
from core.admin.bulk import BULK_PAGE, START
from core.models import Job
from core.operations import working
from tests.applications.faces.test_desk_in_browser import enter, look
from tests.applications.operations.test_coding import brought, financed, line, sheet
from tests.factories import a_call, a_chamber, a_draft, a_user, application_at, confirm, fill, send, staff

pytestmark = pytest.mark.django_db(transaction=True)
LIST = reverse("admin:applications_application_changelist")


def work(job: Job, most: int | None = None) -> None:
    working.work(job_id=job.pk, clock=timezone.now, most=most)


def pages_of(job: Job) -> list[str]:
    return [reverse(BULK_PAGE, args=[job.pk, START]), reverse("admin:core_job_change", args=[job.pk])]


def test_files_are_ticked_given_out_and_followed(page: Page, live_server: object) -> None:
    for _each in range(2):
        a_user("officer", chamber=a_chamber("bg"))
    call = a_call()
    for _each in range(3):
        send(confirm(fill(a_draft(call=call))))
    application_at(State.ADMISSIBLE, call=call)
    enter(page, live_server, a_user("operator"))
    page.goto(f"{live_server}{LIST}")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option(label="Assegna le istruttorie scelte")
    page.locator("button[name=index]").click()
    expect(page.get_by_text("Si esegue su 3 righe.")).to_be_visible()
    expect(page.get_by_text("Si assegnano le pratiche in istruttoria")).to_be_visible()
    page.get_by_role("button", name="Avvia").click()
    job = Job.objects.get()
    expect(page.get_by_text("La pagina si aggiorna da sola")).to_be_visible()
    work(job, most=1)
    expect(page.get_by_label(re.compile("Righe: 2 / 4"))).to_be_visible()
    work(job)
    expect(page.get_by_text("Finito.")).to_be_visible()
    expect(page.get_by_text("Assegnata a ")).to_have_count(3)
    assert Assignment.objects.count() == 3
    with page.expect_download() as taken:
        page.get_by_role("link", name="Scarica le righe (CSV)").click()
    assert taken.value.suggested_filename == f"lavoro-{job.pk}.csv"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_work_in_bulk(page: Page, live_server: object, width: int) -> None:
    one, two, three = financed(3)
    content = sheet(
        line(one),
        line(two, "12", "B12C20000010009"),
        line(three, "7654321", "B12C20000010002"),
        line(three, "7777777", "B12C20000010008", number="99"),
    )
    job = brought(content, one.call)
    enter(page, live_server, staff("director")[0])
    upload = reverse("admin:applications_application_list_action", args=["carica-codici"])
    pages = [reverse("admin:index"), LIST, reverse("admin:applications_application_codes"), upload, *pages_of(job)]
    assert look(page, live_server, [*pages, reverse("admin:bando_act_changelist")], width) == {}
    working.confirm(job=job, parameters={}, by=staff("director")[0], at=timezone.now())
    work(job, most=1)
    assert look(page, live_server, [pages_of(job)[1], reverse("admin:core_job_changelist")], width) == {}
    work(job)
    assert look(page, live_server, [f"{pages_of(job)[1]}?esito=refused", pages_of(job)[1]], width) == {}


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_with_its_ticks_and_what_an_act_asks(page: Page, live_server: object, width: int) -> None:
    a_user("officer", chamber=a_chamber("bg"))
    send(confirm(fill(a_draft())))
    enter(page, live_server, a_user("operator"))
    page.goto(f"{live_server}{LIST}")
    page.locator("input.action-select").check()
    page.locator("select[name=action]").select_option(label="Assegna le istruttorie scelte")
    page.locator("button[name=index]").click()
    expect(page.get_by_text("Si esegue su 1 riga.")).to_be_visible()
    assert look(page, live_server, [LIST, *pages_of(Job.objects.get())], width) == {}


def test_without_scripts_the_page_is_loaded_again_by_its_link(browser: object, live_server: object) -> None:
    (one,) = financed()
    job = brought(sheet(line(one)), one.call)
    working.confirm(job=job, parameters={}, by=staff("director")[0], at=timezone.now())
    bare = browser.new_page(java_script_enabled=False, locale="it-IT")
    enter(bare, live_server, staff("director")[0])
    bare.goto(f"{live_server}{pages_of(job)[1]}")
    work(job)
    bare.get_by_role("link", name="Aggiorna adesso").click()
    expect(bare.get_by_text("Finito.")).to_be_visible()
    bare.context.close()
