"""Where the bytes lie: private storage, under paths that nobody can guess and that say nothing.

Any storage of Django's will do: a folder by default, S3-compatible by setting (PORTAL_STORAGE). No public address exists.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

PIECE = 1024 * 1024


def keep(folder: str, content: bytes, extension: str) -> str:
    """Write the bytes under a random name in `folder`; the path to them."""
    name = uuid4().hex
    return default_storage.save(f"{folder}/{name[:2]}/{name}.{extension}", ContentFile(content))


def discard(path: str) -> None:
    """Take the bytes away; nothing happens when they are gone already."""
    default_storage.delete(path)


def kept(path: str) -> bytes:
    """The bytes as they lie there now."""
    with default_storage.open(path, "rb") as file:
        content: bytes = file.read()
        return content


def is_there(path: str) -> bool:
    """Whether there are any bytes under the path."""
    return default_storage.exists(path)


def is_local() -> bool:
    """Whether the files lie in a folder of this machine, where the web server can read them too."""
    return isinstance(default_storage, FileSystemStorage)


def digest_of(path: str) -> str:
    """SHA-256 of the bytes, read a piece at a time; empty when there are none."""
    if not default_storage.exists(path):
        return ""
    digest = sha256()
    with default_storage.open(path, "rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def stored(folder: str = "") -> Iterator[str]:
    """Every path that is there, one at a time."""
    folders, files = default_storage.listdir(folder)
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from stored(f"{prefix}{name}")


def written_at(path: str) -> datetime:
    """When the bytes were written."""
    return default_storage.get_modified_time(path)
