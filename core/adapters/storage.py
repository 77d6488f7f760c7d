"""Where the bytes lie: private storage, under paths that nobody can guess and that say nothing."""

from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


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
