"""How much of a firm's papers an application takes: how many, how large."""

from decimal import Decimal

# The richest call asks for fewer than twenty; with quotes, translations and answers to the Chamber nobody has come near a
# hundred. Beyond it an officer could not read them in the days that the law gives her, and a disk could be filled.
MOST_FILES = 100
# What the web server lets through beside a form's other fields, and a telephone uploads on a bad line.
MOST_BYTES = 10_000_000
MEGABYTE = Decimal(1_000_000)


def megabytes(size: int) -> Decimal:
    """The size in millions of bytes, with a decimal where there is one to tell."""
    return (size / MEGABYTE).quantize(Decimal("0.1"))
