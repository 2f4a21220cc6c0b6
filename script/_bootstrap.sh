# Shared by the other scripts; not a command by itself.
#
# Makes the environment `.venv` from requirements.lock, and again when the lock (or the folder) changed.
# Sets: project (the checkout), venv, python (of the environment), called_from (where the user stood).

set -euo pipefail

project=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
venv="$project/.venv"
python="$venv/bin/python"
called_from=$PWD

# The scripts go to the project's folder; what the user named stays where the user meant it.
if [ -n "${OCO_DATA:-}" ]; then
    OCO_DATA=$(realpath -m -- "$OCO_DATA")
    export OCO_DATA
fi
# uv leaves out the compiled bytecode by itself; each start would then be seconds slower.
export UV_COMPILE_BYTECODE=1

stop_with() {
    printf '%s\n' "$*" >&2
    exit 1
}

find_python() {
    local candidate
    for candidate in python3 python3.12 python3.11 python3.13 python3.14 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(getattr(sys, "_base_executable", sys.executable))'
            return 0
        fi
    done
    return 1
}

make_with_uv() {
    local base=$1
    uv venv --quiet --clear --python "$base" "$venv" &&
        uv pip install --quiet --python "$python" --require-hashes -r "$project/requirements.lock"
}

make_with_pip() {
    local base=$1
    if ! "$base" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "python3-venv ontbreekt en wordt geïnstalleerd met apt-get." >&2
            { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv; } >&2 || true
        fi
        "$base" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            stop_with "Python kan hier geen omgeving maken. Installeer eerst: sudo apt-get install python3-venv"
    fi
    "$base" -m venv --clear "$venv" &&
        "$python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$project/requirements.lock"
}

environment_is_current() {
    [ "$(cat "$venv/.made-from" 2>/dev/null)" = "$wanted" ] && "$python" -c '' >/dev/null 2>&1
}

make_environment() {
    local base
    [ -w "$project" ] && { [ ! -e "$venv" ] || [ -w "$venv" ]; } ||
        stop_with "In $project mag $(id -un) niet schrijven, en daar moet de omgeving .venv komen." \
            "Gebruik een eigen kopie van de map, of laat de eigenaar ervan script/manage check uitvoeren."
    base=$(find_python) || stop_with "Er is geen Python 3.11 of nieuwer. Installeer die eerst: sudo apt-get install python3 python3-venv"
    echo "De omgeving wordt gemaakt in .venv; dat duurt de eerste keer ongeveer een minuut." >&2
    rm -f "$venv/.made-from"
    if command -v uv >/dev/null && make_with_uv "$base"; then
        :
    else
        make_with_pip "$base" || stop_with "De omgeving kon niet gemaakt worden; hierboven staat waarom."
    fi
    printf '%s' "$wanted" >"$venv/.made-from"
}

# A copied folder brings an environment along whose programs point to the old place: the place counts too.
wanted="$(sha256sum <"$project/requirements.lock" | cut -d' ' -f1) $project"
if ! environment_is_current; then
    # Two scripts at once on a fresh checkout: the second waits. The lock is on the folder itself, no file needed.
    exec 9<"$project"
    flock 9
    environment_is_current || make_environment
    exec 9<&-
fi
cd -- "$project"
