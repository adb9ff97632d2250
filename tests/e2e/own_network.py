"""A network of the test's own, where names and addresses mean what the test says and which nothing leaves: Linux namespaces, without
privileges where the system lets users have them, else as root. Where neither is permitted, the tests that need it are skipped by name.

    own_network.enter()        in main, before anything else: starts this program again inside, if it can
    own_network.INSIDE         whether it did
    own_network.PUBLIC         an address that looks like one of the public internet, and is this machine's here
    own_network.trust(...)     whose certificates are good
    own_network.Names(test)    answers for every name; the only resolver there is
"""

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

INSIDE = os.environ.get("SAIT_OWN_NETWORK") == "1"
WHY_NOT = "needs a network of its own, and this system does not let this user have one (unshare)"
PUBLIC = "192.0.1.1"
PUBLIC_DEAD = "192.0.1.2"  # public-looking too, and nobody is there
WAYS = (["unshare", "--user", "--map-root-user", "--net", "--mount"], ["unshare", "--net", "--mount"])
RESOLVER = "nameserver 127.0.0.1\noptions timeout:60 attempts:2\n"  # longer than any time-out a test waits for


def enter():
    if INSIDE:
        set_up()
        return
    for way in WAYS:
        try:
            if subprocess.run([*way, "ip", "link", "set", "lo", "up"], capture_output=True, check=False).returncode == 0:
                os.execvpe(way[0], [*way, sys.executable, *sys.argv], {**os.environ, "SAIT_OWN_NETWORK": "1"})
        except FileNotFoundError:
            continue


def set_up():
    for arguments in (("link", "set", "lo", "up"), ("addr", "add", f"{PUBLIC}/32", "dev", "lo"), ("route", "add", "unreachable", f"{PUBLIC_DEAD}/32")):
        subprocess.run(["ip", *arguments], check=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("resolv.conf", RESOLVER), ("nsswitch.conf", "hosts: files dns\n"), ("hosts", "127.0.0.1 localhost\n")):
            (Path(folder) / name).write_text(content)
            subprocess.run(["mount", "--bind", str(Path(folder) / name), f"/etc/{name}"], check=True)


def trust(test, certificate):
    """Makes it the only authority that this system trusts, for as long as the test lasts."""
    folder = Path(tempfile.mkdtemp())
    test.addCleanup(shutil.rmtree, folder)
    made = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", certificate], capture_output=True, text=True, check=True)
    shutil.copy(certificate, folder / f"{made.stdout.strip()}.0")
    shutil.copy(certificate, folder / "ca-certificates.crt")
    subprocess.run(["mount", "--bind", folder, "/etc/ssl/certs"], check=True)
    test.addCleanup(subprocess.run, ["umount", "/etc/ssl/certs"], check=True)


class Names:
    """A DNS server at 127.0.0.1:53. `answers` gives for a name a list of addresses, or a function of the number of times it was asked for
    (from 0) that gives one; None is silence. Names that are not there do not exist, but for those that end in `.public.example`."""

    def __init__(self, test):
        self.answers = {}
        self.asked = {}  # name -> how often for an IPv4 address
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 53))
        self.stopped = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()
        test.addCleanup(self.close)

    def close(self):
        self.stopped = True
        self.socket.sendto(b"", self.socket.getsockname())  # wakes it
        self.thread.join()
        self.socket.close()

    def serve(self):
        while not self.stopped:
            question, client = self.socket.recvfrom(4096)
            if question and (answer := self.answer(question)) is not None:
                self.socket.sendto(answer, client)

    def answer(self, packet):
        labels, at = [], 12
        while packet[at]:
            labels.append(packet[at + 1 : at + 1 + packet[at]].decode().lower())
            at += 1 + packet[at]
        (kind,) = struct.unpack("!H", packet[at + 1 : at + 3])
        name = ".".join(labels)
        found = self.answers.get(name, [PUBLIC] if name.endswith(".public.example") else [])
        if callable(found):
            found = found(self.asked.get(name, 0))
        if kind == 1:
            self.asked[name] = self.asked.get(name, 0) + 1
        if found is None:
            return None
        family, wanted = (socket.AF_INET, 1) if kind == 1 else (socket.AF_INET6, 28)
        data = [socket.inet_pton(family, address) for address in found if (":" in address) == (kind == 28) and kind == wanted]
        records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 0, len(one)) + one for one in data)  # a TTL of 0
        head = packet[:2] + struct.pack("!HHHHH", 0x8180 if found else 0x8183, 1, len(data), 0, 0)
        return head + packet[12 : at + 5] + records
