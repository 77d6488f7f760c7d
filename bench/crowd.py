"""Many applications with all that a list shows of them, by one statement a table; what is measured starts after them."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from applications.enums import Side, State, Task
from applications.models import Application, Arrival, Assignment, Content, Message, Verdict
from bando.models import Call, Pot
from core.models import AuditEvent, OutgoingMessage
from core.operations.mailing import enqueue
from demo.cast import Cast
from demo.walking import Walk
from registry.models import Firm, FirmVersion

# In a thousand applications; what is left is settled, as in a portal that has been open for years.
STATES = {
    State.SUBMITTED: 150, State.INTEGRATION: 30, State.REJECTION_NOTICED: 4, State.ADMISSIBLE: 60, State.INADMISSIBLE: 150,
    State.SCORED: 60, State.FINANCED: 50, State.WAITING: 100, State.BELOW_MINIMUM: 60, State.GRANTED: 60, State.ACCEPTED: 60,
    State.RENOUNCED: 10, State.ACCOUNTED: 30, State.SETTLED: 20, State.PAID: 20, State.CLOSED: 110, State.REVOKED: 2,
    State.WITHDRAWN: 14, State.DRAFT: 10,
}  # fmt: skip
FIRST = 10_000
TRADES = (
    "CARPENTERIA", "SARTORIA", "OFFICINA", "PANIFICIO", "TIPOGRAFIA", "FALEGNAMERIA", "CASEIFICIO", "TRATTORIA", "LAVANDERIA",
    "AUTOTRASPORTI", "VIVAIO", "FONDERIA", "VETRERIA", "CERAMICHE", "TESSITURA", "CARTOLERIA", "GIOIELLERIA", "ERBORISTERIA",
)  # fmt: skip
PLACES = ("DEL LAGO", "DI MONTE", "LOMBARDA", "DEL BORGO", "DELLA VALLE", "PADANA", "ALPINA", "DEL PONTE", "DELLA TORRE")
FORMS = ("SRL", "SPA", "SNC", "SRL", "SAS")
RARE, RARE_FIRMS = "ZAFFERANO", 20
FIRST_NAMES = (
    "Ada", "Anna", "Bruno", "Carla", "Dario", "Elena", "Fabio", "Giulia", "Hans", "Irene", "Luca", "Maria", "Marta", "Nadia",
    "Olga", "Paolo", "Rosa", "Sara", "Tea", "Ugo",
)  # fmt: skip
SUBJECTS = (
    "Richiesta di integrazione",
    "Domanda ricevuta",
    "Contributo concesso",
    "Un messaggio della Camera",
    "Pagamento disposto",
)


def crowd(first: Call, second: Call, cast: Cast, *, many: int) -> None:
    """`many` sent applications besides the one that they are copies of: four fifths of `first`, the others of `second`.

    As owner of the tables: no trigger and no foreign key is asked. `RARE_FIRMS` of the firms have `RARE` in their name.
    """
    now = timezone.now()
    walk = Walk(first, cast, random.Random(5))  # noqa: S311 (a repeatable measurement)
    model = walk.draft(cast.firms[0], at=now - timedelta(days=1))
    walk.send(model, at=now - timedelta(days=1))
    walk.admit(model, at=now)
    enqueue(key="folla", recipient="chi@folla.example", subject="Un messaggio", body="Gentile impresa, …", at=now)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _fill(cursor, model, first, second, cast, many)
        cursor.execute("SET session_replication_role = origin")


def _fill(cursor: Any, model: Application, first: Call, second: Call, cast: Cast, many: int) -> None:
    key, firm = f"{FIRST} + n", {"id": f"{FIRST} + n", "name": _name(many), "vat_number": "'7' || lpad(n::text, 10, '0')"}
    code = (
        "CASE WHEN n % 4 = 0 THEN 'BNCHAB' || lpad((n % 100)::text, 2, '0') || 'A' || lpad((n / 100 % 100)::text, 2, '0') "
        "|| 'F' || lpad((n / 10000 % 1000)::text, 3, '0') || 'X' ELSE '7' || lpad(n::text, 10, '0') END"
    )
    of_model = f"m.application_id = {model.pk}"
    copies(cursor, Firm, f"m.id = {model.firm_id}", many, firm | {"tax_code": code})
    version = f"m.id = {model.firm_version_id}"
    copies(cursor, FirmVersion, version, many, firm | {"tax_code": code, "firm_id": key})
    call = f"CASE WHEN n % 5 = 0 THEN {second.pk} ELSE {first.pk} END"
    number = f"CASE WHEN n % 5 = 0 THEN n / 5 ELSE n - n / 5 + {first.arrivals.count()} END"
    dossier = {
        "id": key,
        "arrival_number": f"CASE WHEN {_state()} <> '{State.DRAFT}' THEN {number} END",
        "firm_id": key,
        "firm_version_id": key,
        "call_id": call,
        "state": _state(),
        "pot_id": _pot(first, second),
    }
    copies(cursor, Application, f"m.id = {model.pk}", many, dossier)
    instant = "m.at + n * interval '1 millisecond'"
    place = {"id": key, "application_id": key, "call_id": call, "number": number, "key": "gen_random_uuid()", "at": instant}
    copies(cursor, Arrival, of_model, many, place | {"snapshot_id": key})
    copies(cursor, Content, of_model, many, {"id": key, "application_id": key})
    money = {"id": key, "application_id": key, '"grant"': "2800 + (n::bigint * 7919) % 7200"}
    copies(cursor, Verdict, of_model, many, money)
    event = AuditEvent.objects.filter(subject_type=Application._meta.label_lower).latest("pk")
    copies(cursor, AuditEvent, f"m.id = {event.pk}", many, {"id": key, "subject_id": key})
    _people_and_messages(cursor, many)
    _desk(cursor, cast)
    for table in (
        User,
        OutgoingMessage,
        Call,
        Pot,
        Firm,
        FirmVersion,
        Application,
        Arrival,
        Content,
        Verdict,
        AuditEvent,
        Assignment,
        Message,
    ):
        # As the database does by itself in the night.
        cursor.execute(f"ANALYZE {table._meta.db_table}")


def _people_and_messages(cursor: Any, many: int) -> None:
    """As many people who never got a role, and as many messages that have left, as there are applications."""
    key, person, message = f"{FIRST} + n", User.objects.earliest("pk"), OutgoingMessage.objects.get(key="folla")
    # Four hundred first names, as there are many in life: what is sorted by them is not sorted by the names of their families.
    name = f"{_one_of(FIRST_NAMES, '(n / 7)')} || ' ' || {_one_of(FIRST_NAMES, '(n / 140)')} || ' ' || initcap({_name(many)})"
    unknown = {"tax_code": "''", "tax_code_verified_by": "''"}
    copies(
        cursor, User, f"m.id = {person.pk}", many, unknown | {"id": key, "name": name, "email": "'chi' || n || '@folla.example'"}
    )
    said = f"{_one_of(SUBJECTS, 'n')} || ' ' || {_name(many)}"
    left = {"sent_at": "m.queued_at", "secret": "''", "key": "'folla' || n", "id": key}
    copies(
        cursor,
        OutgoingMessage,
        f"m.id = {message.pk}",
        many,
        left | {"recipient": "'chi' || n || '@folla.example'", "subject": said},
    )


def copies(cursor: Any, model: type[Model], which: str, many: int, changes: Mapping[str, str]) -> None:
    """`many` copies of the row `m` that `which` finds; `changes` say in SQL what differs in the copy number `n`."""
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
    told = {f'"{column.strip(chr(34))}"': value for column, value in changes.items()}
    values = ", ".join(told.get(column, f"m.{column}") for column in columns)
    table = model._meta.db_table
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} m, generate_series(1, {many}) AS n "  # noqa: S608
        f"WHERE {which}"
    )


def _one_of(words: tuple[str, ...], step: str) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + {step} % {len(words)}]"


def _name(many: int) -> str:
    every = max(many // RARE_FIRMS, 1)
    word = f"CASE WHEN n % {every} = 0 AND n / {every} <= {RARE_FIRMS} THEN '{RARE} ' ELSE '' END"
    return " || ".join(
        [_one_of(TRADES, "(n / 9)"), f"' ' || {word}", _one_of(PLACES, "n"), "' ' || n || ' '", _one_of(FORMS, "n")]
    )


def _state() -> str:
    states = tuple(str(state) for state, share in STATES.items() for _each in range(share))
    assert len(states) == 1_000
    return _one_of(states, "(n::bigint * 7919)")


def _pot(first: Call, second: Call) -> str:
    one, other = (
        ", ".join(str(pk) for pk in call.pots.exclude(chamber=None).order_by("chamber").values_list("pk", flat=True))
        for call in (first, second)
    )
    return f"(CASE WHEN n % 5 = 0 THEN ARRAY[{other}] ELSE ARRAY[{one}] END)[1 + n % 9]"


def _desk(cursor: Any, cast: Cast) -> None:
    """Nine in ten files under the check are given out; the officer of Brescia has sixty, and their firms wait for a word."""
    officer, other = cast.officer("bs"), cast.officer("mi-mb-lo")
    review = "a.state IN ('submitted', 'integration', 'rejection_noticed')"
    hers = f"""(SELECT a.id FROM applications_application a JOIN bando_pot p ON p.id = a.pot_id
                 JOIN registry_chamber c ON c.id = p.chamber_id WHERE c.code = 'bs' AND {review} ORDER BY a.id LIMIT 60)"""  # noqa: S608
    cursor.execute(
        f"""INSERT INTO applications_assignment (application_id, task, place, person_id, run_id, reason, at, by_id)
            SELECT a.id, '{Task.CHECK}', 1, CASE WHEN a.id IN {hers} THEN {officer.pk} ELSE {other.pk} END,
                   0, '', now(), {other.pk}
              FROM applications_application a WHERE {review} AND (a.id % 10 <> 0 OR a.id IN {hers})"""  # noqa: S608
    )
    # What the triggers would have done.
    given = f"SELECT application_id FROM applications_assignment WHERE task = '{Task.CHECK}'"  # noqa: S608
    cursor.execute(f"UPDATE applications_application SET in_good_hands = true WHERE id IN ({given})")  # noqa: S608
    cursor.execute(
        f"""INSERT INTO applications_message (application_id, side, text, at, by_id)
            SELECT a.id, side, 'Un messaggio', now(), {other.pk}
              FROM applications_application a, unnest(ARRAY['{Side.FIRM}', '{Side.CHAMBER}']) AS side
             WHERE a.id % 20 = 0 AND a.id NOT IN {hers} OR side = '{Side.FIRM}' AND a.id IN {hers}"""  # noqa: S608
    )
    spoken = f"SELECT application_id FROM applications_message GROUP BY 1 HAVING bool_and(side = '{Side.FIRM}')"  # noqa: S608
    cursor.execute(f"UPDATE applications_application SET awaits_reply = true WHERE id IN ({spoken})")  # noqa: S608
