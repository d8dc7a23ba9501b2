"""Pages and lists whose letters are lost: a failure with a name, whichever reader had them."""

from __future__ import annotations

import pytest

from crawler.commands.inspect_page import inspect_page
from crawler.page import Failure, FailureKind, Page
from crawler.sites import SITES, site_of
from tests.builders import fetched_from

PAPER = "https://baoquocte.vn/doan-dai-bieu-quan-su-tham-ha-noi-433001.html"
MIRROR = "https://www.vietnam.vn/de/doan-dai-bieu-quan-su-tham-ha-noi"
SENTENCES = {
    PAPER: "Đoàn đại biểu quân sự hai nước đã gặp nhau tại Hà Nội để bàn kế hoạch đào tạo cứu hộ trên biển cho những năm tới.",
    MIRROR: "Die Militärdelegationen beider Länder führten in Hanoi Gespräche über künftige Übungen für die Seenotrettung auf hoher See.",
}


def page(url: str, sentence: str) -> str:
    title = sentence[:50]
    head = f"<html><head><title>{title}</title><meta property='og:type' content='article'></head><body>"
    text = "".join(f"<p>{sentence} ({number})</p>" for number in range(1, 6))
    if url == MIRROR:
        source = f"<p>Quelle: <a href='{PAPER}'>{PAPER}</a></p><p>Kommentar (0)</p>"
        return f"{head}<h1>{title}</h1><div class=c>{text}</div>{source}</body></html>"
    return (
        f"{head}<div class='bx-detail-left'><h1 class='article-detail-title'>{title}</h1>"
        f"<div class='article-date'>10:20 | 12/02/2026</div>"
        f"<div class='__MASTERCMS_CONTENT'><div id='articleBody'>{text}</div></div></div></body></html>"
    )


def opened(url: str, body: bytes) -> Page | Failure:
    site = site_of(url)
    assert site is not None
    return site.read_article(url, body)


@pytest.mark.parametrize("url", [PAPER, MIRROR])
def test_a_page_full_of_lost_letters_is_no_record(url: str) -> None:
    lost = "".join(letter if letter.isascii() else "\ufffd" for letter in SENTENCES[url])
    found = opened(url, page(url, lost).encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.BAD_ENCODING
    reading = inspect_page(fetched_from(url, page(url, lost).encode(), None))
    assert (reading.kind, reading.reason.partition(":")[0]) == ("unknown", "bad-encoding")


@pytest.mark.parametrize("url", [PAPER, MIRROR])
def test_a_few_lost_letters_do_not_cost_the_page(url: str) -> None:
    found = opened(url, page(url, SENTENCES[url]).replace("(3)", "\ufffd").encode())
    assert isinstance(found, Page), found
    assert sum("\ufffd" in paragraph for paragraph in found.paragraphs()) == 1


def test_how_the_encoding_was_found_is_a_rule_of_the_page() -> None:
    found = opened(MIRROR, page(MIRROR, SENTENCES[MIRROR]).encode("cp1252"))
    assert isinstance(found, Page), found
    assert SENTENCES[MIRROR] in found.paragraphs()[0]
    assert found.rules["encoding"].startswith("cp1252, found by letters of de, score 0.")
    clean = opened(MIRROR, page(MIRROR, SENTENCES[MIRROR]).encode())
    assert isinstance(clean, Page)
    assert "encoding" not in clean.rules


@pytest.mark.parametrize("name", ["baoquocte.vn", "vietnam.vn"])
def test_a_list_of_lost_letters_is_a_failure_and_not_a_list_of_uninteresting_articles(name: str) -> None:
    url, link = ("https://baoquocte.vn/the-gioi", PAPER) if name == "baoquocte.vn" else ("https://www.vietnam.vn/de/tag/armee", MIRROR)
    title = "B\ufffd tr\ufffd\ufffdng ti\ufffdp \ufffd\ufffdi s\ufffd"
    feed = f"<rss><channel><item><title>{title}</title><link>{link}</link></item></channel></rss>"
    found = SITES[name].read_listing(url, feed.encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.BAD_ENCODING
