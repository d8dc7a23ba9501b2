"""The forward proxy that stands for both sites: plain requests, and CONNECT with TLS ended here by a test authority's certificate.

``python -m tests.replica.proxy`` is started by ``Replica``: it reads its order as one line of JSON from standard input, says its port in
one line on standard output, and ends when standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
import sys
import time
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from tests.replica import world
from tests.replica.catalogue import Catalogue
from tests.replica.control import CONTROL_HOST, Control, Entry
from tests.replica.faults import BIG_BODY, WIRE, Fault, FaultBook, spoiled
from tests.replica.messages import Request, Response, clocked
from tests.replica.stories import story_from_mapping
from tests.replica.wire import Head, WireError, body_and_headers, read_head, written_head

_HEAD_END = b"\r\n\r\n"
_LONGEST_HEAD = 65_536
_CHUNK = b"<p>" + b"lorem ipsum dolor sit amet " * 2400 + b"</p>\n"
_FOR_EVER = 3600.0


class Server:
    """What all connections share."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.catalogue = Catalogue([story_from_mapping(table) for table in order["stories"]], order["bulk"])
        self.world = world.World(self.catalogue)
        self.faults = FaultBook()
        self.log: list[Entry] = []
        self.connections: set[Connection] = set()
        self.control = Control(self.catalogue, self.faults, self.log)
        self.gzip: bool = order["gzip"]
        self.clock = datetime.fromisoformat(order["clock"]) if order["clock"] else None
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(order["certificate"])
        self.tls.set_alpn_protocols(["http/1.1"])

    def now(self) -> datetime:
        """Give the time that pages show as that of their generation."""
        return self.catalogue.clock or self.clock or datetime.now().astimezone()


class Connection(asyncio.Protocol):
    """One client's connection; inside CONNECT a second one of the same kind, with ``host`` set, speaks TLS."""

    def __init__(self, server: Server, host: str | None = None) -> None:
        self._server = server
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._task: asyncio.Task[None] | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._ended = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.connections.add(self)
        self._work()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        self._work()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        self._server.connections.discard(self)
        self._ended = True
        self._writable.set()
        if self._task:
            self._task.cancel()

    def pause_writing(self) -> None:
        self._writable.clear()

    def resume_writing(self) -> None:
        self._writable.set()

    def _work(self) -> None:
        """Answer all requests that have arrived whole, one after the other."""
        while self._transport and not self._task and not self._ended:
            end = self._buffer.find(_HEAD_END)
            if end < 0:
                if len(self._buffer) > _LONGEST_HEAD:
                    self._transport.close()
                return
            try:
                head = read_head(bytes(self._buffer[:end]))
            except WireError:
                self._transport.close()
                return
            whole = end + len(_HEAD_END) + head.length
            if len(self._buffer) < whole:
                return
            body = bytes(self._buffer[end + len(_HEAD_END) : whole])
            del self._buffer[:whole]
            self._request(head, body)

    def _request(self, head: Head, body: bytes) -> None:
        if head.method == "CONNECT":
            self._connect(head)
            return
        if self._host:
            scheme, host, path = "https", self._host, head.target
        else:
            parts = urlsplit(head.target)
            scheme, host = parts.scheme or "http", parts.hostname or head.headers.get("host", "")
            path = head.target.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
        if host == CONTROL_HOST:
            status, answer = self._server.control.answer(head.method, path, body)
            self._write(written_head(status, [("Content-Type", "application/json")], len(answer)) + answer)
            return
        request = Request(head.method, scheme, host, path, head.headers)
        if host not in world.HOSTS:
            self._refuse_foreign(request)
            return
        fault = self._server.faults.strike(host, path)
        # What is spoiled is the page, and not the word that it is unchanged.
        right = self._right_answer(request, conditional=fault is None or fault.kind in WIRE)
        if fault is None:
            self._send(request, right)
        elif fault.kind in WIRE:
            self._task = asyncio.get_running_loop().create_task(self._misbehave(fault, request, right))
        else:
            self._send(request, spoiled(fault, request, right), fault.kind)

    def _right_answer(self, request: Request, *, conditional: bool) -> Response:
        if request.method not in {"GET", "HEAD"}:
            return Response(405, (b"405\n",), "text/plain; charset=utf-8")
        response = self._server.world.answer(request)
        if conditional and response.etag and response.etag in request.headers.get("if-none-match", ""):
            return Response(304, (), response.content_type, etag=response.etag)
        return clocked(response, self._server.now())

    def _connect(self, head: Head) -> None:
        host, _, port = head.target.rpartition(":")
        request = Request("CONNECT", "https", host, "", head.headers)
        if host not in world.HOSTS or port != "443":
            self._refuse_foreign(request)
            return
        if self._server.faults.refuses(host):
            self._note(request, 0, 0, "refuse")
            self._close()
            return
        assert self._transport
        # Nothing may be read as plain text from here on: the client's next bytes are its greeting.
        self._transport.pause_reading()
        self._write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        self._task = asyncio.get_running_loop().create_task(self._speak_tls(host))

    async def _speak_tls(self, host: str) -> None:
        inner = Connection(self._server, host)
        assert self._transport
        with suppress(OSError, ssl.SSLError, ConnectionError):
            transport = await asyncio.get_running_loop().start_tls(self._transport, inner, self._server.tls, server_side=True)
            if transport:
                self._server.connections.discard(self)  # the inner one has its transport now
                inner.connection_made(transport)

    def _refuse_foreign(self, request: Request) -> None:
        answer = b"this proxy knows only the sites of the replica\n"
        self._note(request, 403, len(answer), None, foreign=True)
        self._write(written_head(403, [("Content-Type", "text/plain")], len(answer)) + answer)

    def _send(self, request: Request, response: Response, fault: str | None = None) -> None:
        gzip = self._server.gzip and "gzip" in request.headers.get("accept-encoding", "")
        body, headers = body_and_headers(response, gzip=gzip)
        close = request.headers.get("connection", "").lower() == "close"
        bare = request.method == "HEAD" or response.status == 304
        self._note(request, response.status, 0 if bare else len(body), fault)
        length = None if response.status == 304 else len(body)
        head = written_head(response.status, headers, length, close=close)
        self._write(head if bare else head + body)
        if close:
            self._close()

    def _note(self, request: Request, status: int, size: int, fault: str | None, *, foreign: bool = False) -> None:
        agent = request.headers.get("user-agent", "")
        self._server.log.append(
            Entry(time.time(), request.method, request.scheme, request.host, request.path, status, size, fault, foreign, agent)
        )

    def _write(self, data: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)

    def _close(self) -> None:
        self._ended = True
        if self._transport:
            self._transport.close()

    async def _misbehave(self, fault: Fault, request: Request, right: Response) -> None:
        """Answer in a way that no well-behaved server would."""
        body, headers = body_and_headers(right, gzip=False)
        if fault.kind == "delay":
            await asyncio.sleep(float(fault.params.get("seconds", 1)))
            self._send(request, right, fault.kind)
            self._task = None
            self._work()
            return
        sent = {"stall": len(body) // 2, "short_body": len(body), "big_body": int(fault.params.get("size", BIG_BODY))}.get(fault.kind, 0)
        self._note(request, right.status if sent else 0, sent, fault.kind)
        if fault.kind == "reset":
            self._reset()
            return
        if fault.kind == "stall":
            self._write(written_head(right.status, headers, len(body)) + body[:sent])
            await asyncio.sleep(float(fault.params.get("seconds", _FOR_EVER)))
        elif fault.kind == "short_body":
            self._write(written_head(right.status, headers, len(body) + int(fault.params.get("missing", 1000)), close=True) + body)
        elif fault.kind == "big_body":
            self._write(written_head(200, [("Content-Type", "text/html; charset=utf-8")], sent, close=True))
            await self._stream(sent)
        self._close()

    async def _stream(self, size: int) -> None:
        while size > 0 and not self._ended:
            await self._writable.wait()
            self._write(_CHUNK[:size])
            size -= len(_CHUNK)
            await asyncio.sleep(0)

    def abort(self) -> None:
        """Close at once, whatever is still to be sent."""
        if self._transport:
            self._transport.abort()

    def _reset(self) -> None:
        self._ended = True
        if self._transport:
            connection = self._transport.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()


async def serve(order: dict[str, Any]) -> None:
    """Serve until standard input closes."""
    loop = asyncio.get_running_loop()
    server = Server(order)
    listener = await loop.create_server(lambda: Connection(server), "127.0.0.1", order["port"], backlog=512)
    sys.stdout.write(json.dumps({"port": listener.sockets[0].getsockname()[1]}) + "\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    listener.close()
    for connection in server.connections:
        connection.abort()
    await asyncio.sleep(0)  # the turn of the loop in which they close


def main() -> None:
    """Run the proxy's process."""
    asyncio.run(serve(json.loads(sys.stdin.readline())))


if __name__ == "__main__":
    main()
