"""Column types that every app shares."""

from typing import Any

from django.db import models


class MoneyField(models.DecimalField):
    """Euro with two places, `numeric(14,2)`: up to 999,999,999,999.99."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)


class RateField(models.DecimalField):
    """A share of one with six places: 0.700000 is 70 %."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 7)
        kwargs.setdefault("decimal_places", 6)
        super().__init__(*args, **kwargs)
