"""Several files in one ZIP: the same bytes whenever it is made."""

import io
import zipfile
from collections.abc import Iterable

# The first instant that a ZIP archive can hold: the archive's bytes must not depend on when it was made.
NO_DATE = (1980, 1, 1, 0, 0, 0)


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """The archive of the files, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files:
            entry = zipfile.ZipInfo(name, NO_DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, content)
    return out.getvalue()
