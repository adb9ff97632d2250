"""A proxy between a client and a real web server that does to their traffic what networks and broken servers do; each path has its own fault.

It runs on a thread of its own (asyncio). A fault is a coroutine function that takes an Exchange; without one the server's answer goes
through as it comes. One request a connection: the client is told so."""

import asyncio
import gzip
import threading
import time


class Exchange:
    """One request of a client and whatever becomes of it."""

    def __init__(self, proxy, head, reader, writer):
        self.proxy, self.reader, self.writer = proxy, reader, writer
        self.request_line, *lines = head.decode("latin-1").split("\r\n")
        self.headers = dict(line.split(": ", 1) for line in lines if ": " in line)
        self.path = self.request_line.split(" ")[1]
        self.sent = 0  # bytes of bodies that faults made up

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def upstream(self, **changed):
        """The server's answer as (head, reader of what follows). A header that is changed to None is left out."""
        headers = {**self.headers, "Connection": "close", **{name.replace("_", "-"): value for name, value in changed.items()}}
        lines = [self.request_line, *(f"{name}: {value}" for name, value in headers.items() if value is not None)]
        reader, writer = await asyncio.open_connection(*self.proxy.server)
        self.proxy.opened.add(writer)
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        return await reader.readuntil(b"\r\n\r\n"), reader

    async def answer(self, status, body=b"", **headers):
        lines = [f"HTTP/1.1 {status} -", "Connection: close", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        await self.send(("\r\n".join(lines) + "\r\n\r\n").encode() + body)


class FaultProxy:
    """Listens on a port of the system's choice on all addresses; every name and address that leads here is one more host to a client."""

    def __init__(self, test, server):
        self.server = server  # (address, port)
        self.faults = {}
        self.exchanges = []  # (path, time, Exchange)
        self.opened = set()
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()
        self.started.wait()
        test.addCleanup(self.close)

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.listen())
        self.started.set()
        self.loop.run_forever()

    async def listen(self):
        self.listener = await asyncio.start_server(self.serve, "0.0.0.0", 0)
        self.port = self.listener.sockets[0].getsockname()[1]

    def close(self):
        self.loop.call_soon_threadsafe(self.stop)
        self.thread.join()
        self.loop.close()

    def stop(self):
        self.listener.close()
        for writer in self.opened:
            writer.transport.abort()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        asyncio.gather(*tasks, return_exceptions=True).add_done_callback(lambda _: self.loop.stop())

    async def serve(self, reader, writer):
        self.opened.add(writer)
        try:
            exchange = Exchange(self, await reader.readuntil(b"\r\n\r\n"), reader, writer)
            self.exchanges.append((exchange.path, time.monotonic(), exchange))
            await self.faults.get(exchange.path, through)(exchange)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # a side that went away is what is tested
        finally:
            self.opened.discard(writer)
            writer.close()

    def seen(self, path):
        return [(exchange, when) for there, when, exchange in list(self.exchanges) if there == path]


class Relay(FaultProxy):
    """The same for bytes it cannot read, such as TLS. `cut_after`, once set: so many bytes more of the server's, then the line is cut."""

    def __init__(self, test, server):
        self.cut_after = None
        self.connections = 0
        super().__init__(test, server)

    async def serve(self, reader, writer):
        self.connections += 1
        self.opened.add(writer)
        other = None
        try:
            back, other = await asyncio.open_connection(*self.server)
            self.opened.add(other)
            ways = (self.pump(reader, other, lambda: None), self.pump(back, writer, lambda: self.cut_after))
            await asyncio.wait([asyncio.ensure_future(way) for way in ways], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in filter(None, (writer, other)):
                self.opened.discard(one)
                one.transport.abort()

    async def pump(self, reader, writer, most):
        passed = 0
        try:
            while data := await reader.read(1 << 14):
                if (limit := most()) is not None:
                    data = data[: limit - passed]
                    passed += len(data)
                writer.write(data)
                await writer.drain()
                if limit is not None and passed >= limit:
                    return
        except ConnectionError:
            pass


# Faults


async def through(exchange):
    head, rest = await exchange.upstream()
    await exchange.send(head)
    while data := await rest.read(1 << 16):
        await exchange.send(data)


def status(code, **headers):
    async def fault(exchange):
        await exchange.answer(code, b"an error", **headers)
    return fault


def redirect(to, code=302):
    return status(code, Location=to)


async def page(exchange):
    """A page where a feed should be, with the server's own headers, validators too."""
    head, _ = await exchange.upstream(Accept_Encoding="identity", If_None_Match=None, If_Modified_Since=None)
    body = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>"
    lines = [line for line in head.decode("latin-1").split("\r\n") if line and not line.startswith("Content-Length")]
    await exchange.send("\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode("latin-1") + body)


async def endless(exchange):
    """3 GB in chunks, or as much as is taken."""
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nTransfer-Encoding: chunked\r\n\r\n")
    block = b"<item><title>" + b"x" * 65_000 + b"</title></item>"
    chunk = f"{len(block):x}\r\n".encode() + block + b"\r\n"
    while exchange.sent < 3 << 30:
        await exchange.send(chunk)
        exchange.sent += len(block)
    await exchange.send(b"0\r\n\r\n")


BOMB = gzip.compress(b" " * (100 << 20), compresslevel=1)  # before anybody waits for an answer


async def bomb(exchange):
    """A few hundred kB that unfold to 100 MB."""
    await exchange.answer(200, BOMB, Content_Type="application/rss+xml", Content_Encoding="gzip")


async def byte_a_minute(exchange):
    await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Length: 100000\r\n\r\n<")
    while not exchange.writer.is_closing():
        await asyncio.sleep(60)
        await exchange.send(b" ")


async def silence(exchange):
    """The request is taken and nothing comes back."""
    await exchange.reader.read()


def cut(chunked):
    """Half of the server's answer, then the line goes dead: of one with a length, or of one in chunks."""
    async def fault(exchange):
        head, rest = await exchange.upstream(Accept_Encoding="gzip" if chunked else None, If_None_Match=None, If_Modified_Since=None)
        kind = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: "
        if kind not in head:
            raise AssertionError(f"the server's answer is of another kind than this fault is about: {head!r}")
        body = await rest.read()
        await exchange.send(head + body[: len(body) // 2])
    return fault


async def cut_without_a_word(exchange):
    """Half of the server's answer, and nothing in it says that there is more."""
    head, rest = await exchange.upstream(Accept_Encoding=None, If_None_Match=None, If_Modified_Since=None)
    body = await rest.read()
    lines = [line for line in head.decode("latin-1").split("\r\n") if line and not line.startswith("Content-Length")]
    await exchange.send("\r\n".join([*lines, "", ""]).encode("latin-1") + body[: len(body) // 2])
