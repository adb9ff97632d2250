#!/usr/bin/env python3
"""A real Prometheus beside real daemons: the rules of deploy/prometheus load and evaluate, an alert of each kind fires and none on the daemon
that is well, and every query of the dashboards in deploy/grafana returns data.

Each daemon is ill in its own way; all are watched by one Prometheus."""

import json
import os
import re
import shutil
import signal
import sqlite3
import time
import unittest
from datetime import datetime, timedelta, timezone

import lib
from prometheus_server import FakeExporter, Prometheus, RULES, backfill, free_port

CLAIM = "Migrants receive more benefits than pensioners"
QUESTION = "Is it true that refugees get more money from the state than pensioners?"
CORRECTION = "Fact check: it is false that migrants receive more benefits than pensioners"
THREAT = "Let's burn down the migrant shelter."
DASHBOARDS = ("saitd-operators", "saitd-communicators")

# What no daemon can be brought to show from outside.
FAKE = """
saitd_healthy 0
saitd_store_free_bytes 1000000
saitd_outlet_up{outlet="stuck"} 1
saitd_outlet_lag_alerts{outlet="stuck"} 3
saitd_outlet_delivered_sequence{outlet="stuck"} 7
"""


def ago(**how_long):
    return (datetime.now(timezone.utc) - timedelta(**how_long)).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ill:
    """A daemon in a folder and on a port of its own."""

    def __init__(self, test, name, feeds, before=None, **more):
        self.test = test
        self.folder = test.folder / name
        self.folder.mkdir()
        self.instance = f"127.0.0.1:{free_port()}"
        self.numbers = {feed: 0 for feed in feeds}
        for feed in feeds:
            self.path(feed).touch()
        self.settings = {**lib.settings(self.folder, [lib.feed(feed, self.path(feed), poll="50ms", batch_lines=1) for feed in feeds]),
                         "clock": "wall", "tick": "1s", "http": {"listen": self.instance}, **more}
        if before:
            before(self)
        lib.write_config(self.folder, self.settings)
        self.start()

    def start(self):
        self.daemon = lib.Daemon(self.test, self.folder)

    def restart(self):
        self.daemon.kill()
        self.start()

    def path(self, feed):
        return self.folder / f"{feed}.ndjson"

    def write(self, feed, *texts, **more):
        """Appends posts, each by another author, written now unless `more` says otherwise."""
        with open(self.path(feed), "a", encoding="utf-8") as out:
            for text in texts:
                self.numbers[feed] += 1
                fields = {"platform": feed, "created_at": ago(seconds=0), "author": {"id": f"a{self.numbers[feed]}"}, **more}
                out.write(lib.post(self.numbers[feed], text, **fields))


class PrometheusTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = lib.temporary_folder(cls)
        cls.well = Ill(cls, "well", ["forum", "news"], before=cls.try_a_rule)
        cls.feeds = Ill(cls, "feeds", ["gone", "holed", "late", "broken", "silent", "rare"])
        cls.locked = Ill(cls, "locked", ["forum"])
        cls.full = Ill(cls, "full", ["forum"], before=cls.limit_the_store)
        cls.blind = Ill(cls, "blind", ["forum"])
        cls.behind = Ill(cls, "behind", ["forum"], before=cls.run_in_the_future)
        cls.daemons = (cls.well, cls.feeds, cls.locked, cls.full, cls.blind, cls.behind)
        cls.fake = FakeExporter(cls, FAKE)
        cls.write_history()
        cls.prometheus = Prometheus(cls, cls.folder, [daemon.instance for daemon in cls.daemons] + [cls.fake.instance])
        for daemon in cls.daemons:  # what happens before the first scrape no counter shows
            cls.prometheus.wait_for(f'saitd_journal_records_total{{instance="{daemon.instance}"}}')
        cls.make_ill()

    @classmethod
    def try_a_rule(cls, ill):
        """The shipped rules, and one beside them in the shadow."""
        shutil.copytree(lib.PACK, ill.folder / "rules")
        ill.settings["rules"] = str(ill.folder / "rules")
        (ill.folder / "rules/harms/on-trial.yaml").write_text(
            "id: on-trial\nkind: harm\ncategory: threat\ntitle: T\nowner: o\nreview_by: 2099-01-01\nmaturity: {en: shadow}\nphrases: {en: [burn down the migrant shelter]}\n", encoding="utf-8")

    @classmethod
    def limit_the_store(cls, ill):
        """Room for a little more than an empty store."""
        lib.write_config(ill.folder, ill.settings)
        daemon = lib.Daemon(cls, ill.folder)
        daemon.wait_until(lambda status: status["ticks"] > 0, "a tick")
        assert daemon.stop() == 0, daemon.messages()
        size = (ill.folder / "saitd.db").stat().st_size
        ill.settings["store"] = {**ill.settings["store"], "max_size": size + 200_000}

    @classmethod
    def run_in_the_future(cls, ill):
        """A journal whose time lies an hour ahead: as after a clock that was wrong."""
        lib.write_config(ill.folder, {**ill.settings, "clock": "events"})
        ill.write("forum", CLAIM, created_at=ago(hours=-1))
        daemon = lib.Daemon(cls, ill.folder)
        daemon.wait_for_end_of_input()
        assert daemon.stop() == 0, daemon.messages()

    @classmethod
    def write_history(cls):
        """What the feeds brought one and two weeks ago, and how the fake's disk filled: before Prometheus starts."""
        now, hour, samples = time.time(), 3600, []
        for feed, window, usual, center, reach, step in (("silent", "3h", 300, 168, 2, 0.1), ("rare", "3d", 40, 168, 15, 0.5)):
            series = f'instance_feed:saitd_feed_read_posts:increase{window}{{instance="{cls.feeds.instance}",job="saitd",feed="{feed}"}}'
            for week in (2, 1):
                for place in range(round(-reach / step), round(reach / step) + 1):
                    samples.append((series, usual, now - (week * center - place * step) * hour))
        for place in range(60):  # the last six hours, in steps of six minutes
            samples.append((f'saitd_store_free_bytes{{instance="{cls.fake.instance}",job="saitd"}}', 10**9 * (60 - place), now - (360 - 6 * place) * 60))
        backfill(cls.folder, samples)

    @classmethod
    def make_ill(cls):
        cls.well.write("forum", *[CLAIM] * 5, *[QUESTION] * 3, *[CORRECTION] * 2, "the weather is nice today")
        cls.well.write("news", THREAT, *[CLAIM] * 3)

        cls.feeds.path("gone").unlink()
        cls.feeds.write("late", *[CLAIM] * 5, created_at=ago(hours=3))
        cls.feeds.write("holed", CLAIM, CLAIM)
        with open(cls.feeds.path("broken"), "a", encoding="utf-8") as out:
            out.write("this is no JSON\n" * 20)
        cls.feeds.daemon.wait_until(lambda status: {feed["id"]: feed["read"] for feed in status["feeds"]}["holed"] == 2, "two posts")
        os.truncate(cls.feeds.path("holed"), 10)
        # An outlet whose file has become a folder: noticed with the next alert.
        (cls.feeds.folder / "alerts.ndjson").unlink()
        (cls.feeds.folder / "alerts.ndjson").mkdir()
        cls.feeds.write("late", THREAT, created_at=ago(hours=3))

        cls.lock = sqlite3.connect(cls.locked.folder / "saitd.db", isolation_level=None)
        cls.addClassCleanup(cls.lock.close)
        cls.lock.execute("PRAGMA busy_timeout=60000")
        cls.lock.execute("BEGIN IMMEDIATE")
        # One post that cannot be committed, then more than the queue holds. All at once, the writer might take them into the transaction that waits,
        # and the queue would be empty.
        cls.locked.write("forum", CLAIM)
        cls.locked.daemon.wait_until(lambda status: status["paused"], "a pause")
        cls.locked.write("forum", *[CLAIM] * 20)

        cls.full.write("forum", *[f"{CLAIM}, {'and so on ' * 100}"] * 500)

        (cls.behind.folder / "saitd.yaml").write_text("feeds: [\n", encoding="utf-8")
        cls.behind.daemon.process.send_signal(signal.SIGHUP)

        cls.blind.path("forum").unlink()
        for count in range(1, 4):
            cls.blind.restart()
            cls.prometheus.wait_for(f'changes(process_start_time_seconds{{instance="{cls.blind.instance}"}}[1h]) >= {count}')

    def wait_until_fired(self, alert, ill, **labels):
        """Until an alert fires on a daemon, or has fired."""
        wanted = "".join(f', {name}="{value}"' for name, value in labels.items())
        self.prometheus.wait_for(f'last_over_time(ALERTS{{alertname="{alert}", alertstate="firing", instance="{ill.instance}"{wanted}}}[1h])')

    def test_1_rules_load_and_evaluate_without_error(self):
        def all_evaluated():
            groups = self.prometheus.ask("rules")["groups"]
            return groups if all(rule["health"] != "unknown" for group in groups for rule in group["rules"]) else None
        rules = [rule for group in lib.wait_for(all_evaluated, "rules that were evaluated") for rule in group["rules"]]
        self.assertEqual([rule for rule in rules if rule["health"] != "ok"], [])
        self.assertEqual(len(rules), len(re.findall(r"^ +- (?:alert|record): ", RULES.read_text(encoding="utf-8"), re.M)))

    def test_2_each_alert_fires(self):
        fired = set()
        for alert, ill, labels in (
            ("SaitdFeedDown", self.feeds, {"feed": "gone"}),
            ("SaitdFeedHole", self.feeds, {"feed": "holed"}),
            ("SaitdFeedLagging", self.feeds, {"feed": "late"}),
            ("SaitdFeedRejecting", self.feeds, {"feed": "broken"}),
            ("SaitdFeedSilent", self.feeds, {"feed": "silent"}),
            ("SaitdFeedSilentForDays", self.feeds, {"feed": "rare"}),
            ("SaitdOutletParked", self.feeds, {"outlet": "file"}),
            ("SaitdIntakePaused", self.locked, {}),
            ("SaitdNoTicks", self.locked, {}),
            ("SaitdQueueFull", self.locked, {}),
            ("SaitdStoreNearLimit", self.full, {}),
            ("SaitdIntakePaused", self.full, {}),
            ("SaitdAllFeedsDown", self.blind, {}),
            ("SaitdRestarting", self.blind, {}),
            ("SaitdClockBehind", self.behind, {}),
            ("SaitdUnhealthy", self.fake, {}),
            ("SaitdNotReady", self.locked, {}),
            ("SaitdDiskLow", self.fake, {}),
            ("SaitdDiskFilling", self.fake, {}),
            ("SaitdReloadFailed", self.behind, {"team": "analysts"}),
            ("SaitdOutletStuck", self.fake, {"outlet": "stuck"}),
        ):
            with self.subTest(alert=alert):
                self.wait_until_fired(alert, ill, **labels)
                fired.add(alert)
        self.blind.daemon.kill()
        self.wait_until_fired("SaitdDown", self.blind)
        self.assertEqual(fired | {"SaitdDown"}, set(re.findall(r"^ +- alert: (\w+)", RULES.read_text(encoding="utf-8"), re.M)), "each of the rules' alerts")

    def test_3_what_an_alert_says_is_whole(self):
        firing = [alert for alert in self.prometheus.ask("alerts")["alerts"] if alert["state"] == "firing"]
        self.assertGreater(len(firing), 10)
        for alert in firing:
            with self.subTest(alert=alert["labels"]["alertname"]):
                self.assertIn(alert["labels"]["severity"], ("critical", "warning"))
                self.assertEqual(set(alert["annotations"]), {"summary", "description", "action"})
                for text in alert["annotations"].values():
                    self.assertNotRegex(text, r"<no value>|<error|%!|\{\{|NaN")
                self.assertIn(alert["labels"]["instance"], alert["annotations"]["summary"])

    def test_4_none_fires_on_a_daemon_that_is_well(self):
        self.assertEqual(self.prometheus.query(f'last_over_time(ALERTS{{alertstate="firing", instance="{self.well.instance}"}}[1h])'), [])
        quiet = f'ALERTS{{alertstate="firing", instance="{self.feeds.instance}", feed=~"holed|late|broken", alertname=~"SaitdFeedSilent.*|SaitdFeedDown"}}'
        self.assertEqual(self.prometheus.query(f"last_over_time({quiet}[1h])"), [])

    def test_5_what_is_mended_ends_its_alert(self):
        self.lock.execute("ROLLBACK")
        self.prometheus.wait_for(f'absent(ALERTS{{alertname=~"SaitdIntakePaused|SaitdNoTicks", alertstate="firing", instance="{self.locked.instance}"}})')
        self.locked.daemon.wait_until(lambda status: status["feeds"][0]["read"] == 21, "all that was written meanwhile")

    def dashboards(self):
        for name in DASHBOARDS:
            yield json.loads((lib.ROOT / f"deploy/grafana/dashboards/{name}.json").read_text(encoding="utf-8"))

    def test_6_every_query_of_the_dashboards_returns_data(self):
        values = {"$__rate_interval": "10s", "$instance": re.escape(self.well.instance)}
        for board in self.dashboards():
            for variable in board["templating"]["list"]:
                if variable["type"] == "query":
                    label = re.fullmatch(r"label_values\((\w+), (\w+)\)", variable["query"]["query"])
                    self.assertIn(self.well.instance, self.prometheus.ask(f"label/{label[2]}/values", **{"match[]": label[1]}))
            for panel in board["panels"]:
                for target in panel.get("targets", []):
                    expression = target["expr"]
                    for name, value in values.items():
                        expression = expression.replace(name, value.replace("\\", "\\\\"))
                    with self.subTest(board=board["uid"], panel=panel["title"], query=target["refId"]):
                        self.assertNotIn("$", expression)
                        found = self.prometheus.query(expression)
                        self.assertTrue(found, f"`{expression}` gives nothing")
                        self.assertFalse([one for one in found if one[1] != one[1]], "no number")
                        if target["range"]:
                            self.assertTrue(self.prometheus.query_range(expression, 30), f"`{expression}` gives nothing over time")
                        names = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
                        for labels, _ in found:
                            self.assertLessEqual(names, set(labels), f"`{expression}` has no such label for its legend")

    def test_7_the_dashboards_show_what_there_is(self):
        """Not only some number: the one that is right, for figures whose value is known."""
        shown = {(panel["title"], target["refId"]): target["expr"] for board in self.dashboards() for panel in board["panels"] for target in panel.get("targets", [])}

        def value(title, query="A", **labels):
            expression = shown[title, query].replace("$__rate_interval", "1m").replace("$instance", re.escape(self.well.instance).replace("\\", "\\\\"))
            found = [number for has, number in self.prometheus.query(expression) if labels.items() <= has.items()]
            self.assertEqual(len(found), 1, f"`{expression}` with {labels}")
            return found[0]

        self.assertEqual(value("saitd answers"), 1)
        self.assertEqual(value("Feeds that cannot be read"), 0)
        self.assertEqual(value("Outlets that cannot deliver"), 0)
        self.assertEqual(value("What is wrong now", alertname="nothing"), 0)
        self.assertEqual(value("Each feed", "D", feed="forum"), -1)
        self.assertEqual(value("How much can be seen"), 1)
        self.assertEqual(value("Open alerts, by what they advise"), 1)  # the threat
        self.assertGreaterEqual(value("New advice in 24 hours"), 1)
        self.assertGreaterEqual(value("Claims in 24 hours, the ten most repeated", narrative="benefits-over-citizens"), 8)
        share = value("Corrections among claims and corrections, in 24 hours", narrative="benefits-over-citizens")
        self.assertAlmostEqual(share, 2 / 10, delta=0.02)


if __name__ == "__main__":
    unittest.main(verbosity=2)
