"""Tests crawler.reading: feed_source."""

from __future__ import annotations

import gzip

import pytest

from crawler.page import Failure, FailureKind, Unread
from crawler.reading import feed_source, feeds
from crawler.reading.feeds import Entry, Feed, looks_like_feed, read_feed

ITEM = (
    "<item><title>Hai bên gặp nhau</title><link>https://baoquocte.vn/a-1.html</link>"
    "<description><![CDATA[<img src='x.jpg'/> Tóm & tắt]]></description><pubDate>Thu, 26 Feb 2026 08:01:12 +0700</pubDate></item>"
)
RSS = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Kênh</title><link>https://baoquocte.vn/</link>{ITEM}</channel></rss>'
ENTRY = Entry("https://baoquocte.vn/a-1.html", "Hai bên gặp nhau", "<img src='x.jpg'/> Tóm & tắt", "Thu, 26 Feb 2026 08:01:12 +0700")


def read(text: str | bytes) -> Feed:
    found = read_feed(text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, Feed), found
    return found


def refused(text: str | bytes) -> FailureKind:
    found = read_feed(text if isinstance(text, bytes) else text.encode())
    assert isinstance(found, Failure), found
    return found.kind


def test_rss() -> None:
    assert read(RSS) == Feed("rss", (ENTRY,))


@pytest.mark.parametrize("before", ["\n  ", "\ufeff", "<!-- MasterCMS: feed -->\n", "\r\n<!-- a --><!-- b -->"])
def test_what_stands_before_the_declaration_does_no_harm(before: str) -> None:
    assert read(before + RSS).entries == (ENTRY,)


def test_other_encodings() -> None:
    text = '<?xml version="1.0" encoding="windows-1252"?><rss><channel><item><title>Café</title><link>https://x.vn/1</link></item></channel></rss>'
    assert read(text.encode("cp1252")).entries == (Entry("https://x.vn/1", "Café"),)
    assert read(b"\xff\xfe" + RSS.replace("utf-8", "utf-16").encode("utf-16-le")).entries == (ENTRY,)


def test_foreign_elements_of_the_same_name_are_not_taken() -> None:
    text = (
        "<rss><channel><item><media:title>Ảnh</media:title><media:content><media:description>Chú thích</media:description></media:content>"
        "<title>Tin</title><atom:link rel='self' href='https://x.vn/self'/><link>https://x.vn/1</link>"
        "<source><title>Nguồn</title></source><dc:date>2026-02-26</dc:date></item></channel></rss>"
    )
    assert read(text).entries == (Entry("https://x.vn/1", "Tin", None, "2026-02-26"),)


def test_permalink_stands_in_for_a_missing_link() -> None:
    text = (
        "<rss><channel><item><guid>https://x.vn/1</guid></item><item><guid isPermaLink='false'>https://x.vn/2</guid></item></channel></rss>"
    )
    assert read(text) == Feed("rss", (Entry("https://x.vn/1"),), unread=(Unread("https://x.vn/2", "it has no link"),))


def test_atom() -> None:
    text = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><link href="https://x.vn/"/><entry>'
        '<title type="html">A &amp;amp; B</title>'
        '<link rel="enclosure" href="https://x.vn/a.mp3"/><link href="https://x.vn/1"/><summary>s</summary>'
        "<published>2026-02-26T01:00:00Z</published><updated>2026-02-27T01:00:00Z</updated></entry></feed>"
    )
    assert read(text) == Feed("atom", (Entry("https://x.vn/1", "A &amp; B", "s", "2026-02-26T01:00:00Z"),))


def test_rdf() -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
        "<item><title>T</title><link>https://x.vn/1</link></item></rdf:RDF>"
    )
    assert read(text) == Feed("rss", (Entry("https://x.vn/1", "T"),))


@pytest.mark.parametrize("prefix", ["", "sm:"])
def test_sitemap(prefix: str) -> None:
    text = (
        f'<?xml version="1.0"?><{prefix}urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<{prefix}url><{prefix}loc> https://x.vn/1 </{prefix}loc><{prefix}lastmod>2026-02-26</{prefix}lastmod>"
        "<image:image><image:loc>https://x.vn/1.jpg</image:loc></image:image></"
        f"{prefix}url><{prefix}url><news:news><news:publication_date>2026-02-25</news:publication_date><news:title>N</news:title></news:news>"
        f"<{prefix}loc>https://x.vn/2</{prefix}loc><{prefix}lastmod>2026-02-27</{prefix}lastmod></{prefix}url></{prefix}urlset>"
    )
    assert read(text) == Feed("sitemap", (Entry("https://x.vn/1", date="2026-02-26"), Entry("https://x.vn/2", "N", date="2026-02-25")))


def test_sitemap_index_and_packed_file() -> None:
    text = "<sitemapindex><sitemap><loc>https://x.vn/s1.xml</loc></sitemap><sitemap><lastmod>2026</lastmod></sitemap></sitemapindex>"
    expected = Feed("sitemapindex", (Entry("https://x.vn/s1.xml"),), unread=(Unread("", "it has no link"),))
    assert read(text) == expected
    assert read(gzip.compress(text.encode())) == expected


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><html><body>x", "<!-- c -->\n<html>", "\n<HTML>", "<?xml version='1.0'?><!DOCTYPE html><html/>"]
)
def test_pages_are_no_feeds(text: str) -> None:
    assert refused(text) is FailureKind.NOT_FEED


@pytest.mark.parametrize("text", ["404 not found", "{}", "<svg/>", "<?xml version='1.0'?><error>no</error>", "<?xml version='1.0'?>x"])
def test_other_documents_are_no_feeds(text: str) -> None:
    assert refused(text) in {FailureKind.NOT_FEED, FailureKind.BAD_XML}


def test_nothing_is_empty() -> None:
    assert refused(b"") is FailureKind.EMPTY
    assert refused(b" \n") is FailureKind.EMPTY


def test_entities_of_the_documents_own_are_refused() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + RSS.partition("?>")[2].replace("Kênh", "&b;")
    assert refused(bomb) is FailureKind.BAD_XML
    outside = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><item><title>&x;</title></item></channel></rss>'
    assert refused(outside) is FailureKind.BAD_XML


def test_slips_with_one_meaning_are_mended_and_said() -> None:
    text = RSS.replace("Hai bên gặp nhau", "Hỏi &amp; đáp: A & B&nbsp;\x0b&copy; &bogus; &#x2013;")
    found = read(text)
    assert found.mended
    assert found.entries[0].title == "Hỏi & đáp: A & B\xa0© &bogus; –"
    # What stands in CDATA was right as it stood.
    assert found.entries[0].description == ENTRY.description
    assert not read(RSS).mended


@pytest.mark.parametrize("cut", [200, len(RSS) // 2, len(RSS) - 6])
def test_half_a_feed_does_not_count_as_read(cut: int) -> None:
    assert refused(RSS[:cut]) is FailureKind.BAD_XML


def test_half_a_packed_sitemap_does_not_count_as_read() -> None:
    assert refused(gzip.compress(RSS.encode())[:-20]) is FailureKind.BAD_XML
    assert refused(b"\x1f\x8brubbish") is FailureKind.BAD_XML


def test_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MOST_ENTRIES", 2)
    assert refused(RSS.replace(ITEM, ITEM * 3)) is FailureKind.BAD_XML
    assert len(read(RSS.replace(ITEM, ITEM * 2)).entries) == 2
    monkeypatch.setattr(feeds, "LONGEST_FIELD", 5)
    assert read(RSS) == Feed("rss", unread=(Unread("", "its link is longer than 5 characters"),))
    monkeypatch.setattr(feed_source, "MOST_BYTES", 100)
    assert refused(RSS) is FailureKind.BAD_XML
    assert refused(gzip.compress(RSS.encode())) is FailureKind.BAD_XML


def test_comments_before_the_document_cost_no_more_than_their_length() -> None:
    assert refused("<!---->" * 2_000 + "x") is FailureKind.NOT_FEED
    assert not looks_like_feed(b"<!---->" * 290 + b"x")
    assert read("<!---->" * 2_000 + RSS).entries == (ENTRY,)


def test_deep_nesting_is_refused() -> None:
    assert refused("<rss>" + "<a>" * 10_000 + "</a>" * 10_000 + "</rss>") is FailureKind.BAD_XML


def test_first_bytes_tell_feeds_from_pages() -> None:
    assert looks_like_feed(RSS.encode())
    assert looks_like_feed(b"<!-- MasterCMS -->\n<?xml version='1.0'?><rss/>")
    assert looks_like_feed(gzip.compress(b"x"))
    assert not looks_like_feed(b"<!-- MasterCMS -->\n<!DOCTYPE html><html>")
    assert not looks_like_feed(b"<?xml version='1.0'?><html>")
    assert not looks_like_feed(b"")
