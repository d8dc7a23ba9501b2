"""A small client for tests: asks the replica as a crawler would, through the proxy and with verified certificates."""

from __future__ import annotations

import gzip
import http.client
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tests.replica.replica import Replica

_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` is unpacked where the server packed it; header names are lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    def json(self) -> Any:  # noqa: ANN401 - JSON
        """The body as JSON."""
        return json.loads(self.body)


def ask(replica: Replica, url: str, *, method: str = "GET", headers: dict[str, str] | None = None, seconds: float = _SECONDS) -> Answer:
    """Ask for an address without following redirects; raises what http.client and ssl raise."""
    parts = urlsplit(url)
    host, target = parts.hostname or "", url.removeprefix(f"{parts.scheme}://{parts.netloc}") or "/"
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection("127.0.0.1", replica.port, timeout=seconds, context=replica.tls())
        connection.set_tunnel(host, 443)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", replica.port, timeout=seconds)
        target = url
    try:
        connection.request(method, target, headers={"Host": host, **(headers or {})})
        with connection.getresponse() as response:
            body = response.read()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, names, gzip.decompress(body) if names.get("content-encoding") == "gzip" else body)
    finally:
        connection.close()
