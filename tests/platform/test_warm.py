"""A web process has loaded its pages before the first request, and tidies memory without going through them."""

import json
import subprocess
import sys

SAID = """
import gc, json, sys
from {module} import {what}
frozen = gc.get_freeze_count()
print(json.dumps({{"frozen": frozen, "left": len(gc.get_objects()), "pages": "applications.admin.dossier" in sys.modules}}))
"""


def asked(module: str, what: str) -> dict[str, int]:
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SAID.format(module=module, what=what)], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_what_a_web_process_has_loaded_is_not_gone_through_again():
    served = asked("config.wsgi", "application")
    assert served["pages"]
    assert served["frozen"] > 100_000
    assert served["left"] < served["frozen"] / 20
    # The control: Django alone leaves all of it to be gone through, and its pages to the first request.
    bare = asked("django.core.wsgi", "get_wsgi_application")
    assert (bare["frozen"], bare["pages"]) == (0, False)
