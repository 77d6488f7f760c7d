"""Commands of the app `registry`."""
