"""The rows of this app, one module a subject."""
