"""What is shown to others."""

from reports.models.chapter import Chapter, ChapterVersion
from reports.models.file import ReportFile
from reports.models.omission import Omission
from reports.models.paper import OrderPaper
from reports.models.run import ReportRun
from reports.models.seal import Seal

__all__ = ["Chapter", "ChapterVersion", "Omission", "OrderPaper", "ReportFile", "ReportRun", "Seal"]
