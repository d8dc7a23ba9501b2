"""Small makers of pages, records and runs for the tests; each gives something complete that a test then changes in one place."""

# ruff: noqa: ANN401  (a builder takes any field of what it builds)

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import orjson
from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector
from sqlalchemy import select, update

from crawler.items import Article, Topic
from crawler.page import Address, Page, Teaser
from crawler.pipelines.item import FetchedArticle, NotForFeeds, NotRead
from crawler.pipelines.keep import Keep
from crawler.pipelines.make_record import MakeRecord
from crawler.record.fetched import Fetched
from crawler.record.figures import PageFigures
from crawler.record.joining import Story, join_story
from crawler.record.road import Reading
from crawler.record.validation import article_of
from crawler.run.arguments import Arguments
from crawler.run.run import Run
from crawler.scheduling.schedule import Schedule
from crawler.sites import SITES, address
from crawler.spiders.defence import DefenceSpider
from crawler.store import schema
from crawler.store.frontier import NewPage
from crawler.store.records import StoredArticle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scrapy.settings import Settings

    from crawler.items import Verdict
    from crawler.scheduling.lists import ListCrawl
    from crawler.store.store import Store

SLUG = "hai-bo-truong-quoc-phong-hoi-dam-tai-ha-noi"
NUMBER = 286044
ORIGINAL = f"baoquocte.vn/{NUMBER}"
ORIGINAL_URL = f"https://baoquocte.vn/{SLUG}-{NUMBER}.html"
DATE = "2024-09-12T08:01:12+07:00"
ON_SUBJECT = "Bộ trưởng Quốc phòng Nhật Bản hội đàm với Bộ trưởng Quốc phòng Việt Nam"
FETCHED = "2024-12-01T03:00:00+00:00"


def original_address(number: int = NUMBER, slug: str = SLUG, host: str = "baoquocte.vn") -> Address:
    """An article's address in the paper."""
    found = address(f"https://{host}/{slug}-{number}.html")
    assert found is not None
    return found


def mirror_address(language: str = "de", slug: str = SLUG) -> Address:
    """An article's address in the mirror."""
    prefix = "" if language == "vi" else f"{language.lower()}/"
    found = SITES["vietnam.vn"].address(f"https://www.vietnam.vn/{prefix}{slug}")
    assert found is not None
    return found


def original_page(number: int = NUMBER, slug: str = SLUG, host: str = "baoquocte.vn", **changes: Any) -> Page:
    """A page of the paper, refined."""
    fields: dict[str, Any] = {
        "headline": "Hai bộ trưởng quốc phòng hội đàm tại Hà Nội",
        "description": "Cuộc gặp bàn về tuần tra chung.",
        "body": ["Hai bộ trưởng gặp nhau sáng nay.", "Hai bên ký bản ghi nhớ."],
        "date_published": DATE,
        "date_source": "json-ld",
        "publisher": "Báo Thế giới và Việt Nam",
    }
    return Page(address=original_address(number, slug, host), parser="test 1", **{**fields, **changes})


def mirror_page(language: str = "de", slug: str = SLUG, **changes: Any) -> Page:
    """A page of the mirror, refined, with the source line that ties it to the original; without a date of its own."""
    fields: dict[str, Any] = {
        "headline": f"Zwei Minister treffen sich in Hanoi ({language})",
        "body": ["Die beiden Minister trafen sich heute früh."],
        "publisher": "Báo Quốc Tế",
        "source_url": ORIGINAL_URL,
    }
    return Page(address=mirror_address(language, slug), parser="test 1", origin_language="vi", **{**fields, **changes})


def topic(verdict: Verdict = "yes") -> Topic:
    """A judgement with that verdict."""
    return Topic(name="defence", score={"yes": 0.9, "borderline": 0.4, "no": 0.1}[verdict], verdict=verdict, dealings=[], evidence=[])


def fetched(page: Page, **changes: Any) -> Fetched:
    """How a page was fetched."""
    return fetched_from(page.address.url, b"", **changes)


def fetched_from(url: str, body: bytes, charset: str | None = "utf-8", **changes: Any) -> Fetched:
    """A page as it came from an address."""
    fields: dict[str, Any] = {
        "url": url, "body": body, "charset": charset, "status": 200, "fetched_at": FETCHED, "requested_url": url, "run_id": "run-1",
    }  # fmt: skip
    return Fetched(**{**fields, **changes})


def article(page: Page | None = None, verdict: Verdict = "yes", **fetch: Any) -> Article:
    """A record as the road makes it of a page that was judged and belongs to no other story."""
    page = page or original_page()
    return article_of(page, fetched(page, **fetch), Story(page.address.key, None, "self"), topic(verdict), [])


def as_version_1(record: Article) -> dict[str, Any]:
    """A record as schema version 1 had it: no dealings, and evidence without end."""
    plain = record.model_dump()
    term = {"term": "quốc phòng", "concept": "defence_word", "where": "body"}
    judged = {name: plain["topic"][name] for name in ("name", "score", "verdict")}
    return {**plain, "schema_version": 1, "topic": {**judged, "evidence": [term] * 40}}


def age(store: Store, verdict: Verdict | None = None) -> None:
    """Make a store one whose records and lines an older crawler wrote, of schema version 1; with that verdict, where one is given."""
    with store.transaction():
        for table, column in ((schema.articles, "record"), (schema.published, "line")):
            for row in store.execute(select(table)).all():
                old = as_version_1(Article.model_validate_json(getattr(row, column)))
                old["topic"]["verdict"] = verdict or old["topic"]["verdict"]
                store.execute(update(table).where(table.c.id == row.id).values({column: orjson.dumps(old)}))
        store.execute(update(schema.articles).values(record_version=1))
        if verdict is not None:
            store.execute(update(schema.articles).values(verdict=verdict))
            store.execute(update(schema.pages).values(verdict=verdict))


def stored(record_id: str = ORIGINAL, **changes: Any) -> StoredArticle:
    """An article for the store."""
    fields: dict[str, Any] = {
        "id": record_id, "story_id": record_id, "site": "baoquocte.vn", "language": "vi", "slug": SLUG, "is_original": True,
        "verdict": "yes", "date_published": DATE, "url": ORIGINAL_URL, "content_hash": "sha256:1", "record": b'{"parties": []}',
        "wanted": True, "any_topic": False,
    }  # fmt: skip
    return StoredArticle(**{**fields, **changes})


def new_page(at: Address, **changes: Any) -> NewPage:
    """A page for the frontier."""
    return NewPage(key=at.key, url=at.url, site=at.site, language=at.language, slug=at.slug, number=at.number, **changes)


def teaser(at: Address | None = None, headline: str | None = ON_SUBJECT, **changes: Any) -> Teaser:
    """An article as a list shows it, on the subject."""
    return Teaser(at or original_address(), headline, **{"date": DATE, "date_source": "feed", **changes})


def settings_of(root: Path, **changes: Any) -> Settings:
    """The project's settings for an output directory."""
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415  (it reads the environment when imported)

    settings = get_project_settings()
    given = {"OUTPUT_DIR": str(root), "STORE_URL": "sqlite:///{OUTPUT_DIR}/store.sqlite", "CONTACT": "a@example.org", **changes}
    for name, value in given.items():
        settings.set(name, value, priority="cmdline")
    return settings


def begin(root: Path, **arguments: str) -> Run:
    """Begin a run whose window holds the builders' dates, unless told otherwise. Close it."""
    return Run.begin(settings_of(root), Arguments.parse({"since": "2024-09-01", **arguments}))


def crawler_of(run: Run, **settings: Any) -> Crawler:
    """A crawler whose spider works for a run, without an engine."""
    crawler = Crawler(DefenceSpider, settings_of(run.place.root, **settings))
    crawler.stats = MemoryStatsCollector(crawler)
    crawler.spider = DefenceSpider.from_crawler(crawler, run=run)
    return crawler


def spider_of(crawler: Crawler) -> DefenceSpider:
    """The crawler's spider, by its own type."""
    assert isinstance(crawler.spider, DefenceSpider)
    return crawler.spider


def schedule_of(crawler: Crawler) -> Schedule:
    """What the crawler asks for."""
    return Schedule.of(crawler)


def open_list(crawler: Crawler, url: str, site: str) -> ListCrawl:
    """Begin to read a list."""
    page = schedule_of(crawler).lists.open(url, site)
    assert page is not None
    return page.crawl


def count_of(crawler: Crawler, name: str) -> int:
    """A count of the crawl's statistics."""
    assert crawler.stats is not None
    return int(crawler.stats.get_value(name, 0))


def take(crawler: Crawler, page: Page, verdict: Verdict = "yes", *, hint: str | None = None, **fetch: Any) -> Article | None:
    """Have a page that was fetched and judged joined, validated and kept; None where it is nothing for the feeds."""
    schedule = schedule_of(crawler)
    with schedule.run.store.transaction():
        schedule.run.frontier.add([new_page(page.address, story_hint=hint)])
    schedule.articles.in_flight[page.address.key] = schedule.run.frontier.known([page.address.key])[page.address.key]
    answer = fetched(page, **fetch)
    story = join_story(page, schedule.run.stories.originals, hint)
    assert story is not None
    record = article_of(page, answer, story, topic(verdict), [])
    reading = Reading(article=record, page=page, figures=PageFigures.of(page))
    try:
        return keep_of(crawler).process_item(FetchedArticle(page.address.key, answer, reading))
    except NotForFeeds:
        return None


def make(crawler: Crawler, items: Iterable[FetchedArticle]) -> list[Article]:
    """Have pages as the spider gives them made into records; those that give none are left out."""
    made: list[Article] = []
    for item in items:
        try:
            reading = MakeRecord(crawler).process_item(item).reading
        except NotRead:
            continue
        assert reading is not None
        assert reading.article is not None
        made.append(reading.article)
    return made


def keep_of(crawler: Crawler) -> Keep:
    """The crawler's one pipeline of that name."""
    if crawler not in _KEEPS:
        _KEEPS[crawler] = Keep.from_crawler(crawler)
    return _KEEPS[crawler]


_KEEPS: WeakKeyDictionary[Crawler, Keep] = WeakKeyDictionary()
