"""The firm’s pages: each parses, calls one operation, shows."""
