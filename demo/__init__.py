"""What the demo shows: invented firms and people, seven calls, applications walked through the real operations."""
