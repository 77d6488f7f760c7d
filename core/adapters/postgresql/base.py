"""The connection: named `DatabaseWrapper`, in `base`, as Django looks for it."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Asks «are you there?» at the beginning of a request only where the line has something to say.

    A server that stops, or ends a session, closes the line, and that can be seen here without a round trip. A line that
    died without a word looks quiet: the question would wait there as long as any statement does.
    """

    def close_if_health_check_failed(self) -> None:
        """As Django's, at no cost while nothing has come in."""
        if self.connection is None or self.connection.closed or self._has_something_to_say():
            super().close_if_health_check_failed()
        else:
            self.health_check_done = True

    def _has_something_to_say(self) -> bool:
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return bool(line.poll(0))
