"""RSS, RDF, Atom, sitemaps and sitemap indexes, read without trust: nothing outside the document is asked for, limits on everything.

Prefixes are free: an entry's own elements bear the entry's prefix, whatever it is; those of known vocabularies are told by the namespace
that was declared or, because feeds in the wild forget to, by the usual prefix. A document type is passed over; one that declares more than
single characters is refused. A document with slips that have one certain mend (a bare ``&``, an HTML entity, a forbidden control
character) is mended and says so; any other break is a failure, because a list of which only the first part can be read must not count as
read. An entry that cannot be used costs itself alone, and is named.
"""

from __future__ import annotations

import html
import html.entities
import re
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.parsers import expat

from crawler.page import Failure, FailureKind, Unread
from crawler.reading.feed_source import RefusedError, addresses_alone, looks_like_feed, refuse, source
from crawler.reading.links import absolute
from crawler.text.spelling import collapse

__all__ = ["Entry", "Feed", "looks_like_feed", "read_feed"]

FeedKind = Literal["rss", "atom", "sitemap", "sitemapindex"]

MOST_ENTRIES = 50_000  # the sitemap protocol's own limit
DEEPEST = 64
LONGEST_FIELD = 100_000
_OF_CHANNEL = 3  # the depth of what a channel says of itself
_LONGEST_ENTITY = 8  # characters that a document type may declare a name for: single ones, and marks that are made of a few

_ROOTS: dict[str, FeedKind] = {"rss": "rss", "rdf": "rss", "feed": "atom", "urlset": "sitemap", "sitemapindex": "sitemapindex"}
_ENTRIES = {"rss": "item", "atom": "entry", "sitemap": "url", "sitemapindex": "sitemap"}
_TITLES = ("title",)
_DESCRIPTIONS = ("description", "summary", "content", "encoded")
_DATES = ("pubdate", "published", "date", "publication_date", "issued", "created", "lastmod", "updated", "modified")
_LINKS = ("link", "loc", "guid", "id")
# Parts of the namespaces' addresses, and the usual prefix of each.
_VOCABULARIES = (
    ("purl.org/dc/", "dc"), ("w3.org/2005/Atom", "atom"), ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/rss/1.0/", "rss"), ("sitemaps.org/schemas/sitemap", "sitemap"), ("sitemap-news", "news"),
)  # fmt: skip
_OWN = frozenset({"", "atom", "a10", "rss", "sm", "sitemap"})
_DATING = frozenset({"dc", "dcterms"})

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)(?:(\w{2,31});)?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a feed or sitemap: the address whole, the date not read yet; title and description may hold HTML."""

    url: str
    title: str | None = None
    description: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed or sitemap. ``unread`` are entries without a usable link, ``mended`` says that the XML had slips."""

    kind: FeedKind
    entries: tuple[Entry, ...] = ()
    unread: tuple[Unread, ...] = ()
    mended: bool = False


def read_feed(body: bytes, charset: str | None = None, url: str = "") -> Feed | Failure:
    """Read any of the forms, XML or addresses alone; ``url`` is the document's own, to which relative links belong.

    HTML and other XML are `NOT_FEED`; broken, oversized or dangerous XML is `BAD_XML`.
    """
    try:
        text = source(body, charset)
        return _read(text, url) if text.startswith("<") else _plain(text, url)
    except RefusedError as refused:
        return refused.failure


def _plain(text: str, base: str) -> Feed:
    lines = addresses_alone(text)
    if len(lines) > MOST_ENTRIES:
        refuse(FailureKind.BAD_XML, f"more than {MOST_ENTRIES} entries")
    entries = tuple(Entry(absolute(base, line)) for line, usable in lines if usable)
    return Feed("sitemap", entries, tuple(Unread(line, "a line that is no address") for line, usable in lines if not usable))


def _read(text: str, base: str) -> Feed:
    try:
        return _Reader(base).read(text)
    except expat.ExpatError as slip:
        first_slip = str(slip)
    try:
        return _Reader(base, mended=True).read(_mend(text))
    except expat.ExpatError:
        refuse(FailureKind.BAD_XML, f"broken XML: {first_slip}")


@dataclass(slots=True)
class _Captured:
    """The text of an element while it comes in: what goes beyond the limit is not kept."""

    key: str
    depth: int
    pieces: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, text: str) -> None:
        if self.length <= LONGEST_FIELD:
            self.pieces.append(text)
        self.length += len(text)

    @property
    def too_long(self) -> bool:
        return self.length > LONGEST_FIELD


@dataclass(slots=True)
class _Reader:
    """One document's state while expat goes through it."""

    base: str
    mended: bool = False
    kind: FeedKind | None = None
    depth: int = 0
    home: str = ""  # the channel's own address
    entry_depth: int | None = None
    entry_prefix: str = ""
    parent: str = ""  # what the entry's child is called in which we are
    fields: dict[str, str] = field(default_factory=dict)
    too_long: set[str] = field(default_factory=set)
    capture: _Captured | None = None
    bases: list[tuple[int, str]] = field(default_factory=list)
    vocabularies: dict[str, str] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def read(self, text: str) -> Feed:
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.EntityDeclHandler = _declared
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        # With a handler for all else, references to what the document type declares come here instead of being expanded.
        parser.DefaultHandler = self._reference
        parser.Parse(text.encode("utf-8", "replace"), True)  # noqa: FBT003 - the library's positional flag
        if self.kind is None:
            refuse(FailureKind.NOT_FEED, "no root element")
        return Feed(self.kind, tuple(self.entries), tuple(self.unread), self.mended)

    def _start(self, name: str, attributes: dict[str, Any]) -> None:
        self.depth += 1
        prefix, local = _split(name)
        if self.kind is None:
            if local not in _ROOTS:
                refuse(FailureKind.NOT_FEED, f"the root element is <{name}>, which is no feed and no sitemap")
            self.kind = _ROOTS[local]
        if self.depth > DEEPEST:
            refuse(FailureKind.BAD_XML, f"nested deeper than {DEEPEST} elements")
        self._note_spaces(attributes)
        if self.entry_depth is None:
            if local == _ENTRIES[self.kind]:
                self.entry_depth, self.entry_prefix, self.capture = self.depth, prefix, None
                self.fields, self.too_long = {}, set()
            elif self.kind == "rss" and self.depth == _OF_CHANNEL and local == "link" and not attributes:
                self.capture = _Captured("home", self.depth)
            return
        if self.depth == self.entry_depth + 1:
            self.parent = local
        if self.capture is not None:
            return
        key = self._field(prefix, local, attributes)
        if key is not None and key not in self.fields:
            self.capture = _Captured(key, self.depth)

    def _note_spaces(self, attributes: dict[str, Any]) -> None:
        """Keep what an element says of namespaces, and of the address that links inside it belong to."""
        for name, value in attributes.items():
            if name.startswith("xmlns:"):
                usual = next((usual for part, usual in _VOCABULARIES if part in value), None)
                if usual is not None:
                    self.vocabularies[name[6:].lower()] = usual
        base = attributes.get("xml:base")
        if base is not None:
            self.bases.append((self.depth, absolute(self._base(), base.strip()) or self._base()))

    def _base(self) -> str:
        """Return what links belong to: xml:base where it is given; RSS says no more than whose channel it is."""
        return self.bases[-1][1] if self.bases else self.home or self.base

    def _field(self, prefix: str, local: str, attributes: dict[str, Any]) -> str | None:
        """Name the field that an element holds; elements of the same name inside of others, or of other vocabularies, hold none."""
        if self.depth != (self.entry_depth or 0) + 1:
            return local if self._of_news(local) else None
        usual = self.vocabularies.get(prefix, prefix)
        if prefix != self.entry_prefix and usual not in _OWN:
            return local if _borrowed(usual, local) else None
        if local == "link" and attributes.get("href"):
            if attributes.get("rel", "alternate") == "alternate":
                self.fields.setdefault("link", absolute(self._base(), attributes["href"].strip()))
            return None
        if local == "id" and self.kind == "atom":  # mostly the address: good where there is no other
            return "guid"
        if local == "guid":
            return "guid" if attributes.get("isPermaLink", "true").lower() != "false" else "id"
        return local if local in (*_LINKS, *_TITLES, *_DESCRIPTIONS, *_DATES) else None

    def _of_news(self, local: str) -> bool:
        """Whether an element is one of those that count inside a sitemap entry's ``news``."""
        return self.parent == "news" and self.depth == (self.entry_depth or 0) + 2 and local in ("title", "publication_date")

    def _characters(self, text: str) -> None:
        if self.capture is not None:
            self.capture.add(text)

    def _reference(self, text: str) -> None:
        if self.capture is not None and text.startswith("&"):
            self.capture.add(html.unescape(text))

    def _end(self, _name: str) -> None:
        if self.capture is not None and self.capture.depth == self.depth:
            self._take(self.capture)
            self.capture = None
        if self.entry_depth == self.depth:
            self.entry_depth = None
            self._keep()
        if self.bases and self.bases[-1][0] == self.depth:
            self.bases.pop()
        self.depth -= 1

    def _take(self, captured: _Captured) -> None:
        key = captured.key
        if key == "home":
            self.home = absolute(self.base, collapse("".join(captured.pieces)))
            return
        if captured.too_long:
            self.too_long.add(key)
            if key not in _DESCRIPTIONS:  # of which the beginning is enough
                return
        value = collapse("".join(captured.pieces))
        if value:
            self.fields[key] = absolute(self._base(), value) if key in ("link", "loc", "guid") else value

    def _keep(self) -> None:
        if len(self.entries) + len(self.unread) >= MOST_ENTRIES:
            refuse(FailureKind.BAD_XML, f"more than {MOST_ENTRIES} entries")
        fields = self.fields
        url = _first(fields, ("link", "loc", "guid"))
        if url is not None and url.startswith(("http://", "https://", "//", "/")):
            self.entries.append(Entry(url, _first(fields, _TITLES), _first(fields, _DESCRIPTIONS), _first(fields, _DATES)))
        elif url is not None:
            self.unread.append(Unread(url, "its link is no address of the web"))
        else:
            long = next((key for key in ("link", "loc", "guid") if key in self.too_long), None)
            reason = f"its {long} is longer than {LONGEST_FIELD} characters" if long else "it has no link"
            self.unread.append(Unread(fields.get("id") or fields.get("title") or "", reason))


def _split(name: str) -> tuple[str, str]:
    prefix, _, local = name.rpartition(":")
    return prefix.lower(), local.lower()


def _borrowed(usual: str, local: str) -> bool:
    """Whether an entry may hold this element of another vocabulary: a date, or its whole text."""
    return (usual in _DATING and local in _DATES) or (usual == "content" and local == "encoded")


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if name in fields), None)


def _declared(name: str, is_parameter: bool, value: str | None, *_: object) -> None:  # noqa: FBT001 - expat's handler
    """Refuse a document type that declares more than names of characters: such a text could grow, or lead outside."""
    if is_parameter or value is None:
        refuse(FailureKind.BAD_XML, f"the document type declares {name}, which leads out of the document")
    if len(value) > _LONGEST_ENTITY or ("&" in value and not value.startswith("&#")):
        refuse(FailureKind.BAD_XML, f"the document type declares {name} as more than a character")


def _mend(text: str) -> str:
    """Mend the slips that have one certain meaning; what stands in CDATA keeps its ampersands."""
    parts = _CDATA.split(_DOCTYPE.sub("<!DOCTYPE", _FORBIDDEN.sub("", text), count=1))
    return "".join(part if part.startswith("<![CDATA[") else _ENTITY.sub(_entity, part) for part in parts)


def _entity(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return "&amp;"
    character = html.entities.html5.get(f"{name};")
    return character if character is not None and character not in "<&" else f"&amp;{name};"
