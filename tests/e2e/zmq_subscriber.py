#!/usr/bin/env python3
"""A subscriber of the zeromq outlet, written from the description of the wire alone: it shares no code with saitd.

    tests/e2e/zmq_subscriber.py --publish ENDPOINT --recover ENDPOINT --out FILE [--from SEQUENCE] [--until SEQUENCE]

Writes one line an alert, each once, in the order of their sequence: {"sequence":N,"run":"...","topic":"...","event":{CloudEvent}}.
Messages go to standard error. Runs until SEQUENCE is there, or SIGTERM. With --state it goes on where it stopped, however it stopped.
Exit status: 0 done or told to stop, 1 not there within --timeout, 2 wrong use.
"""

import argparse
import json
import os
import signal
import struct
import sys
import time

import zmq

ANSWER_SECONDS = 1.0
SILENCE_SECONDS = 5.0


class Output:
    """The NDJSON file. With a state file its last complete line and the state say where to go on; the later one counts."""

    def __init__(self, path, state):
        self.path, self.state = path, state
        self.run, self.last = None, None
        if state:
            self._resume()
        self.file = open(path, "ab" if state else "wb")

    def _resume(self):
        if os.path.exists(self.state):
            with open(self.state, encoding="utf-8") as file:
                kept = json.load(file)
            self.run, self.last = kept["run"], kept["last"]
        if not os.path.exists(self.path):
            return
        with open(self.path, "r+b") as file:
            content = file.read()
            complete = content.rfind(b"\n") + 1
            file.truncate(complete)
        if complete:
            line = json.loads(content[:complete].splitlines()[-1])
            if line["run"] != self.run or line["sequence"] > self.last:
                self.run, self.last = line["run"], line["sequence"]

    def write(self, run, sequence, topic, event):
        line = {"sequence": sequence, "run": run, "topic": topic, "event": json.loads(event)}
        self.file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        self.file.flush()

    def save(self, run, last):
        if not self.state or (run, last) == (self.run, self.last):
            return
        self.run, self.last = run, last
        with open(self.state + ".new", "w", encoding="utf-8") as file:
            json.dump({"run": run, "last": last}, file)
        os.replace(self.state + ".new", self.state)


class Subscriber:
    def __init__(self, options):
        self.options = options
        self.context = zmq.Context()
        self.output = Output(options.out, options.state)
        self.run = self.output.run
        self.last = options.start - 1 if self.output.last is None else self.output.last
        self.target = 0
        self.recovered = False
        self.written = 0
        self.stopping = False
        self.sub = self.dealer = None
        self.answer_by = 0.0
        self.subscribe()

    def say(self, text):
        print(f"zmq_subscriber: {text}", file=sys.stderr, flush=True)

    def socket(self, kind, endpoint):
        socket = self.context.socket(kind)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        if kind == zmq.SUB:
            socket.setsockopt(zmq.RCVHWM, self.options.receive_hwm)
            socket.setsockopt(zmq.SUBSCRIBE, b"alert/")
            socket.setsockopt(zmq.SUBSCRIBE, b"trial/")
            socket.setsockopt(zmq.SUBSCRIBE, b"heartbeat/")
        socket.connect(endpoint)
        return socket

    def subscribe(self):
        if self.sub:
            self.sub.close()
        self.sub = self.socket(zmq.SUB, self.options.publish)
        self.heard = time.monotonic()

    def forget_request(self):
        if self.dealer:
            self.dealer.close()
        self.dealer = None

    def ask(self):
        self.dealer = self.socket(zmq.DEALER, self.options.recover)
        self.dealer.send(b"from %d" % (self.last + 1))
        self.answer_by = time.monotonic() + ANSWER_SECONDS

    def same_run(self, run):
        if self.run in (None, run):
            self.run = run
            return True
        self.say(f"another store: run {run} after {self.run}, from 1 again")
        self.run, self.last, self.target, self.recovered = run, 0, 0, False
        self.forget_request()
        self.subscribe()
        return False

    def hand_out(self, sequence, topic, event):
        self.output.write(self.run, sequence, topic.decode(), event)
        self.last = sequence
        self.written += 1
        if self.written == self.options.pause_after:
            self.say(f"reading nothing for {self.options.pause_seconds} s")
            time.sleep(self.options.pause_seconds)

    def take_live(self):
        topic, sequence, run, body = self.sub.recv_multipart()
        self.heard = time.monotonic()
        (sequence,) = struct.unpack(">Q", sequence)
        if not self.same_run(run.decode()):
            return
        if topic == b"heartbeat/":
            assert json.loads(body)["latest"] == sequence, "the heartbeat contradicts itself"
        elif sequence == self.last + 1:
            self.hand_out(sequence, topic, body)
        self.target = max(self.target, sequence)

    def take_page(self):
        header, *frames = self.dealer.recv_multipart()
        header = json.loads(header)
        if "error" in header:
            self.say(f"refused: {header['error']}")
            time.sleep(0.2)
            self.forget_request()
            return
        self.forget_request()
        if not self.same_run(header["run"]):
            return
        assert len(frames) == 3 * header["count"] and header["count"] <= 100, "the page contradicts its header"
        for topic, sequence, event in zip(frames[0::3], frames[1::3], frames[2::3]):
            (sequence,) = struct.unpack(">Q", sequence)
            if sequence > self.last + 1:
                self.say(f"no longer there: {self.last + 1} to {sequence - 1}")
            if sequence > self.last and not self.finished():
                self.hand_out(sequence, topic, event)
        if not self.finished():
            self.last = max(self.last, header["next"] - 1)
        self.target = max(self.target, header["latest"])
        self.recovered = True

    def finished(self):
        return self.options.until is not None and self.last >= self.options.until

    def turn(self):
        if self.dealer is None and (not self.recovered or self.target > self.last):
            self.ask()
        poller = zmq.Poller()
        poller.register(self.sub, zmq.POLLIN)
        if self.dealer:
            poller.register(self.dealer, zmq.POLLIN)
        ready = dict(poller.poll(100))
        dealer = self.dealer
        if self.sub in ready:
            self.take_live()
        if dealer is not None and dealer is self.dealer and dealer in ready:
            self.take_page()
        self.output.save(self.run, self.last)
        now = time.monotonic()
        if self.dealer and now > self.answer_by:
            self.forget_request()
        if now > self.heard + SILENCE_SECONDS:
            self.say("no heartbeat; connecting again")
            self.subscribe()

    def loop(self):
        end = None if self.options.timeout is None else time.monotonic() + self.options.timeout
        while not self.stopping and not self.finished():
            if end is not None and time.monotonic() > end:
                self.say(f"stopped waiting at {self.last}")
                return 1
            self.turn()
        self.context.destroy(linger=0)
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--publish", required=True, metavar="ENDPOINT")
    parser.add_argument("--recover", required=True, metavar="ENDPOINT")
    parser.add_argument("--from", dest="start", type=int, default=1, metavar="SEQUENCE")
    parser.add_argument("--until", type=int, metavar="SEQUENCE")
    parser.add_argument("--out", required=True, metavar="FILE")
    parser.add_argument("--state", metavar="FILE", help="kept between runs: go on where the last one stopped")
    parser.add_argument("--pause-after", type=int, default=0, metavar="K", help="after K alerts stop reading for a while")
    parser.add_argument("--pause-seconds", type=float, default=1.0, metavar="S")
    parser.add_argument("--receive-hwm", type=int, default=1000, metavar="N", help="ZeroMQ's RCVHWM; small to lose more")
    parser.add_argument("--timeout", type=float, metavar="S", help="give up after this long")
    subscriber = Subscriber(parser.parse_args())

    def stop(*_):
        subscriber.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return subscriber.loop()


if __name__ == "__main__":
    sys.exit(main())
