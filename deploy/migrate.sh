#!/bin/sh
# Brings the tables, and the official lists in them, to what this version of the code carries. Again changes nothing.
set -eu
python3 manage.py migrate --noinput
exec python3 manage.py load_reference_data
