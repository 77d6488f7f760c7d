"""Checks of instants and days: their order, their distances, their years."""

import itertools
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from bando.policies.publishing.defect import Defect, Part
from bando.policies.publishing.sheet import Sheet
from core.figures import day, instant

ROME = ZoneInfo("Europe/Rome")
YEAR = re.compile(r"\b20\d\d\b")
# No call opens later after its publication, nor stays open longer: beyond, a year is mistaken.
LONGEST = timedelta(days=548)
EARLIEST_SPENDING = timedelta(days=3 * 366)
LATEST_ACCOUNTS = timedelta(days=5 * 366)


def defects_at(sheet: Sheet, at: datetime) -> Iterator[Defect]:
    """What is wrong with publishing at that instant."""
    call = sheet.call
    if call.closes_at <= at:
        yield Defect("closing_past", _("La chiusura è già passata: spostate le date."), Part.CALL)
    elif call.opens_at - at > LONGEST or at - call.opens_at > LONGEST:
        yield Defect(
            "far_from_publication",
            _("L’apertura, %(opens)s, è a più di diciotto mesi da oggi: correggete l’anno.") % {"opens": instant(call.opens_at)},
            Part.CALL,
        )


def defects_of_dates(sheet: Sheet) -> Iterator[Defect]:
    """What is wrong with the dates of the call, whenever it is published."""
    yield from _of_opening(sheet)
    yield from _of_year(sheet)
    yield from _of_windows(sheet)
    yield from _of_spending(sheet)
    yield from _of_project(sheet)


def _of_opening(sheet: Sheet) -> Iterator[Defect]:
    call = sheet.call
    if call.draft_from_at > call.opens_at:
        yield Defect(
            "draft_after_opening",
            _("La compilazione comincia dopo l’apertura: anticipatela, o fatela cominciare all’apertura."),
            Part.CALL,
        )
    elif call.opens_at - call.draft_from_at > LONGEST:
        yield Defect(
            "draft_long_before_opening",
            _("La compilazione comincia più di diciotto mesi prima dell’apertura: correggete l’anno."),
            Part.CALL,
        )
    if call.closes_at <= call.opens_at:
        yield Defect("closes_before_opening", _("Il bando chiude prima di aprire: correggete le due date."), Part.CALL)
    elif call.closes_at - call.opens_at > LONGEST:
        yield Defect(
            "open_too_long",
            _("Dall’apertura alla chiusura passano più di diciotto mesi: correggete l’anno di una delle due."),
            Part.CALL,
        )
    if _at_midnight(call.closes_at):
        yield _midnight(call.closes_at, Part.CALL)


def _at_midnight(moment: datetime) -> bool:
    return localtime(moment, ROME).time() == time(0)


def _midnight(moment: datetime, part: Part) -> Defect:
    """Midnight begins a day; who reads it takes it for the end of that day, and comes a day late."""
    return Defect(
        "closing_at_midnight",
        _(
            "La chiusura alle ore 00:00 (%(closes)s) si legge come la fine di quel giorno, che invece è appena "
            "cominciato: scrivete un’ora, per esempio le 12:00."
        )
        % {"closes": instant(moment)},
        part,
    )


def _of_year(sheet: Sheet) -> Iterator[Defect]:
    """The years that title and code name, against the year of the call; a notice on the page may explain a difference."""
    call = sheet.call
    named = {int(year) for year in YEAR.findall(f"{call.title} {call.code}")}
    opens, closes = localtime(call.opens_at, ROME).year, localtime(call.closes_at, ROME).year
    explained = {int(year) for year in YEAR.findall(call.notice)}
    if named and not named & {*range(opens, closes + 1)} and not named & explained:
        yield Defect(
            "another_year",
            _(
                "Titolo e codice parlano del %(named)s, ma il bando apre nel %(opens)s: correggete l’anno, "
                "oppure spiegate la differenza nell’avvertenza."
            )
            % {"named": max(named), "opens": opens},
            Part.CALL,
        )


def _of_windows(sheet: Sheet) -> Iterator[Defect]:
    call, windows = sheet.call, sorted(sheet.windows, key=lambda one: one.opens_at)
    outside = False
    for window in windows:
        words = {"window": window}
        if window.closes_at <= window.opens_at:
            yield Defect(
                "window_reversed", _("La finestra «%(window)s» chiude prima di aprire: correggetela.") % words, Part.WINDOWS
            )
        if window.opens_at < call.opens_at or window.closes_at > call.closes_at:
            outside = True
            yield Defect(
                "window_outside",
                _(
                    "La finestra «%(window)s» esce dai termini di apertura e chiusura del "
                    "bando: restringetela, o allargate i termini."
                )
                % words,
                Part.WINDOWS,
            )
        if _at_midnight(window.closes_at) and window.closes_at != call.closes_at:
            yield _midnight(window.closes_at, Part.WINDOWS)
    for earlier, later in itertools.pairwise(windows):
        if later.opens_at < earlier.closes_at:
            yield Defect(
                "windows_overlap",
                _("Le finestre «%(earlier)s» e «%(later)s» si accavallano: la seconda deve aprire dopo la chiusura della prima.")
                % {"earlier": earlier, "later": later},
                Part.WINDOWS,
            )
    if windows and not outside:
        yield from _of_edges(sheet)


def _of_edges(sheet: Sheet) -> Iterator[Defect]:
    """The call opens with its first window and closes with its last one."""
    call = sheet.call
    if min(window.opens_at for window in sheet.windows) != call.opens_at:
        yield Defect(
            "first_window_opens_later",
            _("La prima finestra non apre all’apertura del bando, %(opens)s: fatele coincidere.")
            % {"opens": instant(call.opens_at)},
            Part.WINDOWS,
        )
    if max(window.closes_at for window in sheet.windows) != call.closes_at:
        yield Defect(
            "last_window_closes_earlier",
            _("L’ultima finestra non chiude alla chiusura del bando, %(closes)s: fatele coincidere.")
            % {"closes": instant(call.closes_at)},
            Part.WINDOWS,
        )


def _of_spending(sheet: Sheet) -> Iterator[Defect]:
    call = sheet.call
    opens, closes = _day(call.opens_at), _day(call.closes_at)
    if call.spend_from_on > call.spend_until_on:
        yield Defect(
            "spending_reversed", _("Il periodo delle spese finisce prima di cominciare: correggete le due date."), Part.CALL
        )
    elif call.spend_until_on < closes:
        yield Defect(
            "spending_ends_before_closing",
            _("Le spese sono ammesse fino al %(until)s, prima della chiusura del bando: spostate la fine delle spese.")
            % {"until": day(call.spend_until_on)},
            Part.CALL,
        )
    if opens - call.spend_from_on > EARLIEST_SPENDING:
        yield Defect(
            "spending_begins_years_before",
            _("Le spese sono ammesse dal %(since)s, più di tre anni prima dell’apertura: correggete l’anno.")
            % {"since": day(call.spend_from_on)},
            Part.CALL,
        )
    if call.difficulty_on > opens:
        yield Defect(
            "difficulty_in_the_future",
            _("La data di riferimento per l’impresa in difficoltà, %(day)s, viene dopo l’apertura: sceglietene una già passata.")
            % {"day": day(call.difficulty_on)},
            Part.CALL,
        )


def _day(moment: datetime) -> date:
    return localtime(moment, ROME).date()


def _of_project(sheet: Sheet) -> Iterator[Defect]:
    call = sheet.call
    due, paid, ended = call.accounts_due_on, call.paid_until_on, call.project_until_on
    if due < call.spend_until_on:
        yield Defect(
            "accounts_before_spending_ends",
            _("Il rendiconto è dovuto prima della fine delle spese: spostatelo dopo il %(until)s.")
            % {"until": day(call.spend_until_on)},
            Part.CALL,
        )
    if due - _day(call.closes_at) > LATEST_ACCOUNTS:
        yield Defect(
            "accounts_years_after",
            _("Il rendiconto è dovuto il %(due)s, più di cinque anni dopo la chiusura: correggete l’anno.") % {"due": day(due)},
            Part.CALL,
        )
    if paid is not None and paid < call.spend_until_on:
        yield Defect(
            "paid_before_spent",
            _("I fornitori vanno pagati entro il %(paid)s, ma le fatture sono ammesse fino al %(until)s: spostate i pagamenti.")
            % {"paid": day(paid), "until": day(call.spend_until_on)},
            Part.CALL,
        )
    if paid is not None and paid > due:
        yield Defect(
            "accounts_before_payments_end",
            _("Il rendiconto è dovuto prima dell’ultimo giorno dei pagamenti: spostatelo."),
            Part.CALL,
        )
    if ended is not None and ended > due:
        yield Defect(
            "accounts_before_project_ends", _("Il rendiconto è dovuto prima della fine dei progetti: spostatelo."), Part.CALL
        )
    if ended is not None and ended < call.spend_until_on:
        yield Defect(
            "spending_after_project_ends",
            _("Le spese sono ammesse fino al %(until)s, ma i progetti finiscono il %(ended)s: fatele coincidere.")
            % {"until": day(call.spend_until_on), "ended": day(ended)},
            Part.CALL,
        )
