"""Lists in the forms that other software writes: each must bring the articles that it names, and nothing wrong beside them.

Tests crawler.reading: feed_dates, feed_listing.
"""
# ruff: noqa: E501, ISC004 - documents of one line, clearer unbroken

from __future__ import annotations

import codecs
import gzip
from typing import TYPE_CHECKING

import pytest

from crawler.page import Failure, FailureKind, Listing
from crawler.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Callable

PAPER = "https://baoquocte.vn"
ENGLISH = "https://en.baoquocte.vn"
MIRROR = "https://www.vietnam.vn"
ONE, TWO = "/bo-truong-tiep-dai-su-432001.html", "/tau-ho-ve-tham-cang-432005.html"
UHR, GEN = "/de/bo-truong-tiep-dai-su", "/ja/tau-ho-ve-tham-cang"


def listing(url: str, body: str | bytes) -> Listing:
    site = site_of(url)
    assert site is not None
    found = site.read_listing(url, body if isinstance(body, bytes) else body.encode())
    assert isinstance(found, Listing), found
    return found


def refused(url: str, body: str | bytes) -> FailureKind:
    site = site_of(url)
    assert site is not None
    found = site.read_listing(url, body if isinstance(body, bytes) else body.encode())
    assert isinstance(found, Failure), found
    return found.kind


def keys(found: Listing) -> list[str]:
    return [teaser.address.key for teaser in found.teasers]


def shown(found: Listing) -> list[tuple[str, str | None]]:
    return [(teaser.address.key, teaser.date) for teaser in found.teasers]


BOTH = ["baoquocte.vn/432001", "baoquocte.vn/432005"]
BOTH_MIRRORED = ["vietnam.vn/de/bo-truong-tiep-dai-su", "vietnam.vn/ja/tau-ho-ve-tham-cang"]


def items(*dates: str) -> str:
    return "".join(
        f"<item><title>Tin {number}</title><link>{PAPER}/tin-so-{number}.html</link><pubDate>{date}</pubDate></item>"
        for number, date in enumerate(dates, 432_001)
    )


def rss(*dates: str) -> Listing:
    return listing(f"{PAPER}/rss_feed/", f"<rss version='2.0'><channel>{items(*dates)}</channel></rss>")


def first_date(*dates: str) -> str | None:
    return rss(*dates).teasers[0].date


# -- prefixes and nesting -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (f"{PAPER}/sitemap.xml", f"<q:urlset xmlns:q='u'><q:url><q:loc>{PAPER}{ONE}</q:loc></q:url><q:url><q:loc>{PAPER}{TWO}</q:loc></q:url></q:urlset>"),
        (f"{PAPER}/rss_feed/", f"<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:title>T</a:title><a:link href='{PAPER}{ONE}'/></a:entry>"
         f"<a:entry><a:link rel='alternate' href='{PAPER}{TWO}'/></a:entry></a:feed>"),
        (f"{PAPER}/rss_feed/", f"<r:RDF xmlns:r='x' xmlns:p='y'><p:item><p:link>{PAPER}{ONE}</p:link></p:item><p:item><p:link>{PAPER}{TWO}</p:link></p:item></r:RDF>"),
        (f"{PAPER}/sitemap.xml", f"<urlset><url><loc>{PAPER}{ONE}</loc></url><urlset><url><loc>{PAPER}{TWO}</loc></url></urlset></urlset>"),
        (f"{PAPER}/sitemap.xml", f"<!-- made by hand -->\n<x:urlset><x:urlset><x:url><x:loc>{PAPER}{ONE}</x:loc></x:url></x:urlset>"
         f"<x:urlset><x:url><x:loc>{PAPER}{TWO}</x:loc></x:url></x:urlset></x:urlset>"),
    ],
)  # fmt: skip
def test_any_prefix_and_any_nesting(url: str, body: str) -> None:
    assert keys(listing(url, body)) == BOTH


def test_prefixed_lists_of_the_mirror_by_their_first_bytes_alone() -> None:
    body = f"<k0:urlset xmlns:k0='s'><k0:url><k0:loc>{MIRROR}{UHR}</k0:loc><k0:lastmod>2026-07-08T04:04:10.339Z</k0:lastmod></k0:url></k0:urlset>"
    assert shown(listing(f"{MIRROR}/sitemap/sitemap-post/2026-07-08.xml", body)) == [(BOTH_MIRRORED[0], "2026-07-08T11:04:10+07:00")]
    index = f"<m:sitemapindex><m:sitemap><m:loc>{MIRROR}/sitemap/a.xml</m:loc></m:sitemap></m:sitemapindex>"
    assert listing(f"{MIRROR}/sitemap.xml", index).lists == (f"{MIRROR}/sitemap/a.xml",)


def test_an_index_inside_an_index() -> None:
    body = f"<sitemapindex><sitemapindex><sitemap><loc>{PAPER}/s-1.xml</loc></sitemap></sitemapindex></sitemapindex>"
    assert listing(f"{PAPER}/sitemap.xml", body).lists == (f"{PAPER}/s-1.xml",)


# -- packed and plain ---------------------------------------------------------------------------------------------------------------


def test_packed_in_many_members_with_padding() -> None:
    head, middle, end = "<urlset>", f"<url><loc>{PAPER}{ONE}</loc></url>", f"<url><loc>{PAPER}{TWO}</loc></url></urlset>"
    body = b"".join(gzip.compress(part.encode()) for part in (head, middle, end)) + b"\0" * 512
    assert keys(listing(f"{PAPER}/sitemap.xml.gz", body)) == BOTH
    cut = b"".join(gzip.compress(part.encode()) for part in (head, middle)) + gzip.compress(end.encode())[:-6]
    assert refused(f"{PAPER}/sitemap.xml.gz", cut) is FailureKind.BAD_XML


@pytest.mark.parametrize("spell", [
    lambda text: codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode(),
    lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    lambda text: gzip.compress(text.replace("\n", "\n\n  ").encode()),
])  # fmt: skip
def test_addresses_alone_are_a_sitemap(spell: Callable[[str], bytes]) -> None:
    assert keys(listing(f"{PAPER}/ban-do.txt", spell(f"{PAPER}{ONE}\n{PAPER}{TWO}\n"))) == BOTH
    assert keys(listing(f"{MIRROR}/sitemap.txt", spell(f"{MIRROR}{UHR}\n{MIRROR}{GEN}"))) == BOTH_MIRRORED


def test_a_text_of_other_things_is_no_sitemap() -> None:
    assert refused(f"{PAPER}/sitemap.txt", f"Not found. See {PAPER}{ONE}\nor ask us") is not FailureKind.EMPTY
    assert refused(f"{PAPER}/sitemap.xml", "https://baoquocte.vn is closed tonight\n") in {FailureKind.NOT_FEED, FailureKind.BAD_XML}


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_two_byte_xml_is_known_by_its_first_bytes(coding: str) -> None:
    mark = codecs.BOM_UTF16_LE if coding.endswith("le") else codecs.BOM_UTF16_BE
    body = mark + f"<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>{MIRROR}{GEN}</loc></url></urlset>".encode(coding)
    assert keys(listing(f"{MIRROR}/sitemap/x", body)) == BOTH_MIRRORED[1:]


# -- relative addresses ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "body"),
    [
        (f"{PAPER}/rss_feed/", f"<feed xml:base='{PAPER}/x/'><entry><link href='..{ONE}'/></entry><entry xml:base='/'><link href='{TWO[1:]}'/></entry></feed>"),
        (f"{PAPER}/rss_feed/", f"<rss><channel xml:base='{PAPER}'><item><link>{ONE[1:]}</link></item><item><link>./{TWO[1:]}</link></item></channel></rss>"),
        (f"{PAPER}/sitemap.xml", f"<urlset><url><loc>{ONE[1:]}</loc></url><url><loc>//baoquocte.vn{TWO}</loc></url></urlset>"),
        (f"{PAPER}/rss_feed/", f"<rss><channel><item xml:base='{PAPER}/rss_feed/a/b'><guid>../..{ONE}</guid></item>"
         f"<item><link xml:base='{PAPER}/tin/'>..{TWO}</link></item></channel></rss>"),
        (f"{PAPER}/sitemap.txt", f"{ONE}\n{TWO}\n"),
        (f"{PAPER}/rss_feed/", f"<rss><channel><image><link>https://example.org/</link></image><link>{PAPER}/</link><item><link>{ONE[1:]}</link></item>"
         f"<item><guid>{TWO[1:]}</guid></item></channel></rss>"),
        (f"{PAPER}/rss_feed/", f"<feed><entry><id>{PAPER}{ONE}</id></entry><entry><id>tag:x,1</id><link href='{TWO}'/></entry></feed>"),
    ],
)  # fmt: skip
def test_relative_addresses(url: str, body: str) -> None:
    assert keys(listing(url, body)) == BOTH


def test_the_mirrors_relative_addresses() -> None:
    feed = f"<rss xml:base='{MIRROR}/'><channel><item><link>de/bo-truong-tiep-dai-su</link></item><item><link>{GEN}</link></item></channel></rss>"
    assert keys(listing(f"{MIRROR}/de/sitemap.rss", feed)) == BOTH_MIRRORED
    index = "<sitemapindex><sitemap><loc>sitemap-post/2026-07-08.xml</loc></sitemap></sitemapindex>"
    assert listing(f"{MIRROR}/sitemap/index.xml", index).lists == (f"{MIRROR}/sitemap/sitemap-post/2026-07-08.xml",)


def test_base_addresses_of_list_pages() -> None:
    page = (
        "<html><head><base target='_top'><base href='/'></head><body><div class='bx-listing'><div class='article'><h3><a href='{}'>"
        "Một bài viết dài</a></h3></div></div></body></html>"
    )
    assert keys(listing(f"{PAPER}/thoi-su/tieu-diem", page.format(ONE[1:]))) == BOTH[:1]
    assert keys(listing(f"{ENGLISH}/world/asia", page.format("//baoquocte.vn" + TWO))) == BOTH[1:]
    mirror = (
        f"<html><head><base href='{MIRROR}/de/'></head><body><h3><a href='bo-truong-tiep-dai-su'>Minister empfängt Botschafter</a></h3>"
        "<p>24/10/2025</p><a rel='next' href='tag/armee?page=2'>Weiter</a></body></html>"
    )
    found = listing(f"{MIRROR}/de/tag/armee/alle", mirror)
    assert (keys(found), found.next_url) == (BOTH_MIRRORED[:1], f"{MIRROR}/de/tag/armee?page=2")


def test_a_base_on_another_host_leads_nowhere() -> None:
    page = f"<html><head><base href='https://example.org/'></head><body><div class='bx-listing'><a href='{ONE}'>Một bài</a></div></body></html>"
    assert keys(listing(f"{PAPER}/thoi-su", page)) == []


# -- document types -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE rss SYSTEM 'rss-0.91.dtd'>",
        "<!doctype rss>",
        "<!DOCTYPE rss [ <!ENTITY nbsp '&#160;'> <!ENTITY hellip \"&#8230;\"> <!-- from our template --> ]>",
        "<!DOCTYPE rss [<!ELEMENT rss ANY><!ATTLIST rss version CDATA '2.0'>]>",
    ],
)
def test_harmless_document_types(doctype: str) -> None:
    text = f"<?xml version='1.0'?>\n{doctype}\n<rss><channel><item><title>A&nbsp;và B&hellip;</title><link>{PAPER}{ONE}</link></item></channel></rss>"
    found = listing(f"{PAPER}/rss_feed/", text)
    assert [(teaser.address.key, teaser.headline) for teaser in found.teasers] == [(BOTH[0], "A\xa0và B…")]


@pytest.mark.parametrize(
    "subset",
    [
        "<!ENTITY a 'ha ha ha'><!ENTITY b '&a;&a;&a;&a;'>",
        "<!ENTITY % p 'x'> %p;",
        "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY x PUBLIC '-//x' 'https://example.org/x'>",
        f"<!ENTITY long '{'x' * 5000}'>",
    ],
)
def test_dangerous_document_types_are_refused(subset: str) -> None:
    text = f"<!DOCTYPE rss [{subset}]><rss><channel><item><title>x</title><link>{PAPER}{ONE}</link></item></channel></rss>"
    assert refused(f"{PAPER}/rss_feed/", text) is FailureKind.BAD_XML


# -- one bad entry ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("element", ["title", "description", "link", "guid", "content:encoded", "x:thing"])
def test_one_giant_entry_costs_at_most_itself(element: str) -> None:
    giant = f"<item><{element}>{'x' * 3_000_000}</{element}><link>{PAPER}{TWO}</link></item>"
    text = f"<rss><channel><item><link>{PAPER}{ONE}</link></item>{giant}{items('2026-03-01')}</channel></rss>"
    found = listing(f"{PAPER}/rss_feed/", text)
    assert {BOTH[0], "baoquocte.vn/432001"} <= set(keys(found))
    assert all(len(teaser.description or "") < 5_000 and len(teaser.headline or "") < 5_000 for teaser in found.teasers)


def test_each_unusable_entry_is_named_once_with_its_reason() -> None:
    text = (
        f"<rss><channel><item><title>Không có gì</title></item><item><link>{PAPER}/the-gioi</link></item><item><link>javascript:void(0)</link></item><item><link>{PAPER}/the-gioi</link></item>"
        f"<item><link>{'x' * 200_000}</link><title>dài</title></item><item><link>{PAPER}{ONE}</link></item></channel></rss>"
    )
    found = listing(f"{PAPER}/rss_feed/", text)
    assert keys(found) == BOTH[:1]
    assert [bool(one.reason) for one in found.unread] == [True] * 4
    assert {one.url for one in found.unread} == {"Không có gì", "javascript:void(0)", f"{PAPER}/the-gioi", "dài"}
    assert len({one.reason for one in found.unread}) == 4


def test_the_body_in_a_feed_helps_where_nothing_shorter_is_given() -> None:
    text = (
        f"<rss xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><item><link>{PAPER}{ONE}</link><title>T</title>"
        f"<content:encoded><![CDATA[<p>Bộ trưởng tiếp đại sứ.</p><p>{'Dài. ' * 2000}</p>]]></content:encoded></item></channel></rss>"
    )
    (teaser,) = listing(f"{PAPER}/rss_feed/", text).teasers
    assert (teaser.description or "").startswith("Bộ trưởng tiếp đại sứ.")
    assert len(teaser.description or "") < 2_000


# -- dates --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 02 Mar 2026 23:30:00 GMT+0000", "2026-03-03T06:30:00+07:00"),
        ("Mon, 02 Mar 2026 23:30:00 GMT+07:00", "2026-03-02T23:30:00+07:00"),
        ("Mon, 2 Mar 2026 23:30 UTC+9", "2026-03-02T21:30:00+07:00"),
        ("Mon Mar 02 2026 20:15:00 GMT+0100 (CET)", "2026-03-03T02:15:00+07:00"),
        ("Mon, 02 Mar 2026 08:05:09 +07:00", "2026-03-02T08:05:09+07:00"),
        ("Mon, 02 Mar 2026 20:15:00 JST", "2026-03-02T18:15:00+07:00"),
        ("Mon, 02 Mar 2026 11:30:00 PM +0700", "2026-03-02T23:30:00+07:00"),
        ("Mar 2, 2026 12:05 AM", "2026-03-02T00:05:00+07:00"),
        ("2026-03-02 11:05:00 PM", "2026-03-02T23:05:00+07:00"),
        ("2026-03-02 04:30 CH", "2026-03-02T16:30:00+07:00"),
        ("2026/03/02 21:40:00", "2026-03-02T21:40:00+07:00"),
        ("2026.03.02", "2026-03-02"),
        ("2026年3月2日 21:40", "2026-03-02T21:40:00+07:00"),
        ("Mon, 02 Mar 26 21:40:00 +0700", "2026-03-02T21:40:00+07:00"),
        ("Monday, 02-Mar-26 14:40:00 GMT", "2026-03-02T21:40:00+07:00"),
        ("02/03/26 21:40", None),
        ("1772462400", "2026-03-02T21:40:00+07:00"),
        ("1772462400000", "2026-03-02T21:40:00+07:00"),
        ("2026-03-02T14:40:00.123456Z", "2026-03-02T21:40:00+07:00"),
        ("Mon, 02 Mar 2026 21:40:00 XYZ", "2026-03-02"),
        ("30/02/2026 10:00", None),
        ("02.03.2026, 21:40 Uhr", "2026-03-02T21:40:00+07:00"),
        ("Mon Mar  2 21:40:00 2026", "2026-03-02T21:40:00+07:00"),
        ("Mon Mar 02 14:40:00 UTC 2026", "2026-03-02T21:40:00+07:00"),
        ("20260302T144000Z", "2026-03-02T21:40:00+07:00"),
    ],
)
def test_a_feeds_dates_one_by_one(date: str, expected: str | None) -> None:
    assert first_date(date) == expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (("3/2/2026 9:15:00 PM", "2/27/2026 9:00:00 AM"), "2026-03-02T21:15:00+07:00"),
        (("03/02/2026 21:15", "02/27/2026 09:00", "02/26/2026 10:00"), "2026-03-02T21:15:00+07:00"),
        (("02/03/2026 21:15", "27/02/2026 09:00"), "2026-03-02T21:15:00+07:00"),
        (("02/03/2026 21:15",), "2026-03-02T21:15:00+07:00"),
        (("02/03/2026 21:15", "01/03/2026 21:15", "28/02/2026 08:00"), "2026-03-02T21:15:00+07:00"),
        # Nothing is over twelve: the reading in which the feed is of one week, not of a year.
        (("3/5/2026 8:00:00 AM", "3/4/2026 8:00:00 AM", "3/2/2026 8:00:00 AM"), "2026-03-05T08:00:00+07:00"),
        # Nothing decides.
        (("3/2/2026 9:15:00 PM",), None),
        (("2/27/2026 9:15", "27/2/2026 9:15", "3/2/2026 9:00"), "2026-02-27T09:15:00+07:00"),
    ],
)
def test_month_and_day_are_told_apart_by_the_feed_as_a_whole(dates: tuple[str, ...], expected: str | None) -> None:
    assert first_date(*dates) == expected


@pytest.mark.parametrize(
    "inside",
    [
        "<v:video xmlns:v='u'><v:publication_date>2018-01-01</v:publication_date></v:video><lastmod>2026-03-02</lastmod>",
        "<lastmod>2026-03-02</lastmod><image:image><image:lastmod>2017-05-05</image:lastmod></image:image>",
        "<video xmlns='http://www.google.com/schemas/sitemap-video/1.1'><publication_date>2018-01-01</publication_date></video><lastmod>2026-03-02</lastmod>",
        "<xhtml:link rel='alternate' hreflang='en' href='x'/><event:date>2031-01-01</event:date><lastmod>2026-03-02</lastmod>",
        "<n:news xmlns:n='n'><n:publication_date>2026-03-02</n:publication_date><n:title>Tên</n:title></n:news><lastmod>2026-03-09</lastmod>",
    ],
)
def test_dates_of_other_things_in_a_sitemap(inside: str) -> None:
    for url, address in ((f"{PAPER}/sitemap.xml", PAPER + ONE), (f"{MIRROR}/sitemap/a.xml", MIRROR + UHR)):
        found = listing(url, f"<urlset><url>{inside}<loc>{address}</loc></url></urlset>")
        assert [teaser.date for teaser in found.teasers] == ["2026-03-02"]


def test_dates_of_other_things_in_a_feed() -> None:
    text = (
        f"<feed><entry><source><updated>2011-01-01T00:00:00Z</updated><title>S</title></source><media:group><media:pubDate>2012-01-01</media:pubDate>"
        f"</media:group><title>T</title><link href='{PAPER}{ONE}'/><updated>2026-03-02T14:40:00Z</updated></entry></feed>"
    )
    (teaser,) = listing(f"{PAPER}/rss_feed/", text).teasers
    assert (teaser.date, teaser.headline) == ("2026-03-02T21:40:00+07:00", "T")


def test_daily_lists_are_told_from_an_indexes_other_parts() -> None:
    days = "".join(
        f"<sitemap><loc>{MIRROR}/sitemap/sitemap-post/{day}.xml</loc>{more}</sitemap>"
        for day, more in (("2026-07-08", ""), ("2024-13-31", ""), ("2023-05-01", "<lastmod>2026-07-07</lastmod>"))
    )
    others = f"<sitemap><loc>{MIRROR}/news-sitemap.xml</loc></sitemap><sitemap><loc>{MIRROR}/sitemap/sitemap-page.xml</loc></sitemap>"
    found = listing(f"{MIRROR}/sitemap.xml", f"<sitemapindex>{days}{others}</sitemapindex>")
    # What lists pages, authors and the like names no articles.
    assert [url.rpartition("/")[2] for url in found.lists] == ["2026-07-08.xml", "2024-13-31.xml", "2023-05-01.xml", "news-sitemap.xml"]
    assert {url.rpartition("/")[2]: day for url, day in found.days.items()} == {"2026-07-08.xml": "2026-07-08", "2023-05-01.xml": "2023-05-01"}
    assert list(found.changed.values()) == ["2026-07-07"]


def test_a_page_at_a_feeds_address_is_no_empty_feed() -> None:
    page = "<html><body><h1>Page introuvable</h1><a href='/fr/mot-bai-viet-khac'>Un autre article</a></body></html>"
    assert refused(f"{MIRROR}/fr/sitemap.rss", page) is FailureKind.NOT_FEED


def test_a_link_without_text_has_its_headline_in_its_title() -> None:
    card = "<div><a class='v-link-title' href='/de/hai-bo-truong-hoi-dam' title='Zwei Minister sprechen miteinander'></a></div>"
    found = listing(f"{MIRROR}/de/category/the-gioi", f"<html><body><main>{card}</main></body></html>")
    assert [(teaser.address.key, teaser.headline) for teaser in found.teasers] == [
        ("vietnam.vn/de/hai-bo-truong-hoi-dam", "Zwei Minister sprechen miteinander")
    ]
