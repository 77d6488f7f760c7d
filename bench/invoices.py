"""What it costs to read and check an electronic invoice, against bare lxml: parse and validation by a schema.

No package that is installed ships the official schema: `fatturapa.xsd` stands for it, written by us from the public
specification with its types, patterns and lists, for the parts that these invoices have. The portal does not validate by a
schema: its reader asks for each field and says in words what is wrong with it. The official schema (1.2.3) takes about an eighth
more than ours for the same files, which it finds valid. The files have what accounting programs write in them: the register of
firms, contacts, units of measure, terms of payment.
"""

import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

from bench.measure import Figure, Variant, compare
from config.warm import warm
from core.adapters.filetypes import judged
from demo.invoices import Bought, invoice
from disbursement.adapters import fatturapa
from disbursement.domain.checking import ExpectedBuyer, Outcome, check, outcome
from disbursement.domain.claims import claimed_lines
from disbursement.domain.invoice import Invoice

# How many lines the files of a round have. Most invoices have few, some have dozens; beside the mixture ten lines stand alone.
MIXED = (1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 45)
SETS = {"ten lines": (10,), "mixed": MIXED}
# So many files of each set, each so many times a round: the processor's clock counts in hundredths of a second.
MANY, TIMES = 400, 10
YARDSTICK, READ, BROUGHT = "lxml, parse + schema", "read and checked", "judged, read, checked, claimed"
CUP, VAT = "E12B34567890123", "12345670017"
BUYER = ExpectedBuyer(VAT, VAT)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def run(rounds: int) -> list[Figure]:
    """One operation is one file; every file is right, and found right. Ratios are to the yardstick on the same files."""
    warm()
    schema = etree.XMLSchema(etree.parse(Path(__file__).with_name("fatturapa.xsd")))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)

    def bare(content: bytes) -> None:
        assert schema.validate(etree.fromstring(content, parser))

    def read(content: bytes) -> None:
        for one in fatturapa.read(content):
            _check(one)

    def brought(content: bytes) -> None:
        for one in fatturapa.read(judged(content).document):
            _check(one)
            assert claimed_lines(one)

    works = {YARDSTICK: bare, READ: read, BROUGHT: brought}
    figures: list[Figure] = []
    for name, sizes in SETS.items():
        files = [_file(number, sizes[number % len(sizes)]) for number in range(MANY)]
        variants: dict[str, Variant] = {f"{name}: {what}": _each(work, files * TIMES) for what, work in works.items()}
        figures += compare(variants, rounds=rounds)
    return figures


def _each(work: Callable[[bytes], None], files: list[bytes]) -> Variant:
    def variant(_number: int) -> Sequence[float]:
        times = []
        for content in files:
            start = time.perf_counter()
            work(content)
            times.append(time.perf_counter() - start)
        return times

    return variant


def _check(one: Invoice) -> None:
    found = check(one, expected_buyer=BUYER, cup=CUP, spend_from=FIRST, spend_until=LAST)
    assert outcome(found) == Outcome.MET


def _file(number: int, lines: int) -> bytes:
    # Amounts as different as in life, the same at every run.
    nets = [Decimal(500 + (number * 7919 + line * 104_729) % 499_501).scaleb(-2) for line in range(lines)]
    bought = [Bought(f"Schede prodotto tradotte, lotto {number}.{line}", net) for line, net in enumerate(nets)]
    seller, buyer = ("Traduzioni Demo S.n.c.", "01234567897"), ("Officine Demo S.r.l.", VAT, VAT)
    return invoice(supplier=seller, buyer=buyer, number=f"{number}", day=date(2026, 2, 10), cup=CUP, bought=bought)
