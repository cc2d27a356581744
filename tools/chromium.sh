#!/bin/sh
# Prints the path of a Chromium that starts; installs Debian's when it may. Without one it says so loudly, prints
# nothing and succeeds: the tests marked "browser" skip then, all others run.
#   CHROMIUM=/path/to/chrome sh tools/chromium.sh
set -eu
cd "$(dirname "$0")/.."
. tools/system.sh

# Prints the path of the first that starts. Ubuntu's chromium-browser can be a stub that only says "install the snap".
find_chromium() {
    for name in "$@"; do
        path=$(command -v "$name") && "$path" --version >/dev/null 2>&1 || continue
        printf '%s\n' "$path"
        return 0
    done
    return 1
}

# Playwright, which drives it, brings a node of its own; a bare Debian lacks one library for that.
drive_chromium() {
    for node in .venv/lib/python*/site-packages/playwright/driver/node; do
        [ -x "$node" ] || continue
        "$node" --version >/dev/null 2>&1 || apt_install libatomic1 || true
        "$node" --version >/dev/null 2>&1 || say_none "Playwright does not start. Debian: sudo apt-get install libatomic1"
    done
}

say_none() {
    say "######################################################################"
    say "##  THE BROWSER TESTS ARE SKIPPED. $1"
    say "######################################################################"
    exit 0
}

drive_chromium
wanted=${UTMARKT_CHROMIUM:-${CHROMIUM:-}}
if [ -n "$wanted" ]; then
    find_chromium "$wanted" || stop "The browser tests need a Chromium, and $wanted does not start."
    exit 0
fi
# The headless shell is the same engine without a window to draw: the tests take a fifth less of the machine.
find_chromium chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable && exit 0
apt_install chromium-headless-shell || apt_install chromium || true
find_chromium chromium-headless-shell chromium && exit 0

say "######################################################################"
say "##  NO CHROMIUM: THE BROWSER TESTS ARE SKIPPED.                     ##"
say "##  Debian: sudo apt-get install chromium                           ##"
say "##  Elsewhere: install Chromium or Chrome, or name one that you     ##"
say "##  have: make test CHROMIUM=/path/to/chrome                        ##"
say "######################################################################"
