"""Damages a file as chance has it: bytes flipped, cut, doubled, moved, tags and values swapped, envelopes torn."""

import random
import re
from base64 import b64encode

TAG = re.compile(rb"</?[A-Za-z:]+[^<>]{0,60}>")
VALUE = re.compile(rb">[^<>]{1,60}<")
ODD = (
    b"", b"-", b"NaN", b"1e9", b"0" * 40, b"9" * 30, b"-0.00", b"0.005", b"99999999999.99", b"TD99", b"2026-02-30",
    b"0001-01-01", b"9999-12-31", b"&amp;", b"&#0;", b"&x;", b"<![CDATA[<a>]]>", b"<!--", b"]]>", b"\xff\xfe", b"\x00",
    "\u00e0\u20ac\U00010348".encode(), b"<a/>" * 20,
)  # fmt: skip


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One to four damages, one after the other."""
    for _number in range(chance.randint(1, 4)):
        content = chance.choice(WAYS)(content, chance)
    return content


def _at(content: bytes, chance: random.Random) -> int:
    return chance.randrange(len(content) + 1)


def _span(content: bytes, chance: random.Random) -> tuple[int, int]:
    start = _at(content, chance)
    return start, min(len(content), start + chance.randint(1, 60))


def flip(content: bytes, chance: random.Random) -> bytes:
    at = _at(content, chance)
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :] if at < len(content) else content


def cut(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:start] + content[end:]


def end_early(content: bytes, chance: random.Random) -> bytes:
    return content[: _at(content, chance)]


def double(content: bytes, chance: random.Random) -> bytes:
    start, end = _span(content, chance)
    return content[:end] + content[start:end] * chance.randint(1, 4) + content[end:]


def insert(content: bytes, chance: random.Random) -> bytes:
    at = _at(content, chance)
    return content[:at] + chance.choice(ODD) + content[at:]


def swap_tags(content: bytes, chance: random.Random) -> bytes:
    return _exchange(content, chance, TAG)


def swap_values(content: bytes, chance: random.Random) -> bytes:
    return _exchange(content, chance, VALUE)


def odd_value(content: bytes, chance: random.Random) -> bytes:
    found = list(VALUE.finditer(content))
    if not found:
        return flip(content, chance)
    one = chance.choice(found)
    return content[: one.start() + 1] + chance.choice(ODD) + content[one.end() - 1 :]


def odd_name(content: bytes, chance: random.Random) -> bytes:
    """Takes an element away by giving it another name, at both its ends."""
    found = TAG.findall(content)
    name = chance.choice(found).strip(b"</>").split()[0] if found else b""
    return (
        content.replace(b"<" + name + b">", b"<Altro>").replace(b"</" + name + b">", b"</Altro>")
        if name
        else flip(content, chance)
    )


def wrap(content: bytes, chance: random.Random) -> bytes:
    return b64encode(content) if chance.random() < 0.5 else b"\xef\xbb\xbf" + content


def _exchange(content: bytes, chance: random.Random, form: re.Pattern[bytes]) -> bytes:
    found = list(form.finditer(content))
    if len(found) < 2:
        return flip(content, chance)
    first, second = sorted(chance.sample(found, 2), key=lambda one: one.start())
    if first.end() > second.start():
        return flip(content, chance)
    between = content[first.end() : second.start()]
    return content[: first.start()] + second[0] + between + first[0] + content[second.end() :]


WAYS = (flip, flip, cut, end_early, double, insert, swap_tags, swap_values, odd_value, odd_value, odd_name, wrap)
