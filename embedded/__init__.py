"""Private PostgreSQL and Valkey for the demo, the tests and the desk; the product never imports this package."""


class CannotStart(Exception):
    """Something stands in the way of starting; the text is one sentence for the person at the terminal."""
