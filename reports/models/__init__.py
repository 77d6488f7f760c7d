"""What is shown to others."""

from reports.models.run import ReportFile, ReportRun

__all__ = ["ReportFile", "ReportRun"]
