"""Reads that two callers share: accounts, commitments, tranches."""
