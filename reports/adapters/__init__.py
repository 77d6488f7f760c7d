"""The outside world as reports know it: PDF, XLSX and CSV, three drawings of one table."""
