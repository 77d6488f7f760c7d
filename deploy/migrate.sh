#!/bin/sh
# Brings the tables, and the official lists in them, to what this version of the code carries; gives the role that
# serves the portal what it needs, and no more. Again changes nothing.
set -eu
python3 manage.py migrate --noinput
python3 manage.py load_reference_data
exec python3 manage.py grant_privileges
