from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy.core.downloader import Slot

from crawler.fetching.pace import delay_of, download_slots, slow_down
from crawler.sites import SITES
from crawler.sites.base import Paced
from tests.builders import crawler_of
from tests.fetching.asked_hosts import HOST, with_engine

if TYPE_CHECKING:
    from crawler.run.run import Run


def test_a_site_whose_data_asks_for_it_is_asked_more_slowly_on_all_its_hosts() -> None:
    site = SITES["vietnam.vn"]
    assert isinstance(site, Paced)
    assert site.pace > 1
    assert download_slots(1.0) == {host: {"delay": site.pace} for host in site.hosts}
    assert {slot["delay"] for slot in download_slots(0).values()} == {0}


@pytest.mark.parametrize(("own", "wanted", "kept"), [(1.0, 4.0, 4.0), (1.0, 0.5, 1.0), (5.0, 4.0, 5.0), (0.0, 4.0, 0.0)])
def test_a_host_is_slowed_down_and_stays_so_when_its_slot_was_forgotten(run: Run, own: float, wanted: float, kept: float) -> None:
    crawler = crawler_of(run, DOWNLOAD_DELAY=own)
    downloader = with_engine(crawler).downloader
    downloader.slots[HOST] = Slot(1, own)
    assert slow_down(crawler, HOST, wanted) is (kept > own)
    assert (downloader.slots[HOST].delay, delay_of(crawler, HOST)) == (kept, kept)
    downloader.slots.clear()
    assert delay_of(crawler, HOST) == kept
