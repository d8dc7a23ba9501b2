"""What travels from the spider through the pipelines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrapy.exceptions import DropItem

if TYPE_CHECKING:
    from crawler.record.fetched import Fetched
    from crawler.record.road import Reading


@dataclass(slots=True)
class FetchedArticle:
    """An article's page with its key in the frontier; ``reading`` is there once it was read."""

    key: str
    fetched: Fetched
    reading: Reading | None = None


class NotRead(DropItem):
    """A page that gives no record. Its failure was counted, shown and given to the schedule."""


class NotForFeeds(DropItem):
    """A page that is stored and done, and gives no record of this run: off the subject, unwanted, or unchanged."""
