"""The mirror's sitemaps: an index of one file a day, the day's files, the news of two days, and the feed of one language."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from tests.replica import mirror
from tests.replica.addresses import HANOI
from tests.replica.damage import stable
from tests.replica.languages import words
from tests.replica.messages import Response, document

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.replica.catalogue import Catalogue
    from tests.replica.story import Story

FIRST_DAY = date(2023, 1, 1)
# What is older was imported in this month.
_IMPORT = date(2024, 1, 1)
# The others of these answer as any address does that does not exist.
FEED_LANGUAGES = frozenset({"ko"})
FEED_SIZE = 30
_XML = "application/xml; charset=utf-8"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
_DAY = re.compile(r"/sitemap/sitemap-post/(?P<day>\d{4}-\d\d-\d\d)\.xml")
_OTHERS = ("page", "author", "organization", "category", "tag")
_OTHER = re.compile(rf"/sitemap/sitemap-(?P<kind>{'|'.join(_OTHERS)})(/\d+)?\.xml")


def day_of(story: Story) -> date:
    """Give the day in whose file a story stands: of publication, or of the import where the mirror did not yet exist then."""
    dates = [translation.published for translation in story.translations.values() if translation.published]
    day = story.original.published.astimezone(HANOI).date() if story.original else min(dates)
    return day if day >= FIRST_DAY else _IMPORT + timedelta(days=stable(f"import {story.key}") % 28)


def listed_segments(story: Story) -> list[str]:
    """Give the languages in which a day's file names a story: Vietnamese, and every third day all of them."""
    everything = day_of(story).toordinal() % 3 == 0
    return [segment for segment in story.translations if everything or segment == "vi"]


class Sitemaps:
    """Answers for all sitemaps; the index of days is made once for each state of the catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._days: dict[date, list[Story]] = {}
        self._version = -1

    def answer(self, path: str) -> Response | None:
        """Answer a request for a sitemap; None where the path is none."""
        if path == "/sitemap.xml":
            return self._index()
        if path == "/news-sitemap.xml":
            return self._news()
        if match := _DAY.fullmatch(path):
            try:
                day = date.fromisoformat(match["day"])
            except ValueError:
                return None
            return self._day(day) if FIRST_DAY <= day <= self._newest_day() else None
        if match := _OTHER.fullmatch(path):
            return _urlset(_other_addresses(match["kind"]))
        return None

    def feed(self, segment: str) -> Response:
        """Give the feed of a language."""
        items = []
        for story in self._catalogue.mirrored(segment)[:FEED_SIZE]:
            translation, address = story.translations[segment], mirror.url(segment, story.mirror_slug)
            items.append(
                f"<item><title>{html.escape(translation.headline)}</title><link>{address}</link><guid>{address}</guid>"
                f"<description>{html.escape(translation.description)}</description><pubDate>{format_datetime(_changed(story, segment))}</pubDate></item>\n"
            )
        channel = f"<title>{mirror.SITE_LINE}</title><link>{mirror.url(segment, '')}</link><language>{words(segment).tag}</language>"
        return document(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel>{channel}\n{"".join(items)}</channel></rss>\n',
            "application/rss+xml; charset=utf-8",
        )

    def _by_day(self) -> dict[date, list[Story]]:
        if self._version != self._catalogue.version:
            self._days = {}
            for story in self._catalogue.subject_and_files():
                if story.translations:
                    self._days.setdefault(day_of(story), []).append(story)
            self._version = self._catalogue.version
        return self._days

    def _newest_day(self) -> date:
        newest = self._catalogue.newest()
        return max([*self._by_day(), *(entry.published.astimezone(HANOI).date() for entry in newest[:1]), FIRST_DAY])

    def _index(self) -> Response:
        count = (self._newest_day() - FIRST_DAY).days + 1
        days = (self._newest_day() - timedelta(days=back) for back in range(count))
        addresses = [f"/sitemap/sitemap-post/{day:%Y-%m-%d}.xml" for day in days]
        addresses = ["/news-sitemap.xml", *(f"/sitemap/sitemap-{kind}.xml" for kind in _OTHERS), "/sitemap/sitemap-tag/1.xml", *addresses]
        entries = "".join(f"<sitemap><loc>https://{mirror.HOST}{address}</loc></sitemap>\n" for address in addresses)
        return document(f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n', _XML)

    def _day(self, day: date) -> Response:
        entries = [
            (mirror.url(segment, story.mirror_slug), _stamp(_changed(story, segment)))
            for story in self._by_day().get(day, [])
            for segment in listed_segments(story)
        ]
        return _urlset(entries)

    def _news(self) -> Response:
        """List the Vietnamese pages of the newest two days, as search engines for news want them."""
        days = (self._newest_day(), self._newest_day() - timedelta(days=1))
        entries = "".join(
            f"<url><loc>{mirror.url('vi', story.mirror_slug)}</loc><news:news><news:publication><news:name>Vietnam.vn</news:name>"
            f"<news:language>vi</news:language></news:publication><news:publication_date>{_stamp(_changed(story, 'vi'))}</news:publication_date>"
            f"<news:title>{html.escape(story.translations['vi'].headline)}</news:title></news:news></url>\n"
            for day in days
            for story in self._by_day().get(day, [])
            if "vi" in story.translations
        )
        return document(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}" xmlns:news="{_NEWS}">\n{entries}</urlset>\n', _XML
        )


def _changed(story: Story, segment: str) -> datetime:
    """Give the moment at which a page last changed: some hours into its day, an hour more for each revision."""
    start = datetime.combine(day_of(story), time(), tzinfo=HANOI)
    into = timedelta(milliseconds=stable(f"changed {story.key} {segment}") % (14 * 3_600_000))
    return (start + into + timedelta(hours=9 + story.translations[segment].revision)).astimezone(UTC)


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def _other_addresses(kind: str) -> list[tuple[str, str]]:
    """Give what a sitemap of no articles lists."""
    paths = {
        "page": ["/events", "/authors"],
        "author": ["/authors/ban-bien-tap"],
        "organization": ["/organization/bao-quoc-te", "/organization/bao-tuoi-tre"],
        "category": [f"/category/{name}" for name in mirror.MENU],
        "tag": [f"/tag/{name}" for name in mirror.MENU],
    }[kind]
    return [(f"https://{mirror.HOST}{path}", "2026-07-08T04:04:10.339Z") for path in paths]


def _urlset(entries: Iterable[tuple[str, str]]) -> Response:
    rows = "".join(f"<url><loc>{address}</loc><lastmod>{changed}</lastmod></url>\n" for address, changed in entries)
    return document(f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{_SITEMAP}">\n{rows}</urlset>\n', _XML)
