"""What documents are tried with: somebody who would be called if a text could make them call."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.reports.listener import Listener


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()
    with closing(found.server):
        yield found
