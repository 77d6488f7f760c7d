"""The desk of reports: chapters; request, progress, download, sending; the cockpit's figures; whom the published list names."""

from reports.admin import chapters, cockpit, omissions, runs

__all__ = ["chapters", "cockpit", "omissions", "runs"]
