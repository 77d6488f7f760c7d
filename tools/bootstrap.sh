# Installs what is missing; sourced by ./portal. Everything it makes lies under .venv/ and var/, except Debian packages
# where we may install them. Each refusal is one sentence and exit code 1.
PYTHON3=${PORTAL_PYTHON:-python3}
PY=.venv/bin/python
DEB=$PWD/var/deb
ARCH=$(uname -m)-linux-gnu
LOG=var/install.log

say() { printf 'portal: %s\n' "$*" >&2; }
refuse() { say "$*"; exit 1; }

python_is_new_enough() {
  found=$("$PYTHON3" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) ||
    refuse "needs python3, 3.11 or later, and finds none; install it, or name it in PORTAL_PYTHON."
  "$PYTHON3" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    refuse "needs Python 3.11 or later, and python3 is $found; put a newer one first on PATH, or name it in PORTAL_PYTHON."
}

# SQLite rounds decimals, ignores row locks and accepts duplicates under deferred constraints: the portal's promises
# would be gone without a sign. Said here, before anything is installed or started; settings say it again.
refuse_other_databases() {
  address=${DATABASE_URL:-}
  [ -z "${DATABASE_URL_FILE:-}" ] || address=$(cat "$DATABASE_URL_FILE") || refuse "cannot read DATABASE_URL_FILE."
  case $address in
    ''|postgres://*|postgresql://*) ;;
    *) refuse "DATABASE_URL names “${address%%:*}”, and the portal runs on PostgreSQL 17 or later only: postgresql://USER:PASSWORD@HOST:5432/NAME, or nothing for a private one." ;;
  esac
}

parallel() { # as many test processes as processors, four at most: each has a database, a worker, a browser
  n=$(nproc 2>/dev/null || echo 1); [ "$n" -le 4 ] || n=4; echo "$n"
}

# --- Debian packages -------------------------------------------------------------------------------------------------

use_unpacked() { # those of var/deb, where we could not install
  [ -d "$DEB/root" ] || return 0
  export PATH="$PATH:$DEB/root/usr/bin"
  export LD_LIBRARY_PATH="$DEB/root/usr/lib/$ARCH:$DEB/root/lib/$ARCH:$DEB/root/usr/lib/$ARCH/pulseaudio${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
  [ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_FILE="$PWD/tools/fonts.conf"
  [ ! -x "$DEB/root/usr/lib/chromium/chromium" ] || export PORTAL_CHROMIUM="$DEB/root/usr/lib/chromium/chromium"
}

loads() { "$PYTHON3" -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' "$@" 2>/dev/null; }
has_pdf_libraries() { loads libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz.so.0 libharfbuzz-subset.so.0 libfontconfig.so.1; }
has_pip() { [ -x var/boot/bin/uv ] || "$PYTHON3" -c 'import pip' 2>/dev/null || "$PYTHON3" -c 'import ensurepip, venv' 2>/dev/null || [ -n "$(unpacked_pip)" ]; }
has_browser() { [ -x "${PORTAL_CHROMIUM:-/usr/bin/chromium}" ]; }
has_node_libraries() { loads libatomic.so.1; } # Playwright's own Node
has_gettext() { command -v msgfmt >/dev/null && command -v xgettext >/dev/null; }
unpacked_pip() { ls "$DEB"/root/usr/share/python-wheels/pip-*.whl 2>/dev/null | head -n 1; }

missing_packages() { # missing_packages base|dev [gettext]
  has_pdf_libraries || printf '%s ' libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  has_pip || printf '%s ' python3-venv
  [ "$1" != dev ] || has_browser || printf '%s ' chromium
  [ "$1" != dev ] || has_node_libraries || printf '%s ' libatomic1
  [ "${2:-}" != gettext ] || has_gettext || printf '%s ' gettext
}

install_packages() { # for the machine if we may, else unpacked under var/deb
  command -v apt-get >/dev/null || refuse "needs $* (names of Debian 12), and there is no apt-get here; install them and start again."
  export DEBIAN_FRONTEND=noninteractive
  if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else unpack_packages "$@"; return; fi
  say "installing Debian packages: $*"
  { $as_root apt-get -q update && $as_root apt-get -q install -y --no-install-recommends "$@"; } >>$LOG 2>&1 || cannot_install "$*"
}

unpack_packages() {
  say "not root: unpacking Debian packages under var/deb: $*"
  mkdir -p "$DEB/state/lists/partial" "$DEB/cache/archives/partial" "$DEB/root"
  private_apt -q update >>$LOG 2>&1 || cannot_install "$*"
  private_apt -q -y --no-install-recommends --download-only install "$@" >>$LOG 2>&1 || cannot_install "$*"
  for package in "$DEB"/cache/archives/*.deb; do
    [ ! -e "$package" ] || dpkg -x "$package" "$DEB/root"
  done
  rm -f "$DEB"/cache/archives/*.deb
  use_unpacked
}

# The tests talk to a real antivirus. Its package is unpacked and never installed: it would start services of its own.
has_clamd() { command -v clamd >/dev/null || [ -x var/clamd/usr/sbin/clamd ]; }
unpack_clamd() {
  command -v apt-get >/dev/null || refuse "needs clamd (package clamav-daemon of Debian 12), and there is no apt-get here; install it and start again."
  say "unpacking ClamAV's daemon for the tests under var/clamd"
  mkdir -p "$DEB/state/lists/partial" "$DEB/cache/clamd/partial" var/clamd.new
  private_apt -q update >>$LOG 2>&1 || cannot_install "clamav-daemon"
  private_apt -o Dir::Cache::archives="$DEB/cache/clamd" -q -y --no-install-recommends --download-only install clamav-daemon >>$LOG 2>&1 ||
    cannot_install "clamav-daemon"
  for package in "$DEB"/cache/clamd/*.deb; do
    dpkg -x "$package" var/clamd.new
  done
  rm -rf "$DEB/cache/clamd" var/clamd
  mv var/clamd.new var/clamd
}

private_apt() {
  apt-get -o Dir::State="$DEB/state" -o Dir::State::status=/var/lib/dpkg/status -o Dir::Cache="$DEB/cache" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User="$(id -un)" "$@"
}

cannot_install() {
  refuse "cannot install $1: the first start needs the network (what was tried and answered: $LOG)."
}

# --- Python packages -------------------------------------------------------------------------------------------------

get_uv() { # the installer, itself pinned by hash
  UV=$PWD/var/boot/bin/uv
  export UV UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
  [ ! -x "$UV" ] || return 0
  say "installing uv, which installs the rest"
  if "$PYTHON3" -c 'import pip' 2>/dev/null; then
    set -- "$PYTHON3" -m pip
  elif "$PYTHON3" -c 'import ensurepip, venv' 2>/dev/null && "$PYTHON3" -m venv var/pipenv >>$LOG 2>&1; then
    set -- var/pipenv/bin/pip
  else
    set -- "$PYTHON3" "$(unpacked_pip)/pip"
  fi
  "$@" install --disable-pip-version-check --no-input --retries 2 --timeout 30 --target var/boot --upgrade \
    --require-hashes -r tools/uv.txt >>$LOG 2>&1 || cannot_install "uv"
}

stamp() { cat "$1" tools/bootstrap.sh | sha256sum | cut -c1-16; }

install_python_packages() { # install_python_packages base|dev : nothing is asked of the network when nothing changed
  lock=requirements.txt
  [ "$1" != dev ] || lock=requirements-dev.txt
  have=$(cat .venv/portal-lock 2>/dev/null || true)
  if "$PY" -c '' 2>/dev/null; then
    case " $have " in *" $(stamp $lock) "*) return 0 ;; esac
  fi
  get_uv
  "$PY" -c '' 2>/dev/null || "$UV" venv -q --clear --python "$("$PYTHON3" -c 'import sys; print(sys.executable)')" .venv >>$LOG 2>&1 ||
    refuse "cannot make .venv (what was tried and answered: $LOG)."
  say "installing the Python packages of $lock"
  if [ "$1" = dev ]; then
    "$UV" pip sync --python "$PY" --require-hashes $lock >>$LOG 2>&1 || cannot_install "the Python packages of $lock"
    echo "$(stamp requirements.txt) $(stamp requirements-dev.txt)" >.venv/portal-lock
  else
    "$UV" pip install --python "$PY" --require-hashes -r $lock >>$LOG 2>&1 || cannot_install "the Python packages of $lock"
    stamp requirements.txt >.venv/portal-lock
  fi
}

bootstrap() { # bootstrap base|dev [gettext|clamd]
  [ "$(uname -s)" = Linux ] || refuse "runs on Linux only (elsewhere: docker-compose.yml)."
  python_is_new_enough
  mkdir -p var
  # One at a time: two first starts in one clone wait for each other. The lock is let go before anything is run.
  if command -v flock >/dev/null; then exec 9>var/install.lock; flock 9; fi
  use_unpacked
  missing=$(missing_packages "$@")
  # shellcheck disable=SC2086 # package names, to be split
  [ -z "$missing" ] || install_packages $missing
  [ "${2:-}" != clamd ] || has_clamd || unpack_clamd
  install_python_packages "$1"
  exec 9>&-
}
