#!/usr/bin/env python3
"""Fails when deploy/prometheus or deploy/grafana is not whole: what Grafana would show wrongly without a word, metrics that the daemon does
not have, alerts without a test or an explanation. `promtool` checks the language; tests/e2e/prometheus_test.py runs it all."""

import json
import re
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = {"stat", "gauge", "bargauge", "timeseries"}  # panels whose numbers need a unit
PANELS = NUMBERS | {"row", "table"}
DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def metrics_of(expression):
    """The names in a query, those of histograms and recording rules included, without what is in quotes."""
    return set(re.findall(r"(?<![\w:])(?:\w+:)?(?:saitd|process)_\w+(?::\w+)?", re.sub(r'"[^"]*"', "", expression)))


def known_metrics(rules):
    source = (ROOT / "daemon/metrics/families.cpp").read_text(encoding="utf-8")
    names = set(re.findall(r'"((?:saitd|process)_\w+)"', source))
    buckets = {f"{name}_{part}" for name in names for part in ("bucket", "sum", "count") if name.endswith("_duration_seconds")}
    return names | buckets | {rule["record"] for rule in rules if "record" in rule}


def check_panel(panel, known):
    if panel["type"] not in PANELS:
        yield f"type {panel['type']} is not one of {sorted(PANELS)}"
    if not panel["title"].strip():
        yield "no title"
    if panel["type"] == "row":
        return
    if not panel.get("description", "").strip():
        yield "no description for its reader"
    if panel["type"] in NUMBERS and not panel["fieldConfig"]["defaults"].get("unit"):
        yield "no unit"
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    values = [step["value"] for step in steps[1:]]
    if steps[0]["value"] is not None or values != sorted(values):
        yield "thresholds must begin with null and rise"
    targets = panel.get("targets", [])
    if not targets:
        yield "no query"
    if len({target["refId"] for target in targets}) != len(targets):
        yield "two queries of one name"
    for target in targets:
        if not target.get("expr", "").strip():
            yield f"query {target['refId']} is empty"
        if target.get("range") == target.get("instant"):
            yield f"query {target['refId']} must be either of a range or of an instant"
        if "$instance" not in target["expr"]:
            yield f"query {target['refId']} does not ask for $instance"
        for name in metrics_of(target["expr"]) - known:
            yield f"query {target['refId']}: the daemon has no {name}"
    for place in (panel, *targets):
        if place.get("datasource") != DATASOURCE:
            yield "the data source is not the variable"


def check_grid(panels):
    """Panels lie within 24 columns, none on another, none with room above it that Grafana would close."""
    taken = {}
    for panel in panels:
        at = panel["gridPos"]
        if at["x"] < 0 or at["w"] < 1 or at["h"] < 1 or at["x"] + at["w"] > 24:
            yield f"{panel['title']}: outside the grid"
        for cell in ((x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])):
            if cell in taken:
                yield f"{panel['title']}: lies on {taken[cell]}"
                break
            taken[cell] = panel["title"]
    for panel in panels:
        at = panel["gridPos"]
        if at["y"] > 0 and not any((x, at["y"] - 1) in taken for x in range(at["x"], at["x"] + at["w"])):
            yield f"{panel['title']}: nothing above it"


def check_dashboard(path, known):
    board = json.loads(path.read_text(encoding="utf-8"))
    if board["uid"] != path.stem:
        yield f"uid {board['uid']} is not the file's name"
    if board.get("id") is not None:
        yield "an id is of one Grafana only"
    if board["schemaVersion"] < 38:
        yield "schemaVersion is from before Grafana 10"
    variables = {variable["name"]: variable["type"] for variable in board["templating"]["list"]}
    if variables != {"datasource": "datasource", "instance": "query"}:
        yield f"variables are {variables}"
    ids = [panel["id"] for panel in board["panels"]]
    if len(set(ids)) != len(ids):
        yield "two panels have one id"
    titles = [panel["title"] for panel in board["panels"]]
    if len(set(titles)) != len(titles):
        yield "two panels have one title"
    yield from check_grid(board["panels"])
    for panel in board["panels"]:
        for problem in check_panel(panel, known):
            yield f"{panel['title']}: {problem}"


def tested_alerts():
    """The alerts that some case of deploy/prometheus/tests expects to fire."""
    found = set()
    for path in sorted((ROOT / "deploy/prometheus/tests").glob("*.yml")):
        for test in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]:
            for case in test["promql_expr_test"]:
                for sample in case["exp_samples"]:
                    found |= set(re.findall(r'alertname="(\w+)"', sample["labels"] + case["expr"]))
    return found


def check_rules(rules, known):
    explained = set(re.findall(r"^### (\w+)$", (ROOT / "deploy/prometheus/README.md").read_text(encoding="utf-8"), re.M))
    tested = tested_alerts()
    alerts = {rule["alert"] for rule in rules if "alert" in rule}
    for name in sorted(alerts ^ explained):
        yield f"{name}: in the rules or in README.md, and not in the other"
    for name in sorted(alerts - tested):
        yield f"{name}: no test expects it to fire"
    for rule in rules:
        for name in metrics_of(rule["expr"]) - known:
            yield f"{rule.get('alert') or rule['record']}: the daemon has no {name}"
        if "alert" in rule and set(rule["annotations"]) != {"summary", "description", "action"}:
            yield f"{rule['alert']}: needs summary, description and action"
        if "alert" in rule and rule["labels"].get("severity") not in ("critical", "warning"):
            yield f"{rule['alert']}: severity is critical or warning"


def main():
    path = ROOT / "deploy/prometheus/rules/saitd.yml"
    rules = [rule for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"] for rule in group["rules"]]
    known = known_metrics(rules)
    problems = [f"{path.relative_to(ROOT)}: {problem}" for problem in check_rules(rules, known)]
    boards = sorted((ROOT / "deploy/grafana/dashboards").glob("*.json"))
    for board in boards:
        problems += [f"{board.relative_to(ROOT)}: {problem}" for problem in check_dashboard(board, known)]
    if [board.stem for board in boards] != ["saitd-communicators", "saitd-operators"]:
        problems.append("deploy/grafana/dashboards: not the two dashboards")
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
