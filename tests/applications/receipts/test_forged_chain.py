"""A superuser with the triggers off alters what is stored, two hundred times: each time somebody who kept a receipt finds it."""

import importlib.util
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from applications.domain.chain import leaf_of, link
from applications.models import Arrival, Receipt
from applications.queries.arrivals import receipt_data
from bando.models import Call
from tests.applications.receipts.chain_rows import a_confirmed_draft, arrivals_in
from tests.factories import a_call

pytestmark = pytest.mark.django_db
PROGRAM = Path(__file__).resolve().parents[3] / "verify_receipt.py"
ARRIVALS, TIMES = 40, 20
Data = dict[str, Any]


class Undo(Exception):
    """Takes an alteration back."""


def program() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_receipt_alone", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def published(call: Call, form: str) -> bytes:
    answer = Client().get(reverse(f"call_arrivals_{form}", args=[call.slug]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def todays(call: Call) -> dict[str, Data]:
    rows = Receipt.objects.filter(application__call=call, application__arrival__isnull=False)
    rows = rows.select_related("application__arrival__snapshot", "application__arrival__call")
    return {str(row.token): receipt_data(row) for row in rows}


def found_by(verify: ModuleType, call: Call, old: list[Data], form: str) -> set[str]:
    """Who finds that something was altered: the list alone, an old receipt in the list, an old receipt against today's."""
    listed, today = verify.read_list(published(call, form)), todays(call)
    found = {"list"} if verify.wrong_in_list(listed) else set()
    for receipt in old:
        assert verify.wrong_in_receipt(receipt) == []
        if verify.wrong_in_place(receipt, listed):
            found.add("receipt")
        if receipt["code"] not in today or verify.wrong_against(receipt, today[receipt["code"]]):
            found.add("today")
    return found


class Forger:
    """Everything that can be done to the rows; `rehash` makes the whole chain hold again."""

    def __init__(self, call: Call, seed: int) -> None:
        self.call, self.chance = call, random.Random(seed)
        self.spare = a_confirmed_draft(call)

    def rows(self) -> list[Arrival]:
        return list(Arrival.objects.filter(call=self.call).select_related("snapshot").order_by("number"))

    def one(self) -> Arrival:
        return self.chance.choice(self.rows())

    def hexadecimal(self) -> str:
        return f"{self.chance.getrandbits(256):064x}"

    def write(self, row: Arrival, **values: Any) -> None:
        columns = ", ".join(f"{name} = %s" for name in values)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE applications_arrival SET {columns} WHERE id = %s", [*values.values(), row.pk])

    def rehash(self) -> None:
        previous = ""
        for row in self.rows():
            hashed = link(previous, self.call.code, row.number, row.at, row.leaf)
            if (row.previous_hash, row.hash) != (previous, hashed):
                self.write(row, previous_hash=previous, hash=hashed)
            previous = hashed

    def number(self) -> None:
        self.write(self.one(), number=1000 + self.chance.randrange(1000))

    def instant(self) -> None:
        row = self.one()
        self.write(row, at=row.at + timedelta(microseconds=self.chance.choice([-1, 1, 999_000])))

    def instant_rehashed(self) -> None:
        self.instant()
        self.rehash()

    def digest(self) -> None:
        self.write(self.one(), digest=self.hexadecimal())

    def leaf(self) -> None:
        self.write(self.one(), leaf=self.hexadecimal())

    def hash(self) -> None:
        self.write(self.one(), hash=self.hexadecimal())

    def previous_hash(self) -> None:
        self.write(self.one(), previous_hash=self.hexadecimal())

    def swapped(self) -> None:
        one, two = self.chance.sample(self.rows(), 2)
        names = ("number", "at")
        mine, others = ({name: getattr(row, name) for name in names} for row in (one, two))
        self.write(one, number=9999)
        self.write(two, **mine)
        self.write(one, **others)
        self.rehash()

    def removed(self) -> None:
        gone = self.one()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM applications_arrival WHERE id = %s", [gone.pk])
        for row in self.rows():
            if row.number > gone.number:
                self.write(row, number=row.number - 1)
        self.rehash()

    def inserted(self) -> None:
        before = self.one()
        for row in reversed(self.rows()):
            if row.number >= before.number:
                self.write(row, number=row.number + 1)
        kept = self.spare.snapshot
        Arrival.objects.create(
            call=self.call, application=self.spare, snapshot=kept, number=before.number, received_at=before.received_at,
            at=before.at - timedelta(microseconds=1), digest=kept.digest, leaf=kept.leaf, hash="", key=self.chance_key(),
            sent_by=self.spare.started_by,
        )  # fmt: skip
        self.rehash()

    def chance_key(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def content(self) -> None:
        row = self.one()
        content = row.snapshot.content.replace("Impresa", "Ditta")
        digest = sha256(content.encode()).hexdigest()
        leaf = leaf_of(digest, row.snapshot.salt)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE applications_snapshot SET content = %s, digest = %s, leaf = %s WHERE id = %s",
                [content, digest, leaf, row.snapshot_id],
            )
        self.write(row, digest=digest, leaf=leaf)
        self.rehash()


# Kind → who must find it at the least. What holds in itself again is found by those who kept a receipt only.
ALTERATIONS: dict[str, set[str]] = {
    "number": {"list", "receipt"},
    "instant": {"list", "receipt"},
    "instant_rehashed": {"receipt"},
    "digest": {"today"},
    "leaf": {"list", "receipt"},
    "hash": {"list", "receipt"},
    "previous_hash": {"today"},
    "swapped": {"receipt"},
    "removed": {"receipt"},
    "inserted": {"receipt"},
    "content": {"receipt"},
}
IN_ITSELF_WHOLE = {"swapped", "removed", "inserted", "content", "digest", "previous_hash"}


def triggers_off() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE applications_arrival DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE applications_snapshot DISABLE TRIGGER USER")


def altered(alter: Callable[[], None], look: Callable[[], Any]) -> Any:
    """What is seen while the alteration stands."""
    seen = None
    try:
        with transaction.atomic():
            alter()
            seen = look()
            raise Undo
    except Undo:
        return seen


def test_every_one_of_two_hundred_alterations_is_found_by_old_receipts():
    call, verify = a_call(), program()
    arrivals_in(call, ARRIVALS)
    forger = Forger(call, seed=20200618)
    old = list(todays(call).values())
    assert len(old) == ARRIVALS
    triggers_off()
    # The control: who alters nothing is accused of nothing.
    for form in ("csv", "json"):
        assert found_by(verify, call, old, form) == set()

    count, means = 0, Counter()
    for kind, expected in ALTERATIONS.items():
        for turn in range(TIMES):
            form = ("csv", "json")[turn % 2]
            found = altered(getattr(forger, kind), lambda form=form: found_by(verify, call, old, form))
            assert expected <= found, f"{kind}, {turn}: found by {found or 'nobody'}"
            if kind in IN_ITSELF_WHOLE:
                assert "list" not in found, f"{kind}: the list alone should hold again"
            count += 1
            means.update(found)
    assert count >= 200
    assert found_by(verify, call, old, "csv") == set()


def test_the_program_run_by_anybody_finds_what_was_taken_out(tmp_path):
    call = a_call()
    arrivals_in(call, 4)
    forger, old = Forger(call, seed=1), list(todays(call).values())
    triggers_off()
    for place, receipt in enumerate(old):
        (tmp_path / f"{place}.json").write_text(json.dumps(receipt))
    receipts = [str(tmp_path / f"{place}.json") for place in range(4)]

    def run(*options: str) -> tuple[int, str]:
        (tmp_path / "elenco.csv").write_bytes(published(call, "csv"))
        command = [sys.executable, "-I", str(PROGRAM), *receipts, "--elenco", str(tmp_path / "elenco.csv"), *options]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    code, said = run()
    assert code == 0
    assert f"La ricevuta n. 4 del bando {call.code} è autentica." in said
    code, said = altered(forger.removed, run)
    assert code == 1
    assert "L’elenco non ha il numero 4." in said
    code, said = altered(forger.leaf, lambda: run("--lingua", "en"))
    assert code == 1
    assert "do not give its hash" in said
    (tmp_path / "0.json").write_text("[]")
    assert run()[0] == 2


def test_a_receipt_of_before_the_salt_is_authentic_too():
    call, verify = a_call(), program()
    arrivals_in(call, 1)
    triggers_off()
    row = Arrival.objects.get(call=call)
    hashed = link("", call.code, 1, row.at, row.digest)
    Arrival.objects.filter(pk=row.pk).update(snapshot=None, leaf=row.digest, hash=hashed)
    (told,) = todays(call).values()
    assert told["salt"] == ""
    assert verify.wrong_in_receipt(told) == []
    assert verify.wrong_in_place(told, verify.read_list(published(call, "json"))) == []
