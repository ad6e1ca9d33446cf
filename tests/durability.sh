#!/usr/bin/env bash
# Kills the server at random moments under load and judges what it recovers, 200 rounds by default, over appendfsync always,
# everysec and no, with one shard and with three. AKKAREDIS_DURABILITY_ROUNDS and AKKAREDIS_DURABILITY_SEED say how many and from
# which seed, AKKAREDIS_TARGET=redis-server judges redis-server instead. The last lines are the record of the run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly project=tests/AkkaRedis.Compat
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 AKKAREDIS_REQUIRE_TOOLS=1
export AKKAREDIS_DURABILITY_ROUNDS=${AKKAREDIS_DURABILITY_ROUNDS:-200} AKKAREDIS_DURABILITY_SEED=${AKKAREDIS_DURABILITY_SEED:-1}
AKKAREDIS_DURABILITY_LOG=$(mktemp)
export AKKAREDIS_DURABILITY_LOG
trap 'rm -f "$AKKAREDIS_DURABILITY_LOG"' EXIT

# A row for each policy and number of shards; the sums of what the rounds told.
record() {
    awk '
        { split("", told); for (i = 1; i <= NF; i++) { split($i, part, "="); told[part[1]] = part[2] } }
        {
            row = told["fsync"] " | " told["shards"]
            if (!(row in rounds)) order[++count] = row
            rounds[row]++
            again[row] += told["killed_in_recovery"]
            snapshots[row] += told["snapshots"]
            acknowledged[row] += told["acknowledged"]
            inFlight[row] += told["in_flight"]
            found[row] += told["of_these_found"]
        }
        END {
            printf "| appendfsync | shards | rounds | kills while recovering | snapshots begun "
            print "| units acknowledged | in flight | of these found |\n|---|--:|--:|--:|--:|--:|--:|--:|"
            for (i = 1; i <= count; i++) {
                row = order[i]
                printf "| %s | %d | %d | %d | %d | %d | %d |\n", row, rounds[row], again[row], snapshots[row], acknowledged[row], \
                    inFlight[row], found[row]
                total += rounds[row]
            }
            printf "%d rounds, first seed %s\n", total, ENVIRON["AKKAREDIS_DURABILITY_SEED"]
        }' "$AKKAREDIS_DURABILITY_LOG"
}

[ -n "${AKKAREDIS_DURABILITY_NO_BUILD:-}" ] || dotnet build "$project" -c Release --verbosity quiet -warnaserror
status=0
dotnet test "$project" -c Release --no-build --filter "FullyQualifiedName~SigkillTests" || status=$?
record
exit "$status"
