#!/usr/bin/env python3
"""Holds alerts against config/schema/alert.v1.json.

    tests/e2e/check_alert_schema.py FILE      NDJSON; "-" reads standard input

A line is an alert, a CloudEvent around one, or a line written by zmq_subscriber.py. Exit status: 0 all hold, 1 the first that does not
(its number and place on standard error), 2 wrong use.
"""

import json
import sys
from pathlib import Path

import jsonschema

SCHEMA = Path(__file__).resolve().parents[2] / "config" / "schema" / "alert.v1.json"


def alert_in(value):
    """The alert inside its envelopes, if it stands in any."""
    for key, mark in (("event", "run"), ("data", "specversion")):
        if isinstance(value, dict) and mark in value and key in value:
            value = value[key]
    return value


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    name = "standard input" if arguments[0] == "-" else arguments[0]
    try:
        lines = sys.stdin.buffer if arguments[0] == "-" else open(arguments[0], "rb")
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    with lines:
        for number, line in enumerate(lines, 1):
            try:
                alert = alert_in(json.loads(line))
            except ValueError as error:
                print(f"{name}:{number}: error[json]: {error}", file=sys.stderr)
                return 1
            error = jsonschema.exceptions.best_match(validator.iter_errors(alert))
            if error is not None:
                print(f"{name}:{number}: error[schema]: {error.json_path}: {error.message[:300]}", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
