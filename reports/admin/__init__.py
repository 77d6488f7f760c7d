"""The desk of reports: chapters, runs and their files, the cockpit, whom the published list names, payment orders on paper."""

from reports.admin import annexes, chapters, cockpit, omissions, orders, runs

__all__ = ["annexes", "chapters", "cockpit", "omissions", "orders", "runs"]
