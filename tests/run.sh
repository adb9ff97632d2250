#!/usr/bin/env bash
# Builds and tests everything; from any folder.
#
#   tests/run.sh          what a change must pass
#   tests/run.sh --long   also ThreadSanitizer, ten minutes of each fuzz target, the tests labelled `long`, and full counts in the others
#
# JOBS sets how many compilers and checks run at once (default: one a processor); of tests it is half as many again.
# Every step runs even when an earlier one failed; the last lines are ctest's summary of the release build. Of tests, those
# that failed are shown and those that were skipped.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

long=false
case "${1:-}" in
  '') ;;
  --long) long=true ;;
  -h | --help) sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' tests/run.sh; exit 0 ;;
  *) echo "error: unknown option '$1'; try --help" >&2; exit 2 ;;
esac

export JOBS=${JOBS:-$(nproc)}
# Debian's Python, for the modules the packages bring: not one from elsewhere on the path.
export PATH=/usr/bin:$PATH
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH

presets=(release asan)
fuzz_seconds=10  # each target
ctest_options=(--parallel "$((JOBS + JOBS / 2))" --no-tests=error)  # many of them wait for a daemon or a server
if $long; then
  presets+=(tsan)
  fuzz_seconds=600
  export SAIT_TEST_LONG=1
else
  unset SAIT_TEST_LONG
  ctest_options+=(--label-exclude '^long$')
fi

failed=()
step() {  # step NAME COMMAND...: runs it, says how long it took, remembers a failure
  local name=$1 start=$SECONDS result=ok
  shift
  echo "==> $name"
  "$@" || { result=FAILED; failed+=("$name"); }
  echo "<== $name: $result, $((SECONDS - start)) s"
}

build() {
  local options=()
  # From nothing, a folder at a time takes a third of the time. Where there is a build already, what it is made of stays.
  [[ -d build/$1 ]] || options=(-DSAIT_UNITY=ON)
  cmake --preset "$1" "${options[@]}" && cmake --build --preset "$1" --parallel "$JOBS" -- --quiet
}

check_format() {
  find daemon tests -type f \( -name '*.cpp' -o -name '*.hpp' \) -print0 |
    xargs -0 -r clang-format-16 --dry-run --Werror
}

run_tests() { ctest --preset "$1" "${ctest_options[@]}" | grep -vE '^ +Start +[0-9]+: | Passed +[0-9.]+ sec$'; }

step 'install dependencies' bash deploy/install-dependencies.sh
for preset in "${presets[@]}"; do step "build $preset" build "$preset"; done
step 'clang-format' check_format
step 'clang-tidy' bash tests/tidy.sh
step 'fuzz' bash tests/fuzz/run.sh "$fuzz_seconds"
for preset in "${presets[@]:1}"; do step "test $preset" run_tests "$preset"; done

if [[ ${#failed[@]} -gt 0 ]]; then
  printf 'error: failed before the last step: %s\n' "${failed[@]}" >&2
fi
echo '==> test release'
run_tests release || failed+=('test release')
[[ ${#failed[@]} -eq 0 ]]
