"""RSS, RDF, Atom, sitemaps and sitemap indexes, read without trust: no DTD, no entities of the document's own, limits on everything.

Prefixes are looked at, namespaces are not resolved: feeds in the wild forget to declare them. A document with slips that have one certain
mend (a bare ``&``, an HTML entity, a forbidden control character) is mended and says so; any other break is a failure, because a list of
which only the first part can be read must not count as read.
"""

from __future__ import annotations

import html.entities
import re
import zlib
from dataclasses import dataclass, field
from typing import Any, Literal, NoReturn
from xml.parsers import expat

from crawler.sites.markup import decode
from crawler.sites.site import Failure, FailureKind
from crawler.sites.text import collapse

FeedKind = Literal["rss", "atom", "sitemap", "sitemapindex"]

MOST_BYTES = 50 * 1024 * 1024  # the sitemap protocol's own limit, unpacked
MOST_ENTRIES = 50_000  # likewise
DEEPEST = 64
LONGEST_FIELD = 100_000

_ROOTS: dict[str, FeedKind] = {"rss": "rss", "rdf": "rss", "feed": "atom", "urlset": "sitemap", "sitemapindex": "sitemapindex"}
_ENTRIES = {"rss": "item", "atom": "entry", "sitemap": "url", "sitemapindex": "sitemap"}
_TITLES = ("title",)
_DESCRIPTIONS = ("description", "summary", "content")
_DATES = ("pubdate", "published", "date", "publication_date", "lastmod", "updated")

# White space and comments; possessive, because comments can be parted in exponentially many ways.
_PREAMBLE = r"(?:\s|(?><!--.*?-->))*+"
_LEADING = re.compile(rf"\ufeff?{_PREAMBLE}(?=<)", re.DOTALL)
_HTML_START = re.compile(
    rf"\ufeff?{_PREAMBLE}(?:<\?xml[^>]*\?>)?{_PREAMBLE}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML_START = re.compile(
    rf"(?:\xef\xbb\xbf)?{_PREAMBLE}<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:RDF)\b".encode("latin-1"), re.IGNORECASE | re.DOTALL
)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(?:(\w{2,31});)?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a feed or sitemap, as it stands there: the date is not read yet, title and description may hold HTML."""

    url: str
    title: str | None = None
    description: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or sitemap. ``unread`` counts entries without a link, ``mended`` says that the XML had slips."""

    kind: FeedKind
    entries: tuple[Entry, ...] = ()
    unread: int = 0
    mended: bool = False


def looks_like_xml(body: bytes) -> bool:
    """Tell a feed or sitemap from a page by its first bytes."""
    if body.startswith(_GZIP):
        return True
    head = body[:2048]
    return bool(_XML_START.match(head)) and not _HTML_START.match(head.decode("latin-1"))


def read_feed(body: bytes, charset: str | None = None) -> Feed | Failure:
    """Read any of the forms. HTML and other XML are `NOT_FEED`; broken, oversized or dangerous XML is `BAD_XML`."""
    try:
        return _read(_source(body, charset))
    except _RefusedError as refused:
        return refused.failure


def _source(body: bytes, charset: str | None) -> str:
    """Unpack and decode; what cannot be a feed is refused here. The text begins with the first markup."""
    if body.startswith(_GZIP):
        body = _unpack(body)
    if len(body) > MOST_BYTES:
        _refuse(FailureKind.BAD_XML, f"larger than {MOST_BYTES} bytes")
    if not body.strip():
        _refuse(FailureKind.EMPTY, "no bytes")
    text = decode(body, charset).text
    if _HTML_START.match(text[:4096]):
        _refuse(FailureKind.NOT_FEED, "an HTML page where a feed or sitemap was asked for")
    leading = _LEADING.match(text)
    if leading is None:
        _refuse(FailureKind.NOT_FEED, "no markup at the start")
    return text[leading.end() :]


def _read(text: str) -> Feed:
    try:
        return _Reader().read(text)
    except expat.ExpatError as slip:
        first_slip = str(slip)
    try:
        return _Reader(mended=True).read(_mend(text))
    except expat.ExpatError:
        _refuse(FailureKind.BAD_XML, f"broken XML: {first_slip}")


class _RefusedError(Exception):
    """Stops the parser in the middle of a document that will not be read."""

    def __init__(self, kind: FailureKind, reason: str) -> None:
        super().__init__(reason)
        self.failure = Failure(kind, reason)


def _refuse(kind: FailureKind, reason: str) -> NoReturn:
    raise _RefusedError(kind, reason)


@dataclass(slots=True)
class _Reader:
    """One document's state while expat goes through it."""

    mended: bool = False
    kind: FeedKind | None = None
    depth: int = 0
    entry_depth: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    guid_is_link: bool = False
    capture: tuple[str, int] | None = None
    pieces: list[str] = field(default_factory=list)
    length: int = 0
    entries: list[Entry] = field(default_factory=list)
    unread: int = 0

    def read(self, text: str) -> Feed:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = lambda *_: _refuse(FailureKind.BAD_XML, "a document type declaration is refused")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - the library's positional flag
        if self.kind is None:
            _refuse(FailureKind.NOT_FEED, "no root element")
        return Feed(self.kind, tuple(self.entries), self.unread, self.mended)

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        self.depth += 1
        prefix, local = _split(name)
        if self.kind is None:
            if local not in _ROOTS:
                _refuse(FailureKind.NOT_FEED, f"the root element is <{name}>, which is no feed and no sitemap")
            self.kind = _ROOTS[local]
        if self.depth > DEEPEST:
            _refuse(FailureKind.BAD_XML, f"nested deeper than {DEEPEST} elements")
        if self.entry_depth is None:
            if local == _ENTRIES[self.kind]:
                self.entry_depth = self.depth
                self.fields = {}
                self.guid_is_link = False
            return
        if self.capture is not None:
            return
        key = self._field(prefix, local, attributes)
        if key is not None and key not in self.fields:
            self.capture = (key, self.depth)
            self.pieces = []
            self.length = 0

    def _field(self, prefix: str, local: str, attributes: dict[str, Any]) -> str | None:
        """Name the field that an element holds; foreign elements of the same name (``media:title``, ``image:loc``) hold none."""
        if local in _DATES:
            return local
        # The document's own elements bear no prefix, or (whole sitemaps with "sm:") all of them the entry's.
        direct = self.depth == (self.entry_depth or 0) + 1
        if local == "title" and prefix == "news":
            return local
        if not direct or prefix not in ("", "atom", "rss", "sm", "sitemap"):
            return None
        if local == "link" and attributes.get("href"):
            if attributes.get("rel", "alternate") == "alternate":
                self.fields.setdefault("link", attributes["href"].strip())
            return None
        if local == "guid":
            self.guid_is_link = attributes.get("isPermaLink", "true").lower() != "false"
            return local
        return local if local in ("link", "loc", *_TITLES, *_DESCRIPTIONS) else None

    def _characters(self, text: str) -> None:
        if self.capture is not None:
            self.length += len(text)
            if self.length > LONGEST_FIELD:
                _refuse(FailureKind.BAD_XML, f"a field longer than {LONGEST_FIELD} characters")
            self.pieces.append(text)

    def _end(self, _name: str) -> None:
        if self.capture is not None and self.capture[1] == self.depth:
            value = collapse("".join(self.pieces))
            if value:
                self.fields[self.capture[0]] = value
            self.capture = None
        if self.entry_depth == self.depth:
            self.entry_depth = None
            self._keep()
        self.depth -= 1

    def _keep(self) -> None:
        fields = self.fields
        url = fields.get("link") or fields.get("loc") or (fields.get("guid") if self.guid_is_link else None)
        if url is None or not url.startswith(("http://", "https://", "//", "/")):
            self.unread += 1
            return
        if len(self.entries) >= MOST_ENTRIES:
            _refuse(FailureKind.BAD_XML, f"more than {MOST_ENTRIES} entries")
        self.entries.append(Entry(url, _first(fields, _TITLES), _first(fields, _DESCRIPTIONS), _first(fields, _DATES)))


def _split(name: str) -> tuple[str, str]:
    prefix, _, local = name.rpartition(":")
    return prefix.lower(), local.lower()


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if name in fields), None)


def _unpack(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        text = unpacker.decompress(body, MOST_BYTES + 1)
    except zlib.error as error:
        _refuse(FailureKind.BAD_XML, f"cannot be unpacked: {error}")
    if len(text) <= MOST_BYTES and not unpacker.eof:
        _refuse(FailureKind.BAD_XML, "the packed data stops before its end")
    return text


def _mend(text: str) -> str:
    """Mend the slips that have one certain meaning; what stands in CDATA keeps its ampersands."""
    parts = _CDATA.split(_FORBIDDEN.sub("", text))
    return "".join(part if part.startswith("<![CDATA[") else _ENTITY.sub(_entity, part) for part in parts)


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    character = html.entities.html5.get(f"{name};")
    return character if character is not None and character not in "<&" else f"&amp;{name};"
