"""Sixty invented firms with identifiers that pass every check; no name, number or address belongs to anybody."""

import random
from dataclasses import dataclass

from stdnum import iban, luhn
from stdnum.it import codicefiscale

# Province, municipality, its cadastral code, how many firms have their project there.
PLACES = [
    ("MI", "Milano", "F205", 13),
    ("MB", "Monza", "F704", 5),
    ("LO", "Lodi", "E648", 2),
    ("BG", "Bergamo", "A794", 8),
    ("BS", "Brescia", "B157", 9),
    ("CO", "Como", "C933", 3),
    ("LC", "Lecco", "E507", 2),
    ("CR", "Cremona", "D150", 3),
    ("MN", "Mantova", "E897", 3),
    ("PV", "Pavia", "G388", 3),
    ("SO", "Sondrio", "I829", 5),
    ("VA", "Varese", "L682", 4),
]
TRADES = [
    "Caseificio",
    "Officine",
    "Tessitura",
    "Oleificio",
    "Ceramiche",
    "Arredi",
    "Pelletteria",
    "Torrefazione",
    "Cosmesi",
    "Vivai",
]
BRANDS = ["Adda", "Brianza", "Orobie", "Lario", "Mincio", "Olona", "Sebino", "Ticino", "Valtellina", "Verbano"]
SURNAMES = ["Colombo", "Ferrari", "Bianchi", "Villa", "Fumagalli", "Brambilla", "Riva", "Sala", "Galli", "Fontana"]
NAMES = [("Marco", "M"), ("Giulia", "F"), ("Andrea", "M"), ("Chiara", "F"), ("Luca", "M"), ("Elena", "F"), ("Paolo", "M")]
MONTHS = "ABCDEHLMPRST"


@dataclass(frozen=True)
class Sample:
    """One firm as it would register."""

    tax_code: str
    vat_number: str
    name: str
    sole_trader: bool
    representative_name: str
    representative_tax_code: str
    certified_email: str
    address: str
    municipality: str
    province: str


def iban_of(account: int) -> str:
    """An Italian account number whose check digits are right."""
    number = f"IT00X0542811101{account:012d}"
    return f"IT{iban.calc_check_digits(number)}{number[4:]}"


def _letters(word: str, name: bool = False) -> str:
    consonants = [letter for letter in word.upper() if letter not in "AEIOU"]
    if name and len(consonants) > 3:
        consonants = [consonants[0], consonants[2], consonants[3]]
    vowels = [letter for letter in word.upper() if letter in "AEIOU"]
    return "".join([*consonants, *vowels, "X", "X", "X"])[:3]


def tax_code(*, name: str, sex: str, surname: str, year: int, month: int, day: int, place: str) -> str:
    """The codice fiscale of an invented person (DM 23/12/1976)."""
    born = f"{year % 100:02d}{MONTHS[month - 1]}{day + (40 if sex == 'F' else 0):02d}"
    body = f"{_letters(surname)}{_letters(name, name=True)}{born}{place}"
    return body + codicefiscale.calc_check_digit(body)


def vat_number(serial: int) -> str:
    """An eleven-digit number with its check digit; the office 100 is Rome's, so that none is a Lombard firm's."""
    body = f"{9_000_000 + serial:07d}100"
    return body + luhn.calc_check_digit(body)


def samples() -> list[Sample]:
    """The sixty firms, the same at every call."""
    dice = random.Random(2020)  # noqa: S311 (a repeatable demo, not a secret)
    return [
        _sample(serial, dice, place) for serial, place in enumerate((place for place in PLACES for _ in range(place[3])), start=1)
    ]


def _sample(serial: int, dice: random.Random, place: tuple[str, str, str, int]) -> Sample:
    return sample(serial, dice, place, born=(1960 + serial % 35, 1 + serial % 12, 1 + serial % 28))


def sample(serial: int, dice: random.Random, place: tuple[str, str, str, int], born: tuple[int, int, int]) -> Sample:
    """The firm of a number, in a place; its representative was `born` (year, month, day)."""
    province, municipality, cadastral, _ = place
    (name, sex), surname = NAMES[serial % len(NAMES)], SURNAMES[serial * 3 % len(SURNAMES)]
    year, month, day = born
    person = tax_code(name=name, sex=sex, surname=surname, year=year, month=month, day=day, place=cadastral)
    vat = vat_number(serial)
    sole = serial % 9 == 0
    brand = f"{TRADES[serial % 10]} {BRANDS[serial * 7 % 10]} {serial:02d}"
    return Sample(
        tax_code=person if sole else vat,
        vat_number=vat,
        name=f"{brand} di {name} {surname}" if sole else f"{brand} {dice.choice(['S.r.l.', 'S.r.l.', 'S.n.c.', 'S.p.A.'])}",
        sole_trader=sole,
        representative_name=f"{name} {surname}",
        representative_tax_code=person,
        certified_email=f"impresa{serial:02d}@pec.demo.example",
        address=f"Via {dice.choice(['Garibaldi', 'Manzoni', 'Dante', 'Volta', 'Verdi'])} {dice.randint(1, 120)}",
        municipality=municipality,
        province=province,
    )
