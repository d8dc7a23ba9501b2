"""The guards that every site's pages and lists pass, and the time that a site's clocks show."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.page import Failure, FailureKind, Listing, Page
from crawler.reading.dates import VIETNAM
from crawler.sites.base import read_guarded, read_list_guarded, zone_of
from tests.builders import mirror_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from crawler.reading.decoding import Decoded

TEXT = "Die beiden Minister sprachen am Montag in Hanoi über gemeinsame Patrouillen."


def article(_: Decoded, tree: LexborHTMLParser) -> Page | Failure:
    node = tree.css_first("h1")
    return Page(mirror_address(), "test 1", node.text()) if node is not None else Failure(FailureKind.LAYOUT_CHANGED, "no headline")


def empty_list(_: Decoded, tree: LexborHTMLParser) -> Listing | Failure:
    return Listing("https://example.org/") if tree.css_first("ul") is not None else Failure(FailureKind.LAYOUT_CHANGED, "no list")


def no_feed() -> Listing | Failure:
    return Failure(FailureKind.NOT_FEED, "read as a feed")


def kind(found: Page | Listing | Failure) -> str:
    return found.kind if isinstance(found, Failure) else type(found).__name__


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<h1>Titel</h1><p>{TEXT}</p>", "Page"),
        (f"<p>{TEXT}</p>", "layout-changed"),
        ("", "empty"),
        ("<html><body><script>let a = 1</script></body></html>", "empty"),
        ("<div>" * 400_000, "too-large"),
        ("<title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script><p>Checking</p>", "challenge"),
        ('<div><template shadowrootmode="open"><h1>Titel</h1></template></div>', "Page"),
        ("<div><template><h1>Titel</h1></template>Text</div>", "layout-changed"),
    ],
)
def test_what_keeps_a_page_from_being_read(body: str, expected: str) -> None:
    assert kind(read_guarded(body.encode(), None, article)) == expected


@pytest.mark.parametrize(
    ("body", "feed", "expected"),
    [
        ("<ul><li>a</li></ul>", False, "Listing"),
        ("<p>a</p>", False, "layout-changed"),
        ("<ul><li>a</li></ul>", True, "not-feed"),
        ('<?xml version="1.0"?><rss><channel></channel></rss>', False, "not-feed"),
        ("  ", True, "empty"),
    ],
)
def test_a_list_is_read_as_a_page_or_as_a_feed(body: str, feed: bool, expected: str) -> None:  # noqa: FBT001
    assert kind(read_list_guarded(body.encode(), None, empty_list, no_feed, feed=feed)) == expected


def test_a_site_names_the_time_of_its_clocks() -> None:
    summer = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - the zone is what is asked
    assert zone_of({"zone": "Europe/Madrid"}).utcoffset(summer) == timedelta(hours=2)
    assert zone_of({}) is VIETNAM
