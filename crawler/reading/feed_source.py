"""From the bytes of a feed or sitemap to its text: what they are by their beginning, unpacked, decoded, within limits."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import NoReturn

from crawler.page import Failure, FailureKind
from crawler.reading.decoding import decode

MOST_BYTES = 50 * 1024 * 1024  # the sitemap protocol's own limit, unpacked

_HEAD = 8192  # bytes that tell what a document is
_GZIP = b"\x1f\x8b"
_MOST_PACKED = 2  # a packed file that a server packs once more
_TWO_BYTES = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

# White space and comments; possessive, because comments can be parted in exponentially many ways.
_PREAMBLE = r"(?:\s|(?><!--.*?-->))*+"
_LEADING = re.compile(rf"\ufeff?{_PREAMBLE}(?=<)", re.DOTALL)
_HTML_START = re.compile(
    rf"\ufeff?{_PREAMBLE}(?:<\?xml[^>]*\?>)?{_PREAMBLE}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML_START = re.compile(
    rf"\ufeff?{_PREAMBLE}<(?:\?xml|(?:!doctype\s+)?(?:[\w.-]+:)?(?:rss|feed|urlset|sitemapindex|rdf)\b)", re.IGNORECASE | re.DOTALL
)
# A line of a plain sitemap: an address, whole or from the host's root on, and nothing else.
_ADDRESS = re.compile(r"(?:https?:)?//?[^\s/<>][^\s<>]*", re.IGNORECASE)


class RefusedError(Exception):
    """Stops the reading of a document that will not be read."""

    def __init__(self, kind: FailureKind, reason: str) -> None:
        super().__init__(reason)
        self.failure = Failure(kind, reason)


def refuse(kind: FailureKind, reason: str) -> NoReturn:
    """Raise `RefusedError`."""
    raise RefusedError(kind, reason)


def looks_like_feed(body: bytes) -> bool:
    """Tell a feed or sitemap (XML, packed, or addresses alone) from a page by its first bytes."""
    if body.startswith(_GZIP):
        return True
    coding = _TWO_BYTES.get(body[:2])
    head = body[2:_HEAD].decode(coding, "replace") if coding else body[:_HEAD].removeprefix(codecs.BOM_UTF8).decode("latin-1")
    if _XML_START.match(head):
        return _HTML_START.match(head) is None
    return _ADDRESS.fullmatch(next((line.strip() for line in head.splitlines() if line.strip()), "")) is not None


def source(body: bytes, charset: str | None) -> str:
    """Unpack and decode; what cannot be a feed is refused. The text begins with the first markup, where there is any."""
    for _ in range(_MOST_PACKED):
        if body.startswith(_GZIP):
            body = _unpack(body)
    if len(body) > MOST_BYTES:
        refuse(FailureKind.BAD_XML, f"larger than {MOST_BYTES} bytes")
    if not body.strip():
        refuse(FailureKind.EMPTY, "no bytes")
    text = decode(body, charset).text
    if _HTML_START.match(text[:_HEAD]):
        refuse(FailureKind.NOT_FEED, "an HTML page where a feed or sitemap was asked for")
    leading = _LEADING.match(text)
    if leading is None and text.lstrip().startswith("<"):
        refuse(FailureKind.NOT_FEED, "nothing but comments at the start")
    return text[leading.end() :] if leading is not None else text


def addresses_alone(text: str) -> list[tuple[str, bool]]:
    """Return the lines of a plain sitemap that are not blank, each with whether it is an address. Refuses what is mostly something else."""
    lines = [(line, _ADDRESS.fullmatch(line) is not None) for raw in text.splitlines() if (line := raw.strip(" \t\ufeff\0"))]
    good = sum(usable for _, usable in lines)
    if not lines or not lines[0][1] or 2 * good <= len(lines):
        refuse(FailureKind.NOT_FEED, "no markup at the start, and no list of addresses")
    return lines


def _unpack(body: bytes) -> bytes:
    """Unpack all members of a gzip file; the zeros that fill up a tape's block may follow."""
    pieces: list[bytes] = []
    size = 0
    rest = body
    while rest.startswith(_GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            piece = unpacker.decompress(rest, MOST_BYTES + 1 - size)
        except zlib.error as error:
            refuse(FailureKind.BAD_XML, f"cannot be unpacked: {error}")
        size += len(piece)
        if size > MOST_BYTES:
            refuse(FailureKind.BAD_XML, f"larger than {MOST_BYTES} bytes")
        if not unpacker.eof:
            refuse(FailureKind.BAD_XML, "the packed data stops before its end")
        pieces.append(piece)
        rest = unpacker.unused_data
    if rest.strip(b"\0"):
        refuse(FailureKind.BAD_XML, "the packed data is followed by something else")
    return b"".join(pieces)
