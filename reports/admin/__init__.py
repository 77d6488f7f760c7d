"""The desk of reports: request, progress, download, comparison, sending to the Region."""

from reports.admin import runs

__all__ = ["runs"]
