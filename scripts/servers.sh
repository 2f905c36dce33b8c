#!/bin/sh
# Sees to it that the tests find PostgreSQL and nginx, which they start themselves, and on Debian systemd's own
# check of units; fails when the servers cannot be had.
set -eu

oldest=15

finds_postgres() {
    command -v pg_config >/dev/null || return 1
    version=$(pg_config --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    [ "$version" -ge "$oldest" ] && [ -x "$(pg_config --bindir)/initdb" ]
}

finds_nginx() {
    # Debian keeps it where only administrators look.
    PATH="$PATH:/usr/sbin" command -v nginx >/dev/null
}

by_apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing PostgreSQL, nginx and systemd with apt-get (60 MB, once)."
    # Nothing is to be started here: the tests make servers of their own.
    apt-get update -q &&
        RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
            postgresql nginx systemd
}

if ! { finds_postgres && finds_nginx && command -v systemd-analyze >/dev/null; }; then by_apt || true; fi

if ! finds_postgres; then
    echo "No PostgreSQL $oldest or newer for the tests. On Debian: sudo apt-get install postgresql" >&2
    exit 1
fi
if ! finds_nginx; then
    echo "No nginx for the tests. On Debian: sudo apt-get install nginx" >&2
    exit 1
fi
