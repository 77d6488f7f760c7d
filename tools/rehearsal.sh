# A clean clone of what is committed, with the packages of requirements.txt alone (no test tool lends it a library):
# the demo installs itself, fills itself, serves, and ends when it is told to. Needs the network.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d)
demo=
cleanup() { [ -z "$demo" ] || kill -TERM "$demo" 2>/dev/null || true; [ -z "$demo" ] || wait "$demo" || true; rm -rf "$place"; }
trap cleanup EXIT
trap 'exit 1' INT TERM
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')

git clone -q . "$place/portal"
cd "$place/portal"
env -u DATABASE_URL -u REDIS_URL -u PORTAL_VAR ./portal demo --bind "127.0.0.1:$port" >"$place/said" 2>&1 &
demo=$!
seconds=0
until grep -q 'ready at' "$place/said"; do
  if ! kill -0 "$demo" 2>/dev/null || [ $seconds -ge 900 ]; then
    cat "$place/said" var/*.log; echo "rehearsal: the demo of a clean clone does not serve" >&2; exit 1
  fi
  sleep 1; seconds=$((seconds + 1))
done
python3 -c "import urllib.request as u; u.urlopen('http://127.0.0.1:$port/healthz', timeout=20); u.urlopen('http://127.0.0.1:$port/', timeout=20)"
if .venv/bin/python -c 'import pytest' 2>/dev/null; then echo "rehearsal: the demo brought test tools along" >&2; exit 1; fi
kill -TERM "$demo"
wait "$demo"
demo=
if ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q "$place"; then echo "rehearsal: the demo left processes behind" >&2; exit 1; fi
echo "rehearsal: a clean clone serves after $seconds s and leaves nothing behind"
