#!/usr/bin/env python3
"""Fails when an #include in daemon/ climbs a floor, crosses between core and io, or closes a circle.

    tests/check_floors.py daemon

The floors are those of daemon/ARCHITECTURE.md. Inside the project an include is written relative to daemon/:
`#include "base/result.hpp"`. Exit status: 0 they hold, 1 they do not, 2 wrong use.
"""

import re
import sys
from pathlib import Path

# Floor by floor, lowest first; on a floor each row is a wing, and in a wing a folder may include those to its left.
# Two wings of one floor never include each other.
FLOORS = [
    [["base"]],
    [["model", "text"]],
    [["rules", "match", "conversation", "assess", "workbench"], ["net", "store", "feeds", "outlets", "metrics"]],
    [["pipeline"]],
    [["app"]],
]
BINARIES = {"saitd.cpp", "saitctl.cpp"}
BINARY_NAMES = " and ".join(sorted(BINARIES))
BINARY_FLOOR = len(FLOORS)
NOT_CODE = {"decisions"}

# folder -> (floor, wing, position in the wing)
PLACES = {
    folder: (floor, wing, position)
    for floor, wings in enumerate(FLOORS)
    for wing, folders in enumerate(wings)
    for position, folder in enumerate(folders)
}

# What links into sait_core is a pure function of records, rules and a time.
PURE = {"model", "text", "rules", "match", "conversation", "assess", "workbench"}
IMPURE_HEADER = re.compile(
    r"""(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|pthread\.h
        |fstream|filesystem|fcntl\.h|unistd\.h|sys/(socket|un|stat|mman|file|epoll|select|time)\.h
        |netdb\.h|poll\.h|netinet/.*|arpa/.*|boost/(asio|beast).*
        |zmq.*|sqlite3.*|curl/.*)""",
    re.VERBOSE,
)
WALL_CLOCK = re.compile(
    r"\b(?:system_clock|steady_clock|high_resolution_clock|utc_clock)\s*::\s*now\b"
    r"|\b(?:gettimeofday|clock_gettime)\s*\("
)

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)', re.MULTILINE)
# Strings are matched so that a comment sign inside one is not taken for a comment.
TOKEN = re.compile(
    r"""(?P<drop>R"(?P<mark>[^\s()\\]{0,16})\([\s\S]*?\)(?P=mark)"|//[^\n]*|/\*[\s\S]*?\*/)
        |"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])+'""",
    re.VERBOSE,
)


def without_comments(source):
    """The source with comments and raw strings blanked, every line where it was."""
    return TOKEN.sub(lambda m: "\n" * m[0].count("\n") if m["drop"] else m[0], source)


def describe(folder):
    if not folder:
        return f"a binary (floor {BINARY_FLOOR})"
    return f"{folder} (floor {PLACES[folder][0]})"


def direction_error(source, target):
    """(code, reason) when `source` may not include `target`, else None. Both are folders; "" is a binary."""
    if source == target or not source:
        return None
    if not target:
        return "upward-include", "nothing includes a binary"
    source_floor, source_wing, source_position = PLACES[source]
    target_floor, target_wing, target_position = PLACES[target]
    if target_floor > source_floor:
        return "upward-include", "includes only go down"
    if target_floor < source_floor:
        return None
    if source_wing != target_wing:
        return "core-io", "core and io meet in model; only pipeline sees both"
    if target_position > source_position:
        order = " ".join(FLOORS[source_floor][source_wing])
        return "upward-include", f"on this floor a folder includes those to its left: {order}"
    return None


def find_circles(graph):
    """Every include that closes a circle, as (file, line, the files along it)."""
    state, path, circles = {}, [], []

    def visit(file):
        state[file] = "open"
        path.append(file)
        for target, line in graph.get(file, []):
            if state.get(target) == "open":
                circles.append((file, line, path[path.index(target):] + [target]))
            elif target not in state:
                visit(target)
        path.pop()
        state[file] = "done"

    for file in sorted(graph):
        if file not in state:
            visit(file)
    return circles


def check(daemon):
    """All violations under `daemon`, sorted, as "file:line: error[code]: text"; and the number of files read."""
    errors, graph = [], {}

    def report(name, line, code, text):
        errors.append((name, line, f"{daemon / name}:{line}: error[{code}]: {text}"))

    for folder in sorted(p.name for p in daemon.iterdir() if p.is_dir() and not p.name.startswith((".", "__"))):
        if folder not in PLACES and folder not in NOT_CODE:
            report(folder, 1, "no-floor", "this folder has no floor; give it one in ARCHITECTURE.md and in FLOORS here")

    files = sorted(p for p in daemon.rglob("*") if p.suffix in {".cpp", ".hpp", ".h", ".cc", ".inc"} and p.is_file())
    for path in files:
        name = path.relative_to(daemon).as_posix()
        folder = name.split("/")[0] if "/" in name else ""
        if folder in NOT_CODE or (not folder and name not in BINARIES):
            report(name, 1, "no-floor", f"this file lies on no floor; code lies in a folder, but for {BINARY_NAMES}")
            continue
        if folder and folder not in PLACES:
            continue  # said above, once for the folder
        source = without_comments(path.read_text(encoding="utf-8"))
        graph[name] = []
        for match in INCLUDE.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            quoted, angled = match.groups()
            header = quoted or angled
            inside = ".." not in header.split("/") and (daemon / header).is_file()
            if quoted and not inside:
                text = f'"{header}" is no file under {daemon}; write our headers from there, others in <>'
                report(name, line, "unresolved-include", text)
            elif angled and inside and header.split("/")[0] in PLACES:
                report(name, line, "angled-include", f'<{header}> is ours: write "{header}"')
            elif angled and folder in PURE and IMPURE_HEADER.fullmatch(header):
                text = f"{folder} includes <{header}>; core has no socket, file, wall clock or thread"
                report(name, line, "impure-core", text)
            if inside:
                graph[name].append((header, line))
                target = header.split("/")[0] if "/" in header else ""
                wrong = direction_error(folder, target) if not target or target in PLACES else None
                if wrong:
                    code, reason = wrong
                    report(name, line, code, f"{describe(folder)} includes {header} of {describe(target)}: {reason}")
        if folder in PURE:
            for match in WALL_CLOCK.finditer(source):
                line = source.count("\n", 0, match.start()) + 1
                text = f"{folder} asks {match[0].rstrip('( ')} for the time; core is given it with the record"
                report(name, line, "impure-core", text)

    for name, line, circle in find_circles(graph):
        report(name, line, "include-circle", " -> ".join(circle))
    return [text for _, _, text in sorted(errors)], len(files)


def main(arguments):
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("usage: check_floors.py DAEMON_FOLDER", file=sys.stderr)
        return 2
    errors, count = check(Path(arguments[0]))
    for error in errors:
        print(error, file=sys.stderr)
    print(f"{count} files, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
