"""Reads the data files of installed packages; none of their Python runs."""

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any


def source(package: str) -> str:
    """Package and version («ateco 1.0.0»), as it is kept beside the rows."""
    return f"{package} {distribution(package).version}"


def content(package: str, path: str) -> Any:
    """What a JSON file of the package holds; `path` from where packages are installed."""
    return json.loads(Path(str(distribution(package).locate_file(path))).read_text(encoding="utf-8"))
