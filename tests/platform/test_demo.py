"""The demo starts whole, ends whole, however it is ended, and keeps its data."""

import signal
import subprocess
import urllib.request

from tests.platform.conftest import PATIENCE, Terminal, until

Running = list[subprocess.Popen[bytes]]
# Any table will do; this one belongs to Django.
SESSION = "from django.utils import timezone; from django.contrib.sessions.models import Session;"
REMEMBER = f"{SESSION} Session.objects.create(session_key='kept', expire_date=timezone.now())"
CONNECTED = (
    "from django.db import connection; cursor = connection.cursor();"
    "cursor.execute('SELECT DISTINCT usename FROM pg_stat_activity WHERE datname IS NOT NULL AND pid <> pg_backend_pid()');"
    "print(*[name for name, in cursor])"
)
RECALL = f"{SESSION} print(Session.objects.filter(session_key='kept').count())"


def start_demo(terminal: Terminal, running: Running, port: int) -> subprocess.Popen[bytes]:
    """A demo that serves."""
    before = terminal.said.read_text().count("ready at") if terminal.said.exists() else 0
    demo = terminal.start("./portal", "demo", "--no-seed", "--bind", f"127.0.0.1:{port}")
    running.append(demo)
    until(
        lambda: demo.poll() is not None or terminal.said.read_text().count("ready at") > before,
        "the demo is ready",
    )
    assert demo.poll() is None, terminal.said.read_text()
    return demo


def recalled(terminal: Terminal) -> str:
    return terminal.run("./portal", "manage", "shell", "-v0", "-c", RECALL).stdout.strip()


def test_killed_or_interrupted_it_leaves_nothing_and_comes_back_with_its_data(
    terminal: Terminal, running: Running, free_port: int
) -> None:
    demo = start_demo(terminal, running, free_port)
    with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/healthz") as answer:
        assert answer.status == 200
    # Nobody serves as the owner of the tables.
    assert terminal.run("./portal", "manage", "shell", "-v0", "-c", CONNECTED).stdout.strip() == "portal_app"
    assert len(terminal.left_running()) > 4  # what is looked for below can be found

    second = terminal.run("./portal", "demo", "--bind", "127.0.0.1:9")
    assert second.returncode == 1
    assert "another portal already runs" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1

    assert terminal.run("./portal", "manage", "shell", "-v0", "-c", REMEMBER).returncode == 0
    assert demo.poll() is None  # a guest does not stop the services it was lent

    demo.send_signal(signal.SIGKILL)
    demo.wait()
    until(lambda: terminal.left_running() == [], "a killed demo leaves no process")

    demo = start_demo(terminal, running, free_port)
    assert recalled(terminal) == "1"
    demo.send_signal(signal.SIGINT)
    assert demo.wait(PATIENCE) == 0
    assert terminal.left_running() == []

    assert recalled(terminal) == "1"  # with services started for this alone
    assert terminal.left_running() == []
