"""Signed files in, facts out: CAdES and PAdES, one in the other too. No network is asked, nothing raises to the user."""

from datetime import datetime

from applications.adapters.signatures.anchors import Anchors, configured_anchors, load_anchors
from applications.adapters.signatures.form import Form
from applications.domain.signature import Signed

__all__ = ["Form", "configured_anchors", "load_anchors", "read"]


def read(content: bytes, *, form: Form, anchors: Anchors, at: datetime) -> Signed:
    """The facts of `content`, received at `at`; whatever the bytes are, an answer."""
    # Sixteen megabytes that only who judges a signature needs (docs/adr/0021).
    from applications.adapters.signatures import reading  # noqa: PLC0415

    return reading.read(content, form=form, anchors=anchors, at=at)
