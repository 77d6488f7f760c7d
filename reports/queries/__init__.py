"""Reads that two callers share; every one of them as of an instant."""
