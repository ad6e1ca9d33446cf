#!/usr/bin/env bash
# Judges the node by redis-server at length: 20 seeds of a million random commands, on one shard and on three, in RESP2 and
# RESP3, and a million numbers as text. Further arguments go to each run, such as "--seeds 1 --commands 100000".
# --help tells what there is; the known differences are in AkkaRedis.Compat/Differential/KnownDifferences.cs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

readonly program=tests/AkkaRedis.Differential
dotnet build "$program" -c Release --verbosity quiet -warnaserror
failed=0
dotnet run --project "$program" -c Release --no-build -- --seeds 20 "$@" || failed=1
dotnet run --project "$program" -c Release --no-build -- --family numbers --shards 1 "$@" || failed=1
exit "$failed"
