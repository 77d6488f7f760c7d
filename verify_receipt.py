#!/usr/bin/env python3
"""Checks receipts of Portale Bandi and published lists of arrivals, offline: nothing but this file and Python 3.9 is needed.

    python3 verify_receipt.py ricevuta.pdf                                  the receipt in itself
    python3 verify_receipt.py ricevuta.pdf --elenco arrivi-CODICE.csv       and its place in the published list
    python3 verify_receipt.py --elenco arrivi-CODICE.json                   the list alone
    python3 verify_receipt.py ricevuta.json --portale dati.json             against what the portal says of it today

A receipt may be the PDF or the ricevuta.json attached to it; several may be given.
Exit code 0: authentic; 1: not; 2: could not be read.
What is hashed, line by line, is told in docs/receipts.md.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import sys
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any

RECEIPT = "portale-bandi receipt 1"
LIST = "portale-bandi arrivals 1"
COLUMNS = ("call", "number", "at", "leaf", "hash")
TEXTS = ("call", "at", "received_at", "digest", "salt", "leaf", "previous_hash", "hash", "code")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
MOST_STREAMS, MOST_BYTES, PEEK = 5000, 16 * 1024 * 1024, 4096

WORDS = {
    "no_json": (
        "Non è una ricevuta che si legga: aprite il PDF, salvate l’allegato ricevuta.json e verificate quello.",
        "No receipt can be read in it: open the PDF, save its attachment ricevuta.json and check that file.",
    ),
    "many": (
        "Il PDF contiene più di una ricevuta: salvate l’allegato ricevuta.json e verificate quello.",
        "The PDF holds more than one receipt: save its attachment ricevuta.json and check that file.",
    ),
    "part": ("Nella ricevuta manca o non si legge: {name}.", "The receipt lacks, or cannot be read in: {name}."),
    "no_list": ("L’elenco degli arrivi non si legge (riga {row}).", "The list of arrivals cannot be read (row {row})."),
    "no_file": ("Il file {name} non si apre.", "The file {name} cannot be opened."),
    "nothing": ("Indicate una ricevuta o un elenco.", "Name a receipt or a list."),
    "content": (
        "La domanda allegata non è quella della ricevuta: la sua impronta è {found}, la ricevuta dice {said}.",
        "The attached application is not the receipt’s: its digest is {found}, the receipt says {said}.",
    ),
    "leaf": (
        "L’impronta del contenuto e il sale danno la foglia {found}, la ricevuta dice {said}.",
        "Digest and salt give the leaf {found}, the receipt says {said}.",
    ),
    "hash": (
        "I dati della ricevuta danno l’impronta dell’arrivo {found}, la ricevuta dice {said}.",
        "The receipt’s data give the arrival’s hash {found}, the receipt says {said}.",
    ),
    "gap": (
        "Nell’elenco, al posto del numero {expected} c’è il numero {number}.",
        "In the list, number {number} stands in place of number {expected}.",
    ),
    "order": (
        "Nell’elenco l’istante del numero {number} non è successivo a quello del numero prima.",
        "In the list the instant of number {number} is not after the one before it.",
    ),
    "link": (
        "Nell’elenco i dati del numero {number} e l’impronta del numero prima non danno la sua impronta.",
        "In the list the data of number {number} and the hash before it do not give its hash.",
    ),
    "other_call": (
        "L’elenco è del bando {found}, la ricevuta del bando {said}.",
        "The list is of call {found}, the receipt of call {said}.",
    ),
    "absent": ("L’elenco non ha il numero {number}.", "The list has no number {number}."),
    "listed": (
        "Il numero {number} nell’elenco ha {name} {found}, la ricevuta dice {said}.",
        "Number {number} in the list has {name} {found}, the receipt says {said}.",
    ),
    "before": (
        "Prima del numero {number} l’elenco ha l’impronta {found}, la ricevuta dice {said}.",
        "Before number {number} the list has the hash {found}, the receipt says {said}.",
    ),
    "portal": (
        "Il portale oggi dice {name} {found}, la ricevuta dice {said}.",
        "The portal says today {name} {found}, the receipt says {said}.",
    ),
    "good_receipt": (
        "La ricevuta n. {number} del bando {call} è autentica.",
        "Receipt no. {number} of call {call} is authentic.",
    ),
    "good_alone": (
        "I dati della ricevuta n. {number} del bando {call} tornano fra loro; se il portale li conserva lo dice l’elenco.",
        "The data of receipt no. {number} of call {call} agree; whether the portal keeps them is told by the published list.",
    ),
    "good_list": (
        "L’elenco del bando {call} torna: {count} arrivi, numerati da 1 senza vuoti.",
        "The list of call {call} holds: {count} arrivals, numbered from 1 without a gap.",
    ),
}


class Unreadable(Exception):
    """What was given cannot be read; the finding says why."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.finding = (key, values)


def say(finding: Any, language: str = "it") -> str:
    """A finding in words."""
    key, values = finding
    return WORDS[key][language == "en"].format(**values)


def read_receipt(data: bytes) -> tuple[dict[str, Any], bytes | None]:
    """The receipt in a PDF or in ricevuta.json, and the application attached to it. Raises Unreadable."""
    if not data.lstrip()[:5].startswith(b"%PDF"):
        return _receipt(_json(data)), None
    attached = [(raw, _json(raw)) for raw in _braces(data)]
    receipts = {json.dumps(each, sort_keys=True): each for _raw, each in attached if _format(each) == RECEIPT}
    if len(receipts) != 1:
        raise Unreadable("many" if receipts else "no_json")
    contents = [raw for raw, each in attached if _format(each).startswith("portale-bandi application ")]
    return _receipt(next(iter(receipts.values()))), contents[0] if len(contents) == 1 else None


def read_list(data: bytes) -> list[dict[str, Any]]:
    """The rows of a published list, CSV or JSON: call, number, at, leaf, hash. Raises Unreadable."""
    whole = _json(data)
    try:
        if _format(whole) == LIST:
            rows = [{"call": whole["call"], **each} for each in whole["arrivals"]]
        else:
            rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True))
            if not rows and data.decode("utf-8-sig").strip() != ",".join(COLUMNS):
                raise Unreadable("no_list", row=1)
    except (KeyError, TypeError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable("no_list", row=1) from error
    return [_row(place, each) for place, each in enumerate(rows, 1)]


def wrong_in_receipt(receipt: dict[str, Any], content: bytes | None = None) -> list[Any]:
    """What does not hold in a receipt by itself."""
    digest = sha256(content).hexdigest() if content is not None else receipt["digest"]
    leaf = leaf_of(receipt["digest"], receipt["salt"])
    link = link_of(receipt, receipt["previous_hash"])
    pairs = (("content", digest, receipt["digest"]), ("leaf", leaf, receipt["leaf"]), ("hash", link, receipt["hash"]))
    return [(key, {"found": found, "said": said}) for key, found, said in pairs if found != said]


def wrong_in_list(rows: list[dict[str, Any]]) -> list[Any]:
    """What does not hold in a published list: numbers from 1 without a gap, instants one after the other, each hash from
    the one before."""
    wrong: list[Any] = []
    before: dict[str, Any] = {"number": 0, "at": "", "hash": "", "call": rows[0]["call"] if rows else ""}
    for row in rows:
        if row["number"] != before["number"] + 1:
            wrong.append(("gap", {"expected": before["number"] + 1, "number": row["number"]}))
        if row["at"] <= before["at"]:
            wrong.append(("order", {"number": row["number"]}))
        if row["call"] != before["call"] or row["hash"] != link_of(row, before["hash"]):
            wrong.append(("link", {"number": row["number"]}))
        before = row
    return wrong


def wrong_in_place(receipt: dict[str, Any], rows: list[dict[str, Any]]) -> list[Any]:
    """What the published list says otherwise of the receipt's arrival."""
    number = receipt["number"]
    if rows and rows[0]["call"] != receipt["call"]:
        return [("other_call", {"found": rows[0]["call"], "said": receipt["call"]})]
    listed = {row["number"]: row for row in rows}
    if number not in listed:
        return [("absent", {"number": number})]
    row, before = listed[number], listed.get(number - 1, {"hash": ""})["hash"]
    wrong = [_differs("listed", name, row[name], receipt) for name in ("at", "leaf", "hash") if row[name] != receipt[name]]
    if before != receipt["previous_hash"]:
        wrong.append(_differs("before", "previous_hash", before, receipt))
    return wrong


def wrong_against(receipt: dict[str, Any], today: dict[str, Any]) -> list[Any]:
    """What the portal says today otherwise than the receipt did when it was made."""
    names = [name for name in ("number", *TEXTS) if today[name] != receipt[name]]
    return [_differs("portal", name, today[name], receipt) for name in names]


def _differs(key: str, name: str, found: Any, receipt: dict[str, Any]) -> Any:
    return key, {"number": receipt["number"], "name": name, "found": found, "said": receipt[name]}


def leaf_of(digest: str, salt: str) -> str:
    """The leaf: SHA-256 of the canonical JSON of digest and salt. Without a salt (the first arrivals) it is the digest."""
    if not salt:
        return digest
    salted = {"digest": digest, "format": "portale-bandi leaf 1", "salt": salt}
    return sha256(json.dumps(salted, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def link_of(row: dict[str, Any], previous_hash: str) -> str:
    """The hash of an arrival: SHA-256 of six lines, each ended by a line feed."""
    parts = ("portale-bandi arrival 1", row["call"], str(row["number"]), row["at"], row["leaf"], previous_hash)
    return sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest()


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _format(found: Any) -> str:
    return str(found.get("format", "")) if isinstance(found, dict) else ""


def _receipt(found: Any) -> dict[str, Any]:
    if _format(found) != RECEIPT:
        raise Unreadable("no_json")
    for name in TEXTS:
        if not isinstance(found.get(name), str) or "\n" in found[name]:
            raise Unreadable("part", name=name)
    if type(found.get("number")) is not int:
        raise Unreadable("part", name="number")
    for name in ("at", "received_at"):
        if not INSTANT.fullmatch(found[name]):
            raise Unreadable("part", name=name)
    return dict(found)


def _row(place: int, found: Any) -> dict[str, Any]:
    try:
        row = {name: found[name] if name == "number" else str(found[name]) for name in COLUMNS}
        row["number"] = int(row["number"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("no_list", row=place) from error
    if not INSTANT.fullmatch(row["at"]) or any("\n" in str(value) for value in row.values()):
        raise Unreadable("no_list", row=place)
    return row


def _braces(data: bytes) -> list[bytes]:
    """The streams of a PDF that begin as JSON does, inflated; neither many streams nor much in them can exhaust the machine."""
    view, found, left = memoryview(data), [], MOST_BYTES
    for count, mark in enumerate(STREAM.finditer(data)):
        if count >= MOST_STREAMS or left <= 0:
            raise Unreadable("no_json")
        if data[mark.end() : mark.end() + 1] == b"{":
            end = data.find(b"endstream", mark.end())
            if end < 0:
                break
            found.append(data[mark.end() : end].rstrip(b"\r\n"))
        elif _begins_with_brace(view[mark.end() : mark.end() + PEEK]):
            found.append(_inflated(view[mark.end() :], left))
        else:
            continue
        left -= len(found[-1])
    return found


def _begins_with_brace(piece: memoryview) -> bool:
    try:
        return zlib.decompressobj().decompress(piece, 1) == b"{"
    except zlib.error:
        return False


def _inflated(piece: memoryview, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(piece, most)
    except zlib.error:
        return b""


def _bytes(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Unreadable("no_file", name=path) from error


def check(receipts: list[str], listed: str | None, content: str | None, today: str | None) -> tuple[list[Any], list[Any]]:
    """What is wrong and what is right in the files named. Raises Unreadable."""
    if not receipts and listed is None:
        raise Unreadable("nothing")
    rows = read_list(_bytes(listed)) if listed is not None else None
    wrong, right = (wrong_in_list(rows) if rows is not None else []), []
    if rows is not None and not wrong:
        right.append(("good_list", {"call": rows[0]["call"] if rows else "–", "count": len(rows)}))
    for path in receipts:
        receipt, attached = read_receipt(_bytes(path))
        found = wrong_in_receipt(receipt, _bytes(content) if content else attached)
        found += wrong_in_place(receipt, rows) if rows is not None else []
        found += wrong_against(receipt, read_receipt(_bytes(today))[0]) if today else []
        wrong += found
        if not found:
            right.append(("good_receipt" if rows is not None or today else "good_alone", receipt))
    return wrong, right


def main(arguments: list[str]) -> int:
    """Say what was found; 0 authentic, 1 not, 2 could not be read."""
    parser = argparse.ArgumentParser(description="Verifica ricevute ed elenchi degli arrivi di Portale Bandi.")
    parser.add_argument("receipts", nargs="*", metavar="RICEVUTA", help="ricevuta in PDF, o il suo allegato ricevuta.json")
    parser.add_argument("--elenco", metavar="FILE", help="elenco pubblicato degli arrivi del bando, CSV o JSON")
    parser.add_argument("--domanda", metavar="FILE", help="domanda.json, se non è nel PDF")
    parser.add_argument("--portale", metavar="FILE", help="i dati che il portale dà oggi per il codice di verifica")
    parser.add_argument("--lingua", choices=("it", "en"), default="it", help="lingua delle risposte")
    asked = parser.parse_args(arguments)
    try:
        wrong, right = check(asked.receipts, asked.elenco, asked.domanda, asked.portale)
    except Unreadable as error:
        print(say(error.finding, asked.lingua), file=sys.stderr)
        return 2
    for finding in [*wrong, *right]:
        print(say(finding, asked.lingua))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
