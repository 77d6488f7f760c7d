"""What comes with this app as files: the schema of a report as data."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data"


def schema() -> str:
    """The JSON schema of a report, as it is published."""
    return (FOLDER / "schema" / "report.v1.json").read_text(encoding="utf-8")
