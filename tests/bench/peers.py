"""The peers: a Scrapy spider that only fetches, and two other ways to read the same fields of a page."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from parsel import Selector
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Request, Response


class BareSpider(scrapy.Spider):
    """Asks for a given list of addresses and looks at nothing."""

    name = "bare"

    def __init__(self, addresses: str) -> None:
        super().__init__()
        self.addresses = Path(addresses).read_text(encoding="utf-8").splitlines()

    async def start(self) -> AsyncIterator[Request]:
        """Ask for every address."""
        for url in self.addresses:
            yield scrapy.Request(url, self.parse, dont_filter=True)

    def parse(self, response: Response) -> Iterator[Request]:
        """Do nothing."""
        del response
        yield from ()


_RELATED = "ancestor::table[contains(@class, 'EMBEDNEWS') or contains(@class, '__mb_article_in_image') or contains(@class, 'MB_ARTICLE_A')]"
_CONTENT = "//div[contains(concat(' ', @class, ' '), ' __MASTERCMS_CONTENT ')]"
_CREDIT = re.compile(r"^(.*?)\s*\((?:Nguồn|Ảnh|Source|Photo):\s*([^()]*)\)\.?$", re.DOTALL)


def _text(node: Selector) -> str:
    return " ".join("".join(node.xpath(".//text()[not(parent::script or parent::style)]").getall()).split())


def with_parsel(body: bytes) -> dict[str, Any]:
    """Read the same fields of a G4 article with parsel, as a plain Scrapy spider would: one layout, no second choice, nothing recorded."""
    page = Selector(text=body.decode())
    article: dict[str, Any] = {}
    for block in page.css('script[type="application/ld+json"]::text').getall():
        data = json.loads(block)
        if isinstance(data, dict) and data.get("@type") == "NewsArticle":
            article = data
    images = []
    for table in page.xpath(f"{_CONTENT}//table[contains(@class, 'MASTERCMS_TPL_TABLE')]"):
        caption = _text(table.xpath("(.//tr)[last()]")[0])
        split = _CREDIT.match(caption)
        source = table.css("img::attr(data-src)").get() or table.css("img::attr(src)").get()
        images.append({"url": source, "caption": split[1] if split else caption, "credit": split[2] if split else None})
    paragraphs = page.xpath(f"{_CONTENT}//p[not({_RELATED}) and not(ancestor::table[contains(@class, 'MASTERCMS_TPL_TABLE')])]")
    return {
        "url": page.css("link[rel=canonical]::attr(href)").get(),
        "headline": _text(page.css("h1.article-detail-title")[0]),
        "description": _text(page.css("div.article-detail-desc")[0]),
        "date_published": article.get("datePublished"),
        "date_modified": article.get("dateModified"),
        "authors": [_text(node) for node in page.css("div.inforAuthor, div.article-member, span.cms-author, div.article-detail-author")],
        "section": [_text(node) for node in page.css("ul.breadcrumb li.menu-alias > a, ul.breadcrumb li.cat-sub-alisa > a")],
        "keywords": [_text(node) for node in page.css("div.article-tag a.tag-link")],
        "body": [text for node in paragraphs if (text := _text(node))],
        "images": images,
        "removed": [_text(table) for table in page.xpath(f"{_CONTENT}//table[{_RELATED.replace('ancestor::table', 'self::*', 1)}]")],
    }


def main() -> None:
    """Fetch the addresses in the file named by the first argument, with the settings given as NAME=VALUE."""
    settings = dict(word.split("=", 1) for word in sys.argv[2:])
    process = AsyncCrawlerProcess({**settings, "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR"})
    process.crawl(BareSpider, addresses=sys.argv[1])
    process.start()


if __name__ == "__main__":
    main()
