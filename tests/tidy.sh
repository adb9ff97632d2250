#!/usr/bin/env bash
# clang-tidy over daemon/, a folder at a time: the headers of a folder's files are read once, which is most of the work.
# A folder is skipped while nothing it could depend on has changed since it was last found clean: its sources, how they
# are compiled, any header of daemon/, .clang-tidy, the version of the tool.
# Needs a configured build/asan, which compiles by folders. JOBS sets how many run at once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export SAIT_TIDY_DATABASE=build/asan SAIT_TIDY_CACHE=build/tidy-cache
commands=$SAIT_TIDY_DATABASE/compile_commands.json
if [[ ! -f $commands ]]; then
  echo "error: $commands is missing; run: cmake --preset asan" >&2
  exit 1
fi
mkdir -p "$SAIT_TIDY_CACHE"
find "$SAIT_TIDY_CACHE" -type f -mtime +30 -delete

SAIT_TIDY_COMMON=$({
  clang-tidy-16 --version
  find daemon .clang-tidy -type f \( -name '*.hpp' -o -name .clang-tidy \) -print0 | sort -z | xargs -0 sha256sum
} | sha256sum)
export SAIT_TIDY_COMMON

check_one() {
  local file=$1 key sources
  # A folder's file only includes its sources.
  sources=$(sed -n 's/^#include "\(.*\.cpp\)"$/\1/p' "$file")
  # shellcheck disable=SC2086  # a list of paths without spaces
  key=$({
    echo "$SAIT_TIDY_COMMON"
    sha256sum "$file" $sources
    grep -F '"command"' "$SAIT_TIDY_DATABASE/compile_commands.json" | grep -F "$file" || true
  } | sha256sum | cut -d' ' -f1)
  if [[ -e $SAIT_TIDY_CACHE/$key ]]; then
    touch "$SAIT_TIDY_CACHE/$key"
    return 0
  fi
  echo "tidy $(basename "$file")"
  # The database is g++'s: clang does not know all of its warnings.
  clang-tidy-16 --quiet -p "$SAIT_TIDY_DATABASE" --extra-arg=-Wno-unknown-warning-option "$file" \
    2> >(grep -vE '^[0-9]+ warnings?( and [0-9]+ errors?)? generated\.$' >&2 || true) || return 1
  : >"$SAIT_TIDY_CACHE/$key"
}
export -f check_one

# The largest first, so that none is left alone at the end.
# shellcheck disable=SC2016  # the inner shell expands it
sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$commands" | grep -E '/Unity/unity_in_|/daemon/' | sort -u |
  xargs wc -l | sed '$d' | sort -rn | awk '{print $2}' |
  xargs -r -n 1 -P "${JOBS:-$(nproc)}" bash -c 'check_one "$@"' tidy
