"""What ``scrapy inspect`` finds out about a page, whatever it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from crawler.page import Failure, FailureKind
from crawler.record.road import Reading, read_article, read_listing
from crawler.sites import site_of
from crawler.topic import judge_teaser

if TYPE_CHECKING:
    from crawler.page import Listing, Teaser
    from crawler.record.fetched import Fetched

PageKind = Literal["article", "listing", "not-article", "challenge", "unknown"]

_OK = 200
# A page that is an article and cannot be read is of no kind that anybody knows.
_UNKNOWN = frozenset(
    {
        FailureKind.LAYOUT_CHANGED,
        FailureKind.TRUNCATED,
        FailureKind.BAD_ENCODING,
        FailureKind.EMPTY_BODY,
        FailureKind.INVALID_RECORD,
    }
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a page turned out to be. ``reason`` is in words for a person."""

    kind: PageKind
    reason: str
    reading: Reading
    listing: Listing | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints; of a list with its teasers, and with the entries that gave none."""
        article = self.reading.article
        answer: dict[str, Any] = {
            "record": article.model_dump() if article is not None else None,
            "page": self.kind,
            "reason": self.reason,
            "rules": self.reading.rules,
        }
        if self.listing is not None:
            answer["teasers"] = [_teaser(teaser) for teaser in self.listing.teasers]
            answer["unread"] = [{"url": entry.url, "reason": entry.reason} for entry in self.listing.unread]
        return answer


def _teaser(teaser: Teaser) -> dict[str, Any]:
    at = teaser.address
    judged = judge_teaser(teaser.headline, teaser.description, at.slug, at.language)
    return {"id": at.key, "headline": teaser.headline, "date": teaser.date, "ask": judged.ask}


def inspect_page(fetched: Fetched) -> Inspected:
    """Read a page as the crawl would, but for what only the store knows."""
    found = _read(fetched)
    if fetched.status == _OK or found.kind == "challenge":
        return found
    return Inspected("not-article", f"the site answered {fetched.status}", Reading())


def _read(fetched: Fetched) -> Inspected:
    site = site_of(fetched.url)
    if site is None:
        return Inspected("unknown", "the address is on no site that this crawler knows", Reading())
    if site.address(fetched.url) is None:
        return _list(fetched)
    reading = read_article(fetched)
    if reading.failure is not None:
        return Inspected(_kind(reading.failure), f"{reading.failure.kind.value}: {reading.failure.reason}", reading)
    how = f"by {reading.page.parser}" if reading.page is not None and not reading.page.fallback else "by the fallback reader"
    return Inspected("article", f"read {how} from {fetched.url}", reading)


def _list(fetched: Fetched) -> Inspected:
    listing = read_listing(fetched.url, fetched.body, fetched.charset)
    if isinstance(listing, Failure):
        return Inspected(_kind(listing), f"{listing.kind.value}: {listing.reason}", Reading())
    return Inspected("listing", f"{len(listing.teasers)} articles", Reading(), listing)


def _kind(failure: Failure) -> PageKind:
    if failure.kind is FailureKind.CHALLENGE:
        return "challenge"
    return "unknown" if failure.kind in _UNKNOWN else "not-article"
