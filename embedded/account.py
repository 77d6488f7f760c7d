"""Decides under which account PostgreSQL, which refuses root, is run; makes no account and re-owns no file of anybody."""

import hashlib
import os
import pwd
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

_NOBODY = "nobody"
_HOMES_OF_NOBODY = Path("/var/lib/portal-embedded")


@dataclass(frozen=True)
class Account:
    """`prefix` goes before a command; `uid` is set where files must belong to another account than ours."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None

    def own(self, path: Path) -> None:
        """Make `path` belong to the account that is going to write into it."""
        if self.uid is not None:
            os.chown(path, self.uid, -1)


def for_postgresql(death_signal: signal.Signals) -> Account:
    """Ours, if it is one PostgreSQL accepts: not root, and with a name.

    Else ours under the name of another in a user namespace; where those are refused to root, "nobody".
    """
    if os.geteuid() != 0 and _has_a_name(os.geteuid()):
        return Account()
    if _user_namespaces_are_allowed():
        return Account(prefix=_under_another_name())
    return as_nobody(death_signal) if os.geteuid() == 0 else Account()


def as_nobody(death_signal: signal.Signals) -> Account:
    """The system account "nobody"; changing account erases the wish to die with the parent, so it is repeated."""
    wish = f"--pdeathsig={death_signal.name.removeprefix('SIG')}"
    prefix = ("setpriv", f"--reuid={_NOBODY}", "--regid=nogroup", "--clear-groups", wish, "--")
    return Account(prefix=prefix, uid=pwd.getpwnam(_NOBODY).pw_uid)


def home_within_reach(account: Account, var: Path, programs: Path) -> tuple[Path, Path]:
    """The directory for the data and that of the programs, both where `account` can go.

    "nobody" often cannot enter root's own directories; then the data live, and a copy of the programs lies, under
    /var/lib/portal-embedded.
    """
    if account.uid is None or (_open_to_all(var) and _open_to_all(programs)):
        return var, programs
    home = _HOMES_OF_NOBODY / hashlib.sha256(str(var).encode()).hexdigest()[:10]
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "postgresql" / "bin" / "postgres").exists():
        shutil.copytree(programs.parent, home / "postgresql", symlinks=True, dirs_exist_ok=True)
    return home, home / "postgresql" / "bin"


def _under_another_name() -> tuple[str, ...]:
    """Inside, our own files and rights are shown as those of the first account of this machine that is not root."""
    other = min((entry for entry in pwd.getpwall() if entry.pw_uid != 0), key=lambda entry: entry.pw_uid)
    return ("unshare", "--user", f"--map-user={other.pw_uid}", f"--map-group={other.pw_gid}", "--")


def _user_namespaces_are_allowed() -> bool:
    try:
        return subprocess.run([*_under_another_name(), "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def _has_a_name(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _open_to_all(path: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))
