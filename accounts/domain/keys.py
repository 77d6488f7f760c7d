"""The keys that are mailed to people: long enough that nobody guesses one, kept as their hash only."""

from hashlib import sha256
from secrets import token_urlsafe


def new_key() -> str:
    """256 bits of chance, in letters that an address may have."""
    return token_urlsafe(32)


def digest_of(key: str) -> str:
    """SHA-256 in lower-case hexadecimal: from it nobody finds the key again."""
    return sha256(key.encode()).hexdigest()
