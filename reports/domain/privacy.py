"""What of a person may stand in a list that is published (D.Lgs. 33/2013, art. 26 c. 4; Garante, provv. 243/2014)."""

SHOWN = 3
LENGTH_OF_A_PERSON = 16


def masked(tax_code: str, *, of_a_person: bool) -> str:
    """The tax code of a firm as it is; of a person, three signs at either end: birth date and place stay hidden."""
    if not of_a_person and len(tax_code) != LENGTH_OF_A_PERSON:
        return tax_code
    hidden = max(len(tax_code) - 2 * SHOWN, 0)
    return f"{tax_code[:SHOWN]}{'*' * hidden}{tax_code[len(tax_code) - SHOWN :]}"
