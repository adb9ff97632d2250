#!/usr/bin/env python3
"""Feeds from a real nginx behind a proxy that injects what goes wrong in between: each fault is refused or survived with a clear status, the
feed beside it reads on, and when the fault is over everything that nginx served is in the journal, once.

Where it may, it runs in a network of its own (own_network.py): there nginx stands at an address that looks public, no feed is allowed private
ones, and names mean what the test says."""

import contextlib
import itertools
import os
import random
import time
import unittest

import fault_proxy
import lib
import own_network
from fault_proxy import FaultProxy, Relay
from nginx_server import Authority, Nginx
from own_network import INSIDE, PUBLIC, PUBLIC_DEAD
from web_case import CLAIM, WebCase, web_feed
from web_server import rss

COVERAGE = 4  # records.kind
MOST_MEMORY = 200 << 20  # bytes, of a daemon that reads what never ends


class NginxTest(WebCase):
    def setUp(self):
        super().setUp()
        self.names = own_network.Names(self) if INSIDE else None
        self.items = {}
        self.places = itertools.count(10)

    def publish(self, nginx, document, count, text=CLAIM):
        """So many more items at the top of a document. Each is longer than the one before: the ETag of a file is its size and its second."""
        items = self.items.setdefault(document, [])
        for number in range(len(items), len(items) + count):
            items.insert(0, (f"{document}-{number}", f"{text} {number} {'x' * (number % 50)}"))
        nginx.write(document, rss(items))

    def host(self, name):
        """One host for each name; they all lead to this machine."""
        return f"{name}.public.example" if INSIDE else f"127.0.0.{next(self.places)}"

    def read(self, name, url, **more):
        return web_feed(name, url, **{"allow_private": not INSIDE, "timeout": "60s", **more})

    def wait_for_all(self, daemon, documents):
        """Until each feed that has the name of a document is up and has its items; then every item is there, once."""
        wanted = {f"{feed}|{guid}" for feed, document in documents.items() for guid, _ in self.items[document]}
        daemon.wait_until(lambda status: all(self.feed(status, feed)["state"] == "up" for feed in documents) and set(self.kept()) >= wanted,
                          lambda: f"feeds {sorted(documents)} and {sorted(wanted - set(self.kept()))}")
        kept = self.kept()
        self.assertEqual(len(kept), len(set(kept)), "each once")
        self.assertEqual(set(kept), wanted)

    def coverage(self):
        """The bodies of the journal's records on what could be seen; a reason stands in them as it is."""
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            return [row[0] for row in database.execute("SELECT body FROM records WHERE kind = ? ORDER BY seq", (COVERAGE,))]

    def told(self, daemon, name, reason):
        """The one time that a feed was down, with the reason, in the log and in the journal."""
        lines = [line for line in daemon.messages().splitlines() if f"feed {name}: down: " in line]
        self.assertEqual(len(lines), 1, f"{name}: a problem is told once: {lines}")
        self.assertIn(reason, lines[0])
        # A body begins with the feed's id, its length before it.
        records = [body for body in self.coverage() if body.startswith(bytes([len(name)]) + name.encode()) and reason.encode() in body]
        self.assertEqual(len(records), 1, f"{name}: {reason}: {self.coverage()}")

    def test_what_nginx_says_of_a_document_comes_back_byte_for_byte(self):
        nginx = Nginx(self)
        self.publish(nginx, "news.xml", 5)
        daemon = self.start(self.read("news", f"http://{self.host('news')}:{nginx.plain}/news.xml"))
        lib.wait_for(lambda: [entry["status"] for entry in nginx.seen()].count(304) >= 2, "two answers that nothing has changed")
        self.publish(nginx, "news.xml", 2)
        self.wait_for_all(daemon, {"news": "news.xml"})
        lib.wait_for(lambda: nginx.seen()[-1]["status"] == 304, "nothing new")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        before = len(nginx.seen())
        daemon = lib.Daemon(self, self.folder)
        lib.wait_for(lambda: len(nginx.seen()) > before, "a fetch after the restart")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        requests = nginx.seen()
        full = [number for number, entry in enumerate(requests) if entry["status"] == 200]
        self.assertEqual([entry["status"] for entry in requests].count(200), 2, requests)
        self.assertEqual((requests[0]["match"], requests[0]["since"]), ("", ""))
        for number, entry in enumerate(requests[1:], 1):
            last = requests[max(one for one in full if one < number)]
            self.assertEqual((entry["match"], entry["since"]), (last["etag"], last["modified"]))
            self.assertTrue(entry["match"].startswith('W/"'), "a compressed answer has a weak validator")
        self.assertEqual({requests[number]["encoded"] for number in full}, {"gzip"})
        self.assertTrue(any(int(entry["requests"]) > 1 for entry in requests), "a connection is used again")
        self.assertRegex(requests[0]["agent"], r"^saitd/\d")

    def test_each_fault_is_told_is_survived_and_loses_nothing(self):
        nginx = Nginx(self)
        proxy = FaultProxy(self, ("127.0.0.1", nginx.plain))
        inside = f"http://127.0.0.1:{nginx.plain}/inside.xml"
        faults = {
            "error": (fault_proxy.status(500), "HTTP 500"),
            "busy": (fault_proxy.status(429, Retry_After="2"), "HTTP 429, asks to wait 2 s"),
            "page": (fault_proxy.page, "not-a-feed: this is an HTML page"),
            "endless": (fault_proxy.endless, "too-large: "),
            "bomb": (fault_proxy.bomb, "too-large: "),
            "byte": (fault_proxy.byte_a_minute, "time-out: "),
            "silence": (fault_proxy.silence, "time-out: "),
            "cut": (fault_proxy.cut(chunked=False), "cut-off: "),
            "chunks": (fault_proxy.cut(chunked=True), "cut-off: "),
            "loop": (fault_proxy.redirect("/loop.xml"), "redirect: "),
        }
        if INSIDE:
            faults["inside"] = (fault_proxy.redirect(inside, 301), "refused-address: ")
        # nginx's own: a file of 3 GB as it is, and one that it compresses as it goes.
        large = {"length": ("plain/length.xml", "too-large: "), "zeros": ("zeros.xml", "too-large: ")}
        documents = {name: f"{name}.xml" for name in faults} | {name: path for name, (path, _) in large.items()}
        beside = {"direct": "direct.xml", "through": "through.xml"}
        for document in (documents | beside).values():
            self.publish(nginx, document, 30)
        ports = {name: proxy.port for name in [*faults, "through"]}
        timeouts = {"byte": "3s", "silence": "3s"}
        feeds = [self.read(name, f"http://{self.host(name)}:{ports.get(name, nginx.plain)}/{document}", timeout=timeouts.get(name, "60s"))
                 for name, document in (documents | beside).items()]
        daemon = self.start(*feeds)
        self.wait_for_all(daemon, documents | beside)

        for name, (fault, _) in faults.items():
            self.publish(nginx, f"{name}.xml", 3)
            proxy.faults[f"/{name}.xml"] = fault
        for path, _ in large.values():
            with open(nginx.folder / "documents" / f"{path}.new", "wb") as file:
                file.truncate(3 << 30)
            os.replace(nginx.folder / "documents" / f"{path}.new", nginx.folder / "documents" / path)
        daemon.wait_until(lambda status: all(self.feed(status, name)["state"] == "down" for name in documents), "all that are disturbed to be down")
        seen = lib.run("SAITCTL", "status", "--socket", daemon.socket).stdout
        for name in documents:
            self.assertRegex(seen, rf"(?m)^  {name} +down ")
        for document in beside.values():
            self.publish(nginx, document, 3)
        daemon.wait_until(lambda status: all(self.feed(status, name)["read"] == 33 for name in beside), "the feeds beside them to read on")

        proxy.faults.clear()
        for path, _ in large.values():
            self.publish(nginx, path, 3)
        self.wait_for_all(daemon, documents | beside)
        if not lib.SANITIZED:
            self.assertLess(self.peak_memory(daemon), MOST_MEMORY)
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        for name, (_, reason) in (faults | large).items():
            with self.subTest(fault=name):
                self.told(daemon, name, reason)
        for name in beside:
            self.assertNotIn(f"feed {name}: down", daemon.messages())
        for exchange, _ in proxy.seen("/endless.xml"):
            self.assertLess(exchange.sent, 64 << 20, "what never ends is not read to its end")
        times = [when for exchange, when in proxy.seen("/busy.xml")]
        self.assertEqual(sum(1 for entry in nginx.seen("/inside.xml") if entry["status"] == 200), 2 if INSIDE else 0, "before and after, never through the redirect")
        self.assertGreaterEqual(max(after - before for before, after in itertools.pairwise(times)), 2, "a host that asks to be left alone is")

    def peak_memory(self, daemon):
        status = (lib.Path("/proc") / str(daemon.process.pid) / "status").read_text(encoding="utf-8")
        return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM:"))

    def test_a_document_that_stops_without_a_word_is_read_on_when_it_is_whole(self):
        nginx = Nginx(self)
        proxy = FaultProxy(self, ("127.0.0.1", nginx.plain))
        self.publish(nginx, "news.xml", 40)
        proxy.faults["/news.xml"] = fault_proxy.cut_without_a_word
        daemon = self.start(self.read("news", f"http://{self.host('news')}:{proxy.port}/news.xml"))
        self.wait_for(daemon, "news", lambda feed: 0 < feed["read"] < 40, "what came through")
        proxy.faults.clear()
        self.wait_for_all(daemon, {"news": "news.xml"})
        self.assertEqual(daemon.stop(), 0, daemon.messages())

    def test_only_a_certificate_for_this_host_of_a_trusted_authority_and_of_today_is_good(self):
        authority = Authority(self.folder)
        hosts = {name: self.host(name) if INSIDE else "127.0.0.1" for name in ("good", "expired", "early", "wrong", "own", "cut")}
        named = {name: [f"DNS:{host}" if INSIDE else f"IP:{host}"] for name, host in hosts.items()}
        nginx = Nginx(self, {
            "good": authority.issue("good", named["good"]),
            "expired": authority.issue("expired", named["expired"], end="20200102000000Z"),
            "early": authority.issue("early", named["early"], begin="20981231235959Z"),
            "wrong": authority.issue("wrong", ["DNS:other.example"]),
            "own": authority.issue("own", named["own"], signed=False),
            "cut": authority.issue("cut", named["cut"]),
        })
        relay = Relay(self, ("127.0.0.1", nginx.secure["cut"]))
        documents = {name: "plain/news.xml" for name in ("good", "cut")}
        self.publish(nginx, "plain/news.xml", 300)
        feeds = [self.read(name, f"https://{host}:{relay.port if name == 'cut' else nginx.secure[name]}/plain/news.xml") for name, host in hosts.items()]
        daemon = self.start(*feeds)
        daemon.wait_until(lambda status: all(feed["state"] == "down" for feed in status["feeds"]), "no feed to be trusted")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertEqual(nginx.seen(), [], "nothing is asked of a server that is not trusted")
        for name in hosts:
            self.told(daemon, name, "tls: ")

        daemon.log.unlink()
        daemon = self.start(*feeds, network={"ca_file": str(authority.certificate)})
        self.wait_for_all(daemon, documents)
        relay.cut_after = 15_000
        self.publish(nginx, "plain/news.xml", 3)
        self.wait_for(daemon, "cut", lambda feed: feed["state"] == "down", "the line to be cut")
        relay.cut_after = None
        self.wait_for_all(daemon, documents)
        status = daemon.wait_until(lambda status: True, "an answer")
        for name in ("expired", "early", "wrong", "own"):
            self.assertEqual((self.feed(status, name)["state"], self.feed(status, name)["read"]), ("down", 0), name)
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.assertIn("cut-off: ", next(line for line in daemon.messages().splitlines() if "feed cut: down" in line))
        self.assertEqual({int(entry["port"]) for entry in nginx.seen()}, {nginx.secure["good"], nginx.secure["cut"]})

    @unittest.skipUnless(INSIDE, own_network.WHY_NOT)
    def test_authorities_of_the_configuration_are_trusted_beside_the_systems(self):
        authorities = {name: Authority(lib.temporary_folder(self), name) for name in ("system", "inner", "nobodys")}
        nginx = Nginx(self, {name: authority.issue(name, [f"DNS:{self.host(name)}"]) for name, authority in authorities.items()})
        own_network.trust(self, authorities["system"].certificate)
        self.publish(nginx, "news.xml", 3)
        daemon = self.start(*[self.read(name, f"https://{self.host(name)}:{port}/news.xml") for name, port in nginx.secure.items()],
                            network={"ca_file": str(authorities["inner"].certificate)})
        self.wait_for(daemon, "nobodys", lambda feed: feed["state"] == "down", "an authority that nobody trusts")
        self.wait_for_all(daemon, {"system": "news.xml", "inner": "news.xml"})
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.told(daemon, "nobodys", "tls: ")

    @unittest.skipUnless(INSIDE, own_network.WHY_NOT)
    def test_a_name_that_resolves_to_a_private_address_is_refused_until_it_does_not(self):
        nginx = Nginx(self)
        private = ["127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "203.0.113.1"]
        if os.path.exists("/proc/net/if_inet6"):
            private += ["::1", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2001:0:7f00:1::1", "fd00::1", "fe80::1", "2001:db8::1"]
        feeds = {f"n{number}": address for number, address in enumerate(private)}
        for name, address in feeds.items():
            self.names.answers[f"{name}.example"] = [address]
            self.publish(nginx, f"{name}.xml", 2)
        daemon = self.start(*[self.read(name, f"http://{name}.example:{nginx.plain}/{name}.xml") for name in feeds])
        daemon.wait_until(lambda status: all(feed["state"] == "down" for feed in status["feeds"]), "all to be refused")
        self.assertEqual(nginx.seen(), [], "nobody inside was asked")
        for name in feeds:
            self.names.answers[f"{name}.example"] = [PUBLIC]
        self.wait_for_all(daemon, {name: f"{name}.xml" for name in feeds})
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        for name in feeds:
            self.told(daemon, name, "refused-address: ")

    @unittest.skipUnless(INSIDE, own_network.WHY_NOT)
    def test_a_name_that_leads_elsewhere_at_its_second_look_up_wins_nothing(self):
        nginx = Nginx(self)
        proxy = FaultProxy(self, ("127.0.0.1", nginx.plain))
        for document in ("once.xml", "later.xml", "both.xml", "beside.xml", "secret.xml"):
            self.publish(nginx, document, 5)
        # Public for the first connection; the redirect back to the same name, at another port, is one more look-up.
        self.names.answers["once.example"] = lambda asked: [PUBLIC] if asked == 0 else ["127.0.0.1"]
        proxy.faults["/once.xml"] = fault_proxy.redirect(f"http://once.example:{nginx.plain}/secret.xml")
        # Public while nobody looks, private from then on.
        self.names.answers["later.example"] = [PUBLIC]
        # Both at once, and at the public one is nobody: the next is tried.
        self.names.answers["both.example"] = [PUBLIC_DEAD, "127.0.0.1"]
        ports = {"both": nginx.plain, "beside": nginx.plain}
        names = ("once", "later", "both")
        feeds = [self.read(name, f"http://{name}.example:{ports.get(name, proxy.port)}/{name}.xml") for name in names]
        daemon = self.start(*feeds, self.read("beside", f"http://{self.host('beside')}:{nginx.plain}/beside.xml"))
        for name in ("once", "both"):
            self.wait_for(daemon, name, lambda feed: feed["state"] == "down", f"{name} to be refused")
        self.wait_for(daemon, "later", lambda feed: feed["read"] == 5, "the items of a name that is still public")
        self.names.answers["later.example"] = ["127.0.0.1"]
        self.wait_for(daemon, "later", lambda feed: feed["state"] == "down", "later to be refused")
        asked = len(proxy.seen("/later.xml"))
        self.publish(nginx, "later.xml", 1)
        self.publish(nginx, "beside.xml", 1)
        self.wait_for(daemon, "beside", lambda feed: feed["read"] == 6, "the feed beside to read on")
        self.assertEqual(len(proxy.seen("/later.xml")), asked)
        self.assertEqual(len(proxy.seen("/once.xml")), 1)
        self.assertGreaterEqual(self.names.asked["once.example"], 2)
        self.assertEqual(nginx.seen("/secret.xml") + nginx.seen("/both.xml"), [], "nobody inside was asked")
        self.names.answers.update({f"{name}.example": [PUBLIC] for name in names})
        proxy.faults.clear()
        self.wait_for_all(daemon, {name: f"{name}.xml" for name in (*names, "beside")})
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        for name in names:
            self.told(daemon, name, "refused-address: ")

    @unittest.skipUnless(INSIDE, own_network.WHY_NOT)
    def test_a_resolver_that_is_silent_holds_up_neither_the_feeds_beside_nor_a_stop(self):
        nginx = Nginx(self)
        self.names.answers["silent.example"] = lambda asked: None
        self.names.answers["nobody.example"] = []
        self.publish(nginx, "beside.xml", 5)
        daemon = self.start(self.read("silent", f"http://silent.example:{nginx.plain}/beside.xml", timeout="2s"),
                            self.read("nobody", f"http://nobody.example:{nginx.plain}/beside.xml"),
                            self.read("beside", f"http://{self.host('beside')}:{nginx.plain}/beside.xml"))
        for name in ("silent", "nobody"):
            self.wait_for(daemon, name, lambda feed: feed["state"] == "down", f"{name} down")
        self.wait_for(daemon, "beside", lambda feed: feed["read"] == 5, "the feed beside")
        asked = self.names.asked["silent.example"]
        lib.wait_for(lambda: self.names.asked["silent.example"] > asked, "the next look-up: the stop comes in the middle of it")
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        self.told(daemon, "silent", "time-out: ")
        self.told(daemon, "nobody", "resolve: ")

    def test_killed_at_random_moments_all_that_nginx_served_is_there_once(self):
        rng = random.Random(20260306)
        authority = Authority(self.folder)
        host = self.host("secure") if INSIDE else "127.0.0.1"
        nginx = Nginx(self, {"secure": authority.issue("secure", [f"DNS:{host}" if INSIDE else f"IP:{host}"])})
        proxy = FaultProxy(self, ("127.0.0.1", nginx.plain))
        documents = {name: f"{name}.xml" for name in ("direct", "secure", "faulty")}
        for document in documents.values():
            self.publish(nginx, document, 5)
        urls = {"direct": f"http://{self.host('direct')}:{nginx.plain}", "secure": f"https://{host}:{nginx.secure['secure']}",
                "faulty": f"http://{self.host('faulty')}:{proxy.port}"}
        daemon = self.start(*[self.read(name, f"{urls[name]}/{document}") for name, document in documents.items()], network={"ca_file": str(authority.certificate)})
        faults = [fault_proxy.through, fault_proxy.through, fault_proxy.cut(chunked=True), fault_proxy.cut(chunked=False), fault_proxy.cut_without_a_word,
                  fault_proxy.status(500), fault_proxy.page]
        for _ in range(lib.rounds(5, 50)):
            for document in documents.values():
                self.publish(nginx, document, rng.randint(0, 3))
            proxy.faults["/faulty.xml"] = rng.choice(faults)
            wanted = len(nginx.seen()) + rng.randint(0, 5)
            lib.wait_for(lambda wanted=wanted: len(nginx.seen()) >= wanted, "requests")
            time.sleep(rng.uniform(0, 0.05))  # between a fetch and the commit of what it brought
            self.assertEqual(daemon.kill(), -9, daemon.messages())
            daemon = lib.Daemon(self, self.folder)
        proxy.faults.clear()
        self.wait_for_all(daemon, documents)
        self.assertEqual(daemon.stop(), 0, daemon.messages())
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            self.assertEqual(database.execute("SELECT COUNT(*) - MAX(seq) FROM records").fetchone(), (0,), "sequences without a hole")


if __name__ == "__main__":
    own_network.enter()
    unittest.main(verbosity=2)
