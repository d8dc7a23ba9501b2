"""The spider behind ``scrapy survey``: asks what the plan asks, one request after the other, as the crawl would ask it."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.fetching.failures import RefusedRequest, kind_of, one_line
from crawler.fetching.ration import SPENT, RationMiddleware
from crawler.fetching.response import kind_of_answer
from crawler.reading.dates import VIETNAM
from crawler.reading.links import host_of
from crawler.spiders.defence import DefenceSpider
from crawler.survey.plan import survey
from crawler.survey.sample import Answer, Sample

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy.http import Request, Response

_ROBOTS = "robots"


class SurveySpider(scrapy.Spider):
    """Fills a sample. ``most`` is the ration that its progress line counts against."""

    name = "survey"
    update_settings = DefenceSpider.update_settings

    def __init__(self, sample: Sample, most: int) -> None:
        super().__init__()
        self.sample = sample
        self.most = most

    async def start(self) -> AsyncIterator[Request]:
        """Ask step by step; the answers stand in the sample by the end."""
        await survey(self.ask, self.sample, datetime.now(VIETNAM).date())
        nothing_more: tuple[Request, ...] = ()
        for request in nothing_more:
            yield request

    async def ask(self, purpose: str, url: str, key: str = "", value: str = "") -> Answer:
        """Ask for an address, and note what came, with the host's robots.txt before it where that is new."""
        meta: dict[str, Any] = {"dont_obey_robotstxt": True, "dont_retry": True} if purpose == "host" else {}
        self._show(url)
        try:
            response = await self._engine().download_async(scrapy.Request(url, meta=meta, dont_filter=True))
        except Exception as error:  # noqa: BLE001 - whatever went wrong with a request is an answer
            kind = error.kind if isinstance(error, RefusedRequest) else kind_of(error)
            answer = Answer(purpose, url, url, 0, failure=kind, key=key, value=value, reason=one_line(str(error)))
        else:
            answer = _answer(purpose, url, response, key, value)
        self._note_robots(host_of(url))
        if answer.failure != SPENT:
            self.sample.answers.append(answer)
        return answer

    def _engine(self) -> Any:  # noqa: ANN401 - Scrapy's engine has no type of its own to name
        if self.crawler.engine is None:
            message = "the engine is not running"
            raise RuntimeError(message)
        return self.crawler.engine

    def _ration(self) -> RationMiddleware:
        found = self.crawler.get_downloader_middleware(RationMiddleware)
        if not isinstance(found, RationMiddleware):
            message = "the survey's ration is not among the middlewares"
            raise TypeError(message)
        return found

    def _note_robots(self, host: str) -> None:
        response = self._ration().robots.get(host)
        if response is not None and self.sample.robots(host) is None:
            self.sample.answers.append(_answer(_ROBOTS, f"https://{host}/robots.txt", response, "", ""))

    def _show(self, url: str) -> None:
        """Show on a terminal what is asked for now."""
        if sys.stderr.isatty():
            made = self.most - self._ration().left
            print(f"\r\033[K{made + 1:>3}/{self.most}  {url[:110]}", end="", file=sys.stderr, flush=True)


def _answer(purpose: str, asked: str, response: Response, key: str, value: str) -> Answer:
    headers = {name.decode("latin-1").lower(): b", ".join(values).decode("latin-1") for name, values in response.headers.items()}
    kind = kind_of_answer(response) if response.status >= 400 else ""  # noqa: PLR2004 - an error
    failure = kind if not kind.startswith("http-") else ""
    return Answer(purpose, asked, response.url, response.status, response.body, headers, failure, key, value)
