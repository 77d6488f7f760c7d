"""Reads that more than one caller shares."""
