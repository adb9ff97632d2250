"""A web server that does what servers do wrong, each path its own fault; used by web_feed_test.py. The port is of the system's choice.
"""

import gzip
import http.server
import socketserver
import threading
import time


def rss(items, **channel):
    """A document of (guid, title) pairs."""
    entries = "".join(f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>/{guid}</link></item>" for guid, title in items)
    more = "".join(f"<{name}>{value}</{name}>" for name, value in channel.items())
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>{more}{entries}</channel></rss>".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        path = self.path.partition("?")[0]
        fault = self.server.faults.get(path)
        with self.server.lock:
            self.server.requests.append((path, dict(self.headers), time.monotonic()))
        if fault is None:
            return self.answer(404, b"nothing here")
        try:
            fault(self)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def answer(self, status, body, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def start(self, status=200, **headers):
        """An answer without a length: it ends with the connection."""
        self.close_connection = True
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, test):
        super().__init__(("0.0.0.0", 0), Handler)  # all of 127.0.0.0/8: each a host of its own to a client
        self.lock = threading.Lock()
        self.requests = []  # (path, headers, when)
        self.faults = {}
        self.stopped = threading.Event()
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        test.addCleanup(self.close)

    def handle_error(self, request, client_address):
        pass  # a client that went away is what is tested

    def close(self):
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def url(self, path, host="127.0.0.1"):
        return f"http://{host}:{self.server_address[1]}{path}"

    def seen(self, path):
        with self.lock:
            return [(headers, when) for there, headers, when in self.requests if there == path]


# Faults: each takes the handler of one request.


def document(content):
    """Always the same, without validators."""
    return lambda request: request.answer(200, content() if callable(content) else content, Content_Type="application/rss+xml")


def validated(content):
    """With an ETag and a date; 304 to whoever has both."""
    def fault(request):
        body = content() if callable(content) else content
        tag = f'W/"{hash(body):x}"'
        if request.headers.get("If-None-Match") == tag:
            request.send_response(304)
            request.send_header("ETag", tag)
            request.end_headers()
            return
        request.answer(200, body, ETag=tag, Last_Modified="Thu, 05 Mar 2026 09:00:00 GMT")
    return fault


def status(code, **headers):
    return lambda request: request.answer(code, b"an error", **headers)


def redirect(to, code=302):
    return lambda request: request.answer(code, b"", Location=to)


def page(request):
    request.answer(200, b"<!DOCTYPE html><html><body>Please sign in</body></html>", Content_Type="application/rss+xml")


def endless(request):
    """3 GB, or as much as is taken."""
    request.start(Content_Type="application/rss+xml")
    block = b"<item><title>" + b"x" * 65_000 + b"</title></item>"
    for _ in range(3 << 14):
        request.wfile.write(block)


def bomb(request):
    """50 kB that unfold to 50 MB."""
    request.answer(200, gzip.compress(b" " * (50 << 20)), Content_Encoding="gzip")


def trickle(request):
    request.start()
    while not request.server.stopped.wait(1):
        request.wfile.write(b" ")
        request.wfile.flush()


def cut_off(request):
    """Says more than it sends."""
    request.send_response(200)
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b"<rss><channel><item><title>half")
    request.close_connection = True
