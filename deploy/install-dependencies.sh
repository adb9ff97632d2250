#!/usr/bin/env bash
# Installs what saitd needs on Debian 12. This is the only list of packages: everything else calls it.
#
#   deploy/install-dependencies.sh                to build, test and check
#   deploy/install-dependencies.sh --build-only   to build and run
#
# Does nothing, and needs neither root nor network, when all of them are there.
set -euo pipefail

build_packages=(
  g++               # compiler: 12, C++20
  cmake             # build system: 3.25, with presets
  ninja-build       # what CMake generates for
  ccache            # a second build of the same source takes seconds
  mold              # links the test programs many times faster than ld
  pkg-config        # finds RE2, which has no CMake configuration in Debian 12
  git               # fetches the source
  ca-certificates   # trusted roots for TLS, when building and when reading feeds
  rapidjson-dev     # JSON
  libre2-dev        # the analysts' patterns, in linear time
  libzmq3-dev       # the alert bus
  cppzmq-dev        # its C++ interface
  libicu-dev        # Unicode: normalisation, case, confusables, word and sentence breaks
  libcld2-dev       # language detection
  libyaml-cpp-dev   # rules and configuration
  libsqlite3-dev    # the store
  libcurl4-openssl-dev  # HTTP
  zlib1g-dev        # what servers compress with
  libzstd-dev       # archives of posts
  libxml2-dev       # RSS, Atom, OPML, and the HTML in them
  prometheus-cpp-dev  # metrics, in the form Prometheus reads
  libcivetweb-dev   # the small HTTP server behind /metrics, /healthz and /readyz
  libsystemd-dev    # tells systemd that it is ready and alive
  libcli11-dev      # command lines
  libspdlog-dev     # the log
  libfmt-dev        # formatting
  libssl-dev        # hashes, HMAC, TLS
  dpkg-dev          # finds what the Debian package depends on
  file              # tells it which files are programs
)

test_packages=(
  doctest-dev         # unit and scenario tests
  libbenchmark-dev    # tests/bench
  clang-tidy-16       # static checks; 14, Debian's default, cannot read libstdc++ 12's <ranges>
  clang-format-16     # layout check
  clang-16            # tests/fuzz: libFuzzer; 14 cannot read <ranges> either
  libclang-rt-16-dev  # libFuzzer and the sanitizers that go with it
  python3             # end-to-end tests and the source checks
  python3-zmq         # a subscriber that is not our own code
  python3-jsonschema  # alerts and posts against config/schema
  python3-yaml        # the rules for Prometheus, as the source checks read them
  zstd                # archives that are not made by our own code
  sqlite3             # looks into a store from outside
  prometheus          # a scraper that is not our own code, and promtool
  nginx-light         # the web server that feeds are read from
  openssl             # certificates for it, good and bad ones
  iproute2            # a network of the test's own, with names and addresses of its own
  strace              # which system calls saitd makes, against the service's filter
  systemd             # what that filter and the rest of the unit amount to; it does not run
)

# The reference that tests/bench measures matching by; Debian has it for this processor only.
[[ $(dpkg --print-architecture 2>/dev/null) != amd64 ]] || test_packages+=(libhyperscan-dev)

usage() { sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"; }

packages=("${build_packages[@]}" "${test_packages[@]}")
case "${1:-}" in
  '') ;;
  --build-only) packages=("${build_packages[@]}") ;;
  -h | --help) usage; exit 0 ;;
  *) echo "error: unknown option '$1'" >&2; usage >&2; exit 2 ;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "error: this list is for Debian 12, and apt is not here. Install the equivalents of:" >&2
  printf '  %s\n' "${packages[@]}" >&2
  exit 1
fi

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed* ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  echo "All ${#packages[@]} packages are installed."
  exit 0
fi

if [[ $(id -u) -eq 0 ]]; then
  as_root=()
elif command -v sudo >/dev/null; then
  as_root=(sudo)
else
  echo "error: installing packages needs root, and sudo is not here. As root, run:" >&2
  echo "  apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

echo "Installing ${#missing[@]} of ${#packages[@]} packages: ${missing[*]}"
# Waits for another apt instead of failing, and tries a download again.
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
"${apt[@]}" update
"${apt[@]}" install --yes --no-install-recommends "${missing[@]}"
