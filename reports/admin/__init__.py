"""The desk of reports: chapters; request, progress, download, comparison, sending to the Region."""

from reports.admin import chapters, runs

__all__ = ["chapters", "runs"]
