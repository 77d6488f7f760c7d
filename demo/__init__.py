"""What the demo shows: invented firms and people, six calls, applications walked through the real operations."""
