"""A role goes to every address: what it is answered, which words stood in it, and what became of the forms that it sent.

Each request is undone, and so is what it did to the session.
"""

import functools
import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urljoin

from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import Resolver404, resolve
from pypdf import PdfReader

from accounts.domain.roles import ROLES
from accounts.enums import Scope
from registry.models import Chamber
from tests.scope.addresses import Line, actions, expected, further, written
from tests.scope.expectations import MORE, NAMES_FIRMS, NAMES_MARKETS
from tests.scope.filling import Filled, choices_of_rows, filled_in, forms_in
from tests.scope.world import Side, World, pick, words_of

MISSING, MALFORMED = "999999999", "1'x"
CHAMBER = [code for code, role in ROLES.items() if role.scope == Scope.CHAMBER]
FIRM = [code for code, role in ROLES.items() if role.scope in {Scope.FIRM, Scope.APPLICATION}]
EVERYWHERE = [code for code, role in ROLES.items() if role.scope == Scope.EVERYWHERE]
SIDED = [*CHAMBER, *FIRM]
EVERYBODY = [*SIDED, *EVERYWHERE, "nobody", "anonymous"]
# Those who work everywhere but read no file.
NO_FILES = {"regione", "administrator"}
# Forms by which one comes in concern nobody's rows, and who sends them often is kept waiting.
TO_COME_IN = ("account/", "admin/login/")
# What is written only with the commit broke: a person would read 500.
AT_THE_COMMIT = 599
FILLED = "post filled"


def forbidden(role: str) -> set[str]:
    """The words that the role may never read."""
    if role in SIDED:
        return words_of("BS")
    if role in {"nobody", "anonymous"}:
        return words_of("BS") | words_of("BG")
    return {"ZZPRATICABS", "ZZPRATICABG"} if role in NO_FILES else set()


def never_read(role: str, route: str) -> set[str]:
    """Of these, those that may not stand on a page either where the law or a report says so much."""
    if role == "regione" and route in NAMES_MARKETS:
        return set()
    never = forbidden(role)
    return {word for word in never if not word.startswith("ZZIMPRESA")} if route in NAMES_FIRMS else never


def text_of(answer: Any) -> str:
    """Every byte that a person or a program could read in the answer."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
    return headers + _read(body)


def _read(body: bytes) -> str:
    """Text; of a PDF that of its pages and of the files in it, of an archive that of its parts."""
    if body[:4] == b"%PDF":
        return _pages(body)
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "".join(_read(parts.read(name)) for name in parts.namelist())
    return body.decode(errors="replace")


@functools.cache
def _pages(document: bytes) -> str:
    """Each is sent to many roles, and reading it is slow."""
    read = PdfReader(io.BytesIO(document))
    inside = [content for contents in read.attachments.values() for content in contents]
    return "".join(page.extract_text() for page in read.pages) + "".join(_read(content) for content in inside)


def before(word: str, said: str) -> str:
    """The end of what stands before the word."""
    return " ".join(said[: said.index(word)].split())[-90:]


# Addresses


def own_parts(line: tuple[str, ...]) -> list[str]:
    return [what for what in line if not what.startswith("=")]


def _valued(world: World, side: Side | None, what: str, otherwise: str) -> object:
    """What stands in an address for a part of its line: a word, the row of a side, or what is `otherwise` there."""
    if what.startswith("="):
        return world.whole.get(what, what[1:])
    return pick(side, what) if side is not None else otherwise


def addresses(world: World, route: str, line: tuple[str, ...]) -> dict[str, str]:
    """The address by whose rows it names; one alone if it names none."""
    home, away = world.home, world.away
    found = {"own": written(route, [_valued(world, home, what, "") for what in line])}
    if own_parts(line):
        found["foreign"] = written(route, [_valued(world, away, what, "") for what in line])
        found["missing"] = written(route, [_valued(world, None, what, MISSING) for what in line])
        found["malformed"] = written(route, [_valued(world, None, what, MALFORMED) for what in line])
    if len(own_parts(line)) > 1:
        first, *rest = line
        rest_missing = [_valued(world, None, what, MISSING) for what in line[1:]]
        found["half missing"] = written(route, [_valued(world, home, line[0], ""), *rest_missing])
        found["mixed"] = written(route, [_valued(world, home, first, ""), *(_valued(world, away, what, "") for what in rest)])
    return found


def everything() -> list[Line]:
    return [*expected().items(), *MORE, *actions()]


def _places(world: World) -> Callable[[str], Line | None]:
    """Of which line an address is: by itself, or by its route, the words in it and the file that it names."""
    lines = [*everything(), *further()]
    own = {addresses(world, route, line)["own"]: (route, line) for route, line in lines}

    def place(path: str) -> Line | None:
        if path in own:
            return own[path]
        try:
            found = resolve(path)
        except Resolver404:
            return None
        words = {str(value) for value in found.kwargs.values()}
        fits = [line for route, line in lines if route == found.route and _words_in(world, line) <= words]
        fits += [line for route, line in lines if route == found.route]
        named = zip(fits[0], found.kwargs.values(), strict=False) if fits else ()
        return (found.route, tuple(_of_file(world, what, key) for what, key in named)) if fits else None

    return place


def _of_file(world: World, what: str, key: object) -> str:
    """The file of that key, where one stands in the line."""
    names = [name for name, file in world.home.files.items() if file.pk == key and what in world.home.files]
    return next(iter(names), what)


def _words_in(world: World, line: tuple[str, ...]) -> set[str]:
    return {what[1:] for what in line if what.startswith("=") and what not in world.whole}


# Answers


@dataclass(frozen=True)
class Seen:
    """One answer: to what, on whose rows, and which words stood in it."""

    method: str
    line: Line
    address: str
    whose: str
    status: int
    # Each word with what stands before it, for the person who has to mend the page.
    words: dict[str, str]
    # The fields of its forms among whose choices a row of the other side stands.
    offered: list[str] = field(default_factory=list)
    # The field of a form that took one.
    took: str = ""

    @property
    def is_filled(self) -> bool:
        return self.method.startswith(FILLED)

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.whose}): {self.status} {self.words}"


class Reader:
    """The role at home; what breaks is an answer like another."""

    def __init__(self, world: World, role: str) -> None:
        self.person = world.home.people.get(role) or world.everywhere.get(role)
        self.every = words_of("BG") | words_of("BS")
        # Nobody works for two Chambers: the other one is no choice either.
        self.away = world.away.rows | {Chamber: {world.away.chamber.pk}}
        # One for all: to make another is to put the whole of the middleware together again.
        self.client = Client(raise_request_exception=False)
        self._come_in()

    def _come_in(self) -> None:
        self.client.cookies.clear()
        if self.person is not None:
            self.client.force_login(self.person)

    def ask(self, method: str, address: str, data: dict[str, Any] | None = None) -> tuple[int, str, Any]:
        """Status, text and answer of a request whose writes are undone."""
        kept = self._session()
        with transaction.atomic():
            answer: Any = getattr(self.client, method)(address, data)
            said = text_of(answer)
            broken = _broken() if method == "post" else ""
            transaction.set_rollback(True)
        # A session is kept beside the database too, where nothing is undone.
        if answer.wsgi_request.session.modified or self._session() != kept:
            self._come_in()
        return (AT_THE_COMMIT, broken, answer) if broken else (answer.status_code, said, answer)

    def _session(self) -> dict[str, str]:
        return {name: one.value for name, one in self.client.cookies.items() if name != "csrftoken"}

    def seen(self, method: str, place: Line, address: str, whose: str, data: Any = None) -> tuple[Seen, Any]:
        """The answer, and what of it is looked at."""
        status, said, answer = self.ask(method.partition(" ")[0], address, data)
        words = {word: before(word, said) for word in self.every if word in said}
        return Seen(method, place, address, whose, status, words, _foreign_choices(answer, self.away)), answer


def _broken() -> str:
    """What would break with the commit: a constraint that waits for it."""
    try:
        with transaction.atomic():
            connection.check_constraints()
    except DatabaseError as error:
        return str(error)
    return ""


def _foreign_choices(answer: Any, away: dict[Any, set[int]]) -> list[str]:
    """The fields of the forms in the answer that offer a row of `away`."""
    fields = [(name, one) for name, one in choices_of_rows(forms_in(answer)).items() if away.get(one.queryset.model)]
    return [name for name, one in fields if {row.pk for row in one.queryset} & away[one.queryset.model]]


def survey(world: World, role: str, lines: list[Line] | None = None) -> Iterator[Seen]:
    """All answers to a role: each address read and sent to with nothing, then each form that was read, filled in."""
    reader, place = Reader(world, role), _places(world)
    forms: dict[tuple[Line, tuple[str, ...]], Filled] = {}
    for line in lines or everything():
        for whose, address in _for(role, line, addresses(world, *line)):
            for method in ("get", "post") if whose != "malformed" else ("get",):
                seen, answer = reader.seen(method, line, address, whose)
                yield seen
                if (method, whose) == ("get", "own"):
                    forms = _found(answer, address, place) | forms
    for line in () if lines else further():
        if role in FIRM and line[0].startswith("admin/"):
            continue
        seen, answer = reader.seen("get", line, address := addresses(world, *line)["own"], "own")
        yield seen
        forms = _found(answer, address, place) | forms
    for (line, _shape), form in forms.items():
        yield from _sent(reader, role, line, addresses(world, *line) | {"own": form.to.partition("?")[0]}, form)


def _found(answer: Any, address: str, place: Callable[[str], Line | None]) -> dict[tuple[Line, tuple[str, ...]], Filled]:
    """The forms of a page that are known to lead somewhere, by where and by what they ask."""
    forms = [replace(form, to=urljoin(address, form.to)) for form in filled_in(answer, address)]
    found = [(place(form.to.partition("?")[0]), form) for form in forms]
    return {(line, form.shape): form for line, form in found if line is not None and not line[0].startswith(TO_COME_IN)}


def _for(role: str, line: Line, found: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Who has no side, or cannot enter the admin, is told the same of everything there: it is asked once."""
    once = role not in SIDED or (role in FIRM and line[0].startswith("admin/"))
    yield from [("own", found["own"])] if once else found.items()


def _sent(reader: Reader, role: str, line: Line, found: dict[str, str], form: Filled) -> Iterator[Seen]:
    """The form sent for one's own row, for another's and for none; then with another's row in each of its choices."""
    query = form.to.partition("?")[2]
    method = f"{FILLED} «{form.button}» {' '.join(form.shape[1:])}"
    for whose, address in _for(role, line, found):
        if whose != "malformed":
            yield reader.seen(method, line, f"{address}?{query}" if query else address, whose, form.sent())[0]
    for name, model in form.rows.items() if role in SIDED else ():
        keys = reader.away.get(model, set()) if model else set().union(*reader.away.values())
        others = sorted(key for key in keys if str(key) not in form.offers.get(name, set()))
        if others:
            address = f"{found['own']}?{query}" if query else found["own"]
            seen, answer = reader.seen(f"{method}, foreign {name}", line, address, "own", form.sent(**{name: str(others[-1])}))
            yield seen if _refused(answer, name) else Seen(**vars(seen) | {"took": name})


def _refused(answer: Any, name: str) -> bool:
    """Whether the answer says that the choice of `name` is none."""
    errors = {each.add_prefix(wrong) for each in forms_in(answer) if each.is_bound for wrong in each.errors}
    return answer.status_code >= 400 or name in errors
