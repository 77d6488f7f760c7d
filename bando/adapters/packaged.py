"""Calls as data: the TOML files that come with the portal, and any other of the same shape."""

import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "data"


def read(name: str) -> dict[str, Any]:
    """The call described in `bando/data/<name>.toml`; amounts and rates are texts there, never floats.

    Raises FileNotFoundError for an unknown name, tomllib.TOMLDecodeError for a file that is no TOML.
    """
    return parse((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Any]:
    """The call that a TOML text describes."""
    return tomllib.loads(text)


def schema(name: str = "call.v1") -> str:
    """The JSON schema of the open data, as it is published. Raises FileNotFoundError for an unknown name."""
    return (FOLDER / "schema" / f"{name}.json").read_text(encoding="utf-8")
