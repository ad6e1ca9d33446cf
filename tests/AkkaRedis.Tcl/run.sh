#!/usr/bin/env bash
# Redis' own test suite as a judge: the unmodified Tcl tests of the source package of redis, in their external-server mode,
# each unit against a server of its own (a node with one shard, or redis-server itself as the control).
#
# units.txt lists the units, each with the number of tests that redis-server passes; skip.txt the tests that are left out,
# each with its reason. A unit that breaks off or hangs counts as a failure and does not end the run of the others. The exit
# code is 0 when nothing failed that is not in skip.txt, 1 when something did, 2 when the suite could not be run.
set -euo pipefail
shopt -s inherit_errexit

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
for part in source servers report; do
    # shellcheck source=/dev/null
    source "$here/$part.sh"
done

usage() {
    cat <<'TEXT'
usage: run.sh [options] [units, such as unit/type/list; all of units.txt when none is given]
  --target NAME   node or redis-server                                 (node)
  --source DIR    an unpacked source package of redis                  (fetched by apt-get source, once)
  --lanes N       units that run side by side                          (2)
  --limit S       seconds after which a unit is ended                  (240)
  --all           also the tests of skip.txt; their failures do not count
  --logs DIR      keeps what each unit printed there
TEXT
}

target=node source_dir='' lanes=2 limit_seconds=240 with_skipped=no logs='' units=()

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

parse_options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --help | -h) usage; exit 0 ;;
            --all) with_skipped=yes; shift; continue ;;
            -*) [ $# -gt 1 ] || fail "$1 is unknown or lacks its value; see --help" ;;
            *) units+=("$1"); shift; continue ;;
        esac
        case $1 in
            --target) target=$2 ;;
            --source) source_dir=$2 ;;
            --lanes) lanes=$2 ;;
            --limit) limit_seconds=$2 ;;
            --logs) logs=$2 ;;
            *) fail "$1 is unknown; see --help" ;;
        esac
        shift 2
    done
    [[ $target == node || $target == redis-server ]] || fail "--target $target is neither node nor redis-server"
}

choose_units() {
    [ "${#units[@]}" -gt 0 ] || mapfile -t units < <(listed units.txt | awk '{ print $1 }')
}

# The lines of a list of this folder that say something.
listed() {
    grep -v -e '^#' -e '^$' "$here/$1" || true
}

# The folder of all that a run writes, and the end of everything it started.
begin_scratch() {
    scratch=$(mktemp -d)
    trap end_scratch EXIT
    trap 'exit 130' INT TERM
}

end_scratch() {
    local pid
    for pid in $(jobs -p) $(cat "$scratch"/*/*.pid 2>/dev/null || true); do
        kill "$pid" 2>/dev/null || true
    done
    wait
    rm -rf "$scratch"
}

# skipped_in <unit>: the names of the tests of a unit that are left out, one a line
skipped_in() {
    [ "$with_skipped" = no ] || return 0
    listed skip.txt | awk -F ' [|] ' -v unit="$1" '$1 == unit { print $2 }'
}

# The suite writes below its own folder and starts redis-cli from src, so each unit has a copy.
copy_suite() {
    mkdir -p "$1/suite/src"
    cp -r "$source_dir/tests" "$source_dir/runtest" "$1/suite/"
    ln -s "$(command -v redis-cli)" "$1/suite/src/redis-cli"
}

# run_unit <unit> <number>: everything about one unit is in a folder of its own: server, copy of the suite, log
run_unit() {
    local unit=$1 folder=$scratch/$2
    mkdir -p "$folder"
    echo "$unit" >"$folder/unit"
    copy_suite "$folder"
    skipped_in "$unit" >"$folder/skip"
    if start_server "$folder"; then
        (play "$unit" "$folder" "$(cat "$folder/port")" "$(suite_port "$2")") >"$folder/log" 2>&1
        stop_server "$folder"
    else
        echo '[exception]: the server did not start' >"$folder/log"
    fi
    rm -rf "$folder/suite"
    tell_unit "$folder"
}

# suite_port <number>: where the suite looks for ports of its own; other runs on this machine look elsewhere
suite_port() {
    echo $((10100 + 100 * (($$ + $1) % 90)))
}

# play <unit> <folder> <port of the server> <port for the suite itself>
# --durable: what breaks a test fails this test alone.
play() {
    cd "$2/suite"
    TERM=dumb timeout -k 5 "$limit_seconds" ./runtest --host 127.0.0.1 --port "$3" --baseport "$4" --single "$1" --durable --timeout 120 \
        --ignore-encoding --ignore-digest --tags '-slow -needs:debug -needs:repl -needs:pfdebug' --skipfile "$2/skip" &
    echo $! >"$2/suite.pid"
    wait $! || true
    rm "$2/suite.pid"
}

run_units() {
    local number=0 unit
    for unit in "${units[@]}"; do
        while [ "$(jobs -rp | wc -l)" -ge "$lanes" ]; do
            wait -n || true
        done
        run_unit "$unit" "$number" &
        number=$((number + 1))
    done
    wait
}

main() {
    parse_options "$@"
    choose_units
    check_programs
    [ -n "$source_dir" ] || fetch_source
    begin_scratch
    build_target
    heading
    run_units
    [ -z "$logs" ] || keep_logs "$logs"
    summary
}

main "$@"
