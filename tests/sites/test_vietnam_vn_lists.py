"""Lists of the mirrors, in whatever markup, and their feeds and sitemaps.

Tests crawler.reading.any_layout: listing.
"""

from __future__ import annotations

from crawler.page import Failure, FailureKind, Listing
from crawler.sites.vietnam_vn import SITE

URL = "https://www.vietnam.vn/de/tag/quoc-phong"
TITLE = "Ministerin empfängt Kollegen, Nummer {}"
LEAD = "Ein Vorspann von einiger Länge, wie er in Listen unter den Titeln steht, Nummer {}."


def href(number: int) -> str:
    return f"/de/bo-truong-tiep-dong-nghiep-lan-{number}"


def read(html: str, url: str = URL) -> Listing:
    listing = SITE.read_listing(url, f"<html><body>{html}</body></html>".encode())
    assert isinstance(listing, Listing), listing
    return listing


def rows(listing: Listing) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(teaser.address.slug, teaser.headline, teaser.description, teaser.date) for teaser in listing.teasers]


EXPECTED = [(href(n)[4:], TITLE.format(n), LEAD.format(n), f"2024-10-0{n}") for n in (1, 2, 3)]


def test_links_of_one_article_make_one_teaser() -> None:
    cards = "".join(
        f"<div class=x{n}><a href='{href(n)}'><img src=/i.jpg></a><h3><a href='https://vrviet.vn{href(n)}/'>{TITLE.format(n)}</a></h3>"
        f"<span>0{n}/10/2024</span><p>{LEAD.format(n)}</p><a href='{href(n)}'>Weiterlesen</a></div>"
        for n in (1, 2, 3)
    )
    assert rows(read(f"<ul><li><a href='/de'>Start</a></li><li><a href='/de/tag/asean'>ASEAN</a></li></ul><div>{cards}</div>")) == EXPECTED


def test_flat_lists_and_tables_and_whole_links() -> None:
    flat = "".join(f"<h3><a href='{href(n)}'>{TITLE.format(n)}</a></h3><p>0{n}/10/2024</p><p>{LEAD.format(n)}</p>" for n in (1, 2, 3))
    assert rows(read(flat)) == EXPECTED
    table = "".join(
        f"<tr><td><a href='{href(n)}'><b>{TITLE.format(n)}</b></a><br>Báo Quốc TếBáo Quốc Tế0{n}/10/2024<br>{LEAD.format(n)}</td></tr>"
        for n in (1, 2, 3)
    )
    assert rows(read(f"<table>{table}</table>")) == EXPECTED
    whole = "".join(
        f"<a href='{href(n)}'><h3>{TITLE.format(n)}</h3><p>{LEAD.format(n)}</p><time>0{n}/10/2024</time></a>" for n in (1, 2, 3)
    )
    assert rows(read(f"<section>{whole}</section>")) == EXPECTED


def test_a_teaser_without_date_or_standfirst_borrows_none() -> None:
    first, second = (f"<p><a href='{href(n)}'>{TITLE.format(n)}</a></p>" for n in (1, 2))
    listing = read(f"<div>{first}</div><div>{second}<p>02/10/2024</p></div>")
    assert [teaser.date for teaser in listing.teasers] == [None, "2024-10-02"]
    assert [teaser.date_source for teaser in listing.teasers] == [None, "visible"]


def test_the_next_page() -> None:
    row = f"<a href='{href(1)}'>{TITLE.format(1)}</a>"
    assert read(f"{row}<a rel='next nofollow' href='/de/tag/quoc-phong/page/2'>2</a>").next_url == f"{URL}/page/2"
    assert read(f"{row}<nav><a class='next page-numbers' href='{URL}/page/2/'>»</a></nav>").next_url == f"{URL}/page/2/"
    assert read(f"{row}<a rel=next href='#'>mehr</a>").next_url is None
    assert read(f"{row}<a rel=next href='{URL}'>mehr</a>").next_url is None
    assert read(row).next_url is None


def test_an_empty_list_is_a_list_and_a_challenge_or_nothing_is_none() -> None:
    assert read("<h1>Thema</h1><p>Noch kein Beitrag.</p>").teasers == ()
    challenge = SITE.read_listing(URL, b"<html><head><title>Just a moment...</title></head><body><p>x</p></body></html>")
    assert isinstance(challenge, Failure)
    assert challenge.kind is FailureKind.CHALLENGE
    for nothing in (b"", b"<html><body></body></html>"):
        empty = SITE.read_listing(URL, nothing)
        assert isinstance(empty, Failure)
        assert empty.kind is FailureKind.EMPTY


def test_feeds_and_sitemaps() -> None:
    feed = (
        f"<rss version='2.0'><channel><item><title>{TITLE.format(1)}</title><link>https://www.vietnam.vn{href(1)}</link>"
        f"<description>&lt;p&gt;{LEAD.format(1)}&lt;/p&gt;</description><pubDate>Tue, 01 Oct 2024 01:00:00 +0000</pubDate></item>"
        "<item><title>x</title><link>https://www.vietnam.vn/tag/asean</link></item></channel></rss>"
    )
    read_feed = SITE.read_listing("https://www.vietnam.vn/feed/", feed.encode())
    assert isinstance(read_feed, Listing)
    assert rows(read_feed) == [(href(1)[4:], TITLE.format(1), LEAD.format(1), "2024-10-01T08:00:00+07:00")]
    assert read_feed.teasers[0].date_source == "feed"
    index = b"<sitemapindex><sitemap><loc>https://www.vietnam.vn/post-sitemap1.xml</loc></sitemap></sitemapindex>"
    parts = SITE.read_listing("https://www.vietnam.vn/sitemap.xml", index)
    assert isinstance(parts, Listing)
    assert parts.lists == ("https://www.vietnam.vn/post-sitemap1.xml",)
    urls = f"<urlset><url><loc>https://www.vietnam.vn{href(2)}</loc><lastmod>2024-10-02</lastmod></url></urlset>"
    sitemap = SITE.read_listing("https://www.vietnam.vn/post-sitemap1.xml", urls.encode())
    assert isinstance(sitemap, Listing)
    assert rows(sitemap) == [(href(2)[4:], None, None, "2024-10-02")]
    assert sitemap.teasers[0].date_source == "sitemap"
    broken = SITE.read_listing("https://www.vietnam.vn/feed/", b"<rss><channel><item>")
    assert isinstance(broken, Failure)
    assert broken.kind is FailureKind.BAD_XML
