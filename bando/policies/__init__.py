"""What is possible now: each `why_not_…` gives the reason in words, or nothing."""
