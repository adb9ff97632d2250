#!/usr/bin/env python3
"""Metrics, health and the service manager of a running daemon: a scrape is clean, its figures are those of what was fed, nobody's words are in it;
/healthz and /readyz say what is so; no slow or rude client holds a scrape up."""

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time
import unittest
import urllib.error
import urllib.request

import lib
import web_server

CLAIM = "Migrants receive more benefits than pensioners"
PROMTOOL = "/usr/bin/promtool"
# What a post may hold that must never be seen outside: each is looked for in every scrape.
SECRETS = ("Person-Quentin", "handle-quentin", "secret-words", "square.example", "c0mmunity", "pl4tform", "mention-quentin")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def parse(text):
    """{'name{label="value"}': number} of an exposition."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            series, value = line.rsplit(" ", 1)
            found[series] = float(value)
    return found


class MetricsTest(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)
        self.port = free_port()
        self.posts = self.folder / "posts.ndjson"
        self.posts.write_text("", encoding="utf-8")

    def configure(self, *feeds, **more):
        content = lib.settings(self.folder, list(feeds) or [lib.feed("square", self.posts, poll="10ms", max_line=4096)],
                               http={"listen": f"127.0.0.1:{self.port}"}, **more)
        lib.write_config(self.folder, {**content, "clock": "wall", "tick": "1s", **more})

    def start(self, *feeds, **more):
        self.configure(*feeds, **more)
        return lib.Daemon(self, self.folder)

    def append(self, *lines):
        with open(self.posts, "a", encoding="utf-8") as posts:
            posts.write("".join(lines))

    def get(self, path, method="GET"):
        """(status, headers, body); the daemon may not listen yet."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", method=method)
        try:
            with urllib.request.urlopen(request, timeout=lib.DEADLINE) as response:
                return response.status, response.headers, response.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read().decode("utf-8")
        except (urllib.error.URLError, ConnectionError):
            return 0, {}, ""

    def scrape(self):
        status, headers, text = self.get("/metrics")
        if status == 0:
            return {}
        self.assertEqual(status, 200)
        self.assertEqual(headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
        for secret in SECRETS:
            self.assertNotIn(secret, text)
        checked = subprocess.run([PROMTOOL, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
        self.assertEqual((checked.returncode, checked.stdout, checked.stderr), (0, "", ""))
        return parse(text)

    def scrape_until(self, condition, what):
        last = {}

        def look():
            last.clear()
            last.update(self.scrape())
            return last if last and condition(last) else None
        return lib.wait_for(look, lambda: f"{what}; the last scrape was {last}")

    def checks(self, path):
        """(status, the names of the checks that fail)."""
        status, _, body = self.get(path)
        if status == 0:
            return 0, []
        answer = json.loads(body)
        self.assertEqual(answer["ok"], status == 200)
        return status, [check["name"] for check in answer["checks"] if not check["ok"]]

    def test_figures_are_those_of_what_was_fed_and_hold_nobodys_words(self):
        daemon = self.start()
        hostile = {"author": {"id": "Person-Quentin", "handle": "handle-quentin\n# HELP x"}, "uri": "https://square.example/1",
                   "community": "c0mmunity\"} 1\n", "mentions": ["mention-quentin"], "platform": "pl4tform\\\n"}
        good = [lib.post(number, f"{CLAIM}. secret-words {number}\n saitd_up 1", **hostile) for number in range(5)]
        self.append(*good, lib.post(90), lib.post(91), lib.post(92), good[0],
                    lib.post(1, f"{CLAIM}, and more secret-words", **hostile), lib.post(2, deleted=True, platform=hostile["platform"]),
                    "this is no JSON\n", "[" * 50 + "\n", '{"id": 5, "text": "secret-words"}\n', '{"text": "secret-words"}\n',
                    '{"id": "1", "text": "x", "engagement": {"likes": -0.5}}\n', "x" * 5000 + "\n", "again no JSON \xff secret-words\n")
        scraped = self.scrape_until(lambda found: found.get('saitd_feed_read_posts_total{feed="square"}') == 18, "18 lines")
        of_feed = {match[1]: value for series, value in scraped.items() if (match := re.fullmatch(r'saitd_feed_(\w+)_posts_total\{feed="square"\}', series))}
        self.assertEqual(of_feed, {"read": 18, "on_topic": 6, "off_topic": 3, "repeated": 2, "matched": 6})
        rejected = {match[1]: value for series, value in scraped.items() if (match := re.fullmatch(r'saitd_feed_rejected_posts_total\{feed="square",reason="([a-z-]+)"\}', series))}
        self.assertEqual(sum(rejected.values()), 7)
        self.assertEqual(rejected, {"json": 2, "depth": 0, "type": 2, "missing": 1, "range": 1, "too-long": 1})
        self.assertEqual(scraped['saitd_matches_total{narrative="benefits-over-citizens",act="claim"}'], 6)
        self.assertEqual(scraped["saitd_feed_holes_total{feed=\"square\"}"], 0)
        self.assertEqual((scraped["saitd_texts"], scraped["saitd_texts_deleted_total"]), (4, 2))
        self.assertEqual(scraped["saitd_match_duration_seconds_count"], scraped["saitd_batch_duration_seconds_count"])
        self.assertEqual(scraped["saitd_commit_duration_seconds_count"], scraped["saitd_transactions_total"])
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            self.assertEqual(database.execute("SELECT COUNT(*) FROM texts").fetchone()[0], 4)
        self.assertEqual(scraped["saitd_store_limit_bytes"], 0)
        self.assertGreater(scraped["saitd_store_size_bytes"], 4096)
        self.assertEqual((scraped["saitd_healthy"], scraped["saitd_feed_up{feed=\"square\"}"]), (1, 1))

        # The file is written anew while it is followed: what stood between is lost, which is told once.
        self.posts.write_text(lib.post(100), encoding="utf-8")
        holes = self.scrape_until(lambda found: found['saitd_feed_read_posts_total{feed="square"}'] == 19, "the new file")
        self.assertEqual(holes['saitd_feed_holes_total{feed="square"}'], 1)
        # Counters never fall, and no series went away.
        later = self.scrape_until(lambda found: found["saitd_ticks_total"] > holes["saitd_ticks_total"], "a tick")
        for series, value in scraped.items():
            self.assertIn(series, later)
            if "_total" in series or "_bucket" in series or series.endswith(("_count", "_sum")):
                self.assertGreaterEqual(later[series], value, series)
        self.posts.unlink()
        self.scrape_until(lambda found: found['saitd_feed_up{feed="square"}'] == 0, "a feed that is down")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_alerts_are_counted_by_what_they_advise_and_change(self):
        demo = [lib.feed(name, lib.ROOT / f"config/demo/{name}.ndjson") for name in lib.DEMO_FEEDS]
        content = lib.settings(self.folder, demo, http={"listen": f"127.0.0.1:{self.port}"})
        lib.write_config(self.folder, content)
        daemon = lib.Daemon(self, self.folder)
        scraped = self.scrape_until(lambda found: found["saitd_inputs_ended"] and found['saitd_outlet_lag_alerts{outlet="file"}'] == 0, "the end of all inputs")
        alerts = lib.json_lines(self.folder / "alerts.ndjson")
        self.assertGreater(len(alerts), 10)
        expected = {}
        for alert in alerts:
            series = f'saitd_alerts_total{{posture="{alert["posture"]}",change="{alert["change"]}"}}'
            expected[series] = expected.get(series, 0) + 1
        self.assertEqual({series: value for series, value in scraped.items() if series.startswith("saitd_alerts_total") and value}, expected)
        self.assertEqual(scraped["saitd_outbox_latest_sequence"], len(alerts))
        self.assertEqual(scraped['saitd_outlet_delivered_sequence{outlet="file"}'], len(alerts))
        last = {alert["id"]: alert for alert in alerts}
        still_open = {}
        for alert in last.values():
            if alert["change"] not in ("closed", "retracted"):
                still_open[alert["posture"]] = still_open.get(alert["posture"], 0) + 1
        of_posture = {match[1]: value for series, value in scraped.items() if (match := re.fullmatch(r'saitd_open_alerts\{posture="([a-z-]+)"\}', series))}
        self.assertEqual(len(of_posture), 6)
        self.assertEqual({posture: value for posture, value in of_posture.items() if value}, still_open)
        status = daemon.status()
        self.assertEqual(status["open_alerts"], sum(of_posture.values()))
        self.assertEqual(status["health"], {"alive": True, "ready": True, "failing": []})
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_other_paths_and_methods_are_refused(self):
        daemon = self.start()
        lib.wait_for(lambda: self.checks("/readyz") == (200, []), "ready")
        self.assertEqual(self.checks("/healthz"), (200, []))
        for path in ("/", "/metrics/", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/metrics%20", "/saitd.yaml"):
            self.assertEqual(self.get(path)[0], 404, path)
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            status, headers, _ = self.get("/metrics", method)
            self.assertEqual((status, headers["Allow"]), (405, "GET, HEAD"))
        status, headers, body = self.get("/metrics", "HEAD")
        self.assertEqual((status, body), (200, ""))
        self.assertGreater(int(headers["Content-Length"]), 1000)
        self.assertNotIn("Server", headers)
        self.assertEqual(self.get("/healthz?verbose=1")[0], 200)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_store_that_cannot_be_written_is_not_ready_but_alive_and_ready_again_when_it_can(self):
        daemon = self.start()
        lib.wait_for(lambda: self.checks("/readyz") == (200, []), "ready")
        with contextlib.closing(sqlite3.connect(self.folder / "saitd.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            self.append(lib.post(1, CLAIM))
            lib.wait_for(lambda: self.checks("/readyz") == (503, ["store"]), "not ready")
            self.assertEqual(self.checks("/healthz"), (200, []))
            scraped = self.scrape()
            self.assertEqual((scraped["saitd_intake_paused"], scraped["saitd_ready"], scraped["saitd_healthy"]), (1, 0, 1))
            self.assertGreater(scraped["saitd_commit_retries_total"], 0)
            self.assertEqual([check["name"] for check in daemon.status()["health"]["failing"]], ["store"])
            other.execute("COMMIT")
        lib.wait_for(lambda: self.checks("/readyz") == (200, []), "ready again")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_store_that_is_full_is_not_ready_but_alive_and_ready_again_with_more_room(self):
        store = {"path": str(self.folder / "saitd.db"), "max_size": 262144}
        daemon = self.start(store=store)
        self.append(*(lib.post(number, f"{CLAIM}. {'words ' * 300}{number}") for number in range(400)))
        lib.wait_for(lambda: self.checks("/readyz") == (503, ["store"]), "not ready")
        self.assertEqual(self.checks("/healthz"), (200, []))
        self.assertEqual(self.scrape()["saitd_store_limit_bytes"], 262144)
        daemon.stop()
        self.configure(store={**store, "max_size": 0})
        daemon = lib.Daemon(self, self.folder)
        self.scrape_until(lambda found: found["saitd_texts"] == 400, "all posts")
        lib.wait_for(lambda: self.checks("/readyz") == (200, []), "ready")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_feed_that_was_not_tried_yet_is_waited_for(self):
        silent = socket.create_server(("127.0.0.1", 0))  # takes connections and never answers
        self.addCleanup(silent.close)
        self.configure()
        content = json.loads((self.folder / "saitd.yaml").read_text(encoding="utf-8"))
        content["feeds"].append({"id": "late", "type": "rss", "url": f"http://127.0.0.1:{silent.getsockname()[1]}/", "platform": "web",
                                 "licence": "test", "timeout": "600s", "allow_private": True})
        lib.write_config(self.folder, content)
        daemon = lib.Daemon(self, self.folder)
        lib.wait_for(lambda: self.checks("/healthz") == (200, []), "alive")
        lib.wait_for(lambda: self.get("/readyz")[2].count("not tried yet: late\"") == 1, "a feed that is waited for")
        connection, _ = silent.accept()
        connection.close()
        lib.wait_for(lambda: self.checks("/readyz") == (200, []), "ready, with a feed that is down")
        self.scrape_until(lambda found: found['saitd_feed_up{feed="late"}'] == 0, "the feed down")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_feed_that_is_gone_for_good_is_not_up_and_a_reload_asks_it_once_more(self):
        server = web_server.Server(self)
        server.faults["/news"] = web_server.status(410)
        web = {"id": "news", "type": "rss", "url": server.url("/news"), "platform": "web", "licence": "test", "poll": "1s", "allow_private": True}
        daemon = self.start(web, network={"pause": "0s"})
        ended = daemon.wait_until(lambda status: status["inputs_ended"], "the end of the only feed")
        self.assertEqual([(feed["state"], feed["lost"]) for feed in ended["feeds"]], [("ended", True)])
        scraped = self.scrape()
        self.assertEqual([scraped[name] for name in ('saitd_feed_up{feed="news"}', "saitd_inputs_ended", "saitd_event_clock")], [0, 1, 0])
        self.scrape_until(lambda found: found["saitd_ticks_total"] > scraped["saitd_ticks_total"], "a tick, for which no input is needed")
        self.assertIn("LOST        news", lib.run("SAITCTL", "status", "--socket", daemon.socket).stdout)
        server.faults["/news"] = web_server.validated(lambda: web_server.rss([("g", CLAIM)]))
        self.assertEqual(lib.run("SAITCTL", "reload", "--socket", daemon.socket).returncode, 0)
        self.scrape_until(lambda found: found['saitd_feed_read_posts_total{feed="news"}'] == 1 and found['saitd_feed_up{feed="news"}'] == 1
                          and not found["saitd_inputs_ended"], "an item of a feed that is up")
        self.assertIn("unchanged", lib.run("SAITCTL", "reload", "--socket", daemon.socket).stdout)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_port_that_is_taken_is_named_with_its_setting_and_nothing_runs(self):
        with socket.create_server(("127.0.0.1", self.port)):
            self.configure()
            result = lib.run("SAITD", "--config", self.folder / "saitd.yaml")
        self.assertEqual(result.returncode, 1)
        self.assertIn("error[port-in-use]", result.stderr)
        self.assertIn(f"127.0.0.1:{self.port}", result.stderr)
        self.assertIn("http.listen", result.stderr)
        self.assertEqual(lib.newest_record(self.folder / "saitd.db"), 0)

    def test_slow_and_rude_clients_hold_up_no_scrape_and_are_cut_off(self):
        daemon = self.start()
        lib.wait_for(lambda: self.checks("/readyz") == (200, []), "ready")
        slow = []
        for number in range(130):  # twice as many as there are threads
            client = socket.create_connection(("127.0.0.1", self.port))
            self.addCleanup(client.close)
            client.settimeout(lib.DEADLINE)
            client.sendall((b"GET /metrics HTTP/1.1\r\nX-Slow: ", b"", b"GARBAGE\xff\x00 /\r\n", b"GET /metrics HTTP/1.1\r\n" * 3)[number % 4])
            slow.append(client)
        begun = time.monotonic()
        self.assertEqual(self.get("/healthz")[0], 200)
        self.assertLess(time.monotonic() - begun, 10 if not lib.SANITIZED else lib.DEADLINE, "Prometheus gives up after 10 s")
        self.assertTrue(self.scrape())
        for client in slow:
            with contextlib.suppress(ConnectionResetError):
                while client.recv(65536):
                    pass
        self.assertTrue(self.scrape())
        for _ in range(24):
            self.addCleanup(socket.create_connection(("127.0.0.1", self.port)).close)
        self.assertEqual(daemon.stop(), 0, "a stop waits for nobody who says nothing")

    def test_a_service_manager_hears_ready_watchdog_and_stopping(self):
        manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(manager.close)
        manager.bind(str(self.folder / "notify"))
        manager.settimeout(lib.DEADLINE)
        self.configure()
        daemon = lib.Daemon(self, self.folder, NOTIFY_SOCKET=self.folder / "notify", WATCHDOG_USEC=200000)
        heard = [manager.recv(4096).decode()]
        self.assertTrue(heard[0].startswith("READY=1\nSTATUS="), heard)
        while sum("WATCHDOG=1" in message for message in heard) < 3:
            heard.append(manager.recv(4096).decode())
        while not any("STATUS=feeds 1, down 0, conversations 0" in message for message in heard):
            heard.append(manager.recv(4096).decode())
        daemon.process.send_signal(signal.SIGHUP)
        while not manager.recv(4096).decode().startswith("RELOADING=1\nMONOTONIC_USEC="):
            pass
        while manager.recv(4096).decode() != "READY=1\n":
            pass
        while "WATCHDOG=1" not in manager.recv(4096).decode():
            pass
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        manager.setblocking(False)
        rest = ""
        with contextlib.suppress(BlockingIOError):
            while True:
                rest = manager.recv(4096).decode()
        self.assertIn("STOPPING=1", rest)


if __name__ == "__main__":
    if not os.access(PROMTOOL, os.X_OK):
        raise SystemExit(f"error: {PROMTOOL} is missing; deploy/install-dependencies.sh installs it")
    unittest.main(verbosity=2)
