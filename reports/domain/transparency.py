"""Which grants stand in the list that the law publishes, how long, and what is not said (D.Lgs. 33/2013, art. 8, 26, 27)."""

import re
from datetime import date
from decimal import Decimal

from reports.domain.privacy import masked

# Art. 26 c. 2 and 3: of what one beneficiary has in a solar year, no more than this in all is published.
THRESHOLD = Decimal("1000.00")
# Art. 8 c. 3: from the first of January of the next year.
YEARS_PUBLISHED = 5
# A person's tax code wherever a text has it, digits that stand for others among it too.
OF_A_PERSON = re.compile(
    r"\b[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPR-T][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]\b", re.IGNORECASE
)
OMITTED = "Persona fisica (dati omessi, art. 26 c. 4 D.Lgs. 33/2013)"


def earliest_year(today: date) -> int:
    """The year of the oldest publications that are still to be shown."""
    return today.year - YEARS_PUBLISHED


def shown_name(name: str, *, omitted: bool) -> str:
    """The beneficiary's name as the public reads it: without the tax code of a person that may stand in it."""
    return OMITTED if omitted else OF_A_PERSON.sub(lambda code: masked(code[0], of_a_person=True), name)


def shown_tax_code(tax_code: str, *, of_a_person: bool, omitted: bool) -> str:
    """A company's tax code; a person's is masked, or left out with the name."""
    return "" if omitted else masked(tax_code, of_a_person=of_a_person)
