"""The outside world as disbursement knows it: electronic invoices."""
