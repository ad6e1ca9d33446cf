# Sourced by the scripts of this folder's parent: failing, building what is measured, and what a table is headed with.

readonly benchmarks=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root=$(cd "$benchmarks/../.." && pwd)
readonly parts=$benchmarks/bench
readonly framework=net10.0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 2
}

note() {
    echo "$*" >&2
}

# build <project folder>: Release, quietly; with AKKAREDIS_BENCH_NO_BUILD set what is there is used
build() {
    [ -z "${AKKAREDIS_BENCH_NO_BUILD:-}" ] || return 0
    dotnet build "$1" -c Release --verbosity quiet -nologo -clp:ErrorsOnly >&2
}

readonly load_tool=$benchmarks/bin/Release/$framework/AkkaRedis.Benchmarks.dll

# The folder for all that a run writes besides its result, and the end of everything it started.
begin_scratch() {
    scratch=$(mktemp -d)
    : >"$scratch/facts"
    : >"$scratch/samples"
    trap end_scratch EXIT
}

end_scratch() {
    stop_servers
    rm -rf "$scratch"
}

# fact <what> <server> <number>: one measurement; of several of the same the median counts
fact() {
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$scratch/facts"
}

# The table of all facts: a row for each thing measured, a column for each server, ratios against the first.
facts_table() {
    awk -F '\t' -v first="${servers[0]}" -f "$parts/median.awk" -f "$parts/facts.awk" "$scratch/facts"
}

heading() {
    local commit model memory
    commit=$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)
    [ -z "$(git -C "$root" status --porcelain 2>/dev/null)" ] || commit+=" with changes"
    echo "date:     $(date -u +%Y-%m-%d)"
    echo "commit:   $commit"
    model=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
    memory=$(awk '/MemTotal/ { printf "%.0f GB", $2 / 1048576 }' /proc/meminfo)
    echo "machine:  $(nproc --all) cores, of which used: ${cpus:-all}; $model, $memory"
    echo "kernel:   $(uname -sr)"
    echo "redis:    $(redis-server --version | sed 's/.* v=\([^ ]*\).*/\1/')"
    echo "dotnet:   $(dotnet --version 2>/dev/null || echo none)"
    echo "command:  $(basename "$0") $*"
}

# publish <file or empty>: prints what comes in, and keeps it where --out said (without a folder: in results/)
publish() {
    local out=$1
    [ -n "$out" ] || { cat; return; }
    [[ $out == */* ]] || out=$benchmarks/results/$out
    mkdir -p "$(dirname "$out")"
    tee "$out"
}
