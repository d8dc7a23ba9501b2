from __future__ import annotations

import base64
import http.client
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from tests.replica.client import ask
from tests.replica.faults import KINDS
from tests.replica.imprint import notice
from tests.replica.tales import EXAMPLE, EXAMPLE_SLUG

if TYPE_CHECKING:
    from tests.replica import Replica

TODAYS = "https://www.vietnam.vn/ko/viet-nam-brazil-doi-thoai-chinh-sach-quoc-phong-lan-hai-tai-brasilia"

# ---------------------------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize("status", [403, 404, 410, 429, 503])
def test_status_faults_strike_as_often_as_told(small: Replica, status: int) -> None:
    small.fault("baoquocte.vn", f"/{EXAMPLE_SLUG}*", "status", times=2, status=status, retry_after=7)
    answers = [ask(small, EXAMPLE) for _ in range(3)]
    assert [answer.status for answer in answers] == [status, status, 200]
    assert answers[0].headers["retry-after"] == "7"
    assert [entry.fault for entry in small.log] == ["status", "status", None]


def test_redirect_faults(small: Replica) -> None:
    small.fault("baoquocte.vn", "/", "redirect_loop")
    small.fault("baoquocte.vn", "/thoi-su", "redirect_to", url="https://example.com/away", status=307)
    loop, away = ask(small, "https://baoquocte.vn/"), ask(small, "https://baoquocte.vn/thoi-su")
    assert (loop.status, loop.headers["location"]) == (302, "https://baoquocte.vn/")
    assert (away.status, away.headers["location"]) == (307, "https://example.com/away")


@pytest.mark.parametrize("status", [200, 403])
def test_the_challenge_fault(small: Replica, status: int) -> None:
    small.fault("baoquocte.vn", "*", "challenge", status=status)
    answer = ask(small, EXAMPLE)
    assert answer.status == status
    assert "Just a moment" in answer.text
    assert answer.headers["cf-mitigated"] == "challenge"


def test_a_blocked_host_recovers_after_a_while(small: Replica) -> None:
    small.fault("www.vietnam.vn", "*", "blocked", seconds=1.5)
    blocked = [ask(small, f"https://www.vietnam.vn{path}") for path in ("/sitemap.xml", f"/de/{EXAMPLE_SLUG}")]
    assert [answer.status for answer in blocked] == [403, 403]
    assert "<loc>" not in blocked[0].text
    assert "retry-after" not in blocked[0].headers
    assert ask(small, EXAMPLE).status == 200, "the other site goes on"
    time.sleep(1.6)
    assert "<loc>" in ask(small, "https://www.vietnam.vn/sitemap.xml").text


def test_a_host_closes_after_each_burst_and_counts_anew(small: Replica) -> None:
    small.fault("www.vietnam.vn", "*", "burst", requests=3, seconds=1.5)
    urls = [f"https://www.vietnam.vn{path}" for path in ("/sitemap.xml", f"/de/{EXAMPLE_SLUG}")] * 3
    assert [ask(small, url).status for url in urls] == [200, 200, 200, 403, 403, 403]
    assert ask(small, EXAMPLE).status == 200, "the other site goes on"
    time.sleep(1.6)
    assert [ask(small, url).status for url in urls[:4]] == [200, 200, 200, 403]


def test_a_slow_pace_is_no_burst(small: Replica) -> None:
    small.fault("www.vietnam.vn", "*", "burst", requests=2, within=0.4, seconds=900)
    for _ in range(3):
        assert ask(small, "https://www.vietnam.vn/sitemap.xml").status == 200
        time.sleep(0.25)
    assert [ask(small, "https://www.vietnam.vn/sitemap.xml").status for _ in range(3)] == [200, 403, 403]


@pytest.mark.parametrize("url", [EXAMPLE, f"https://www.vietnam.vn/de/{EXAMPLE_SLUG}", f"https://www.vietnam.vn/{EXAMPLE_SLUG}", TODAYS])
@pytest.mark.parametrize("kind", ["consent", "soft_404", "removed"])
def test_a_page_with_status_200_that_tells_no_article(replica: Replica, kind: str, url: str) -> None:
    record = next(record for record in replica.truth() if record["url"] == url)
    own = notice(str(record["language"]))
    right = ask(replica, url)
    replica.fault("*", f"/{url.split('/', 3)[3]}", kind, times=2)
    for answer in (ask(replica, url, headers={"If-None-Match": right.headers["etag"]}), ask(replica, url)):
        assert answer.status == 200
        assert {"consent": own.consent, "soft_404": own.text, "removed": own.removed}[kind] in answer.text
        assert [paragraph for paragraph in record["body"].split("\n\n") if paragraph in answer.text] == []
        assert f'lang="{record["language"]}"' in answer.text
        assert answer.headers.get("etag") != right.headers["etag"]
    assert ask(replica, url).body == right.body


@pytest.mark.parametrize("url", [EXAMPLE, f"https://www.vietnam.vn/de/{EXAMPLE_SLUG}", TODAYS])
def test_a_removed_article_keeps_its_headline_or_loses_that_too(replica: Replica, url: str) -> None:
    record = next(record for record in replica.truth() if record["url"] == url)
    replica.fault("*", f"/{url.split('/', 3)[3]}", "removed", times=1)
    replica.fault("*", f"/{url.split('/', 3)[3]}", "removed", times=1, headline="lost")
    kept, lost = ask(replica, url).text, ask(replica, url).text
    headings = [LexborHTMLParser(text).css_first("h1") for text in (kept, lost)]
    assert [heading.text(strip=True) if heading else None for heading in headings] == [
        record["headline"],
        notice(record["language"]).removed,
    ]
    assert record["headline"] not in lost
    assert record["description"] in kept
    assert record["description"] not in lost


@pytest.mark.parametrize("url", [EXAMPLE, f"https://www.vietnam.vn/de/{EXAMPLE_SLUG}", TODAYS])
def test_a_wall_stands_on_a_page_of_its_own_or_on_the_articles(replica: Replica, url: str) -> None:
    record = next(record for record in replica.truth() if record["url"] == url)
    for headline, there in (("lost", False), ("kept", True)):
        replica.fault("*", f"/{url.split('/', 3)[3]}", "consent", times=1, headline=headline)
        text = ask(replica, url).text
        assert notice(record["language"]).agree in text
        assert (f">{record['headline']}</h1>" in re.sub(r">\s+|\s+<", lambda match: match[0].strip(), text)) == there
        assert (record["description"] in text) == there
        assert record["body"].split("\n\n")[0] not in text


def test_a_list_has_no_article_to_remove(replica: Replica) -> None:
    url = "https://www.vietnam.vn/de/category/the-gioi"
    right = ask(replica, url).body
    replica.fault("www.vietnam.vn", "/de/category/*", "removed", times=1)
    assert ask(replica, url).body == right


def test_faults_of_the_body(small: Replica) -> None:
    right = ask(small, EXAMPLE).body
    small.fault("baoquocte.vn", "*", "empty", times=1)
    assert ask(small, EXAMPLE).body == b""
    small.fault("baoquocte.vn", "*", "truncate", times=1, keep=0.25)
    assert ask(small, EXAMPLE).body == right[: len(right) // 4]
    small.fault("baoquocte.vn", "*", "invalid_utf8", times=1)
    with pytest.raises(UnicodeDecodeError):
        ask(small, EXAMPLE).body.decode()
    small.fault("baoquocte.vn", "*", "charset", times=1)
    lying = ask(small, EXAMPLE)
    assert (lying.headers["content-type"], lying.body) == ("text/html; charset=iso-8859-1", right)


def test_faults_of_feeds(small: Replica) -> None:
    feed = "https://baoquocte.vn/rss_feed/"
    small.fault("baoquocte.vn", "/rss_feed/*", "broken_xml", times=1)
    with pytest.raises(ET.ParseError):
        ET.fromstring(ask(small, feed).text)  # noqa: S314 - our own
    small.fault("baoquocte.vn", "/rss_feed/*", "html_for_rss", times=1)
    assert ask(small, feed).headers["content-type"].startswith("text/html")


def test_a_document_of_the_tests_own_instead(small: Replica) -> None:
    packed = b"\x1f\x8b\xff"
    small.fault("baoquocte.vn", "/robots.txt", "instead", times=1, text="User-agent: *\n", content_type="text/plain")
    small.fault("baoquocte.vn", "/robots.txt", "instead", times=1, base64=base64.b64encode(packed).decode())
    told, bytes_alone = (ask(small, "https://baoquocte.vn/robots.txt") for _ in range(2))
    assert (told.text, told.headers["content-type"]) == ("User-agent: *\n", "text/plain")
    assert bytes_alone.body == packed


def test_the_reset_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "reset", times=1)
    with pytest.raises(ConnectionResetError):
        ask(small, EXAMPLE)


def test_the_refuse_fault_closes_without_a_byte(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "refuse", times=1)
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        ask(small, EXAMPLE)
    small.fault("baoquocte.vn", "/the-gioi", "refuse")
    with pytest.raises((OSError, http.client.RemoteDisconnected)):
        ask(small, "https://baoquocte.vn/the-gioi")
    assert ask(small, EXAMPLE).status == 200


def test_the_stall_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "stall", times=1)
    with pytest.raises(TimeoutError):
        ask(small, EXAMPLE, seconds=0.5)


def test_the_delay_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "delay", times=1, seconds=0.2)
    assert ask(small, EXAMPLE).status == 200
    assert small.log[-1].fault == "delay"


def test_the_short_body_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "short_body", times=1, missing=5)
    with pytest.raises(http.client.IncompleteRead):
        ask(small, EXAMPLE)


def test_the_big_body_fault(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "big_body", times=1, size=3_000_000)
    assert len(ask(small, EXAMPLE).body) == 3_000_000


def test_the_gzip_bomb_is_small_on_the_wire_and_large_unpacked(small: Replica) -> None:
    small.fault("baoquocte.vn", "*", "gzip_bomb", times=1, size=64 * 1024 * 1024)
    assert len(ask(small, EXAMPLE).body) == 64 * 1024 * 1024
    assert small.log[-1].bytes < 100_000


def test_every_kind_of_fault_is_tested_here() -> None:
    source = Path(__file__).read_text(encoding="utf-8")
    assert [kind for kind in sorted(KINDS) if f'"{kind}"' not in source] == []


def test_unknown_faults_are_refused(small: Replica) -> None:
    with pytest.raises(ValueError, match="unknown kind of fault 'flood'"):
        small.fault("baoquocte.vn", "*", "flood")
    with pytest.raises(ValueError, match="reset has no parameter size"):
        small.fault("baoquocte.vn", "*", "reset", size=1)
    with pytest.raises(ValueError, match="burst needs the parameter requests"):
        small.fault("www.vietnam.vn", "*", "burst", seconds=9)
    with pytest.raises(ValueError, match="headline must be kept or lost"):
        small.fault("baoquocte.vn", "*", "removed", headline="half")
