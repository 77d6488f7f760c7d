"""Signed files in, facts out: CAdES and PAdES, one in the other too. No network is asked, nothing raises to the user."""

from applications.adapters.signatures.anchors import configured_anchors, load_anchors
from applications.adapters.signatures.reading import Form, read

__all__ = ["Form", "configured_anchors", "load_anchors", "read"]
