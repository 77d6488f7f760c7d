"""Public pages: anybody reads them, nothing is written."""
