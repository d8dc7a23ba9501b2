"""What travels through the pipelines until `validate` turns it into an `Article`: the page as read, and what is known around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

if TYPE_CHECKING:
    from crawler.items import Original, Topic
    from crawler.sites.site import Page


@dataclass(frozen=True, slots=True)
class Fetch:
    """How a page came here. ``fetched_at`` is ISO 8601 in UTC; ``requested_url`` the canonical address that was asked for."""

    requested_url: str
    fetched_at: str
    status: int
    run_id: str
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class Draft:
    """A record in the making. ``story_id`` and ``original`` come from `join_story`, ``topic`` and ``parties`` from `judge_topic`."""

    page: Page
    fetch: Fetch
    story_id: str = ""
    original: Original | None = None
    topic: Topic | None = None
    parties: list[str] = field(default_factory=list)


class Unusable(DropItem):
    """A page that was read but cannot become a record. It counts as a failure of that ``kind`` and is asked for again by its rule."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind


class NotForFeeds(DropItem):
    """A page that is stored and done, and gives no record of this run: off the subject, unwanted, or unchanged."""
