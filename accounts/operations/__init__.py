"""The only writers: lock, ask, compute, write, record."""
