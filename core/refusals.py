"""Refusals that speak: a policy gives a reason in words or nothing, an operation requires that there is none."""


class Refused(Exception):
    """The operation was asked for and may not happen; `reason` is a sentence for the person who asked."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def require(reason: str | None) -> None:
    """Raise `Refused` when a `why_not_…` has found a reason."""
    if reason:
        raise Refused(str(reason))
