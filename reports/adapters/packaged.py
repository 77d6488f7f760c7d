"""What comes with this app as files: the schemas of what is published as data."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data"


def schema(name: str = "report.v1") -> str:
    """The JSON schema of a report, or another by its name, as it is published."""
    return (FOLDER / "schema" / f"{name}.json").read_text(encoding="utf-8")
