"""Which hosts refuse, until when they are left alone, and the one request that finds out whether they answer again.

The hosts of one site close together: they are one system under several names (`crawler.sites`), and what it forbids under one of them it
forbids under all. The paper's two editions are two sites: where both are closed, the second costs the one request that says so, and where
only one is, the other goes on.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from crawler.fetching.pace import delay_of, slow_down
from crawler.sites import site_of
from crawler.store.closures import Closure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

FORBIDDEN = 403
_TOO_MANY = 429
_UNAVAILABLE = 503
_OK = 200
_SERVER_ERROR = 500
# So many answers in a row, and the next closure is a first one again: one answer may be the luck of a cache.
_STEADY = 20
# A Retry-After beyond this is a mistake, or "never", which robots.txt has words for.
_LONGEST_ASKED = 7 * 24 * 3600.0
# What a host that closed is asked more slowly by from then on, and how slowly at most, in seconds between two requests.
_SLOWER = 2.0
_SLOWEST = 8.0
_OPEN_TO_ALL = "open_to_all"
_TRIAL = "trial"


def open_to_all() -> dict[str, bool]:
    """Return the meta of a request for what a site shows to everybody, as a list, so that 403 for it is the host's word to its client."""
    return {_OPEN_TO_ALL: True}


def is_open_to_all(request: Request) -> bool:
    """Tell whether a request was made with `open_to_all`."""
    return _OPEN_TO_ALL in request.meta


def is_trial(request: Request) -> bool:
    """Tell whether a request finds out whether its host answers: it passes where no other does."""
    return _TRIAL in request.meta


def refuses(response: Response) -> bool:
    """Tell whether an answer says "not you", "too many" or "not now"; a 503 that names no time is a fault like other 5xx."""
    if response.status == _UNAVAILABLE:
        return asked_to_wait(response) is not None
    return response.status in {FORBIDDEN, _TOO_MANY}


def asked_to_wait(response: Response) -> float | None:
    """Return for how many seconds an answer asks to be left alone; None where it does not say."""
    return retry_after(response.headers.get("Retry-After"), datetime.now(UTC))


def closing_site(url: str) -> str:
    """Return the name of the site whose hosts close together with the address's; of a host that is no site's, the host's own."""
    site = site_of(url)
    return site.name if site is not None else urlsplit(url).hostname or ""


def clock_time(moment: float) -> str:
    """Write an instant for a person: ``2026-11-27 18:45:00 UTC``."""
    return f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M:%S} UTC"


def in_words(closure: Closure) -> str:
    """Say who refused what: ``www.vietnam.vn answered 403 to https://…``."""
    return f"{urlsplit(closure.url).hostname} answered {closure.status} to {closure.url}"


class ClosedHosts:
    """The sites that are closed. ``on_change`` are called with the name of each that closes, stays closed for longer, or opens.

    A site is closed for ``BACK_OFF_FIRST`` seconds, then twice as long each time up to ``BACK_OFF_MAX``, and for as long as it asks where
    that is longer. Counts ``back_off/<site>/…``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.first = crawler.settings.getfloat("BACK_OFF_FIRST")
        self.longest = crawler.settings.getfloat("BACK_OFF_MAX")
        self.on_change: list[Callable[[str], None]] = []
        self._closed: dict[str, Closure] = {}
        self._times: Counter[str] = Counter()
        self._answers: Counter[str] = Counter()  # since the site last opened
        self._answered: dict[str, str] = {}  # by site: an address that is open to all and was answered in this run

    @classmethod
    def of(cls, crawler: Crawler) -> Self:
        """Return the one of a crawler, which its schedule and its middlewares share."""
        hosts = _OF_CRAWLERS.get(crawler)
        if hosts is None:
            hosts = _OF_CRAWLERS[crawler] = cls(crawler)
        return hosts

    def get(self, site: str) -> Closure | None:
        """Return why and until when a site is closed, None where it is open. It stays closed until a trial is answered."""
        return self._closed.get(site)

    @property
    def until(self) -> dict[str, float]:
        """The closed sites, and before which instant nothing is asked of them."""
        return {site: closure.until for site, closure in self._closed.items()}

    def restore(self, closures: Iterable[Closure]) -> None:
        """Take what an earlier run found closed."""
        for closure in closures:
            self._closed[closure.site] = closure
            self._times[closure.site] = closure.times

    def answered(self, request: Request, response: Response) -> None:
        """Note an answer that is no refusal."""
        site = closing_site(request.url)
        if response.status == _OK and is_open_to_all(request):
            self._answered[site] = request.url
        self._answers[site] += 1
        if self._answers[site] >= _STEADY:
            del self._times[site]

    def close(self, url: str, status: int, asked: float | None = None) -> None:
        """Close the address's site. Of one that is closed, another refusal only tells whether it asks for longer: both were under way."""
        site, now = closing_site(url), time.time()
        asked = min(asked or 0.0, _LONGEST_ASKED)
        closure = self._closed.get(site)
        if closure is not None:
            closure.until = max(closure.until, now + asked)
        else:
            self._close(Closure(site, url, status, now, now, 0), asked)
        self._tell(site)

    def _close(self, closure: Closure, asked: float) -> None:
        site = closure.site
        self._times[site] += 1
        self._answers[site] = 0
        wait = max(min(self.first * 2.0 ** min(self._times[site] - 1, 30), self.longest), asked)
        closure.times, closure.until = self._times[site], time.time() + wait
        self._closed[site] = closure
        self.crawler.stats.inc_value(f"back_off/{site}/count")
        self.crawler.stats.inc_value(f"back_off/{site}/seconds", round(wait))
        self._slow_down(closure)
        logger.warning("%s: nothing is asked of %s for %.0f seconds, until %s.", in_words(closure), site, wait, clock_time(closure.until))

    def _slow_down(self, closure: Closure) -> None:
        """Ask a site that closed more slowly once it is open: it was too much."""
        site = site_of(closure.url)
        for host in site.hosts if site is not None else ():
            slow_down(self.crawler, host, min(delay_of(self.crawler, host) * _SLOWER, _SLOWEST))

    async def try_again(self, site: str) -> bool:
        """Ask a closed site for one thing, once its time is over: it opens, which is returned, or is closed for longer."""
        closure = self._closed[site]
        request = self._trial(site, closure.url)
        answer = await self._ask(request)
        # A server that cannot answer is left alone for longer too.
        if answer is not None and not refuses(answer) and answer.status < _SERVER_ERROR:
            self._open(closure)
            return True
        again = Closure(site, request.url, answer.status if answer is not None else closure.status, closure.since, 0, 0)
        self._close(again, _asked(answer))
        self._tell(site)
        return False

    async def check(self, url: str) -> bool:
        """Find out at once whether it was a page's own word that refused, or its host's: the site is closed then, which is returned."""
        site = closing_site(url)
        answer = await self._ask(self._trial(site, url))
        if answer is not None and refuses(answer):
            self.close(answer.url, answer.status, asked_to_wait(answer))
        return site in self._closed

    def _open(self, closure: Closure) -> None:
        del self._closed[closure.site]
        logger.info("%s answers again: what waited for it is asked for now.", urlsplit(closure.url).hostname)
        self._tell(closure.site)

    async def _ask(self, request: Request) -> Response | None:
        """Return the answer to a trial, None where there is none."""
        self.crawler.stats.inc_value(f"back_off/{closing_site(request.url)}/trials")
        try:
            return await self.crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001  (whatever it is, there is no answer)
            logger.debug("A trial of %s failed: %s", request.url, error)
            return None

    def _trial(self, site: str, refused: str) -> Request:
        """Make a request for what is open to all and was answered in this run, or else for the robots.txt of the host that refused.

        Both are allowed by robots.txt.
        """
        url = self._answered.get(site) or f"https://{urlsplit(refused).hostname}/robots.txt"
        meta: dict[str, Any] = {**open_to_all(), _TRIAL: True, "dont_obey_robotstxt": True, "dont_retry": True, "dont_redirect": True}
        return Request(url, meta=meta, callback=NO_CALLBACK, dont_filter=True)

    def _tell(self, site: str) -> None:
        for tell in self.on_change:
            tell(site)


def _asked(answer: Response | None) -> float:
    return min((asked_to_wait(answer) or 0.0) if answer is not None else 0.0, _LONGEST_ASKED)


def retry_after(value: bytes | None, now: datetime) -> float | None:
    """Read a ``Retry-After`` header (RFC 9110: seconds, or an HTTP date) as seconds from now; None where it says nothing."""
    if not value:
        return None
    text = value.decode("latin-1").strip()
    if text.isdecimal():
        return float(min(int(text[:9]), 10**9))
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())


_OF_CRAWLERS: WeakKeyDictionary[Crawler, Any] = WeakKeyDictionary()
