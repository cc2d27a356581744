#!/bin/sh
# Brings a fresh clone to where it can run ("app") or be worked on and tested ("dev"). Doing it again costs nothing:
# each step first looks whether it is done.
#   PYTHON=python3.12 sh tools/setup.sh app|dev
set -eu
cd "$(dirname "$0")/.."
. tools/system.sh

venv=.venv
what=${1:-app}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }
can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }
version_of() { "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null; }

# Prints the Python to use. One that can make a venv comes first: Debian leaves that part out of python3.
find_python() {
    fallback=
    for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
        is_new_enough "$candidate" || continue
        if can_make_venv "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
        fallback=${fallback:-$candidate}
    done
    [ -n "$fallback" ] && printf '%s\n' "$fallback"
}

refuse_python() {
    name=${PYTHON:-python3}
    found=$(version_of "$name") || stop "Utmärkt needs Python 3.11 or newer, but $name cannot be started here."
    stop "Utmärkt needs Python 3.11 or newer, but $name here is $found. Another one: make run PYTHON=/path/to/python3.12"
}

require_venv_module() {
    can_make_venv "$1" && return 0
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    apt_install "$package" || true
    can_make_venv "$1" || stop "Python's venv module is missing. Install it and start again: sudo apt-get install $package"
}

make_venv() {
    python=$(find_python) || refuse_python
    [ -w . ] || stop "Utmärkt cannot write to $PWD. Change its rights, or clone it to a folder of your own."
    require_venv_module "$python"
    say "Making $venv with Python $(version_of "$python") …"
    "$python" -m venv --clear "$venv"
}

# True when .venv works, is new enough and is the Python that was asked for.
venv_is_good() {
    [ -x "$venv/bin/python" ] && is_new_enough "$venv/bin/python" || return 1
    [ -z "${PYTHON:-}" ] || [ "$(version_of "$PYTHON")" = "$(version_of "$venv/bin/python")" ]
}

require_libraries() {
    missing=$("$venv/bin/python" tools/libraries.py) && return 0
    apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 || true
    missing=$("$venv/bin/python" tools/libraries.py) && return 0
    say "The certificates need system libraries that are missing here: $missing"
    say "Install them, then start again:"
    say "  Debian, Ubuntu:  sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    say "  Fedora:          sudo dnf install pango harfbuzz"
    stop "  Homebrew:        brew install pango harfbuzz"
}

# install FILE: installs its pinned packages, unless the copy left by the last time is the same.
install() {
    stamp="$venv/installed-$1"
    cmp -s "$1" "$stamp" && return 0
    # An interrupted first time can leave a venv without pip.
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || make_venv
    say "Installing the packages in $1 …"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$1" ||
        stop "The packages in $1 could not be installed; pip says why above."
    cp "$1" "$stamp"
}

compile_translations() {
    for source in awards/translations/*/LC_MESSAGES/messages.po; do
        [ -e "$source" ] || return 0
        if [ ! -e "${source%.po}.mo" ] || [ -n "$(find "$source" -newer "${source%.po}.mo")" ]; then
            "$venv/bin/python" -m tools.translations compile
            return
        fi
    done
}

venv_is_good || make_venv
require_libraries
install requirements.txt
[ "$what" = dev ] && install requirements-dev.txt
compile_translations
