from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http import Response
from scrapy.robotstxt import ProtegoRobotParser
from scrapy.utils.test import get_crawler

from crawler.fetching.robots import RobotsMiddleware
from tests.crawls import crawl
from tests.replica import Replica

if TYPE_CHECKING:
    from pathlib import Path

ARTICLES_ONLY = ("since=2017-01-01", "sites=baoquocte.vn")


def test_many_requests_that_wait_for_one_robots_txt_all_obey_it(tmp_path: Path) -> None:
    with Replica() as replica:
        # Slow enough for every list of the host to wait for it.
        replica.fault("baoquocte.vn", "/robots.txt", "delay", seconds=1)
        sections = ",".join(f"thong-tin-doanh-nghiep/part-{number}" for number in range(6))
        crawl(replica, tmp_path, *ARTICLES_ONLY, f"sections=thong-tin-doanh-nghiep,{sections}")
        asked = [entry.path for entry in replica.log]
    assert asked.count("/robots.txt") == 1
    assert [path for path in asked if path.startswith("/thong-tin-doanh-nghiep")] == []


@pytest.mark.parametrize(("status", "code"), [(404, 0), (503, 1), (429, 1), (403, 1)])
def test_no_robots_txt_allows_all_and_a_refused_one_nothing(tmp_path: Path, status: int, code: int) -> None:
    with Replica() as replica:
        replica.fault("baoquocte.vn", "/robots.txt", "status", status=status)
        process = crawl(replica, tmp_path, *ARTICLES_ONLY, "sections=the-gioi", BACK_OFF_FIRST="0.05", CONCURRENT_REQUESTS_PER_DOMAIN="1")
        others = [entry.path for entry in replica.log if entry.path != "/robots.txt"]
    assert process.returncode == code, process.stderr[-2000:]
    assert bool(others) == (status == 404)
    if code:
        assert f"answered {status} to https://baoquocte.vn/robots.txt and is closed" in process.stderr.splitlines()[-2]


@pytest.mark.parametrize("status", [503, 429, 403])
def test_a_robots_txt_that_was_refused_for_a_while_is_asked_for_again_and_obeyed(tmp_path: Path, status: int) -> None:
    with Replica() as replica:
        replica.fault("baoquocte.vn", "/robots.txt", "status", status=status, times=3)
        sections = "sections=the-gioi,thong-tin-doanh-nghiep"
        process = crawl(replica, tmp_path, *ARTICLES_ONLY, sections, BACK_OFF_FIRST="0.05", CONCURRENT_REQUESTS_PER_DOMAIN="1")
        asked = [entry.path for entry in replica.log if entry.method == "GET"]
    assert process.returncode == 0, process.stderr[-2000:]
    assert set(asked[:4]) == {"/robots.txt"}
    assert "/the-gioi" in asked
    assert not any(path.startswith("/thong-tin-doanh-nghiep") for path in asked)


@pytest.mark.parametrize(("own", "asked", "kept"), [(1.0, b"10", 10.0), (1.0, b"0.5", 1.0), (1.0, b"3600", 60.0), (0.0, b"10", 0.0)])
def test_a_longer_crawl_delay_is_kept(own: float, asked: bytes, kept: float) -> None:
    crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True})
    slot = Slot(1, own)
    crawler.engine = SimpleNamespace(downloader=SimpleNamespace(slots={"baoquocte.vn": slot}, per_slot_settings={}))  # type: ignore[assignment]
    middleware = RobotsMiddleware.from_crawler(crawler)
    parser = ProtegoRobotParser.from_crawler(crawler, b"User-agent: *\nCrawl-delay: " + asked + b"\n")
    middleware._slow_down("baoquocte.vn", parser)  # noqa: SLF001
    assert slot.delay == kept


@pytest.mark.parametrize(
    ("body", "allowed"),
    [
        ("User-agent: *\r\nDisallow: /ö/\r\n".encode("latin-1"), [True, True]),
        ("# Bản đồ\r\nUser-agent: *\r\nDisallow: /tag/\r\n".encode("utf-16"), [True, False]),
        ("\ufeffUser-agent: *\r\nDisallow: /\r\n".encode(), [False, False]),
        ("# été\r\nUser-agent: *\r\nDisallow: /tag/".encode("latin-1"), [True, False]),
    ],
)
def test_rules_are_read_whatever_they_are_encoded_in(body: bytes, allowed: list[bool]) -> None:
    crawler = get_crawler(settings_dict={"ROBOTSTXT_OBEY": True})

    async def download(request: Request) -> Response:
        return Response(request.url, body=body)

    downloader = SimpleNamespace(slots={}, per_slot_settings={})
    crawler.engine = SimpleNamespace(downloader=downloader, download_async=download)  # type: ignore[assignment]
    middleware = RobotsMiddleware.from_crawler(crawler)
    parser = asyncio.run(middleware.robot_parser(Request("https://baoquocte.vn/the-gioi")))
    assert parser is not None
    assert [parser.allowed(f"https://baoquocte.vn/{path}", "x") for path in ("the-gioi", "tag/asean")] == allowed
