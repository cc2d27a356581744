# What a system package manager can be asked for. Sourced by setup.sh and chromium.sh.
# shellcheck shell=sh

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$@"
    exit 1
}

# Prints how to become root: nothing when we are, "sudo -n" when it asks no password; fails when we may not.
root_prefix() {
    if [ "$(id -u)" = 0 ]; then
        return 0
    fi
    command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1 && printf 'sudo -n'
}

# apt_install PACKAGE…: installs them when this machine has apt and lets us; otherwise fails quietly.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    prefix=$(root_prefix) || return 1
    say "Installing with apt: $*"
    # A foreign package source that does not answer must not stop us: the install itself decides.
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq update >/dev/null || true
    $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 install -y --no-install-recommends "$@" >/dev/null
}
