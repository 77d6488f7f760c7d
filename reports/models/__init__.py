"""What is shown to others."""

from reports.models.chapter import Chapter, ChapterVersion
from reports.models.run import ReportFile, ReportRun

__all__ = ["Chapter", "ChapterVersion", "ReportFile", "ReportRun"]
