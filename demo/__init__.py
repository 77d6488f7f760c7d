"""What the demo shows: invented firms and people, three calls, applications walked through the real operations."""
