"""A draft saves itself field by field; a stale tab is told what changed, with the choice, with scripts and without."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from applications.enums import State
from applications.models import Application
from applications.operations import drafting
from tests.applications.faces.test_firm_pages import logged_in, open_call
from tests.applications.tabs import Tab, offered
from tests.factories import a_draft, a_user, application_at, fill, fresh

pytestmark = pytest.mark.django_db
CLOCK = r"^\d{2}:\d{2}:\d{2}$"


def draft(**fields: Any) -> Application:
    return a_draft(call=open_call(**fields), at=timezone.now())


def colleague(application: Application, name: str = "Anna Bianchi") -> Client:
    client = Client()
    client.force_login(a_user("representative", firm=application.firm, name=name))
    return client


def test_one_field_is_saved_by_itself_and_the_others_are_left_alone():
    application = draft()
    tab = Tab(logged_in(application.firm), application)
    tab.typed |= {"title": "Da solo", "description": "Non ancora"}
    answer = tab.saves("title")
    content = fresh(application).content
    assert (content.title, content.description, content.version) == ("Da solo", "", 2)
    assert answer["saved"]["title"][0] == 2
    assert answer["notes"] == {}
    assert re.match(CLOCK, answer["at"])


def test_two_tabs_on_different_fields_do_not_disturb_each_other():
    application = draft()
    one, two = (Tab(logged_in(application.firm), application) for _each in range(2))
    one.typed["title"], two.typed["description"] = "Titolo", "Descrizione"
    assert one.saves("title")["notes"] == two.saves("description")["notes"] == {}
    # and the plain form of the first, which still shows an empty description, leaves the other's alone
    one.typed["markets"] = "Francia"
    one.whole()
    content = fresh(application).content
    assert (content.title, content.description, content.markets) == ("Titolo", "Descrizione", "Francia")


def test_the_same_field_is_told_with_the_other_value_who_and_when():
    application = draft()
    mine, annas = Tab(logged_in(application.firm), application), Tab(colleague(application), application)
    annas.typed["title"] = "Quello di Anna"
    annas.saves("title")
    mine.typed |= {"title": "Il mio", "markets": "Francia"}
    answer = mine.saves("title", "markets")
    told = answer["notes"]["title"]
    assert "Nel frattempo Anna Bianchi ha scritto «Quello di Anna» alle " in told["text"]
    assert told["other"] == "Quello di Anna"
    assert (offered(told["html"], "keep"), offered(told["html"], "take")) == (["title:2"], ["title"])
    content = fresh(application).content
    assert (content.title, content.markets) == ("Quello di Anna", "Francia")
    assert mine.keeps("title", told)["notes"] == {}
    assert fresh(application).content.title == "Il mio"


def test_ones_own_other_tab_is_told_as_such():
    application = draft()
    client = logged_in(application.firm)
    one, two = Tab(client, application), Tab(client, application)
    one.typed["title"] = "Primo"
    one.saves("title")
    two.typed["title"] = "Secondo"
    assert "in un’altra pagina, avete scritto «Primo»" in two.saves("title")["notes"]["title"]["text"]
    one.typed["title"] = ""
    one.saves("title")
    two.typed["title"] = "Terzo"
    assert "avete svuotato questo campo" in two.saves("title")["notes"]["title"]["text"]


def test_what_was_told_is_old_when_the_other_has_written_again():
    application = draft()
    mine, annas = Tab(logged_in(application.firm), application), Tab(colleague(application), application)
    annas.typed["title"] = "Uno"
    annas.saves("title")
    mine.typed["title"] = "Mio"
    told = mine.saves("title")["notes"]["title"]
    annas.typed["title"] = "Due"
    annas.saves("title")
    assert "«Due»" in mine.keeps("title", told)["notes"]["title"]["text"]
    assert fresh(application).content.title == "Due"


def test_an_answer_that_was_lost_is_no_clash_with_oneself():
    application = draft()
    tab = Tab(logged_in(application.firm), application)
    tab.typed["title"] = "Vend"
    tab.saves("title", answered=False)
    tab.typed["title"] = "Vendere"
    assert tab.saves("title")["notes"] == {}
    assert fresh(application).content.title == "Vendere"


def test_without_scripts_the_clash_is_told_at_the_field_and_the_rest_is_saved():
    application = draft()
    mine, annas = Tab(logged_in(application.firm), application), Tab(colleague(application), application)
    annas.typed |= {"title": "Quello di Anna", "channels": "Il suo canale"}
    annas.saves("title", "channels")
    mine.typed |= {"title": "Il mio", "markets": "Francia"}
    html = mine.whole().content.decode()
    assert "Nel frattempo Anna Bianchi ha scritto «Quello di Anna»" in html
    assert 'href="#id_title"' in html  # in the summary on top
    assert 'value="Il mio"' in html
    assert "Il suo canale" in html  # where nothing was typed, what stands there now
    content = fresh(application).content
    assert (content.title, content.markets, content.channels) == ("Quello di Anna", "Francia", "Il suo canale")


@pytest.mark.parametrize(("choice", "kept"), [("keep", "Il mio"), ("take", "Quello di Anna")])
def test_without_scripts_one_of_two_buttons_decides(choice, kept):
    application = draft()
    mine, annas = Tab(logged_in(application.firm), application), Tab(colleague(application), application)
    annas.typed["title"] = "Quello di Anna"
    annas.saves("title")
    mine.typed["title"] = "Il mio"
    answer = mine.whole()
    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in ("version", "seen", "page", "turn", *mine.typed)}
    # Saving once more without a choice changes nothing
    repeated = mine.client.post(mine.address, again).content.decode()
    assert "Nel frattempo" in repeated
    assert fresh(application).content.title == "Quello di Anna"
    (value,) = offered(answer.content.decode(), choice)
    after = mine.client.post(mine.address, again | {choice: value})
    assert fresh(application).content.title == kept
    assert after.context is None or f'value="{kept}"' in after.content.decode()


def test_a_field_with_an_error_says_so_and_the_others_are_saved():
    application = draft()
    tab = Tab(logged_in(application.firm), application, "application_requirements")
    tab.typed |= {"staff": "12", "turnover": "un milione"}
    answer = tab.saves("staff", "turnover")
    assert list(answer["saved"]) == ["staff"]
    assert "id_turnover_error" in answer["notes"]["turnover"]["html"]
    assert fresh(application).content.staff == 12


def test_a_text_that_is_too_long_is_not_cut_but_told():
    application = draft()
    tab = Tab(logged_in(application.firm), application)
    tab.typed["title"] = "x" * 201
    assert "200" in tab.saves("title")["notes"]["title"]["text"]
    tab.typed["description"] = "riga\r\n" * 1666 + "fine"
    assert tab.saves("description")["notes"] == {}  # 10,000 as the counter counts: one for each new line
    page = tab.client.get(tab.address).content.decode()
    assert "maxlength" not in page
    assert "Al massimo 10.000 caratteri." in page


def test_a_measure_and_a_province_are_told_in_words():
    application = draft()
    client, anna = logged_in(application.firm), colleague(application)
    mine, annas = (Tab(each, application, "application_seat") for each in (client, anna))
    annas.typed["seat_province"], mine.typed["seat_province"] = "BG", "BS"
    annas.saves("seat_province")
    told = mine.saves("seat_province")["notes"]["seat_province"]
    assert "ha scritto «Bergamo" in told["text"]
    assert told["other"] == "BG"


def test_unknown_fields_are_not_taken_for_the_whole_form():
    application = draft()
    tab = Tab(logged_in(application.firm), application)
    tab.typed["title"] = "Titolo"
    tab.saves("title")
    answer = tab.client.post(tab.address, tab.baggage | {"field": ["version", "nonsense"]}).json()
    assert answer["saved"] == {}
    assert fresh(application).content.title == "Titolo"


@pytest.mark.parametrize("seen", ["", "{", "[]", '{"title": 7}', '{"title": ["x", 1]}', "[" * 5000])
def test_what_a_page_has_seen_is_read_with_care(seen):
    application = draft()
    annas = Tab(colleague(application), application)
    annas.typed["title"] = "Quello di Anna"
    annas.saves("title")
    client = logged_in(application.firm)
    answer = client.post(annas.address, {"version": "1", "seen": seen, "field": "title", "title": "Mio"}).json()
    assert "Nel frattempo" in answer["notes"]["title"]["text"]
    assert fresh(application).content.title == "Quello di Anna"


def test_a_refusal_reaches_the_page_that_saves_by_itself():
    application = application_at(State.SUBMITTED)
    answer = logged_in(application.firm).post(reverse("application_project", args=[application.pk]), {"field": "title"})
    assert answer.status_code == 409
    assert "non si modifica più" in answer.json()["refused"]


def test_who_is_not_logged_in_is_sent_to_log_in_and_a_stranger_sees_nothing():
    application = draft()
    address = reverse("application_project", args=[application.pk])
    assert Client().post(address, {"field": "title"}).status_code == 302
    stranger = Client()
    stranger.force_login(a_user())
    assert stranger.post(address, {"field": "title", "title": "x"}).status_code == 404


def test_a_page_of_a_draft_is_kept_by_no_cache():
    application = draft()
    answer = logged_in(application.firm).get(reverse("application_project", args=[application.pk]))
    assert "no-store" in answer["Cache-Control"]


# Session and person, memberships, the application; its lock, its content and, where the form depends on them, the terms of
# the call; then two writes (the content, the event), between two savepoints of the test's own transaction.
SAVING = {"project": 9, "seat": 9, "requirements": 12}


@pytest.mark.parametrize(
    ("section", "name", "value"), [("project", "title", "T"), ("seat", "seat_address", "via"), ("requirements", "staff", "3")]
)
def test_saving_a_field_asks_little_of_the_database(section, name, value, django_assert_num_queries):
    application = fill(draft(), at=timezone.now())
    tab = Tab(logged_in(application.firm), application, f"application_{section}")
    tab.typed[name] = value
    tab.saves(name)
    tab.typed[name] = f"{value}1"
    with django_assert_num_queries(SAVING[section]):
        assert tab.saves(name)["notes"] == {}


ACTS = st.sampled_from(["type", "save", "lose", "whole", "keep", "take"])
STEPS = st.lists(st.tuples(st.integers(0, 1), ACTS, st.sampled_from(["title", "markets"])), max_size=14)
NAMES = ("title", "markets")


class Person:
    """Somebody in front of a tab: what she has read or written, field by field, and what she has been told of and not decided."""

    def __init__(self, client: Client, application: Application) -> None:
        self.tab = Tab(client, application)
        self.knows: dict[str, set[str]] = {name: {""} for name in NAMES}
        self.told: dict[str, Any] = {}

    def does(self, act: str, name: str, word: str) -> None:
        if act == "type":
            self.tab.typed[name] = word
        elif act == "whole":
            self._sends_it_all()
        elif act in {"save", "lose"}:
            notes = self.tab.saves(name, answered=act == "save")["notes"]
            self.told |= notes if act == "save" else {}
        elif note := self.told.pop(name, None):
            self.knows[name].add(note["other"])
            self.told |= self.tab.keeps(name, note)["notes"] if act == "keep" else (self.tab.takes(name, note) or {})

    def _sends_it_all(self) -> None:
        """And looks at the page that she gets: what was refused stands in it as she typed it, the rest as it is kept."""
        old, errors = self.tab, getattr((self.tab.whole().context or {}).get("form"), "errors", {})
        self.tab = Tab(old.client, old.application)
        for name in NAMES:
            if name in errors:
                self.tab.typed[name], self.tab.seen[name] = old.typed[name], old.seen[name]
            else:
                self.told.pop(name, None)
                self.knows[name].add(self.tab.typed[name])


def play(steps: list[tuple[int, str, str]]) -> None:
    """Two people do these things; fails when a word gives way to one written by who has never met it."""
    application = draft()
    people = [Person(logged_in(application.firm), application), Person(colleague(application), application)]
    for number, (who, act, name) in enumerate(steps):
        before = fresh(application).content
        people[who].does(act, name, f"{who}-{number}")
        after = fresh(application).content
        for each in NAMES:
            was, now = getattr(before, each), getattr(after, each)
            if was != now:
                assert was in people[who].knows[each], f"{was!r} was lost to {now!r} without a word"
                people[who].knows[each].add(now)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_two_tabs_do_no_word_is_lost_silently(steps):
    play(steps)


def test_the_play_notices_a_word_that_is_lost(monkeypatch: pytest.MonkeyPatch):
    """The negative control: without the judgement of the operation, by itself and with the whole form."""
    monkeypatch.setattr(drafting, "is_stale", lambda *_about: False)
    for last in ("save", "whole"):
        with pytest.raises(AssertionError, match="without a word"):
            play([(0, "type", "title"), (1, "type", "title"), (0, "save", "title"), (1, last, "title")])
