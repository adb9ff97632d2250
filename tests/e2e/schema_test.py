#!/usr/bin/env python3
"""The JSON Schema of rule files beside the reader of rule files: both know the same keys at every place, and each key says what it is."""

import json
import re
import unittest
from pathlib import Path

import jsonschema

import lib

# A way to each place of a rule file where keys stand: kind, file, and a document with a map that keys are put into (KEYS).
KEYS = "KEYS"
ROW = {"id": "r", "because": "b", "posture": "monitor"}
PLACES = [
    ("narrative", "narratives/n.yaml", KEYS),
    ("narrative", "narratives/n.yaml", {"facts": [KEYS]}),
    ("narrative", "narratives/n.yaml", {"tests": [KEYS]}),
    ("narrative", "narratives/n.yaml", {"phrases": {"en": [KEYS]}}),
    ("narrative", "narratives/n.yaml", {"phrases": {"en": [{"near": KEYS}]}}),
    ("narrative", "narratives/n.yaml", {"budget": KEYS}),
    ("fact", "facts/f.yaml", KEYS),
    ("kit", "playbook/n.yaml", KEYS),
    ("kit", "playbook/n.yaml", {"message": KEYS}),
    ("kit", "playbook/n.yaml", {"images": KEYS}),
    ("posture-kit", "playbook/postures/monitor.yaml", KEYS),
    ("harm", "harms/h.yaml", KEYS),
    ("harm", "harms/h.yaml", {"facts": [KEYS]}),
    ("harm", "harms/h.yaml", {"tests": [KEYS]}),
    ("language", "languages/en.yaml", KEYS),
    ("language", "languages/en.yaml", {"cues": KEYS}),
    ("language", "languages/en.yaml", {"values": KEYS}),
    ("terms", "terms/en.yaml", KEYS),
    ("terms", "terms/en.yaml", {"terms": [{"kind": "loaded", **{KEYS: KEYS}}]}),
    ("terms", "terms/en.yaml", {"terms": [{"kind": "coded", **{KEYS: KEYS}}]}),
    ("calendar", "calendar/c.yaml", KEYS),
    ("calendar", "calendar/c.yaml", {"events": [KEYS]}),
    ("audiences", "audiences.yaml", KEYS),
    ("audiences", "audiences.yaml", {"regions": [KEYS]}),
    ("audiences", "audiences.yaml", {"audiences": [KEYS]}),
    ("policy", "policies/p.yaml", KEYS),
    *(("policy", "policies/p.yaml", {key: KEYS}) for key in ("bands", "timing", "ceilings", "hysteresis", "budget", "calendar", "expires")),
    *(("policy", "policies/p.yaml", {key: [KEYS]}) for key in ("channels", "communities", "rows", "tests")),
    ("policy", "policies/p.yaml", {"rows": [{**ROW, "when": KEYS}]}),
    *(("policy", "policies/p.yaml", {"rows": [{**ROW, "when": {key: KEYS}}]}) for key in ("scale", "awareness", "influence", "breakout", "authors", "questions")),
]


def candidates(schema):
    """Every key that the schema or the readers' sources name."""
    names = set()
    for source in (lib.ROOT / "daemon/rules").rglob("*.cpp"):
        if source.parent.name != "schemas":
            names.update(re.findall(r'"([a-z][a-z0-9_-]{0,30})"', source.read_text(encoding="utf-8")))

    def walk(node):
        if isinstance(node, dict):
            names.update(node.get("properties", {}))
            for child in node.values():
                walk(child)
        elif isinstance(node, list):
            for child in node:
                walk(child)
    walk(schema)
    return sorted(names)


def filled(document, keys):
    """The document with `keys` at its place, and the way there."""
    if document == KEYS:
        return dict.fromkeys(keys, "x"), ()
    if isinstance(document, list):
        inner, way = filled(document[0], keys)
        return [inner], (0, *way)
    if KEYS in document:
        own = {key: value for key, value in document.items() if key != KEYS}
        return {**dict.fromkeys(keys, "x"), **own}, ()
    key = next(reversed(document))
    inner, way = filled(document[key], keys)
    return {**document, key: inner}, (key, *way)


def refused_by_schema(schema, document, way):
    """The keys of the map at `way` that the schema does not know there."""
    found = set()

    def look(error):
        path = tuple(error.absolute_path)
        if error.validator == "additionalProperties" and path == way:
            found.update(set(error.instance) - set(error.schema.get("properties", {})))
        if error.validator is None and path[:-1] == way:  # "key": false
            found.add(path[-1])
        for inner in error.context:
            look(inner)
    for error in jsonschema.Draft7Validator(schema).iter_errors(document):
        look(error)
    return found


class SchemaTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.schemas = self.folder / "schemas"
        done = lib.run("SAITCTL", "rules", "schema", "--out", self.schemas)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.kinds = {path.name.split(".")[0]: json.loads(path.read_text(encoding="utf-8")) for path in self.schemas.iterdir()}

    def refused_by_reader(self, file, document):
        rules = self.folder / "rules"
        path = rules / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document), encoding="utf-8")
        done = lib.run("SAITCTL", "rules", "check", rules, "--format", "json")
        path.unlink()
        items = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertFalse([item for item in items if item["code"] == "too-many"], "not all were told")
        return {re.match(r'[^"]*"([^"]+)"', item["text"])[1] for item in items if item["code"] == "unknown-key"}

    def test_reader_and_schema_know_the_same_keys(self):
        for kind, file, document in PLACES:
            schema = self.kinds[kind]
            keys = candidates(schema)
            for start in range(0, len(keys), 150):  # of a file, so many mistakes are told
                some = [*keys[start:start + 150], "no_such_key"]
                filled_in, way = filled(document, some)
                with self.subTest(file=file, way=way, start=start):
                    refused = self.refused_by_reader(file, filled_in)
                    self.assertIn("no_such_key", refused)
                    self.assertEqual(refused_by_schema(schema, filled_in, way), refused)

    def test_every_key_says_what_it_is_and_every_choice_that_needs_it(self):
        for kind, schema in self.kinds.items():
            jsonschema.Draft7Validator.check_schema(schema)
            for name, definition in schema["definitions"].items():
                self.look_at(kind, name, definition)

    def look_at(self, kind, place, node):
        if isinstance(node, list):
            for child in node:
                self.look_at(kind, place, child)
        if not isinstance(node, dict):
            return
        for key, value in node.get("properties", {}).items():
            if isinstance(value, dict) and "const" not in value or place == "harm":
                with self.subTest(kind=kind, place=place, key=key):
                    self.assertGreater(len(value.get("description", "")), 10)
        if "enumDescriptions" in node:
            self.assertEqual(len(node["enum"]), len(node["enumDescriptions"]), place)
        for name, child in node.items():
            if name not in ("if", "then", "else", "defaultSnippets"):
                self.look_at(kind, place, child)

    def test_a_snippet_makes_what_the_schema_takes(self):
        def filled_in(text):
            chosen = re.sub(r"\$\{\d\|([^,|]*)[^}]*\}", r"\1", text)
            return re.sub(r"\$\{\d:([^}]*)\}", r"\1", chosen).replace("${TM_FILENAME_BASE}", "a-name")

        def plain(body):
            if isinstance(body, dict):
                return {filled_in(key): plain(value) for key, value in body.items()}
            if isinstance(body, list):
                return [plain(item) for item in body]
            if not isinstance(body, str):
                return body
            text = filled_in(body)
            return int(text) if text.isdigit() else text.strip('"')
        count = 0
        for kind, schema in self.kinds.items():
            for name, definition in schema["definitions"].items():
                for target, snippets in self.snippets(f"#/definitions/{name}", definition):
                    for snippet in snippets:
                        count += 1
                        with self.subTest(kind=kind, snippet=snippet["label"]):
                            jsonschema.Draft7Validator({"$ref": target, "definitions": schema["definitions"]}).validate(plain(snippet["body"]))
        self.assertGreater(count, 20)

    def snippets(self, way, node):
        if isinstance(node, dict):
            if "defaultSnippets" in node:
                yield way, node["defaultSnippets"]
            for key, child in node.items():
                if key != "defaultSnippets":
                    yield from self.snippets(f"{way}/{key}", child)

    def test_a_kind_alone_is_what_the_folder_holds_and_a_folder_that_cannot_be_is_told(self):
        done = lib.run("SAITCTL", "rules", "schema", "--kind", "policy")
        self.assertEqual(json.loads(done.stdout), self.kinds["policy"])
        self.assertEqual(set(self.kinds), {"narrative", "harm", "language", "fact", "kit", "posture-kit", "terms", "weights", "calendar", "policy", "audiences"})
        file = self.folder / "file"
        file.touch()
        done = lib.run("SAITCTL", "rules", "schema", "--out", file)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("error[unwritable]", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
