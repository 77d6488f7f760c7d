"""Judges that every Italian sentence of the portal has its English one, and that the compiled catalogue says the same.

Works on a copy: the sentences are collected anew there and compared with what is committed. With --update the
committed catalogues are written instead: collect, translate what is empty in the .po, run it again to compile.
"""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
LOCALE = "en_GB"
CATALOGUE = Path("locale") / LOCALE / "LC_MESSAGES" / "django.po"
APPS = ("core", "registry", "accounts", "bando", "applications", "disbursement", "reports", "demo")
SOURCES = (*APPS, "config", "templates", "locale")
COLLECT = ("makemessages", "--locale", LOCALE, "--no-obsolete", "--no-location", "--no-wrap")


def collected(tree: Path) -> Path:
    """A copy of the sources in `tree` with its catalogue brought up to date; returns the catalogue."""
    for name in SOURCES:
        shutil.copytree(BASE_DIR / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    (tree / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    collect(tree)
    return tree / CATALOGUE


def collect(tree: Path) -> None:
    """Bring the catalogue of `tree` up to date with the sentences in its sources."""
    run(sys.executable, str(BASE_DIR / "manage.py"), *COLLECT, directory=tree)


def run(*command: str, directory: Path = BASE_DIR) -> str:
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def compiled(catalogue: Path, target: Path) -> dict:
    """What a catalogue says, compiled by gettext itself, which also judges its form and its placeholders."""
    run("msgfmt", "--check-format", "--check-header", "-o", str(target), str(catalogue))
    return said_by(target)


def said_by(binary: Path) -> dict:
    """The sentences of a compiled catalogue, without the header, whose dates change."""
    with binary.open("rb") as file:
        sentences = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key: text for key, text in sentences.items() if key != ""}


def complaints(scratch: Path) -> list[str]:
    """One line for each thing that is wrong; none if the catalogues are complete and in step."""
    committed, binary = BASE_DIR / CATALOGUE, BASE_DIR / CATALOGUE.with_suffix(".mo")
    if not committed.exists() or not binary.exists():
        return [f"{CATALOGUE} or its .mo is missing: python tools/translations.py --update"]
    fresh = collected(scratch / "tree")
    wrong = [f"not translated: {line}" for line in sentences_with(fresh, "--untranslated")]
    wrong += [f"doubtful (fuzzy): {line}" for line in sentences_with(fresh, "--only-fuzzy")]
    said = compiled(committed, scratch / "committed.mo")
    wrong += [f"no longer used: {key}" for key in said.keys() - compiled(fresh, scratch / "fresh.mo").keys()]
    if said != said_by(binary):
        wrong.append(f"{binary.name} does not say what {committed.name} says: python tools/translations.py --update")
    return wrong


def sentences_with(catalogue: Path, kind: str) -> list[str]:
    found = run("msgattrib", kind, "--no-obsolete", "--no-wrap", str(catalogue))
    return [line for line in found.splitlines() if line.startswith("msgid ") and line != 'msgid ""']


def update() -> None:
    """Write the committed catalogues: collected anew, and compiled."""
    (BASE_DIR / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copyfile(collected(Path(scratch) / "tree"), BASE_DIR / CATALOGUE)
    compiled(BASE_DIR / CATALOGUE, BASE_DIR / CATALOGUE.with_suffix(".mo"))
    print(f"{len(sentences_with(BASE_DIR / CATALOGUE, '--untranslated'))} sentences have no translation yet")


if __name__ == "__main__":
    if "--update" in sys.argv:
        update()
        sys.exit()
    with tempfile.TemporaryDirectory() as place:
        found_wrong = complaints(Path(place))
    print("\n".join(found_wrong))
    sys.exit(1 if found_wrong else 0)
