#!/bin/sh
# Sees to it that the browser tests find a Chromium and a Japanese font; fails when they cannot be had.
set -eu

python=.venv/bin/python

finds_chromium() {
    if [ -n "${ASAHI_CHROMIUM:-}" ]; then
        "$ASAHI_CHROMIUM" --version
    elif command -v chromium >/dev/null; then
        chromium --version
    else
        own=$("$python" -c 'from playwright.sync_api import sync_playwright as start
with start() as playwright: print(playwright.chromium.executable_path)') && "$own" --version
    fi >/dev/null 2>&1
}

finds_font() {
    # macOS brings Hiragino with it.
    [ "$(uname)" = Darwin ] || { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=ja)" ]; }
}

by_apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing Chromium and a Japanese font with apt-get."
    apt-get update -q &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
            chromium fontconfig fonts-noto-cjk
}

if ! { finds_chromium && finds_font; }; then by_apt || true; fi
if ! finds_chromium; then
    echo "Installing Playwright's own Chromium."
    "$python" -m playwright install chromium || true
fi

if ! finds_chromium; then
    echo "No Chromium for the browser tests. On Debian: sudo apt-get install chromium" >&2
    echo "Or name one: make test ASAHI_CHROMIUM=/path/to/chromium" >&2
    exit 1
fi
if ! finds_font; then
    echo "No Japanese font for the browser tests. On Debian: sudo apt-get install fontconfig fonts-noto-cjk" >&2
    exit 1
fi
