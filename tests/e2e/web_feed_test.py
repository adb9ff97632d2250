#!/usr/bin/env python3
"""Feeds over HTTP in a running daemon: what servers do, right and wrong; each fault is refused or survived with a clear status while the feed
beside it reads on, and no item is lost or doubled."""

import contextlib
import gzip
import random
import threading
import time
import unittest

import lib
import web_server
from web_case import CLAIM, WebCase, web_feed
from web_server import Server, rss


class WebFeedTest(WebCase):
    def setUp(self):
        super().setUp()
        self.server = Server(self)
        self.items = [(f"g{number}", f"{CLAIM} {number}") for number in range(5)]
        self.server.faults["/good"] = web_server.validated(lambda: rss(self.items))

    def test_items_are_posts_once_and_validators_are_sent_back_as_they_came(self):
        daemon = self.start(web_feed("good", self.server.url("/good")))
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 5, "five items")
        lib.wait_for(lambda: len(self.server.seen("/good")) >= 3, "three fetches")
        self.items.insert(0, ("new", f"{CLAIM} again"))
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 6, "the sixth item")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(self.kept(), [f"good|g{number}" for number in reversed(range(5))] + ["good|new"])
        first, second = (headers for headers, _ in self.server.seen("/good")[:2])
        self.assertNotIn("If-None-Match", first)
        self.assertTrue(second["If-None-Match"].startswith('W/"'))
        self.assertEqual(second["If-Modified-Since"], "Thu, 05 Mar 2026 09:00:00 GMT")
        self.assertRegex(first["User-Agent"], r"^saitd/\d")

    def test_a_restart_reads_nothing_twice_and_an_edited_item_once_more(self):
        daemon = self.start(web_feed("good", self.server.url("/good")))
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 5, "five items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        fetches = len(self.server.seen("/good"))
        self.items[2] = ("g2", f"{CLAIM}, corrected")
        daemon = lib.Daemon(self, self.folder)
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 1, "the edited item")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertIn("If-None-Match", self.server.seen("/good")[fetches][0])
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            self.assertEqual(database.execute("SELECT COUNT(*), COUNT(DISTINCT post) FROM records WHERE kind = 1").fetchone(), (6, 5))

    def test_each_fault_is_told_and_the_feed_beside_it_reads_on(self):
        faults = {
            "error": (web_server.status(500), "HTTP 500"),
            "missing": (web_server.status(404), "HTTP 404"),
            "busy": (web_server.status(429, Retry_After="3600"), "HTTP 429, asks to wait 3600 s"),
            "page": (web_server.page, "this is an HTML page"),
            "endless": (web_server.endless, "too-large"),
            "bomb": (web_server.bomb, "too-large"),
            "trickle": (web_server.trickle, "time-out"),
            "cut": (web_server.cut_off, "cut-off"),
            "loop": (web_server.redirect("/loop"), "leads on more than 5 times"),
            "file": (web_server.redirect("file:///etc/passwd"), "no address of http"),
            "empty": (lambda request: request.answer(200, b""), "not-a-feed"),
            "denied": (lambda request: request.answer(200, b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"), "its first element is <Error>"),
        }
        for name, (fault, _) in faults.items():
            self.server.faults[f"/{name}"] = fault
        # Each fault has a host of its own, as far as politeness is concerned: one that asks to wait is left alone by name.
        feeds = [web_feed(name, self.server.url(f"/{name}", f"127.0.0.{place}")) for place, name in enumerate(faults, 1)]
        feeds.append(web_feed("good", self.server.url("/good", "127.0.0.100")))
        daemon = self.start(*feeds)
        for name in faults:
            self.wait_for(daemon, name, lambda feed: feed["state"] == "down", f"{name} down")
        self.items.insert(0, ("later", f"{CLAIM} later"))
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 6, "the items of the good feed")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        for name, (_, said) in faults.items():
            with self.subTest(fault=name):
                line = next(line for line in daemon.messages().splitlines() if f"feed {name}: down" in line)
                self.assertIn(said, line)
        self.assertEqual(len(self.server.seen("/busy")), 1, "a host that asks to be left alone is")

    def test_addresses_that_are_not_public_are_refused_unless_allowed(self):
        self.server.faults["/inside"] = web_server.redirect(self.server.url("/good"))
        daemon = self.start(web_feed("loopback", self.server.url("/good"), allow_private=False),
                            web_feed("name", self.server.url("/good", "localhost"), allow_private=False),
                            web_feed("mapped", self.server.url("/good", "[::ffff:127.0.0.1]"), allow_private=False),
                            web_feed("zero", self.server.url("/good", "0.0.0.0"), allow_private=False),
                            web_feed("number", self.server.url("/good", "2130706433"), allow_private=False),
                            web_feed("allowed", self.server.url("/inside")))
        for name in ("loopback", "name", "mapped", "zero", "number"):
            self.wait_for(daemon, name, lambda feed: feed["state"] == "down", f"{name} refused")
        self.wait_for(daemon, "allowed", lambda feed: feed["read"] == 5, "five items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(daemon.messages().count("refused-address"), 5, daemon.messages())

    def test_a_feed_that_is_gone_ends_and_one_that_moved_for_good_is_fetched_there(self):
        self.server.faults["/gone"] = web_server.status(410)
        self.server.faults["/old"] = web_server.redirect("/good", 301)
        daemon = self.start(web_feed("gone", self.server.url("/gone")), web_feed("old", self.server.url("/old")))
        self.wait_for(daemon, "gone", lambda feed: feed["state"] == "ended", "the end of a feed")
        lib.wait_for(lambda: len(self.server.seen("/good")) >= 5, "five fetches")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(len(self.server.seen("/old")), 3)
        self.assertEqual(len(self.server.seen("/gone")), 1)
        self.assertIn("moved for good", daemon.messages())
        self.assertIn("gone for good (410)", daemon.messages())

    def test_a_move_that_is_withdrawn_is_undone_though_it_was_for_good(self):
        self.server.faults["/old"] = web_server.redirect("/good", 301)
        daemon = self.start(web_feed("old", self.server.url("/old")))
        lib.wait_for(lambda: "moved for good" in daemon.messages(), "the move")
        self.items.insert(0, ("new", f"{CLAIM} there"))
        self.wait_for(daemon, "old", lambda feed: feed["read"] == 6, "an item whose commit keeps the move")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        asked = len(self.server.seen("/old"))
        self.server.faults["/old"] = self.server.faults["/good"]
        self.server.faults["/good"] = web_server.status(410)
        self.items.insert(0, ("back", f"{CLAIM} back"))
        daemon = lib.Daemon(self, self.folder)
        self.wait_for(daemon, "old", lambda feed: feed["read"] == 1 and feed["state"] == "up", "an item from where it was")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertNotIn("If-None-Match", self.server.seen("/old")[asked][0], "it was another document's")
        self.assertIn("its url in the configuration is asked again", daemon.messages())

    def test_a_portal_that_leads_every_request_to_its_page_moves_no_feed(self):
        good = self.server.faults["/good"]
        self.server.faults["/portal"] = web_server.page
        self.server.faults["/good"] = web_server.redirect("/portal", 301)
        daemon = self.start(web_feed("good", self.server.url("/good")))
        lib.wait_for(lambda: len(self.server.seen("/portal")) >= 3, "as many fetches as a move takes")
        self.server.faults["/good"] = good
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 5 and feed["state"] == "up", "five items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(daemon.messages().count("feed good: down"), 1, "one kind of problem is told once")

    def test_what_is_secret_does_not_move_with_a_feed_to_another_host(self):
        other = Server(self)
        other.faults["/new"] = web_server.document(lambda: rss(self.items))
        self.server.faults["/old"] = web_server.redirect(other.url("/new", "127.0.0.2"), 308)
        (self.folder / "secret").write_text("Bearer s3cr3t-t0ken\n", encoding="utf-8")
        daemon = self.start(web_feed("old", self.server.url("/old"), authorization_file="secret"))
        lib.wait_for(lambda: len(other.seen("/new")) >= 5, "fetches at the new place alone")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual([headers.get("Authorization") for headers, _ in self.server.seen("/old")], ["Bearer s3cr3t-t0ken"] * 3)
        for headers, _ in other.seen("/new"):
            self.assertNotIn("Authorization", headers)

    def test_a_host_that_asks_to_wait_is_left_alone_by_those_that_are_led_to_it_too(self):
        self.server.faults["/busy"] = web_server.status(429, Retry_After="2")
        self.server.faults["/led"] = web_server.redirect(self.server.url("/busy", "127.0.0.3"))
        daemon = self.start(web_feed("led", self.server.url("/led", "127.0.0.2")))
        lib.wait_for(lambda: len(self.server.seen("/busy")) >= 2, "the second try")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        first, second = (when for _, when in self.server.seen("/led")[:2])
        self.assertGreaterEqual(second - first, 2)

    def test_feeds_that_wait_because_another_was_asked_to_say_so_and_one_begun_meanwhile_too(self):
        self.server.faults["/busy"] = self.server.faults["/good"]
        beside = web_feed("beside", self.server.url("/good", "127.0.0.2"))
        daemon = self.start(web_feed("busy", self.server.url("/busy")), web_feed("good", self.server.url("/good")), beside)
        for name in ("busy", "good"):
            self.wait_for(daemon, name, lambda feed: feed["read"] == 5, f"the items of {name}")
        self.server.faults["/busy"] = web_server.status(429, Retry_After="3600")
        self.wait_for(daemon, "good", lambda feed: feed["state"] == "down", "the feed on the same host to say that it waits")
        self.assertRegex(daemon.messages(), r"feed good: down: .*/good: its host asked a feed here to wait \(Retry-After\); this one waits 3\d\d\d s too")
        asked = len(self.server.seen("/good"))
        lib.write_config(self.folder, {**lib.settings(self.folder, [web_feed("new", self.server.url("/good")), beside]), "clock": "wall", "network": {"pause": "0s"}})
        self.assertEqual(lib.run("SAITCTL", "reload", "--socket", daemon.socket).returncode, 0, daemon.messages())
        status = daemon.wait_until(lambda status: self.feed(status, "new")["state"] == "down", "the feed begun meanwhile to say that it waits")
        self.assertEqual(status["health"], {"alive": True, "ready": True, "failing": []}, "it is known how each feed stands")
        self.assertEqual(self.feed(status, "beside")["state"], "up")
        lib.wait_for(lambda: len(self.server.seen("/good")) > asked, "the same document from another host")
        self.assertEqual([headers["Host"].partition(":")[0] for headers, _ in self.server.seen("/good")[asked:]].count("127.0.0.1"), 0)
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_feeds_that_wait_because_others_keep_their_host_busy_say_so_until_they_are_read(self):
        go = threading.Event()

        def slow(request):
            if not go.is_set():
                while not go.wait(0.05) and not request.server.stopped.is_set():
                    pass
            request.answer(200, rss(self.items))

        self.server.faults["/slow"] = slow
        daemon = self.start(web_feed("slow", self.server.url("/slow"), timeout="5m"))
        lib.wait_for(lambda: self.server.seen("/slow"), "a request that is not answered")
        lib.write_config(self.folder, {**lib.settings(self.folder, [web_feed("slow", self.server.url("/slow"), timeout="5m"), web_feed("good", self.server.url("/good"))]),
                                       "clock": "wall", "network": {"pause": "0s"}})
        self.assertEqual(lib.run("SAITCTL", "reload", "--socket", daemon.socket).returncode, 0, daemon.messages())
        self.wait_for(daemon, "good", lambda feed: feed["state"] == "down", "the feed behind it to say that it waits")
        self.assertIn("its host is busy with other feeds for more than 2 s", daemon.messages())
        go.set()
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 5 and feed["state"] == "up", "five items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_host_is_asked_by_one_feed_at_a_time(self):
        together, most = [], []

        def slow(request):
            together.append(request)
            most.append(len(together))
            request.server.stopped.wait(0.05)
            together.remove(request)
            request.answer(200, rss(self.items))

        self.server.faults["/slow"] = slow
        daemon = self.start(*[web_feed(f"f{number}", self.server.url(f"/slow?{number}")) for number in range(6)])
        lib.wait_for(lambda: len(self.server.seen("/slow")) >= 18, "some fetches of each")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(max(most), 1)

    def test_an_unasked_304_is_no_success(self):
        def unchanged(request):
            request.send_response(304)
            request.end_headers()

        self.server.faults["/odd"] = unchanged
        daemon = self.start(web_feed("odd", self.server.url("/odd")))
        lib.wait_for(lambda: len(self.server.seen("/odd")) >= 2, "two fetches")
        self.wait_for(daemon, "odd", lambda feed: feed["state"] == "down", "odd down")
        self.assertIn("HTTP 304", daemon.messages())
        self.server.faults["/odd"] = self.server.faults["/good"]
        self.wait_for(daemon, "odd", lambda feed: feed["read"] == 5 and feed["state"] == "up", "five items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_document_that_just_stops_is_asked_for_in_full_until_it_is_whole(self):
        whole = rss(self.items)

        def cut(request):
            request.start(ETag='"same"')
            request.wfile.write(whole[: whole.index(b"g3") + 1])

        def validated(request):
            if request.headers.get("If-None-Match") == '"same"':
                return request.answer(304, b"")
            return request.answer(200, whole, ETag='"same"')

        self.server.faults["/cut"] = cut
        daemon = self.start(web_feed("cut", self.server.url("/cut")))
        self.wait_for(daemon, "cut", lambda feed: feed["read"] == 3, "what is certainly whole")
        self.server.faults["/cut"] = validated
        self.wait_for(daemon, "cut", lambda feed: feed["read"] == 5, "the rest")
        lib.wait_for(lambda: "If-None-Match" in self.server.seen("/cut")[-1][0], "the validator of the whole one")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_a_compressed_document_that_stops_in_its_middle_hides_nothing(self):
        items = [(f"g{number}", f"{CLAIM} {number} {random.Random(number).randbytes(30).hex()}") for number in range(20)]
        packed = gzip.compress(rss(items))

        def half(request):
            request.answer(200, packed[: len(packed) // 2], Content_Encoding="gzip", ETag='"same"')

        def validated(request):
            if request.headers.get("If-None-Match") == '"same"':
                return request.answer(304, b"")
            return request.answer(200, packed, Content_Encoding="gzip", ETag='"same"')

        self.server.faults["/packed"] = half
        daemon = self.start(web_feed("packed", self.server.url("/packed")))
        self.wait_for(daemon, "packed", lambda feed: feed["state"] == "down", "the cut to be noticed")
        self.server.faults["/packed"] = validated
        self.wait_for(daemon, "packed", lambda feed: feed["read"] == 20 and feed["state"] == "up", "all items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertIn("cut-off: ", daemon.messages())

    def test_what_servers_say_beside_a_good_document_keeps_nobody_from_reading_it(self):
        odd = {"status": (203, {}), "encoding": (200, {"Content_Encoding": "utf-8"}), "charset": (200, {"Content_Type": "text/xml; charset=us-ascii"})}
        for name, (code, headers) in odd.items():
            self.server.faults[f"/{name}"] = lambda request, code=code, headers=headers: request.answer(code, rss(self.items), **headers)
        daemon = self.start(*[web_feed(name, self.server.url(f"/{name}")) for name in odd])
        for name in odd:
            self.wait_for(daemon, name, lambda feed: feed["read"] == 5 and feed["state"] == "up", f"items of {name}")
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_items_whose_ids_change_are_no_new_posts(self):
        items = [(f"http://news.example/?p={number}", f"{CLAIM} {number}") for number in range(3)]
        links = ["http://news.example/one?utm_source=rss", "http://news.example/two", "https://www.news.example/three/"]

        def content():
            entries = "".join(f"<item><guid>{guid}</guid><title>{title}</title><link>{link}</link>"
                              "<pubDate>Thu, 05 Mar 2026 09:00:00 GMT</pubDate></item>" for (guid, title), link in zip(items, links))
            return f"<rss version='2.0'><channel>{entries}</channel></rss>".encode()

        self.server.faults["/ids"] = web_server.document(content)
        daemon = self.start(web_feed("ids", self.server.url("/ids")))
        self.wait_for(daemon, "ids", lambda feed: feed["read"] == 3, "three items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        items[:] = [(guid.replace("http:", "https:"), title) for guid, title in items]
        links[:] = ["https://news.example/one?utm_source=atom#top", "https://news.example/two", "https://news.example/three"]
        items[2] = (items[2][0], f"{CLAIM}, says a new headline")
        fetches = len(self.server.seen("/ids"))
        daemon = lib.Daemon(self, self.folder)
        self.wait_for(daemon, "ids", lambda feed: feed["read"] == 1, "the new headline")
        lib.wait_for(lambda: len(self.server.seen("/ids")) >= fetches + 2, "one more fetch")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            self.assertEqual(database.execute("SELECT COUNT(*), COUNT(DISTINCT post) FROM records WHERE kind = 1").fetchone(), (4, 3))

    def test_a_document_that_shares_nothing_with_the_last_one_is_a_hole(self):
        daemon = self.start(web_feed("good", self.server.url("/good")))
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 5, "five items")
        self.items[:] = [(f"h{number}", f"{CLAIM} {number}") for number in range(5)]
        self.wait_for(daemon, "good", lambda feed: feed["read"] == 10, "ten items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertIn("none of its 5 items was there at the last fetch", daemon.messages())

    def records(self):
        """How many records of posts there are, and of how many posts."""
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            return database.execute("SELECT COUNT(*), COUNT(DISTINCT post) FROM records WHERE kind = 1").fetchone()

    def test_edited_items_are_no_hole_and_words_that_come_back_are_an_edit_too(self):
        self.server.faults["/one"] = web_server.document(lambda: rss(self.items[:1]))
        daemon = self.start(web_feed("good", self.server.url("/good")), web_feed("one", self.server.url("/one")))
        for edit, words in enumerate(("", ", corrected", ""), 1):
            self.items[:] = [(f"g{number}", f"{CLAIM} {number}{words}") for number in range(5)]
            self.wait_for(daemon, "good", lambda feed: feed["read"] == 5 * edit, f"each of five items {edit} times")
            self.wait_for(daemon, "one", lambda feed: feed["read"] == edit, f"one item {edit} times")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(self.records(), (18, 6))
        self.assertNotIn("was there at the last fetch", daemon.messages())
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            self.assertEqual(database.execute("SELECT COUNT(*) FROM texts WHERE title LIKE '%corrected'").fetchone(), (0,))

    def test_items_without_ids_on_one_page_are_posts_of_their_own(self):
        titles = []

        def warnings():
            items = "".join(f"<item><title>{title}</title><link>http://news.example/warnings</link></item>" for title in titles)
            return f"<rss version='2.0'><channel>{items}</channel></rss>".encode()

        self.server.faults["/warnings"] = web_server.document(warnings)
        daemon = self.start(web_feed("warnings", self.server.url("/warnings")))
        for number in range(1, 5):
            titles.insert(0, f"{CLAIM} {number}")
            self.wait_for(daemon, "warnings", lambda feed: feed["read"] >= number, f"{number} items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(self.records(), (4, 4))

    def test_a_secret_is_read_from_its_file_stays_on_its_host_and_out_of_every_message(self):
        other = Server(self)
        other.faults["/elsewhere"] = web_server.document(lambda: rss(self.items))
        self.server.faults["/closed"] = web_server.redirect(other.url("/elsewhere", "127.0.0.2"))
        (self.folder / "secret").write_text("Bearer s3cr3t-t0ken\n", encoding="utf-8")
        daemon = self.start(web_feed("closed", self.server.url("/closed?key=hidden"), authorization_file="secret"),
                            web_feed("plain", self.server.url("/closed"), authorization_file="secret"),
                            web_feed("none", self.server.url("/closed?"), authorization_file="missing"))
        self.wait_for(daemon, "plain", lambda feed: feed["read"] == 5, "five items")
        self.wait_for(daemon, "none", lambda feed: feed["state"] == "down", "a secret that is not there")
        self.wait_for(daemon, "closed", lambda feed: feed["read"] == 5, "five items")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(self.server.seen("/closed")[0][0]["Authorization"], "Bearer s3cr3t-t0ken")
        self.assertNotIn("Authorization", other.seen("/elsewhere")[0][0])
        for hidden in ("s3cr3t", "key=hidden"):
            self.assertNotIn(hidden, daemon.messages())
        self.assertIn("authorization_file", daemon.messages())

    def test_killed_at_random_moments_every_item_is_there_once(self):
        rng = random.Random(20260305)
        wanted = lib.rounds(8, 50)
        daemon = self.start(web_feed("good", self.server.url("/good")), web_feed("also", self.server.url("/also")))
        self.server.faults["/also"] = web_server.document(lambda: rss([(f"a{guid}", title) for guid, title in self.items]))
        for round_number in range(wanted):
            self.items[:0] = [(f"r{round_number}-{number}", f"{CLAIM} {round_number} {number}") for number in range(rng.randint(0, 3))]
            fetches = len(self.server.requests) + rng.randint(0, 4)
            lib.wait_for(lambda wanted=fetches: len(self.server.requests) >= wanted, "fetches")
            time.sleep(rng.uniform(0, 0.05))  # between a fetch and the commit of what it brought
            daemon.kill()
            daemon = lib.Daemon(self, self.folder)
        wanted_ids = {f"good|{guid}" for guid, _ in self.items} | {f"also|a{guid}" for guid, _ in self.items}
        lib.wait_for(lambda: set(self.kept()) >= wanted_ids, lambda: f"{wanted_ids - set(self.kept())}; the daemon says {daemon.messages()[-2000:]}")
        daemon.wait_until(lambda status: True, "an answer: a signal before main() is nobody's to take")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        made = self.kept()
        self.assertEqual(len(made), len(set(made)), "each once")
        self.assertEqual(set(made), wanted_ids)


if __name__ == "__main__":
    unittest.main(verbosity=2)
