# SPDX-License-Identifier: Apache-2.0
# What the commands of script/ share: where the root is, how to speak, how to wait. Sourced, not run.
# shellcheck shell=bash

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
export LC_ALL=C.UTF-8

say() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

wrong_usage() {
    printf "%s: %s; see %s --help\n" "${0##*/}" "$*" "$0" >&2
    exit 2
}

# The comment block at the head of a command is its help: what follows the purpose, up to the first code.
show_help() {
    sed -n -e '1d' -e '/^# SPDX/d' -e '/^#/!q' -e 's/^# \{0,1\}//p' "$1"
}

# Ends with the help if the first argument asks for it.
help_if_asked() {
    case ${1-} in
    -h | --help)
        show_help "$0"
        exit 0
        ;;
    esac
}

cores() { getconf _NPROCESSORS_ONLN; }

# Configures and builds one preset; everything said goes to standard error. Further arguments are targets.
build_preset() {
    local preset=$1 targets=()
    shift
    if (($#)); then targets=(--target "$@"); fi
    # Chained: a caller that looks at the status switches errexit off in here.
    cd "$root" &&
        say "Configuring preset $preset" &&
        cmake --preset "$preset" >&2 &&
        say "Building preset $preset" &&
        cmake --build --preset "$preset" ${targets:+"${targets[@]}"} >&2
}

# The status of GET http://HOST:PORT/PATH, or nothing if nobody answers. Bash alone: curl may be missing.
http_status() {
    local address=$1 path=$2 line=
    {
        exec 3<>"/dev/tcp/${address%:*}/${address##*:}" &&
            printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$path" "$address" >&3 &&
            IFS= read -r -t 5 line <&3
        exec 3>&-
    } 2>/dev/null || true
    line=${line#HTTP/1.1 }
    printf '%s' "${line%% *}"
}

# Waits until COMMAND succeeds; gives up after SECONDS, or at once when process PID (0: none) has ended.
wait_until() {
    local seconds=$1 pid=$2 end
    shift 2
    end=$((SECONDS + seconds))
    until "$@"; do
        if ((SECONDS >= end)) || { ((pid)) && ! kill -0 "$pid" 2>/dev/null; }; then return 1; fi
        sleep 0.1
    done
}

# Asks a process we started to end, and insists after ten seconds more than the daemon's own bound.
end_process() {
    local pid=$1
    kill -TERM "$pid" 2>/dev/null || return 0
    if ! wait_until 25 0 process_gone "$pid"; then kill -KILL "$pid" 2>/dev/null || true; fi
    wait "$pid" 2>/dev/null || true
}

# True once it is gone or only waits to be reaped.
process_gone() {
    local state
    state=$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null) || return 0
    [[ -z $state || $state == Z ]]
}
