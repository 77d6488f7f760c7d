"""Commands of the app `bando`."""
