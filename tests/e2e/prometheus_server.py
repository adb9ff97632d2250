"""A Prometheus of one's own, with the rules of deploy/prometheus made impatient; used by prometheus_test.py."""

import contextlib
import http.server
import json
import random
import re
import socket
import socketserver
import subprocess
import threading
import urllib.error
import urllib.parse
import urllib.request

import lib

RULES = lib.ROOT / "deploy/prometheus/rules/saitd.yml"
FACTOR = 360  # so many times shorter a state must hold: an hour becomes ten seconds


def free_port():
    """A port of 127.0.0.1 that nobody has now. Below those that the system gives to connections, which come and go."""
    while True:
        port = random.SystemRandom().randrange(15000, 30000)
        with socket.socket() as taken, contextlib.suppress(OSError):
            taken.bind(("127.0.0.1", port))
            return port


def impatient(rules):
    """The rules with every `for` divided by FACTOR, evaluated each second. What they look back on stays as it is, but for an average over five
    minutes: in it, a slow machine's first minutes outweigh for longer than a test may wait what it shows now."""
    seconds = {"m": 60, "h": 3600}
    shorter = re.sub(r"^( +for: )(\d+)([mh])$", lambda found: f"{found[1]}{int(found[2]) * seconds[found[3]] * 1000 // FACTOR}ms", rules, flags=re.M)
    shorter = re.sub(r"(avg_over_time\([^()]*)\[5m\]", r"\1[10s]", shorter)
    return re.sub(r"^( +interval: )1m$", r"\g<1>1s", shorter, flags=re.M)


def backfill(folder, samples):
    """Writes history into a data folder that no Prometheus has yet: lines of (series, value, time in seconds)."""
    by_name = {}
    for series, value, when in samples:
        by_name.setdefault(series.partition("{")[0], []).append(f"{series} {value} {when:.0f}\n")
    text = "".join(f"# TYPE {name} gauge\n" + "".join(lines) for name, lines in by_name.items()) + "# EOF\n"
    source = folder / "history.txt"
    source.write_text(text, encoding="utf-8")
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", str(source), str(folder / "data")], check=True, capture_output=True,
                   env=lib.environment(), timeout=lib.DEADLINE)


class Prometheus:
    """Scrapes `targets` (HOST:PORT) every second. Its messages go to `folder`/prometheus.log; it never outlives the test class."""

    def __init__(self, test, folder, targets):
        self.folder = folder
        self.url = f"http://127.0.0.1:{free_port()}"
        (folder / "rules.yml").write_text(impatient(RULES.read_text(encoding="utf-8")), encoding="utf-8")
        config = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            "scrape_configs": [{"job_name": "saitd", "static_configs": [{"targets": targets}]}],
        }
        (folder / "prometheus.yml").write_text(json.dumps(config), encoding="utf-8")
        command = ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
                   f"--web.listen-address={self.url.removeprefix('http://')}", "--log.level=warn"]
        with open(folder / "prometheus.log", "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=lib.environment())
        test.addClassCleanup(self.end)
        lib.wait_for(self.ready, lambda: f"Prometheus:\n{self.messages()}")

    def messages(self):
        return (self.folder / "prometheus.log").read_text(encoding="utf-8", errors="replace")[-4000:]

    def ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Prometheus ended with {self.process.returncode}:\n{self.messages()}")
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=lib.DEADLINE) as answer:
                return answer.status == 200
        except OSError:
            return False

    def ask(self, path, **parameters):
        """What its HTTP API answers; an error of a query is the test's."""
        address = f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(address, timeout=lib.DEADLINE) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{parameters or path}: {error.read().decode(errors='replace')}") from None

    def query(self, expression):
        """The series an instant query gives now, as (labels, number)."""
        return [(series["metric"], float(series["value"][1])) for series in self.ask("query", query=expression)["result"]]

    def query_range(self, expression, seconds):
        """The series of a range query over the last `seconds`, as (labels, numbers)."""
        now = float(self.ask("query", query="time()")["result"][1])
        found = self.ask("query_range", query=expression, start=now - seconds, end=now, step=1)["result"]
        return [(series["metric"], [float(value) for _, value in series["values"]]) for series in found]

    def wait_for(self, expression):
        """Until an instant query gives something."""
        def seen():
            targets = [(target["labels"]["instance"], target["health"], target["lastError"]) for target in self.ask("targets")["activeTargets"]]
            return f"`{expression}` gives nothing; the targets: {targets}"
        return lib.wait_for(lambda: self.query(expression), seen)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()


class FakeExporter:
    """Serves a page of metrics, for what no daemon can be brought to show from outside."""

    def __init__(self, test, page):
        content = page.encode()

        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *arguments):
                pass

            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Handler)
        self.instance = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        test.addClassCleanup(self.end)

    def end(self):
        self.server.shutdown()
        self.server.server_close()
