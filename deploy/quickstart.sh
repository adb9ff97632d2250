#!/usr/bin/env bash
# Builds saitd and shows it at work: a month of invented posts, and what it advises.
#
#   bash deploy/quickstart.sh
#
# Installs what the build needs (root or sudo; no network when it is there), builds into build/quickstart, runs
# config/demo.yaml with a fresh build/demo, follows the alerts over ZeroMQ, and stops the daemon again.
# Exit status 0 when every alert was shown. JOBS sets how many compilers run at once; NO_COLOR is honoured.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1:-}" in
  '') ;;
  -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' deploy/quickstart.sh; exit 0 ;;
  *) echo "error: unknown option '$1'; try --help" >&2; exit 2 ;;
esac

build=build/quickstart
state=build/demo  # where config/demo.yaml keeps its store, socket and alerts
log=$state/saitd.log
socket=$state/saitd.sock
patience=120      # seconds without any progress before this gives up

bold='' plain='' colour=never
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' plain=$'\e[0m' colour=always
fi
say() { printf '\n%s%s%s\n' "$bold" "$*" "$plain"; }

daemon='' tail=''

# ends PID: SIGTERM, and SIGKILL after ten seconds; gives the process's exit status.
ends() {
  local status=0
  kill -TERM "$1" 2>/dev/null || true
  for ((i = 0; i < 100; i++)); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || status=$?
  return "$status"
}

clean_up() {
  local status=$?
  trap - EXIT
  [[ -z $tail ]] || ends "$tail" || true
  [[ -z $daemon ]] || ends "$daemon" || true
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# fail MESSAGE [LOG]: says it, with the end of the log.
fail() {
  printf '\nerror: %s\n' "$1" >&2
  if [[ -n ${2:-} ]]; then
    [[ ! -s $2 ]] || tail -n 15 "$2" | sed 's/^/  | /' >&2
    printf 'The whole log: %s\n' "$2" >&2
  fi
  exit 1
}

# As many compilers as processors, but one for each GiB of free memory at most.
jobs_that_fit() {
  local jobs memory
  jobs=$(nproc)
  memory=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
  ((memory >= jobs)) || jobs=$((memory > 0 ? memory : 1))
  echo "$jobs"
}

status_of_daemon() { "$build/saitctl" status --socket "$socket" --format json 2>/dev/null; }
number() { sed -n "s/.*\"$1\":\([0-9][0-9]*\).*/\1/p" <<<"$2"; }  # number KEY JSON: of a field at the top
lines_of() { wc -l <"$1"; }

build_it() {
  say '1/3  What the build needs'
  bash deploy/install-dependencies.sh --build-only || fail 'the packages could not be installed; the lines above say why'

  say "2/3  Building into $build (the first time takes minutes, later seconds)"
  mkdir -p "$build"
  cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSAIT_TESTS=OFF -DSAIT_BENCH=OFF -DSAIT_UNITY=ON \
    >"$build/configure.log" 2>&1 || fail 'CMake could not configure the build' "$build/configure.log"
  NINJA_STATUS='[%f/%t, %e s] ' cmake --build "$build" --parallel "${JOBS:-$(jobs_that_fit)}" \
    --target saitd saitctl || fail "the build failed; the lines above say where. When memory ran out: JOBS=1 bash deploy/quickstart.sh"
}

start_daemon() {
  if status_of_daemon >/dev/null; then
    fail "a saitd already runs on $state: stop it first (\`$build/saitctl status --socket $socket\` names its process)"
  fi
  rm -rf "$state"
  mkdir -p "$state"
  "$build/saitd" --config config/demo.yaml >"$log" 2>&1 </dev/null &
  daemon=$!
  # It has records only once its outlets are open: from then on the bus is ours.
  local status started=$SECONDS
  until status=$(status_of_daemon) && [[ $(number records "$status") -gt 0 ]]; do
    kill -0 "$daemon" 2>/dev/null || fail 'saitd did not start' "$log"
    ((SECONDS - started < patience)) || fail "saitd did not begin to read within $patience s" "$log"
    sleep 0.1
  done
}

# Prints one line an alert until the daemon has read everything and each of its alerts was printed; sets `alerts`.
follow() {
  local status shown=0 before=0 moved=$SECONDS
  "$build/saitctl" alerts tail --format brief --colour "$colour" 2>"$state/tail.log" > >(tee "$state/tail.txt") &
  tail=$!
  alerts=''
  until [[ -n $alerts && $shown -ge $alerts ]]; do
    sleep 0.1
    kill -0 "$daemon" 2>/dev/null || fail 'saitd ended early' "$log"
    kill -0 "$tail" 2>/dev/null || fail 'the subscriber of the alerts ended early' "$state/tail.log"
    status=$(status_of_daemon) || continue
    [[ $status != *'"inputs_ended":true'* ]] || alerts=$(number alerts "$status")
    shown=$(lines_of "$state/tail.txt" 2>/dev/null || echo 0)
    if [[ "$shown $(number records "$status")" != "$before" ]]; then
      before="$shown $(number records "$status")"
      moved=$SECONDS
    fi
    ((SECONDS - moved < patience)) || fail "$shown of ${alerts:-the} alerts were shown, then nothing for $patience s" "$state/tail.log"
  done
  ends "$tail" || true
  tail=''
}

# The first alert with the posture that asks most of a communications team, as a team receives it.
show_one() {
  local posture line
  for posture in respond-directly respond-through-allies prepare monitor no-engagement; do
    line=$(grep -m 1 "\"posture\":\"$posture\"" "$state/alerts.ndjson") || continue
    say "Alert $(number sequence "$line") as a team receives it"
    "$build/saitctl" alerts tail --from "$(number sequence "$line")" --count 1 --colour "$colour" 2>>"$state/tail.log" ||
      fail 'the alert could not be recovered' "$state/tail.log"
    return
  done
}

summary() {
  local posture count conversations
  conversations=$(number conversations "$(status_of_daemon)")
  say "A month in $((SECONDS - started_at)) s: $(cat config/demo/*.ndjson | wc -l) posts, $conversations conversations, $alerts alerts"
  for posture in escalate-safety respond-directly respond-through-allies prepare monitor no-engagement; do
    count=$(grep -c "\"posture\":\"$posture\"" "$state/alerts.ndjson" || true)
    printf '  %4d  %s\n' "$count" "$posture"
  done
}

what_next() {
  say 'What to look at next'
  cat <<END
  $state/alerts.txt        every alert in full; alerts.ndjson beside it is the same for programs
  config/demo/README.md        what happens in these invented posts, and what a communicator would do
  rules/README.md              how to write what saitd listens for
  README.md                    what the advice rests on, and how to follow posts of your own (config/live.yaml)

  The daemon has stopped and kept its state. To run it again, and to ask it in another terminal:
    $build/saitd --config config/demo.yaml
    $build/saitctl status --socket $socket
    $build/saitctl alerts tail
END
}

build_it
say '3/3  saitd reads a month of invented posts; each line is one change of its advice, over ZeroMQ'
started_at=$SECONDS
start_daemon
follow
# The file is another outlet, with a pace of its own.
until [[ $(lines_of "$state/alerts.ndjson") -ge $alerts ]]; do
  kill -0 "$daemon" 2>/dev/null || fail 'saitd ended early' "$log"
  sleep 0.1
done
summary
if ((alerts > 0)); then
  "$build/saitctl" alerts tail --count "$alerts" --colour never >"$state/alerts.txt" 2>>"$state/tail.log" ||
    fail 'the alerts could not be recovered' "$state/tail.log"
  show_one
fi
finished=$daemon
daemon=''
ends "$finished" || fail 'saitd did not stop cleanly' "$log"
what_next
