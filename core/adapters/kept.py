"""Parts of documents as they were drawn before: found again by all that decides their bytes.

They lie in a folder of this machine (settings PORTAL_PARTS; none is kept without). Whoever empties it loses time and nothing
else; whatever goes wrong with it is as if there were nothing in it.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import mkstemp

# The files of the portal that a document may draw on.
SHIPPED = Path(__file__).resolve().parent.parent.parent / "static"
# What lays pages out; and what they draw on: style sheets and fonts.
ENGINE = ("weasyprint", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "pyphen", "fonttools", "pillow")
LIBRARIES = ("libpango", "libharfbuzz", "libfontconfig", "libfreetype", "libfribidi")
DRAWN_ON = ("pdf", "fonts")


@dataclass(frozen=True)
class Place:
    """Where the part with this key lies: how many pages it has and its own digest stand in the name of its file."""

    folder: Path
    key: str

    def found(self) -> tuple[bytes, int] | None:
        """The part and the number of its pages; nothing if it is not there, or is not what it was."""
        with suppress(OSError, ValueError):
            for path in self.folder.glob(f"{self.key}-*.pdf"):
                pages, digest = path.stem.split("-")[1:]
                content = path.read_bytes()
                if sha256(content).hexdigest() == digest:
                    # Used today: not among those that are forgotten.
                    os.utime(path)
                    return content, int(pages)
        return None

    def keep(self, content: bytes, pages: int) -> None:
        """Keep it for the next time, whole or not at all."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, unfinished = mkstemp(dir=self.folder, suffix=".part")
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(unfinished).rename(self.folder / f"{self.key}-{pages}-{sha256(content).hexdigest()}.pdf")


def place(folder: str, *what: str) -> Place:
    """Where the part that is made from `what` lies."""
    whole = sha256(engine().encode())
    for one in what:
        whole.update(sha256(one.encode()).digest())
    return Place(Path(folder), whole.hexdigest())


def forget(folder: str, before: float) -> int:
    """Delete what nobody has used since this instant (seconds of the Unix epoch); how many files."""
    count = 0
    for path in Path(folder).glob("*.p*"):
        with suppress(OSError):
            if path.stat().st_mtime < before:
                path.unlink()
                count += 1
    return count


@cache
def engine() -> str:
    """All that lays pages out on this machine, in a digest: another version draws everything anew."""
    told = [f"{name} {version(name)}" for name in ENGINE]
    # Libraries of the system have their version in the name of the file that this process has mapped.
    mapped = Path("/proc/self/maps").read_text().split()
    told += sorted({name for name in (Path(word).name for word in mapped) if name.startswith(LIBRARIES)})
    for folder in DRAWN_ON:
        told += [f"{path.name} {sha256(path.read_bytes()).hexdigest()}" for path in sorted((SHIPPED / folder).iterdir())]
    return sha256("\n".join(told).encode()).hexdigest()
