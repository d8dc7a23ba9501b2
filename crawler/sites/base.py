"""What a site offers, and the guards that every site's pages pass: size, bot check, visible text, legibility."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from crawler.page import Failure, FailureKind, Listing, Page
from crawler.reading.challenge import challenge_in
from crawler.reading.dates import VIETNAM
from crawler.reading.feeds import looks_like_feed
from crawler.reading.legible import legible, legible_list
from crawler.reading.limits import excess
from crawler.reading.markup import read_page, text_of
from crawler.text.spelling import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import tzinfo

    from selectolax.lexbor import LexborHTMLParser

    from crawler.page import Address
    from crawler.reading.decoding import Decoded

SeedKind = Literal["feed", "section", "tag", "topic", "search", "front", "sitemap"]

_SHADOW = re.compile(rb"<template(?=[^<>]*\sshadowrootmode\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seed:
    """A list to start from. ``javascript`` says that its teasers appear only in a browser."""

    url: str
    kind: SeedKind
    javascript: bool = False


class Site(Protocol):
    """What a site module offers under the name ``SITE``, or several of them as ``SITES``.

    All functions are pure; ``body`` is the response's bytes as received (decompressed).
    """

    name: str
    hosts: tuple[str, ...]

    @property
    def expectations(self) -> Mapping[str, Any]:
        """What a run on the site should find: the table ``expectations`` of its data, see `crawler.run.expectations`."""
        ...

    def address(self, url: str) -> Address | None:
        """Take an article's address apart; None where the address is no article of this site."""
        ...

    def read_article(self, url: str, body: bytes, charset: str | None = None) -> Page | Failure:
        """Read an article's page. ``charset`` is what the HTTP header claims; it may lie."""
        ...

    def read_listing(self, url: str, body: bytes, charset: str | None = None) -> Listing | Failure:
        """Read a list page, a feed or a sitemap, told apart by address and content."""
        ...

    def seeds(self, sections: Sequence[str] | None = None) -> tuple[Seed, ...]:
        """Name the lists to start from; with ``sections`` only those sections and what belongs to them."""
        ...


@dataclass(frozen=True, slots=True)
class LookUpRules:
    """How a mirror's pages of an original are looked for: the table ``look_up`` of its data, where it says otherwise than this.

    ``days`` are how many days after its date an original is looked for in the mirror's daily lists, widened from look to look; what such a
    list shows is final ``late_days`` after its day. Built addresses are asked for while at least ``least_yield`` of them may be expected to
    be there, and while no more than ``in_vain`` a story were not; where no daily list can be read, there are taken to be ``stories`` at
    least. Before anything was asked a language is expected on ``share`` of the stories, by what is known of the story; that counts as
    ``weight`` requests. ``presence`` is the share of stories that are on the mirror though no list names them, where that is in doubt:
    each language in which one is missing speaks against it.
    """

    days: Sequence[int] = (2, 6, 30)
    late_days: int = 1
    least_yield: float = 0.05
    in_vain: float = 2.0
    stories: int = 75
    weight: float = 4.0
    presence: Mapping[str, float] = field(default_factory=lambda: {"unlisted": 0.6})
    share: Mapping[str, float] = field(
        default_factory=lambda: {"unmapped": 0.25, "listed": 0.25, "translated": 0.1, "unlisted": 0.2, "unshown": 0.05, "again": 0.1}
    )


@runtime_checkable
class DailyLists(Site, Protocol):
    """A site that can list what it published on one day."""

    def day_list(self, day: str) -> str | None:
        """Return the address of the list of all that was published on a day (ISO date), if it has one."""
        ...


@runtime_checkable
class Paced(Protocol):
    """A site that is asked more slowly than others."""

    pace: float  # seconds between two requests to a host of it, in times of ``DOWNLOAD_DELAY``; 1 and up


@runtime_checkable
class Mirror(Site, Protocol):
    """A site that republishes another one's articles in many languages, each at an address made from the original's slug."""

    languages: tuple[str, ...]  # BCP 47, those tried one by one where nothing names an article's translations
    origin: str  # the site of which it republishes the articles, by name
    origin_language: str  # BCP 47; its page in this language is asked for first, for it names the article's translations
    look_up: LookUpRules

    def translation(self, slug: str, language: str) -> Address:
        """Return the address at which the article with that slug stands in a language, if it does."""
        ...

    def slugs(self, slug: str) -> tuple[str, ...]:
        """Return the slugs under which the mirror may list the original with that slug: its own first."""
        ...

    def newest(self, language: str) -> str | None:
        """Return the address of the list that shows the newest articles in a language, if one is known."""
        ...


def zone_of(data: Mapping[str, Any]) -> tzinfo:
    """The time that a site's clocks show where they name no offset: ``zone`` of its table, by its IANA name, else the data set's own."""
    return ZoneInfo(data["zone"]) if "zone" in data else VIETNAM


def read_guarded(body: bytes, charset: str | None, read: Callable[[Decoded, LexborHTMLParser], Page | Failure]) -> Page | Failure:
    """Read an article's page with a site's own ``read``, unless it is too large, a bot check, without text or illegible."""
    opened = _opened(body, charset)
    if isinstance(opened, Failure):
        return opened
    found = read(*opened)
    return legible(_why_nothing(found, *opened) if isinstance(found, Failure) else found, opened[0])


def read_list_guarded(
    body: bytes,
    charset: str | None,
    read: Callable[[Decoded, LexborHTMLParser], Listing | Failure],
    read_feed: Callable[[], Listing | Failure],
    *,
    feed: bool = False,
) -> Listing | Failure:
    """Read a list with a site's own ``read``, or as a feed what is one (or has to be, by ``feed``), behind the same guards."""
    if body.strip() and (feed or looks_like_feed(body)):
        return legible_list(read_feed())  # feeds have limits of their own
    opened = _opened(body, charset)
    if isinstance(opened, Failure):
        return opened
    found = read(*opened)
    return _why_nothing(found, *opened) if isinstance(found, Failure) else legible_list(found)


def _opened(body: bytes, charset: str | None) -> tuple[Decoded, LexborHTMLParser] | Failure:
    """Decode and parse a page that is not too large and not blank."""
    too_much = excess(body)
    if too_much is not None:
        return Failure(FailureKind.TOO_LARGE, too_much)
    # A declarative shadow root is text of the page, a template is none: with a block's opening it is one, its closing is ignored.
    decoded, tree = read_page(_SHADOW.sub(b"<div", body) if b"shadowrootmode" in body else body, charset)
    return (decoded, tree) if visible(decoded.text) else Failure(FailureKind.EMPTY, "no text at all")


def _why_nothing(failure: Failure, decoded: Decoded, tree: LexborHTMLParser) -> Failure:
    """Say in place of a reader's failure that the page is a bot check or shows nothing; one that is cut short stays so."""
    check = challenge_in(decoded.text, tree)
    if check is not None:
        return Failure(FailureKind.CHALLENGE, check)
    if failure.kind is not FailureKind.TRUNCATED and (tree.body is None or not visible(text_of(tree.body))):
        return Failure(FailureKind.EMPTY, "no text on the page")
    return failure
