#!/usr/bin/env bash
# One fuzzer for a bounded time on a copy of its corpus; what it finds is left beside the log.
# Usage: fuzz_for.sh SECONDS PROGRAM CORPUS...
set -euo pipefail
seconds=$1
program=$2
shift 2
name=$(basename "$program")
if [[ ! -x $program ]]; then
  printf '%s is not built; type: ./run build fuzz\n' "$name" >&2
  exit 77
fi
findings=$(dirname "$program")/..
log=$findings/$name.log
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for corpus in "$@"; do
  if [[ -d $corpus ]]; then cp -r "$corpus/." "$work"; fi
done
if ! "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
  -artifact_prefix="$findings/$name-" "$work" >"$log" 2>&1; then
  tail -n 30 "$log" >&2
  printf '%s failed; add the file %s-* to its corpus, then fix it\n' "$name" "$findings/$name" >&2
  exit 1
fi
grep -E 'number_of_executed_units|new_units_added' "$log" | tr '\n' ' '
printf '%s: nothing found in %s s\n' "$name" "$seconds"
