"""HTTP/1.1 on the wire: reading requests, writing answers, packing bodies."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

from tests.replica.messages import Response, Static

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_WORTH_PACKING = 512
_REASONS = {status.value: status.phrase for status in HTTPStatus}


class WireError(ValueError):
    """Bytes that are no HTTP request."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request's head; ``target`` as it was sent, header names in lower case."""

    method: str
    target: str
    headers: dict[str, str]

    @property
    def length(self) -> int:
        """Length of the body that follows."""
        return int(self.headers.get("content-length", "0"))


def read_head(raw: bytes) -> Head:
    """Read a request's head, without the blank line that ends it; raises WireError."""
    lines = raw.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        message = f"no request line: {lines[0][:80]!r}"
        raise WireError(message)
    headers = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return Head(words[0], words[1], headers)


@lru_cache(maxsize=256)
def _packed_static(part: Static) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH)


def packed(parts: tuple[bytes, ...]) -> bytes:
    """Compress a body; static parts are compressed once.

    Each piece ends in a full flush, so that no piece refers to bytes of another and they can be joined.
    """
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    out = [_GZIP_HEAD]
    checksum = size = 0
    for part in parts:
        checksum = zlib.crc32(part, checksum)
        size += len(part)
        if isinstance(part, Static):
            out.append(_packed_static(part))
        elif part:
            out.append(packer.compress(part) + packer.flush(zlib.Z_FULL_FLUSH))
    out.append(_LAST_BLOCK + checksum.to_bytes(4, "little") + (size & 0xFFFFFFFF).to_bytes(4, "little"))
    return b"".join(out)


def body_and_headers(response: Response, *, gzip: bool) -> tuple[bytes, list[tuple[str, str]]]:
    """Give the body as it is sent, and the headers but for the length."""
    headers = [("Content-Type", response.content_type), ("Server", "cloudflare"), *response.headers]
    if response.etag:
        headers.append(("ETag", response.etag))
    encoded = any(name == "Content-Encoding" for name, _ in response.headers)
    if gzip and not encoded and sum(map(len, response.parts)) >= _WORTH_PACKING and not response.content_type.startswith("image/"):
        headers += [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
        return packed(response.parts), headers
    return b"".join(response.parts), headers


def written_head(status: int, headers: list[tuple[str, str]], length: int | None, *, close: bool = False) -> bytes:
    """Write an answer's head."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Unknown')}", *(f"{name}: {value}" for name, value in headers)]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines.append(f"Connection: {'close' if close else 'keep-alive'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
