"""What tests of feeds over HTTP share: a daemon that reads them, and a look at what it kept."""

import contextlib
import unittest

import lib

CLAIM = "Migrants receive more benefits than pensioners"


def web_feed(name, url, **more):
    return {"id": name, "type": "rss", "url": url, "platform": "web", "licence": "test", "poll": "1s", "timeout": "2s", "allow_private": True, **more}


class WebCase(unittest.TestCase):
    def setUp(self):
        self.folder = lib.temporary_folder(self)

    def start(self, *feeds, **more):
        """A daemon that reads them, at each host without a pause."""
        network = {"pause": "0s", **more.pop("network", {})}
        lib.write_config(self.folder, {**lib.settings(self.folder, list(feeds)), "clock": "wall", "network": network, **more})
        return lib.Daemon(self, self.folder)

    def kept(self):
        """Native ids of the posts whose text is kept, in the order they came."""
        if not (self.folder / "saitd.db").exists():
            return []
        with contextlib.closing(lib.connect(self.folder / "saitd.db")) as database:
            return [row[0] for row in database.execute("SELECT t.native_id FROM texts t JOIN records r ON r.post = t.post WHERE r.kind = 1 ORDER BY r.seq")]

    def feed(self, status, name):
        return next(feed for feed in status["feeds"] if feed["id"] == name)

    def wait_for(self, daemon, name, condition, what):
        return daemon.wait_until(lambda status: condition(self.feed(status, name)), what)
