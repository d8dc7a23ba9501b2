"""From a feed or sitemap to a list of articles, whichever site's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from crawler.page import Failure, Listing, Teaser, Unread
from crawler.reading.dates import VIETNAM
from crawler.reading.feed_dates import from_feeds
from crawler.reading.feeds import read_feed
from crawler.reading.links import absolute
from crawler.reading.markup import parse, text_of
from crawler.text.spelling import collapse, without_ellipsis

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable
    from datetime import tzinfo

    from crawler.page import Address
    from crawler.reading.feeds import Entry, Feed

LONGEST_DESCRIPTION = 1_000  # characters: a feed may carry the whole body, a standfirst is a tenth of this
_LONGEST_MARKUP = 20_000  # of which that many are looked for


@dataclass(frozen=True, slots=True)
class ListTimes:
    """How a site's lists tell times: ``zone`` is that of clocks without an offset.

    ``list_day`` finds the day (``YYYY-MM-DD``) in the address of a list that holds one day's articles.
    """

    zone: tzinfo = VIETNAM
    list_day: re.Pattern[str] | None = None


def read_feed_list(
    url: str, body: bytes, charset: str | None, address: Callable[[str], Address | None], times: ListTimes | None = None
) -> Listing | Failure:
    """Read a feed's or sitemap's bytes into a list; `listing_of` says how."""
    feed = read_feed(body, charset, url)
    return feed if isinstance(feed, Failure) else listing_of(url, feed, address, times or ListTimes())


def listing_of(url: str, feed: Feed, address: Callable[[str], Address | None], times: ListTimes) -> Listing:
    """Make a list of a feed: teasers of the articles that ``address`` knows, or the further lists that a sitemap index names."""
    if feed.kind == "sitemapindex":
        return _index(url, feed, times)
    is_map = feed.kind == "sitemap"
    source = "sitemap" if is_map else "feed"
    teasers: dict[str, Teaser] = {}
    unread = list(feed.unread)
    for entry, when in zip(feed.entries, from_feeds([entry.date for entry in feed.entries], times.zone), strict=True):
        where = address(absolute(url, entry.url))
        if where is not None:
            teasers.setdefault(where.key, _teaser(where, entry, when, source))
        elif not is_map:  # a sitemap rightly names sections and the front page too
            unread.append(Unread(entry.url, "its link is no article's"))
    return Listing(url, tuple(teasers.values()), unread=once(unread))


def once(unread: Iterable[Unread]) -> tuple[Unread, ...]:
    """Name each entry that gave no article once; entries without an address cannot be told apart, so each of them counts."""
    named: dict[Unread | int, Unread] = {}
    for place, entry in enumerate(unread):
        named.setdefault(entry if entry.url else place, entry)
    return tuple(named.values())


def _teaser(where: Address, entry: Entry, when: str | None, source: str) -> Teaser:
    description = without_ellipsis(_text_of_fragment((entry.description or "")[:_LONGEST_MARKUP]))
    headline = _text_of_fragment(entry.title) or None
    return Teaser(where, headline, description[:LONGEST_DESCRIPTION] or None, when, source if when else None)


def _index(url: str, feed: Feed, times: ListTimes) -> Listing:
    changes = from_feeds([entry.date for entry in feed.entries], times.zone)
    parts = {absolute(url, entry.url): when for entry, when in zip(feed.entries, changes, strict=True)}
    days = {part: day for part in parts if part and (day := _day_of(part, times.list_day)) is not None}
    changed = {part: when for part, when in parts.items() if part and when is not None}
    return Listing(url, lists=tuple(filter(None, parts)), changed=changed, days=days, unread=once(feed.unread))


def _day_of(part: str, list_day: re.Pattern[str] | None) -> str | None:
    """Return the day that a list's address names."""
    found = list_day.search(part) if list_day is not None else None
    try:
        return date.fromisoformat(found[1]).isoformat() if found else None
    except ValueError:
        return None


def _text_of_fragment(markup: str | None) -> str:
    """Return the text of a piece of HTML, as feeds put it into their titles and descriptions."""
    if not markup:
        return ""
    if "<" not in markup and "&" not in markup:
        return collapse(markup)
    body = parse(f"<body>{markup}").body
    return text_of(body) if body else ""
