#!/bin/sh
# Sees to it that the tests of slides find LibreOffice and the tools that make pictures of PDF; fails when they cannot be had.
set -eu

finds_office() {
    command -v soffice >/dev/null && command -v pdftoppm >/dev/null && command -v pdftotext >/dev/null
}

by_apt() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installing LibreOffice Impress with apt-get (270 MB, once)."
    apt-get update -q &&
        DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends \
            libreoffice-impress poppler-utils
}

if ! finds_office; then by_apt || true; fi

if ! finds_office; then
    echo "No LibreOffice for the tests of slides. On Debian: sudo apt-get install libreoffice-impress poppler-utils" >&2
    exit 1
fi
