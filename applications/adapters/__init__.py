"""The outside world: what a file really is, and where its bytes lie."""
