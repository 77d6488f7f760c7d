#!/bin/sh
# The web server, in the foreground. Processes by memory and cores, threads because most of a request waits for the database.
exec gunicorn config.wsgi --bind 0.0.0.0:8000 \
  --workers "${PORTAL_WEB_PROCESSES:-2}" --threads 4 --worker-tmp-dir /dev/shm \
  --timeout 60 --graceful-timeout 30 --max-requests 5000 --max-requests-jitter 500 \
  --no-control-socket --access-logfile -
