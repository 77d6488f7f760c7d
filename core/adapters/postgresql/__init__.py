"""Django's backend for PostgreSQL, with a lighter look at the connection before each request."""
