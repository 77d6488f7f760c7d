"""How the codes of economic activities are written and which of them stands under which; whether one exists is in the tables.

A code is a section letter or two to six digits, written with points: «J», «62», «62.0», «62.01», «62.01.0», «62.01.00».
Source: ISTAT, ATECO 2007 and ATECO 2025. The letters do not mean the same in the two: G is 45–47 in 2007, 46–47 in 2025.
"""

import re

from registry.enums import AtecoLevel, AtecoVersion

_DIGITS = re.compile(r"[0-9]{2,6}")
_POINTED = re.compile(r"[0-9]{2}(\.[0-9]{1,2})?|[0-9]{2}\.[0-9]{2}\.[0-9]{1,2}")
_LEVELS = {
    2: AtecoLevel.DIVISION,
    3: AtecoLevel.GROUP,
    4: AtecoLevel.CLASS,
    5: AtecoLevel.CATEGORY,
    6: AtecoLevel.SUBCATEGORY,
}

# First and last division of each section.
SECTIONS = {
    AtecoVersion.ATECO_2007: {
        "A": ("01", "03"), "B": ("05", "09"), "C": ("10", "33"), "D": ("35", "35"), "E": ("36", "39"), "F": ("41", "43"),
        "G": ("45", "47"), "H": ("49", "53"), "I": ("55", "56"), "J": ("58", "63"), "K": ("64", "66"), "L": ("68", "68"),
        "M": ("69", "75"), "N": ("77", "82"), "O": ("84", "84"), "P": ("85", "85"), "Q": ("86", "88"), "R": ("90", "93"),
        "S": ("94", "96"), "T": ("97", "98"), "U": ("99", "99"),
    },
    AtecoVersion.ATECO_2025: {
        "A": ("01", "03"), "B": ("05", "09"), "C": ("10", "33"), "D": ("35", "35"), "E": ("36", "39"), "F": ("41", "43"),
        "G": ("46", "47"), "H": ("49", "53"), "I": ("55", "56"), "J": ("58", "60"), "K": ("61", "63"), "L": ("64", "66"),
        "M": ("68", "68"), "N": ("69", "75"), "O": ("77", "82"), "P": ("84", "84"), "Q": ("85", "85"), "R": ("86", "88"),
        "S": ("90", "93"), "T": ("94", "96"), "U": ("97", "98"), "V": ("99", "99"),
    },
}  # fmt: skip


def normal(code: str) -> str:
    """The code with its points and a capital letter: «620100» and « 62.01.00 » are «62.01.00». ValueError: not a code."""
    text = code.strip()
    if re.fullmatch(r"[A-Za-z]", text):
        return text.upper()
    if _POINTED.fullmatch(text):
        return text
    if not _DIGITS.fullmatch(text):
        raise ValueError(f"{code!r} is not a code of an economic activity")
    return ".".join(part for part in (text[:2], text[2:4], text[4:]) if part)


def level(code: str) -> AtecoLevel:
    """How fine the code is. ValueError: not a code."""
    text = normal(code)
    return AtecoLevel.SECTION if text.isalpha() else _LEVELS[len(_digits(text))]


def section(code: str, version: str) -> str:
    """The letter of the section in which the code stands; "" if that version has no such division. ValueError: not a code."""
    text = normal(code)
    if text.isalpha():
        return text if text in SECTIONS[AtecoVersion(version)] else ""
    found = (letter for letter, (first, last) in SECTIONS[AtecoVersion(version)].items() if first <= text[:2] <= last)
    return next(found, "")


def divisions(letter: str, version: str) -> list[str]:
    """The divisions of a section, «45» «46» «47»; none if the version has no such section."""
    first, last = SECTIONS[AtecoVersion(version)].get(letter, ("1", "0"))
    return [f"{number:02d}" for number in range(int(first), int(last) + 1)]


def covers(prefix: str, code: str, version: str = "") -> bool:
    """Whether `code` is `prefix` or stands under it, by whole parts: «62» covers «62.01.00», «6» covers nothing.

    What is not a code covers nothing and is not covered. A section letter needs the `version` it belongs to (ValueError).
    """
    try:
        above, below = normal(prefix), normal(code)
    except ValueError:
        return False
    if above.isalpha():
        return section(below, version) == above
    return not below.isalpha() and _digits(below).startswith(_digits(above))


def _digits(code: str) -> str:
    return code.replace(".", "")
