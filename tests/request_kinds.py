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
ARTICLES = frozenset({"mirror page", "mirror page unchanged", IN_VAIN, "paper page", "paper page unchanged"})
_NOT_MODIFIED = 304


def kinds(replica: Replica, log: Iterable[Entry] | None = None) -> Counter[str]:
    """Count requests by kind. ``mirror page in vain`` are addresses of articles at which the mirror has none, whatever it answers."""
    there = {mirror.path(segment, story.mirror_slug) for story in replica.stories() for segment in story.translations}
    return Counter(_kind(entry, there) for entry in (replica.log if log is None else log))


def _kind(entry: Entry, there: set[str]) -> str:
    host, path = entry.host, entry.path
    if path == "/robots.txt":
        return "robots.txt"
    mirrored = "vietnam.vn" in host or "vrviet" in host
    whose = "mirror" if mirrored else "paper"
    if MAP_DAY.fullmatch(path):
        return MAP_DAYS
    if path.endswith(".xml"):
        return f"{whose} sitemap"
    if path.startswith("/rss_feed") or path.endswith(".rss"):
        return f"{whose} feed"
    if address(f"https://{host}{path}") is None:
        return f"{whose} list"
    if mirrored and path.rstrip("/") not in there:
        return IN_VAIN
    return f"{whose} page unchanged" if entry.status == _NOT_MODIFIED else f"{whose} page"


def map_days(log: Iterable[Entry]) -> list[str]:
    """Return the days whose files of the mirror's map were asked for, in order and with repetitions."""
    return [found[1] for entry in log if (found := MAP_DAY.fullmatch(entry.path))]
