"""Reads files in a process of its own, with a bound on its memory and on its processor time: what escapes is killed and seen.

Run as `python -m tests.disbursement.bounded MEGABYTES SECONDS HOW`; files come in pickled, answers go out.
A bound on memory counts what is added to the interpreter with all that it has loaded.
"""

import pickle
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from lxml import etree

from core.adapters.filetypes import Unacceptable, judged
from disbursement.adapters.fatturapa import UnreadableInvoice, read
from tests.disbursement.judging import judge
from tests.disbursement.mutations import mutated

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024


def run(how: str, given: object, *, megabytes: int = 512, seconds: int = 60) -> "subprocess.CompletedProcess[bytes]":
    """The process, ended or killed."""
    command = [sys.executable, "-m", "tests.disbursement.bounded", str(megabytes), str(seconds), how]
    return subprocess.run(command, input=pickle.dumps(given), capture_output=True, check=False, cwd=ROOT)


def answers(how: str, given: object, **bounds: int) -> list[str]:
    """What it answered; fails with its last words where it was killed."""
    ended = run(how, given, **bounds)
    assert ended.returncode == 0, (ended.returncode, ended.stderr[-2000:].decode())
    found: list[str] = pickle.loads(ended.stdout)
    return found


def _main() -> None:
    megabytes, seconds, how = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    settings.configure(USE_I18N=False, PORTAL_CLAMD="")
    ways = _ways()
    given = pickle.loads(sys.stdin.buffer.read())
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + megabytes * MEGABYTE,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = ways[how](given)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    sys.stdout.buffer.write(pickle.dumps([*said, f"{grown} MB"]))


def _ways() -> dict[str, Callable[..., list[str]]]:
    """What the process can be asked for."""

    def brought(content: bytes) -> str:
        try:
            for invoice in read(judged(content).document):
                judge(invoice)
        except (Unacceptable, UnreadableInvoice) as refusal:
            return str(refusal)
        return "read"

    def alone(content: bytes) -> str:
        """Without the look that every file has first: what the reader itself holds out against."""
        try:
            read(content)
        except UnreadableInvoice as refusal:
            return str(refusal)
        return "read"

    def naive(content: bytes) -> str:
        """A parser as it comes, with its bounds off: the control."""
        parser = etree.XMLParser(resolve_entities=True, load_dtd=True, huge_tree=True)
        return str(len(etree.tostring(etree.fromstring(content, parser))))

    def many(given: tuple[int, int, list[bytes]]) -> list[str]:
        seed, count, originals = given
        chance = random.Random(seed)
        said = [brought(mutated(chance.choice(originals), chance)) for _number in range(count)]
        return [f"{said.count('read')} read", f"{len(said)} answered"]

    def endless(_given: object) -> list[str]:
        while True:
            pass

    def crashing(_given: object) -> list[str]:
        raise KeyError("a reader that crashes")

    each = {"brought": brought, "alone": alone, "naive": naive}
    whole = {"many": many, "endless": endless, "crashing": crashing}
    return whole | {name: (lambda files, one=one: [one(content) for content in files]) for name, one in each.items()}


if __name__ == "__main__":
    _main()
