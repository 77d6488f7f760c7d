"""Attacks on the reader are refused with a sentence in bounded memory, whatever their size; damaged files are read or refused."""

import re

import pytest

from tests.disbursement.bounded import answers, run
from tests.disbursement.invoices import fattura
from tests.disbursement.samples import SAMPLES

# What the whole of an attack may add to the process. A tree of the largest file that is parsed at all takes about as much.
MEGABYTES = 120
DOCTYPE = "DOCTYPE"
TAIL = b"</p:FatturaElettronica>"


def entities(levels: int, wide: int = 10) -> bytes:
    """Laughs: each entity is so many of the one before."""
    said = "".join(f"<!ENTITY e{at} '{f'&e{at - 1};' * wide}'>" for at in range(1, levels))
    return fattura(prologue=f"<!DOCTYPE l [<!ENTITY e0 'ha ha ha ha '>{said}]>", causal="C").replace(
        b">C<", f">&e{levels - 1};<".encode()
    )


def quadratic(size: int, times: int) -> bytes:
    """One long entity, many times: no nesting to be seen by."""
    prologue = f"<!DOCTYPE l [<!ENTITY long '{'x' * size}'>]>"
    return fattura(prologue=prologue, causal="C").replace(b">C<", b">" + b"&long;" * times + b"<")


def elements(count: int) -> bytes:
    return fattura().replace(TAIL, b"<a/>" * count + TAIL)


def attributes(count: int) -> bytes:
    return fattura().replace(TAIL, b"<a " + b" ".join(b"a%d=''" % at for at in range(count)) + b"/>" + TAIL)


def deep(levels: int) -> bytes:
    return fattura(causal="C").replace(b">C<", b">" + b"<a>" * levels + b"</a>" * levels + b"<")


def text(size: int) -> bytes:
    return fattura(causal="x" * size)


EXTERNAL = fattura(prologue='<!DOCTYPE l [<!ENTITY x SYSTEM "file:///dev/zero">]>', causal="C").replace(b">C<", b">&x;<")
PARAMETER = fattura(prologue='<!DOCTYPE l [<!ENTITY % x SYSTEM "file:///dev/zero"> %x;]>')
SUBSET = fattura(prologue='<!DOCTYPE l SYSTEM "http://127.0.0.1:9/l.dtd">')
# Attack → the files, small and large, and the words of the refusal: by the look that every file has first, or by the reader.
ATTACKS: dict[str, tuple[list[bytes], str]] = {
    "billion laughs": ([entities(5), entities(10), entities(30)], DOCTYPE),
    "quadratic blow-up": ([quadratic(10_000, 1_000), quadratic(2_000_000, 400_000)], DOCTYPE),
    "an external entity": ([EXTERNAL, PARAMETER, SUBSET], DOCTYPE),
    "a document type in UTF-16": ([EXTERNAL.decode().replace("utf-8", "utf-16").encode("utf-16")], DOCTYPE),
    "a document type far away": ([fattura(prologue=f"<!--{' ' * 4_000_000}--><!DOCTYPE l [<!ENTITY a 'x'>]>")], DOCTYPE),
    "depth": ([deep(40), deep(200), deep(300), deep(600_000)], "livelli|troppo complesso|danneggiato|troppi elementi"),
    "elements": ([elements(450_000), elements(1_200_000)], "troppi elementi|troppo complesso"),
    "attributes": ([attributes(100_001), attributes(400_000)], "troppi elementi|troppo complesso"),
    "text": ([text(6_000_000), text(40_000_000)], "5 MB"),
}


@pytest.mark.parametrize("name", ATTACKS)
@pytest.mark.parametrize("how", ["brought", "alone"])
def test_an_attack_is_refused_in_bounded_memory(name: str, how: str) -> None:
    files, words = ATTACKS[name]
    *said, grown = answers(how, files, megabytes=MEGABYTES, seconds=20)
    for one in said:
        assert re.search(words, one), one
        assert one.endswith(".")
    assert int(grown.split()[0]) <= MEGABYTES


def test_the_largest_file_that_is_read_at_all_stays_within_the_bound() -> None:
    *said, grown = answers("alone", [elements(390_000), attributes(99_000), text(4_900_000)], megabytes=MEGABYTES)
    assert said == ["read", "read", "read"]
    assert int(grown.split()[0]) <= MEGABYTES


@pytest.mark.parametrize("file", [entities(10), quadratic(2_000_000, 400_000), elements(1_200_000)])
def test_the_bound_bites(file: bytes) -> None:
    """The control: a parser without the reader's walls does not get through the same files."""
    ended = run("naive", [file], megabytes=MEGABYTES, seconds=20)
    assert ended.returncode != 0


PIECES, EACH = 10, 10_000
ORIGINALS = (
    "FPR12", "FSM10 by its rate", "FSM10 credit note", "p7m in DER", "p7m in base64, one "
        "line", "p7m in base64 in p7m", "p7m in pieces (BER)",
    "UTF-16, little end first", "Windows-1252", "a lotto with its credit note", "withholding and pension fund", "three rates",
    "a discount on the whole, as a share", "XAdES",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(PIECES))
def test_damaged_files_are_read_or_refused(seed: int) -> None:
    """A hundred thousand in all; a crash ends the process with its trace, a hang with its bound of processor time."""
    originals = [SAMPLES[name].content for name in ORIGINALS]
    read, answered, grown = answers("many", (seed, EACH, originals), megabytes=MEGABYTES, seconds=120)
    assert answered == f"{EACH} answered"
    # Neither all refused (nothing would be tried) nor all read (nothing would be damaged).
    assert EACH / 50 < int(read.split()[0]) < EACH / 2
    assert int(grown.split()[0]) <= MEGABYTES


@pytest.mark.parametrize("how", ["endless", "crashing"])
def test_a_hang_and_a_crash_would_be_seen(how: str) -> None:
    assert run(how, None, seconds=1).returncode != 0
