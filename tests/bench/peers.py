"""The peers: a Scrapy spider that only fetches, and two other ways to read the same fields of a page."""

from __future__ import annotations

import json
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


def with_parsel(html: str) -> dict[str, Any]:
    """Read the fields of a G4 article with parsel's CSS selectors, as a plain Scrapy spider would."""
    page = Selector(text=html)
    dates = {}
    for block in page.css('script[type="application/ld+json"]::text').getall():
        data = json.loads(block)
        if isinstance(data, dict) and data.get("@type") == "NewsArticle":
            dates = data
    return {
        "headline": "".join(page.css("h1.article-detail-title ::text").getall()).strip(),
        "description": "".join(page.css("div.article-detail-desc ::text").getall()).strip(),
        "date_published": dates.get("datePublished"),
        "date_modified": dates.get("dateModified"),
        "authors": [text.strip() for text in page.css("div.article-detail-author ::text, span.cms-author ::text").getall()],
        "section": [text.strip() for text in page.css("ul.breadcrumb a::text").getall()],
        "keywords": [text.strip() for text in page.css("div.article-tag a::text").getall()],
        "body": [" ".join(p.css("::text").getall()) for p in page.css("div.__MASTERCMS_CONTENT p")],
        "images": page.css("table.MASTERCMS_TPL_TABLE img::attr(src)").getall(),
        "url": page.css("link[rel=canonical]::attr(href)").get(),
    }


def main() -> None:
    """Fetch the addresses in the file named by the first argument, with the settings given as NAME=VALUE."""
    settings = dict(word.split("=", 1) for word in sys.argv[2:])
    process = AsyncCrawlerProcess({**settings, "REMOTE_CONTROL_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "LOG_LEVEL": "ERROR"})
    process.crawl(BareSpider, addresses=sys.argv[1])
    process.start()


if __name__ == "__main__":
    main()
