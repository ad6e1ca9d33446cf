#!/usr/bin/env bash
# Runs every test: builds Release once, then all test projects below tests/, then redis' own tests. Installs the programs these
# need (with apt and npm) where they are missing. The last line is "N passed, N failed"; anything but a full success exits
# non-zero.
# Servers started by the tests use free ports, so a redis-server on 6379 (apt starts one) does not matter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
# A program that is still missing after the installation is a failure here, not a reason to skip.
export AKKAREDIS_REQUIRE_TOOLS=1

readonly configuration=Release
readonly hang_limit=4m
readonly ioredis=tests/AkkaRedis.Compat/ioredis
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# program=package pairs of what the tests call
readonly programs=(
    redis-server=redis-server redis-cli=redis-tools redis-benchmark=redis-tools
    tclsh=tcl dpkg-source=dpkg-dev node=nodejs npm=npm script=bsdutils psql=postgresql-client setpriv=util-linux
)

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
    local pair
    for pair in "${programs[@]}"; do
        command -v "${pair%%=*}" >/dev/null || echo "${pair#*=}"
    done | sort -u
    # Debian keeps the server's programs out of the path.
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || echo postgresql
}

install_programs() {
    local packages
    mapfile -t packages < <(missing_packages)
    [ "${#packages[@]}" -gt 0 ] || return 0
    echo "installing ${packages[*]}"
    if ! command -v apt-get >/dev/null; then
        echo "there is no apt-get here; install ${packages[*]} and run this again" >&2
        return 1
    fi
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
}

install_npm_packages() {
    # npm leaves the lock file it installed from inside node_modules.
    if [ ! "$ioredis/node_modules/.package-lock.json" -nt "$ioredis/package-lock.json" ]; then
        echo "installing the npm packages of $ioredis"
        npm ci --prefix "$ioredis" --no-audit --no-fund --silent
    fi
}

raise_open_files() {
    # A thousand clients and their server need more than the usual 1024.
    ulimit -Sn "$(ulimit -Hn)" 2>/dev/null || echo "open files stay limited to $(ulimit -Sn)"
}

test_projects() {
    grep -l 'Include="Microsoft.NET.Test.Sdk"' tests/*/*.csproj
}

# counter <trx file> <name>: one number of the summary; 0 when the run broke before there was one
counter() {
    local number
    number=$(sed -n "s/.*<Counters.* $2=\"\([0-9]*\)\".*/\1/p" "$1" 2>/dev/null | head -n 1)
    echo "${number:-0}"
}

failed_names() {
    sed -n '/<UnitTestResult .*outcome="Failed"/s/.* testName="\([^"]*\)".*/\1/p' "$1" 2>/dev/null
}

passed=0 failed=0 skipped=0
run_project() {
    local project=$1 name trx status=0 here_failed total
    name=$(basename "$project" .csproj)
    trx=$results/$name.trx
    echo "== $name"
    dotnet test "$project" -c "$configuration" --no-build --results-directory "$results" --logger "trx;LogFileName=$name.trx" \
        --logger "console;verbosity=minimal" --blame-hang-timeout "$hang_limit" --blame-hang-dump-type none || status=$?
    here_failed=$(counter "$trx" failed)
    total=$(counter "$trx" total)
    failed_names "$trx" | sed "s/^/$name: /" >>"$results/failed"
    if [ "$status" -ne 0 ] && [ "$here_failed" -eq 0 ]; then
        # A host that crashed or hung, or a server that did not exit cleanly, fails no single test.
        echo "$name: the run ended with exit code $status" >>"$results/failed"
        sed -n '/<RunInfo /,/<\/RunInfo>/s/.*<Text>\(.*\)/\1/p' "$trx" 2>/dev/null || true
        here_failed=1
    elif [ "$total" -eq 0 ]; then
        echo "$name: no test ran" >>"$results/failed"
        here_failed=1
    fi
    passed=$((passed + $(counter "$trx" passed)))
    skipped=$((skipped + total - $(counter "$trx" executed)))
    failed=$((failed + here_failed))
}

# redis' own tests. Those of its skip list are told there, and not counted here.
run_tcl_suite() {
    local log=$results/tcl status=0 counts
    echo "== AkkaRedis.Tcl"
    AKKAREDIS_TCL_NO_BUILD=1 tests/AkkaRedis.Tcl/run.sh >"$log" 2>&1 || status=$?
    cat "$log"
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed.*/\1 \2/p' "$log" | tail -n 1)
    if [ -z "$counts" ] || [ "$status" -gt 1 ]; then
        echo "AkkaRedis.Tcl: the run ended with exit code $status" >>"$results/failed"
        counts='0 1'
    fi
    sed -n '/^== failed$/,/passes$/s/^\(.* | .*\)/AkkaRedis.Tcl: \1/p' "$log" >>"$results/failed"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

summary() {
    if [ -s "$results/failed" ]; then
        echo "== failed"
        cat "$results/failed"
    fi
    local line="$passed passed, $failed failed"
    [ "$skipped" -eq 0 ] || line="$line, $skipped skipped"
    echo "$line"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

install_programs
install_npm_packages
raise_open_files
dotnet build AkkaRedis.sln -c "$configuration" -warnaserror --verbosity quiet
for project in $(test_projects); do
    run_project "$project"
done
run_tcl_suite
summary
