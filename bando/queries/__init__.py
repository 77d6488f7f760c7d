"""Reads that two callers share."""
