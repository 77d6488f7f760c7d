"""One base, three ways to run: dev (demo), test, production."""
