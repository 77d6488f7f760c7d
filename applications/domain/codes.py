"""The code of the State's aid register (Registro Nazionale Aiuti): what a COR looks like."""

import re

COR = re.compile(r"[0-9]{5,10}")


def is_cor(value: str) -> bool:
    """Whether `value` has the shape of a COR: five to ten digits (DM 115/2017, art. 8)."""
    return COR.fullmatch(value) is not None
