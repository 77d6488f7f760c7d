"""The private services together: started for their owner, lent to guests, gone with their owner."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from embedded import lifeline
from embedded.occupancy import Occupancy, Occupied
from embedded.servers import PostgreSQL, Valkey


class Services:
    """PostgreSQL and Valkey on the data in `var`, each unless the environment names a real one.

    Promises: at most one owner for each `var`; sockets only, in a directory of mode 0700; nothing is left running when
    the owner stops or is killed; data survive, unless `durable` is off.
    """

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var = Path(var).resolve()
        self.durable = durable
        self.occupancy = Occupancy(self.var)
        self.running: list[PostgreSQL | Valkey] = []

    def own(self, what: str) -> None:
        """Claim `var` for `what`; raises Occupied with a sentence if another has it."""
        self.occupancy.own(what)

    def start(self) -> dict[str, str]:
        """Start what the environment does not name; returns the environment that reaches all services."""
        for kind, variable in ((PostgreSQL, "DATABASE_URL"), (Valkey, "REDIS_URL")):
            if not is_named(variable):
                server = kind(self.var, durable=self.durable, held=self.occupancy.held_by_children)
                self.running.append(server)
                server.start()
        environment = addresses_named() | {k: v for server in self.running for k, v in server.address.items()}
        self.occupancy.announce(environment)
        return environment

    def stop(self) -> None:
        """Stop in the opposite order, wait for the end, give the directory free."""
        for server in reversed(self.running):
            if server.process is not None:
                lifeline.ask(server.process, server.end_signal)
                lifeline.see_off(server.process)
        self.running.clear()
        self.occupancy.leave()

    def ended(self) -> list[str]:
        """The names of services that ended though nobody asked them to."""
        return [s.name for s in self.running if s.process is not None and s.process.poll() is not None]


@contextlib.contextmanager
def for_the_duration_of(what: str, var: Path) -> Iterator[dict[str, str]]:
    """The environment that reaches the services: the named ones, those of a running demo, or our own for so long."""
    if is_named("DATABASE_URL") and is_named("REDIS_URL"):
        yield {}
        return
    while True:
        services = Services(var)
        try:
            services.own(what)
        except Occupied:
            with services.occupancy.visit() as environment:
                if environment is None:  # the owner left between our two looks: try to own it again
                    continue
                yield environment
                return
        break
    try:
        yield services.start()
        services.occupancy.await_guests()
    finally:
        services.stop()


def is_named(variable: str) -> bool:
    """Whether the environment gives the address itself, or the file that holds it (NAME_FILE)."""
    return bool(os.environ.get(variable) or os.environ.get(f"{variable}_FILE"))


def addresses_named() -> dict[str, str]:
    """The addresses the environment gives, as it gives them."""
    names = [name + suffix for name in ("DATABASE_URL", "REDIS_URL") for suffix in ("", "_FILE")]
    return {name: os.environ[name] for name in names if os.environ.get(name)}
