"""How much time passes between two requests to a host: ``DOWNLOAD_DELAY``, more where the site's data or the host itself asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.sites import SITES
from crawler.sites.base import Paced

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings


def download_slots(delay: float) -> dict[str, dict[str, Any]]:
    """Return Scrapy's ``DOWNLOAD_SLOTS``: the hosts that are asked more slowly than every ``delay`` seconds, by their sites' data."""
    paced = (site for site in SITES.values() if isinstance(site, Paced) and site.pace > 1)
    return {host: {"delay": delay * site.pace} for site in paced for host in site.hosts}


def delay_at_first(settings: BaseSettings, host: str) -> float:
    """Return the seconds between two requests to a host with which a crawl that has these settings begins."""
    slot = settings.getdict("DOWNLOAD_SLOTS").get(host, {})
    return float(slot.get("delay", settings.getfloat("DOWNLOAD_DELAY")))


def delay_of(crawler: Crawler, host: str) -> float:
    """Return the seconds between two requests to a host as they are now."""
    usual = crawler.settings.getfloat("DOWNLOAD_DELAY")
    downloader = crawler.engine.downloader
    slot = downloader.slots.get(host)
    return slot.delay if slot is not None else float(downloader.per_slot_settings.get(host, {}).get("delay", usual))


def slow_down(crawler: Crawler, host: str, delay: float) -> bool:
    """Leave at least ``delay`` seconds between two requests to a host from here on; say whether that is more than before.

    A crawl without any delay stays without. Scrapy forgets a host's slot after a minute without requests and makes it anew from the
    settings that it was started with, so these are changed too.
    """
    if not 0 < delay_of(crawler, host) < delay:
        return False
    downloader = crawler.engine.downloader
    downloader.per_slot_settings[host] = {**downloader.per_slot_settings.get(host, {}), "delay": delay}
    if (slot := downloader.slots.get(host)) is not None:
        slot.delay = delay
    return True
