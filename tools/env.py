"""`./portal env`: writes .env from .env.example with fresh secrets, once; an existing .env is never touched.

A database keeps the password it was made with: a second .env would lock its own portal out. Needs no installed package.
"""

import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRETS = ("POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "DJANGO_SECRET_KEY")


def filled(example: str) -> str:
    """The example with a fresh value (letters and digits: safe in an address) for each secret it leaves empty."""
    empty = {f"{name}=" for name in SECRETS}
    return "".join(f"{line}{secrets.token_hex(32) if line in empty else ''}\n" for line in example.splitlines())


def write(target: Path, example: Path) -> str:
    """Write `target`, readable by us alone; returns the sentence to show."""
    try:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return f"{target.name} is there already and stays as it is; its secrets belong to the data of this portal."
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(filled(example.read_text(encoding="utf-8")))
    return f"{target.name} written; set the name of your site in it, then: docker compose up -d"


if __name__ == "__main__":
    print("portal:", write(BASE_DIR / ".env", BASE_DIR / ".env.example"))
