"""Drawing of lots that anybody can repeat: the order is that of SHA-256 of a line made of the recorded seed and the key.

The ticket of a key is the SHA-256, in lower-case hexadecimal, of the UTF-8 bytes of `seed`, one line feed, `key`, and nothing
after it; the lowest ticket is drawn first. With a shell: `printf '%s\\n%s' "$seed" "$key" | sha256sum`. The draw is fair as
long as the seed is not known to who could choose or change a key: it is drawn after the applications closed and recorded in
the minutes before the draw (for example the numbers of a public lottery of a day named beforehand).
"""

from collections.abc import Sequence
from hashlib import sha256


def ticket(key: str, seed: str) -> str:
    """The ticket of a key: 64 hexadecimal digits. Raises ValueError for an empty seed or key, or one of several lines."""
    if any(not text or "\n" in text for text in (key, seed)):
        raise ValueError("a seed and a key are one line each, and not empty")
    return sha256(f"{seed}\n{key}".encode()).hexdigest()


def lots(keys: Sequence[str], seed: str) -> list[str]:
    """All keys in the order in which they are drawn, whatever the order in which they are given.

    Raises ValueError if a key is there twice. Two keys have never been seen to have one ticket; if it came, the lower key
    (by code points) would go first.
    """
    if len(set(keys)) != len(keys):
        raise ValueError("a key has one ticket only")
    return sorted(keys, key=lambda key: (ticket(key, seed), key))
