"""What a process that answers does once, before its first request."""

import gc
from importlib import import_module

from django.urls import reverse

# What is loaded elsewhere by who first needs it, and would be loaded here while a firm waits with its signed form.
AWAITED = ("applications.adapters.signatures.reading",)


def warm() -> None:
    """Load every page's code, and let memory be tidied without looking at it again.

    A quarter of a million objects that never go away were gone through whenever memory was tidied as a whole: a hundred
    milliseconds of somebody's request now and then. And the first request loaded them, while a firm waited.
    """
    reverse("admin:index")
    for name in AWAITED:
        import_module(name)
    gc.collect()
    gc.freeze()
