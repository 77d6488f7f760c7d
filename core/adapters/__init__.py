"""The outside world as the core knows it: PDF."""
