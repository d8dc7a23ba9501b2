"""What a crawl of the replica asked for, by kind, as the replica's own log has it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from crawler.sites import address
from tests.replica import mirror

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.replica import Replica
    from tests.replica.control import Entry

MAP_DAY = re.compile(r"/sitemap/sitemap-post/(\d{4}-\d\d-\d\d)\.xml")
IN_VAIN = "mirror page in vain"
MAP_DAYS = "mirror map day"
PAGES = frozenset({"mirror page", "mirror page unchanged", IN_VAIN, "paper page", "paper page unchanged"})
_NOT_MODIFIED = 304


def kinds(replica: Replica, log: Iterable[Entry] | None = None) -> Counter[str]:
    """Count requests by kind. ``mirror page in vain`` are addresses of articles at which the mirror has none, whatever it answers."""
    there = {mirror.path(segment, story.mirror_slug) for story in replica.stories() for segment in story.translations}
    return Counter(_kind(entry, there) for entry in (replica.log if log is None else log))


def _kind(entry: Entry, there: set[str]) -> str:
    path = entry.path
    mirrored = "vietnam.vn" in entry.host or "vrviet" in entry.host
    if path == "/robots.txt":
        what = "robots.txt"
    elif MAP_DAY.fullmatch(path):
        what = "map day"
    elif path.endswith(".xml"):
        what = "sitemap"
    elif path.startswith("/rss_feed") or path.endswith(".rss"):
        what = "feed"
    elif address(f"https://{entry.host}{path}") is None:
        what = "list"
    elif mirrored and path.rstrip("/") not in there:
        what = "page in vain"
    else:
        what = "page unchanged" if entry.status == _NOT_MODIFIED else "page"
    return f"{'mirror' if mirrored else 'paper'} {what}"


def map_days(log: Iterable[Entry]) -> list[str]:
    """Return the days whose files of the mirror's map were asked for, in order and with repetitions."""
    return [found[1] for entry in log if (found := MAP_DAY.fullmatch(entry.path))]
