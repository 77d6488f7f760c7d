"""Ends with 0 if a GET of the address answers with success within 4 seconds, else with 1."""

import sys
import urllib.request

try:
    urllib.request.urlopen(sys.argv[1], timeout=4).close()  # noqa: S310 - an address of this container
except OSError as error:
    sys.exit(str(error))
