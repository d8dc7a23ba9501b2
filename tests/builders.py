"""Small makers of pages, records and runs for the tests; each gives something complete that a test then changes in one place."""

# ruff: noqa: ANN401  (a builder takes any field of what it builds)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scrapy.crawler import Crawler
from scrapy.statscollectors import MemoryStatsCollector

from crawler.arguments import Arguments
from crawler.items import Article, Topic
from crawler.pipelines.draft import Draft, Fetch, NotForFeeds
from crawler.pipelines.join_story import JoinStory
from crawler.pipelines.keep import Keep
from crawler.pipelines.validate import article_of
from crawler.run import Run
from crawler.sites import SITES, address
from crawler.sites.site import Address, Page, Teaser
from crawler.spiders.defence import DefenceSpider
from crawler.store.frontier import NewPage
from crawler.store.records import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from scrapy.settings import Settings

    from crawler.items import Verdict

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
    return Page(address=mirror_address(language, slug), parser="test 1", **{**fields, **changes})


def topic(verdict: Verdict = "yes") -> Topic:
    """A judgement with that verdict."""
    return Topic(name="defence", score={"yes": 0.9, "borderline": 0.4, "no": 0.1}[verdict], verdict=verdict, evidence=[])


def draft(page: Page, verdict: Verdict = "yes", **fetch: Any) -> Draft:
    """A draft that is ready for validation."""
    how: dict[str, Any] = {"requested_url": page.address.url, "fetched_at": FETCHED, "status": 200, "run_id": "run-1", **fetch}
    return Draft(page, Fetch(**how), story_id=page.address.key, topic=topic(verdict))


def article(page: Page | None = None, verdict: Verdict = "yes") -> Article:
    """A record as `validate` makes it."""
    return article_of(draft(page or original_page(), verdict))


def reading(record_id: str = ORIGINAL, **changes: Any) -> Reading:
    """A reading for the store."""
    fields: dict[str, Any] = {
        "id": record_id, "story_id": record_id, "site": "baoquocte.vn", "language": "vi", "slug": SLUG, "is_original": True,
        "verdict": "yes", "date_published": DATE, "url": ORIGINAL_URL, "content_hash": "sha256:1", "record": b"{}",
        "wanted": True, "any_topic": False,
    }  # fmt: skip
    return Reading(**{**fields, **changes})


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


def count_of(crawler: Crawler, name: str) -> int:
    """A count of the crawl's statistics."""
    assert crawler.stats is not None
    return int(crawler.stats.get_value(name, 0))


def take(crawler: Crawler, page: Page, verdict: Verdict = "yes", *, hint: str | None = None, **fetch: Any) -> Article | None:
    """Have a page that was fetched and judged joined, validated and kept; None where it is nothing for the feeds."""
    spider = spider_of(crawler)
    with spider.run.store.transaction():
        spider.run.frontier.add([new_page(page.address, story_hint=hint)])
    spider.in_flight[page.address.key] = spider.run.frontier.known([page.address.key])[page.address.key]
    item = JoinStory(crawler).process_item(draft(page, verdict, **fetch))
    try:
        return Keep(crawler).process_item((item, article_of(item)))
    except NotForFeeds:
        return None
