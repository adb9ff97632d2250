#!/usr/bin/env bash
# Builds the fuzz targets and runs each; from any folder.
#
#   tests/fuzz/run.sh SECONDS [TARGET...]    every target, or those named, for so many seconds each
#
# JOBS sets how many run at once (default: one a processor). What is found to be worth keeping stays in build/fuzz/corpus
# and is where the next run begins; the seeds are in tests/fuzz/corpus. Ends with one line a target, and exit status 1
# where one found something; it then says how to see it again.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' tests/fuzz/run.sh; }
case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  '' | *[!0-9]*) usage >&2; exit 2 ;;
esac
seconds=$1
shift
targets=("$@")
[[ ${#targets[@]} -gt 0 ]] || mapfile -t targets < <(find tests/fuzz/corpus -mindepth 1 -maxdepth 1 -type d -printf '%f\n' | sort)

JOBS=${JOBS:-$(nproc)}
cmake --preset fuzz >/dev/null && cmake --build --preset fuzz --parallel "$JOBS" || exit 1

# Documents that others test their readers with: read where they are there, never written to.
others=../shared/data/feeds/corpus
declare -A most_bytes=([date]=110 [fold]=1024 [post]=2048 [html]=4096 [json_feed]=4096 [opml]=4096 [xml]=8192 [phrase]=512 [rules]=4096)
declare -A more_seeds=([xml]=$others [json_feed]=$others/json)

fuzz() {  # fuzz TARGET: into build/fuzz/log/TARGET
  local corpus=build/fuzz/corpus/$1 more=()
  mkdir -p "$corpus"
  [[ -d ${more_seeds[$1]:-} ]] && more=("${more_seeds[$1]}")
  # A minute for one input, or 2 GiB, is a hang or a bomb even under sanitizers on a busy machine.
  UBSAN_OPTIONS=print_stacktrace=1 "build/fuzz/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=2048 \
    -max_len="${most_bytes[$1]:-4096}" -dict="tests/fuzz/dictionaries/$1.dict" -artifact_prefix="build/fuzz/findings/$1-" \
    -print_final_stats=1 "$corpus" "tests/fuzz/corpus/$1" "${more[@]}" >"build/fuzz/log/$1" 2>&1
  echo $? >"build/fuzz/log/$1.status"
}

mkdir -p build/fuzz/findings build/fuzz/log
rm -f build/fuzz/log/*
for target in "${targets[@]}"; do
  while [[ $(jobs -rp | wc -l) -ge $JOBS ]]; do wait -n; done
  fuzz "$target" &
done
wait

status=0
for target in "${targets[@]}"; do
  log=build/fuzz/log/$target
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
  edges=$(grep -o 'cov: [0-9]*' "$log" | tail -n 1)
  if [[ $(cat "$log.status") == 0 ]]; then
    echo "fuzz $target: ${runs:-0} inputs in $seconds s, ${edges#cov: } edges reached, nothing found"
  else
    status=1
    input=$(sed -n 's/^.*Test unit written to //p' "$log" | tail -n 1)
    grep -E -m 3 '^(broken property|==[0-9]+==ERROR|SUMMARY|.*runtime error)' "$log"
    echo "fuzz $target: FOUND ${input:-a fault before the first input}; the whole report is $log; again: build/fuzz/tests/fuzz/fuzz_$target $input"
  fi
done
exit $status
