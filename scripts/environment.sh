#!/bin/sh
# Makes .venv with a Python 3.11 or newer, or keeps the one that stands; says what to do when neither goes.
set -eu

suits() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

makes_environments() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

stands() {
    # An environment that was moved or copied has scripts that name its old place.
    grep -qs "$(pwd -P)/.venv" .venv/pyvenv.cfg && suits .venv/bin/python
}

make_environment() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3}; do
        if suits "$name" && makes_environments "$name"; then
            "$name" -m venv --clear .venv
            exit 0
        fi
    done
}

suitable_python_without_venv() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3.14 python3}; do
        if suits "$name"; then return 0; fi
    done
    return 1
}

if stands; then exit 0; fi
make_environment

if ! suitable_python_without_venv; then
    echo "Python 3.11 or newer is needed." >&2
    echo "  Debian 12 or later: sudo apt-get install python3 python3-venv" >&2
    echo "  macOS: the installer from python.org, or: brew install python@3.13" >&2
    echo "  A Python that stands elsewhere: make run PYTHON=/path/to/python3" >&2
    exit 1
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv, which Debian keeps apart from Python."
    apt-get update -q || true
    DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-venv || true
    make_environment
fi

echo "This Python cannot make virtual environments." >&2
echo "  Debian: sudo apt-get install python3-venv" >&2
exit 1
