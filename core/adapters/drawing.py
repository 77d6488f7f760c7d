"""The process behind `core.adapters.bounded`: a line of JSON in, a PDF written, a line of JSON out; ends with who started it."""

import gc
import json
import os
import re
import resource
import signal
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from core.adapters import kept, pdf, typesetting
from core.adapters.bounded import OUT_OF_MEMORY
from core.adapters.contents import Heading

MEGABYTE = 1024 * 1024
# Given back when memory is at an end, so that there is some for the answer.
_reserve = [bytearray(4 * MEGABYTE)]


def main(megabytes: int, seconds: int) -> None:
    """Draw what is asked for until nobody asks any more."""
    # What libraries print is for people; the answers have a pipe of their own.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Nothing of what is loaded by now goes away again: not to be looked at whenever memory is tidied.
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    for line in sys.stdin:
        # Whoever asked may be gone: nobody is left to stop a job that never ends.
        signal.alarm(seconds + 5)
        try:
            print(json.dumps(_answer(json.loads(line))), file=answers, flush=True)
        except MemoryError:
            # At once: an interpreter that tidies up without memory ends in any way.
            os._exit(OUT_OF_MEMORY)
        signal.alarm(0)
        # The boxes of a document hang together in circles: without this the next ones would be laid out beside them.
        gc.collect()


def _answer(job: dict[str, Any]) -> dict[str, Any]:
    try:
        pages = _join(job) if "parts" in job else _draw(job)
    except MemoryError:
        _reserve.clear()
        return {"over": "memory"}
    except (Exception, typesetting.ForeignResource) as error:
        if isinstance(error, SystemError) and _is_at_its_bound():
            # A library in C that had no memory left to say so.
            return {"over": "memory"}
        return {"error": f"{type(error).__name__}: {error}"[:500]}
    return {"pages": pages}


def _is_at_its_bound() -> bool:
    """Whether this process has taken nearly all the memory that it may take."""
    bound, _hard = resource.getrlimit(resource.RLIMIT_AS)
    peak = re.search(r"VmPeak:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return peak is not None and int(peak[1]) * 1024 * 10 > bound * 9


def _draw(job: dict[str, Any]) -> int:
    """Write the document; the number of its pages."""
    html, facts = Path(job["source"]).read_text(encoding="utf-8"), [job["title"], job["lang"], job["created_at"]]
    place = kept.place(job["kept"], html, *facts) if job["kept"] else None
    before = place.found() if place is not None else None
    raw, pages = before or typesetting.draw(
        html=html,
        title=job["title"],
        lang=job["lang"],
        created_at=datetime.fromisoformat(job["created_at"]),
        attachments=[pdf.Attachment(name, Path(file).read_bytes(), *facts) for name, file, *facts in job["inside"]],
    )
    if place is not None and before is None:
        place.keep(raw, pages)
    Path(job["target"]).write_bytes(raw)
    return pages


def _join(job: dict[str, Any]) -> int:
    """Write the document; its pages are known to who asks."""
    pdf.join(
        [Path(part) for part in job["parts"]],
        Path(job["target"]),
        stamps=Path(job["stamps"]) if job["stamps"] else None,
        attachments=[(name, Path(file), *facts) for name, file, *facts in job["inside"]],
        created_at=datetime.fromisoformat(job["created_at"]),
        leads=[Heading(words, page, Decimal(top)) for words, page, top in job["leads"]],
    )
    return 0


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
