"""The reader of the mirrors: addresses, head and tail of an article, fields, and pages that are none.

Tests crawler.reading: challenge, links; crawler.reading.any_layout: anchors, article, description, draft, fields, furniture, headline,
pictures, vocabulary; crawler.sites: mirror.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.page import Failure, FailureKind, Listing, Page
from crawler.sites.mirror import language_tag
from crawler.sites.vietnam_vn import SITE
from tests.mirror_layouts import SLUG, layout

URL = "https://www.vietnam.vn/de/bo-truong-tiep-dong-nghiep"
SOURCE = "https://baoquocte.vn/bo-truong-tiep-dong-nghiep-300001.html"
TITLE = "Ministerin empfängt Kollegen zu Gesprächen"
FIRST = "Am Dienstag empfing die Ministerin ihren Kollegen zu einem langen Gespräch über die Ausbildung von Offizieren."
SECOND = "Beide lobten die Marine für ihre Arbeit bei der Suche nach Vermissten im vergangenen Sommer."
THIRD = "Im Mai folgt ein Gegenbesuch, bei dem ein Abkommen unterschrieben werden soll, wie es hieß."
BODY = [FIRST, SECOND, THIRD]
LAST = "Über die Kosten wird noch verhandelt, eine Einigung gilt aber als wahrscheinlich."
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
LAW = "Diese Seite betreibt eine Behörde; alle Inhalte, ob Text oder Bild, dürfen nur mit Erlaubnis übernommen werden. " * 6
CLAIM = '<meta property="og:type" content="article">'
GLUED = "<div>Báo Quốc TếBáo Quốc Tế01/02/2024</div>"


def other(number: int, title: str = "Reisernte im Delta bricht alle Erwartungen") -> str:
    return f'<a href="/de/mot-bai-khac-ve-lua-{number}">{title} {number}</a>'


def article(inner: str, head: str = "", around: str = "") -> str:
    return f"<html><head>{head}</head><body><main><h1>{TITLE}</h1>{inner}</main>{around}</body></html>"


def read(html: str, url: str = URL) -> Page:
    page = SITE.read_article(url, html.encode())
    assert isinstance(page, Page), page
    return page


def refused(html: str, url: str = URL) -> FailureKind:
    failure = SITE.read_article(url, html.encode())
    assert isinstance(failure, Failure), failure
    assert failure.reason
    return failure.kind


def removed(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for piece in page.removed:
        found.setdefault(piece.kind, []).append(piece.text)
    return found


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "key", "canonical", "language"),
    [
        ("https://www.vietnam.vn/de/ein-slug-hier", "vietnam.vn/de/ein-slug-hier", "https://www.vietnam.vn/de/ein-slug-hier", "de"),
        ("http://vietnam.vn/zh-CN/mot-hai-ba/?a=1#b", "vietnam.vn/zh-cn/mot-hai-ba", "https://www.vietnam.vn/zh-cn/mot-hai-ba", "zh-CN"),
        ("https://id.vietnam.vn/ar/mot-hai-ba", "vietnam.vn/ar/mot-hai-ba", "https://www.vietnam.vn/ar/mot-hai-ba", "ar"),
        ("https://vrviet.vn/mot-hai-ba/", "vietnam.vn/vi/mot-hai-ba", "https://www.vietnam.vn/mot-hai-ba", "vi"),
        ("https://thongtin.vietnam.vn/vi/mot-hai-ba-2", "vietnam.vn/vi/mot-hai-ba-2", "https://www.vietnam.vn/mot-hai-ba-2", "vi"),
        ("https://vjs.vietnam.vn/ja/tha-nh-la-p-", "vietnam.vn/ja/tha-nh-la-p-", "https://www.vietnam.vn/ja/tha-nh-la-p-", "ja"),
        ("https://www.vietnam.vn/xx/mot-hai-ba", "vietnam.vn/xx/mot-hai-ba", "https://www.vietnam.vn/xx/mot-hai-ba", "xx"),
        (
            "https://www.vietnam.vn/zh-hant/mot-hai-ba",
            "vietnam.vn/zh-hant/mot-hai-ba",
            "https://www.vietnam.vn/zh-hant/mot-hai-ba",
            "zh-Hant",
        ),
    ],
)
def test_one_key_whichever_host_served_it(url: str, key: str, canonical: str, language: str) -> None:
    found = SITE.address(url)
    assert found is not None
    assert (found.key, found.url, found.language, found.site, found.number) == (key, canonical, language, "vietnam.vn", None)
    assert SITE.address(found.url) == found


@pytest.mark.parametrize(
    "url",
    [
        "https://www.vietnam.vn/",
        "https://www.vietnam.vn/de",
        "https://www.vietnam.vn/zh-cn",
        "https://www.vietnam.vn/tag/quoc-phong",
        "https://www.vietnam.vn/de/tag/quoc-phong",
        "https://www.vietnam.vn/wp-content/uploads-of-2024",
        "https://www.vietnam.vn/wp-json/oembed-1-0",
        "https://www.vietnam.vn/de/page/2",
        "https://www.vietnam.vn/sitemap.xml",
        "https://www.vietnam.vn/feed/",
        "https://www.vietnam.vn/events/mot-su-kien-lon",
        "https://www.vietnam.vn/authors/mot-tac-gia-nao",
        "https://www.vietnam.vn/sitemap/sitemap-post/2026-07-08.xml",
        "https://www.vietnam.vn/de/feed",
        "https://www.vietnam.vn/chinh-sach-bao-mat",
        "https://trucotkt.asean.vietnam.vn/mot-hai-ba",
        "https://vietnam.vnanet.vn/mot-hai-ba",
        "https://baoquocte.vn/mot-hai-ba-1.html",
        "https://www.vietnam.vn.example.org/de/mot-hai-ba",
        "ftp://www.vietnam.vn/de/mot-hai-ba",
        "mailto:jemand@vietnam.vn",
        "https://[",
        "",
    ],
)
def test_what_is_no_article_has_no_address(url: str) -> None:
    assert SITE.address(url) is None


def test_addresses_are_built_as_they_are_read() -> None:
    assert SITE.translation("mot-hai-ba", "zh-CN").url == "https://www.vietnam.vn/zh-cn/mot-hai-ba"
    assert SITE.translation("mot-hai-ba", "vi").url == "https://www.vietnam.vn/mot-hai-ba"
    assert [language_tag(code) for code in ("de", "ZH-cn", "zh-hans-cn")] == ["de", "zh-CN", "zh-Hans-CN"]
    assert SITE.knows_language("zh-CN")
    assert not SITE.knows_language("xx")
    assert read(article(f"<div>{TEXT}</div>"), URL.replace("/de/", "/xx/")).rules["language"] == "unlisted code: xx"
    assert "language" not in read(article(f"<div>{TEXT}</div>")).rules


def test_seeds_are_guessed_lists_and_sections_pick_among_them() -> None:
    seeds = {seed.url: seed for seed in SITE.seeds()}
    assert seeds["https://www.vietnam.vn/tag/quoc-phong"].javascript
    assert seeds["https://www.vietnam.vn/tag/quoc-phong"].kind == "tag"
    assert seeds["https://www.vietnam.vn/zh-cn"].kind == "front"
    assert not seeds["https://www.vietnam.vn/sitemap.xml"].javascript
    assert {seed.kind for seed in SITE.seeds(["feed"])} == {"feed"}
    assert {seed.url for seed in SITE.seeds(["de"])} == {"https://www.vietnam.vn/de", "https://www.vietnam.vn/de/sitemap.rss"}
    assert {"https://www.vietnam.vn/pt", "https://www.vietnam.vn/ko/sitemap.rss", "https://www.vietnam.vn/news-sitemap.xml"} <= seeds.keys()
    assert not any(SITE.address(seed) for seed in seeds)
    assert SITE.seeds([]) == ()


# -- source line and counter ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        f"<p>Quelle: {SOURCE}</p>",
        f"<p>Quelle : <a href='{SOURCE}'>baoquocte.vn</a></p>",
        f"<p><a href='{SOURCE}'>Quelle: Báo Quốc Tế</a></p>",
        f"<p>Quelle {SOURCE}</p>",
        f"<p>出典：{SOURCE}</p>",
        f"<p>Wort das niemand kennt: {SOURCE}</p>",
        f"<div>Quelle:</div><div><a href='{SOURCE}'>{SOURCE}</a></div>",
        f"<div><span>Quelle:</span> <a href='{SOURCE}'>{SOURCE[:30]}…</a></div>",
        f"<footer>Quelle: <a href='{SOURCE}'>Link</a></footer>",
        "<p>Quelle: baoquocte.vn/bo-truong-tiep-dong-nghiep-300001.html</p>",
        f"<table><tr><td>Quelle: {SOURCE}</td></tr></table>",
        f"<p>{SOURCE}</p>",
    ],
)
def test_the_source_line_is_found_whatever_label_and_markup(line: str) -> None:
    page = read(article(f"<div>{TEXT}{line}</div>", around=f"<div>{LAW}</div>"))
    assert page.source_url == SOURCE
    assert page.publisher == "Báo Thế giới và Việt Nam"
    assert page.paragraphs() == BODY
    assert "source_line" in removed(page)


def test_another_newspaper_is_refused_by_its_source_line_or_its_name() -> None:
    assert refused(article(f"<div>{TEXT}<p>Quelle: https://tuoitre.vn/bo-truong-tiep-2024.htm</p></div>")) is FailureKind.FOREIGN_SOURCE
    assert refused(article(f"<div>{TEXT}<p>Ein Wort: https://tuoitre.vn/bo-truong-tiep-2024.htm</p></div>")) is FailureKind.FOREIGN_SOURCE
    assert refused(article(f"<div>Báo Tuổi TrẻBáo Tuổi Trẻ24/10/2024</div><div>{TEXT}</div>")) is FailureKind.FOREIGN_SOURCE
    assert (
        refused(article(f"{GLUED}<div>{TEXT}<p>Quelle: https://tuoitre.vn/bo-truong-tiep-2024.htm</p></div>")) is FailureKind.FOREIGN_SOURCE
    )


def test_an_address_that_the_text_cites_is_no_source_line() -> None:
    cited = "Der Bericht: https://example.org/berichte/2024/lang.html"
    page = read(article(f"<div><p>{FIRST}</p><p>{cited}</p><p>{SECOND}</p><p>{THIRD}</p></div>"))
    assert page.paragraphs() == [FIRST, cited, SECOND, THIRD]
    assert page.source_url is None


def test_share_links_and_family_links_are_no_source() -> None:
    row = '<p>Teilen: <a href="https://www.facebook.com/sharer.php?u=abcdefghijk">Facebook</a></p>'
    page = read(article(f"<div>{TEXT}{row}<p>Mehr: https://www.vietnam.vn/de/mot-bai-khac-nua</p></div>"))
    assert page.source_url is None


def test_a_page_without_source_and_with_an_unknown_publisher_is_left_to_the_caller() -> None:
    page = read(article(f"<div>Báo Lạ HoắcBáo Lạ Hoắc24/10/2024</div><div>{TEXT}</div>"))
    assert (page.publisher, page.source_url, page.date_published) == (None, None, "2024-10-24")
    assert page.rules["publisher"] == "unknown name: Báo Lạ Hoắc"


@pytest.mark.parametrize("counter", ["Kommentar (0)", "コメント (12)", "댓글（3）", "ຄວາມຄິດເຫັນ [0]", "Wortmeldungen (4)"])
def test_nothing_behind_the_counter_is_body(counter: str) -> None:
    thread = "".join(f"<p>{LAW}</p>" for _ in range(3)) if counter != "Wortmeldungen (4)" else ""
    page = read(article(f"<div>{TEXT}</div><div><h3>{counter}</h3><div>{thread}</div></div>"))
    assert page.paragraphs() == BODY
    assert removed(page)["comment_counter"] == [counter]


def test_a_footnote_or_an_ad_slot_is_no_counter() -> None:
    page = read(article(f"<div><p>{FIRST}</p><p>Zu Absatz [1]</p><p>{SECOND}</p><p>[Anzeige_2]</p></div>"))
    assert page.paragraphs() == [FIRST, "Zu Absatz [1]", SECOND, "[Anzeige_2]"]


# -- furniture -------------------------------------------------------------------------------------------------------------


def test_rows_and_boxes_inside_the_article_go_to_removed_with_their_kind() -> None:
    inner = (
        f"<p>{FIRST}</p><h3>Was sonst geschah</h3><ul><li>{other(1)}</li><li>{other(2)}</li></ul><p>{SECOND}</p>"
        f"<p><b>Mehr aus der Region</b></p><ul><li>{other(3)}</li></ul><div>Werbung</div><p>{THIRD}</p><p>{other(4)}</p>"
        "<p>Folgen Sie Baoquocte.vn auf <a href='https://news.google.com/x'>Google News</a></p>"
        "<div>Teilen: <a href='https://facebook.com/sharer.php'>Facebook</a> <a href='https://zalo.me/x'>Zalo</a></div>"
        "<div>Schlagwörter: <a href='/de/tag/marine'>Marine</a>, <a href='/de/tag/asean'>ASEAN</a></div>"
        f"<p>Vietnam.vn - Nền tảng quảng bá Việt Nam</p><p>Quelle: {SOURCE}</p>"
    )
    page = read(article(f"<div>{inner}</div>"))
    assert page.paragraphs() == BODY
    found = removed(page)
    assert set(found) == {"related", "ad_label", "follow_line", "share_row", "tags", "site_line", "source_line"}
    assert "Was sonst geschah" in found["related"]
    assert "Mehr aus der Region" in found["related"]
    assert page.keywords == ["Marine", "ASEAN"]


def test_ad_slots_placeholders_and_caption_cells_stay_for_later() -> None:
    cell = "<table><tr><td><img src='/bild/hafen.jpg'></td></tr><tr><td>Am Hafen. (Quelle: Kyodo)</td></tr></table>"
    page = read(article(f"<div><p>[sapo]</p><p>{FIRST} [Anzeige_1]</p>{cell}<p>{SECOND}</p><p>[Anzeige_2]</p></div>"))
    assert page.paragraphs() == ["[sapo]", f"{FIRST} [Anzeige_1]", "Am Hafen. (Quelle: Kyodo) |", SECOND, "[Anzeige_2]"]
    assert [image.url for image in page.images()] == ["https://www.vietnam.vn/bild/hafen.jpg"]


def test_invisible_marks_stay_and_lines_of_nothing_else_go() -> None:
    page = read(article(f"<div><p>\u00a0{FIRST}\u200b</p><p>&nbsp;</p><p>\u200b</p><p>\u3000{SECOND}</p></div>", CLAIM))
    assert page.paragraphs() == [f"\u00a0{FIRST}\u200b", f"\u3000{SECOND}"]


def test_hidden_elements_are_not_read() -> None:
    inner = f"<p>{FIRST}</p><div style='display: none'>{LAW}</div><p hidden>{LAW}</p><p aria-hidden='true'>{LAW}</p><p>{SECOND}</p>"
    assert read(article(f"<div>{inner}</div>", CLAIM)).paragraphs() == [FIRST, SECOND]


def test_runs_of_text_in_one_paragraph_stay_together() -> None:
    inner = "".join(
        f"<div>{text[:20]}<b>{text[20:40]}</b><a href='/de/tag/x'>{text[40:50]}</a><span>{text[50:]}</span></div>" for text in BODY
    )
    assert read(article(f"<div>{inner}</div>")).paragraphs() == BODY
    pasted = "".join(f"<p><span>{text[:60]}</span><span>{text[60:]}</span></p>" for text in BODY)
    assert read(article(f"<div>{pasted}</div>")).paragraphs() == BODY


LAYOUT_TABLE = (
    f"<table><tr><td colspan=2><h1>{TITLE}</h1></td></tr><tr><td><li>{other(1)}</li><li>{other(2)}</li></td><td>"
    f"<p>Báo Quốc TếBáo Quốc Tế01/02/2024</p>{TEXT}<p>Quelle: {SOURCE}</p></td></tr><tr><td colspan=2>{LAW}</td></tr></table>"
)
FLAT = (
    f"<title>{TITLE} - Vietnam.vn</title><b>{TITLE}</b><br>Báo Quốc TếBáo Quốc Tế01/02/2024<br>"
    f"{'<br><br>'.join(BODY)}<br>Quelle: {SOURCE}<br>Kommentar (0)<hr>{LAW}"
)
BETWEEN = "".join(f"<h3>{other(number)}</h3><p>{LAW[:100]}</p>" for number in range(5))


@pytest.mark.parametrize(
    "html",
    [
        LAYOUT_TABLE,
        FLAT,
        f"<div>Vietnam.vn - Nền tảng quảng bá Việt Nam</div><div>{TITLE}</div>{GLUED}{TEXT}<div>Quelle: {SOURCE}</div>",
        f"<form action=x><h1>{TITLE}</h1>{GLUED}<div>{TEXT}</div></form><footer>{LAW}</footer>",
        f"<div><h1>{TITLE}</h1>{GLUED}</div><aside>{TEXT}</aside>",
        f"<app-root><h1>{TITLE}</h1><app-date>{GLUED}</app-date><app-text>{TEXT}</app-text></app-root><app-foot><p>{LAW}</p></app-foot>",
        f"<div class='sidebar comments-open'><div class='share'><h1>{TITLE}</h1>{GLUED}<div class='menu'>{TEXT}</div></div></div>",
        f"<h1>Vietnam.vn - Nền tảng quảng bá Việt Nam</h1><div><h2>{TITLE}</h2>{GLUED}<div>{TEXT}</div></div><div>{LAW}</div>",
        f"<h1>{TITLE}</h1>{GLUED}<dl>{''.join(f'<dd>{text}</dd>' for text in BODY)}</dl>",
        f"<div><h1>{TITLE}</h1>{GLUED}<div>{BETWEEN}</div><div>{TEXT}</div></div>",
    ],
    ids=[
        "layout table",
        "flat, title in bold",
        "no title element",
        "form",
        "aside",
        "custom elements",
        "wrong names",
        "site in h1",
        "dl",
        "list between",
    ],
)
def test_strange_pages(html: str) -> None:
    page = read(f"<html><body>{html}</body></html>")
    assert page.headline == TITLE
    assert page.paragraphs() == BODY
    assert (page.date_published, page.date_source) == ("2024-02-01", "visible")
    assert page.publisher == "Báo Thế giới và Việt Nam"


def test_the_known_article() -> None:
    slug = (
        "nhat-ban-phan-lan-tang-cuong-hop-tac-quoc-phong-khang-dinh-an-ninh-khu-vuc-an-do-duong-thai-binh-duong-va-chau-au-"
        "khong-the-tach-roi"
    )
    html = (Path(__file__).parents[1] / "pages" / "vietnam_vn" / "known-article-2024-de.html").read_text("utf-8")
    page = read(html, f"https://www.vietnam.vn/de/{slug}")
    paragraphs = page.paragraphs()
    assert page.source_url == f"https://baoquocte.vn/{slug}-286044.html"
    assert page.date_published == "2024-09-12"
    assert page.headline == "Japan und Finnland stärken Verteidigungskooperation"
    assert len(paragraphs) == 8
    assert paragraphs[0].endswith("voranzutreiben. [Anzeige_1]")
    assert paragraphs[1].endswith("am 12. September. (Quelle: Kyodo) |")
    assert paragraphs[-2].endswith("der NATO und der EU.")
    assert paragraphs[-1] == "[Anzeige_2]"
    assert set(removed(page)) == {"byline", "source_line", "comment_counter"}
    assert sorted(page.translations) == ["ja", "ko"]


def test_a_footer_of_law_denser_than_the_article_is_no_article() -> None:
    for law in (f"<p>{LAW}</p>" * 4, f"<p>{LAW * 4}</p>", LAW * 4):
        many = read(f"<html><body><div><h1>{TITLE}</h1><div>{TEXT}</div><div>{law}</div></div></body></html>")
        assert many.paragraphs() == BODY
        one = read(
            f"<html><body><div><h1>{TITLE}</h1><div>{GLUED}</div><div><p>{' '.join(BODY)}</p></div><div>{law}</div></div></body></html>"
        )
        assert one.paragraphs() == [" ".join(BODY)]


def test_a_second_article_below_is_not_mixed_in() -> None:
    second = (
        f"<article><h1>Ganz anderes Thema</h1><div>Báo Tuổi TrẻBáo Tuổi Trẻ01/02/2024</div><div><p>{LAW}</p><p>{LAW}</p>"
        "<p>Quelle: https://tuoitre.vn/anderes-thema-2024.htm</p><p>Kommentar (0)</p></div></article>"
    )
    first = f"<article><h1>{TITLE}</h1>{GLUED}<div>{TEXT}<p>Quelle: {SOURCE}</p><p>Kommentar (0)</p></div></article>"
    page = read(f"<html><head><title>{TITLE}</title></head><body>{first}{second}</body></html>")
    assert page.paragraphs() == BODY
    assert page.source_url == SOURCE


# -- description -------------------------------------------------------------------------------------------------------------


def meta(description: str) -> str:
    return f'<meta property="og:description" content="{description}">'


def test_a_standfirst_above_the_text_is_the_description() -> None:
    lead = "Ein Vorspann, der über dem Text steht und nicht in ihm wiederkommt."
    page = read(article(f"<p>{lead}</p>{GLUED}<div>{TEXT}</div>"))
    assert page.description == lead
    assert page.paragraphs() == BODY


def test_a_description_that_opens_the_body_is_not_repeated_there() -> None:
    shown = read(article(f"<p>{FIRST}</p>{GLUED}<div>{TEXT}</div>"))
    assert (shown.description, shown.paragraphs()) == (FIRST, [SECOND, THIRD])
    claimed = read(article(f"<div>{TEXT}</div>", meta(FIRST)))
    assert (claimed.description, claimed.paragraphs()) == (FIRST, [SECOND, THIRD])
    slot = read(article(f"<div>{TEXT.replace(FIRST, FIRST + ' [Anzeige_1]')}</div>", meta(FIRST)))
    assert (slot.description, slot.paragraphs()) == (FIRST, ["[Anzeige_1]", SECOND, THIRD])


@pytest.mark.parametrize("description", ["Nền tảng quảng bá Việt Nam ra thế giới", TITLE, "Neues von www.vietnam.vn, jeden Tag",
    "Bộ trưởng tiếp người đồng nghiệp và hai bên trao đổi về đào tạo sĩ quan", "Lesezeit: 4 Minuten | 1.204 Aufrufe"])  # fmt: skip
def test_slogans_datelines_and_vietnamese_are_no_description(description: str) -> None:
    page = read(article(f"<div>{TEXT}</div>", meta(description)))
    assert page.description is None
    assert page.paragraphs() == BODY


@pytest.mark.parametrize("cut", [FIRST[:50], f"{FIRST[:50]}…", f"{FIRST[:41]} ...", f"{FIRST[:60]} [...]", f"{FIRST}…"])
@pytest.mark.parametrize("name", ["og:description", "description", "json-ld"])
def test_a_cut_description_is_completed_from_the_text_that_it_begins(cut: str, name: str) -> None:
    ld = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "description": cut})}</script>'
    head = ld if name == "json-ld" else f'<meta name="{name}" content="{cut}">'
    page = read(article(f"<div>{TEXT}</div>", head))
    assert (page.description, page.paragraphs()) == (FIRST, [SECOND, THIRD])
    slot = read(article(f"<div>{TEXT.replace(FIRST, FIRST + ' [Anzeige_1]')}</div>", head))
    assert (slot.description, slot.paragraphs()) == (FIRST, ["[Anzeige_1]", SECOND, THIRD])


def test_what_the_head_of_another_page_says_is_not_taken() -> None:
    said = "Nachrichten, Kultur und Reisen aus dem ganzen Land für die Welt"
    home = '<meta property="og:url" content="https://www.vietnam.vn/">'
    slogan = '<meta property="og:title" content="Vietnam.vn - Nền tảng quảng bá Việt Nam">'
    site = f'<script type="application/ld+json">{json.dumps({"@type": "WebSite", "description": said})}</script>'
    for head in (home, slogan, site):
        assert read(article(f"<div>{TEXT}</div>", meta(said) + head)).description is None
    assert read(article(f"<div>{TEXT}</div>", meta(said) + f'<meta property="og:url" content="{URL}">')).description == said


# -- dates and names ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("Báo Quốc TếBáo Quốc Tế01/02/2024", "2024-02-01"),
        ("Báo Quốc Tế 01/02/2567", "2024-02-01"),
        ("Báo Quốc TếBáo Quốc Tế๐๑/๐๒/๒๕๖๗", "2024-02-01"),
        ("TG&amp;VN | 01/02/2024 08:15", "2024-02-01T08:15:00+07:00"),
        ("Báo Quốc Tế 01/02", None),
        ("Báo Quốc Tế 31/02/2024", None),
    ],
)
def test_dates_of_the_glued_line(shown: str, date: str | None) -> None:
    page = read(article(f"<div>{shown}</div><div>{TEXT}</div>"))
    assert page.date_published == date
    assert page.paragraphs()[-3:] == BODY


def test_the_date_of_a_teaser_is_not_the_article_s() -> None:
    rows = "".join(f"<article><h3>{other(number)}</h3><div>Báo Tuổi Trẻ24/10/2024</div></article>" for number in range(5))
    image = "<img src='https://cdn.vietnam.vn/wp-content/uploads/2024/12/hafen.jpg'>"
    page = read(article(f"<div>{image}{TEXT}</div>", around=f"<div>{rows}</div>"))
    assert (page.date_published, page.date_source, page.publisher) == (None, None, None)


@pytest.mark.parametrize("name", ["Báo Quốc Tế", "Báo Thế giới và Việt Nam", "TG&amp;VN", "Baoquocte.vn", "THẾ GIỚI VÀ VIỆT NAM"])
def test_the_paper_has_one_spelling(name: str) -> None:
    assert read(article(f"<div>{name}{name}01/02/2024</div><div>{TEXT}</div>")).publisher == "Báo Thế giới và Việt Nam"


def test_json_ld_fields() -> None:
    data = """{"@context": "https://schema.org", "@graph": [
      {"@type": "NewsArticle", "headline": "%s", "datePublished": "2024-09-12T15:00:00Z", "dateModified": "2024-09-13T08:00:00+07:00",
       "author": [{"@type": "Person", "name": "Vy Anh"}, {"@type": "Person", "name": "Vietnam.vn"}], "publisher": {"name": "Vietnam.vn"},
       "keywords": "Marine, Besuch"},
      {"@type": "BreadcrumbList", "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": "Start", "item": "https://www.vietnam.vn/de"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "https://www.vietnam.vn/de/category/welt", "name": "Welt"}},
        {"@type": "ListItem", "position": 3, "name": "%s"}]}]}"""
    head = f'<script type="application/ld+json">{data % (TITLE, TITLE)}</script>'
    page = read(article(f"<div>Báo Quốc Tế 12/09/2024</div><div>{TEXT}</div>", head))
    assert (page.date_published, page.date_source) == ("2024-09-12T22:00:00+07:00", "json-ld")
    imported = read(article(f"<div>Báo Quốc Tế 01/02/2024</div><div>{TEXT}</div>", head))
    assert (imported.date_published, imported.date_source) == ("2024-02-01", "visible")
    assert page.date_modified == "2024-09-13T08:00:00+07:00"
    assert (page.authors, page.section, page.keywords) == (["Vy Anh"], ["Welt"], ["Marine", "Besuch"])


def test_translations_come_from_hreflang_and_from_a_menu_of_the_same_slug() -> None:
    slug = "bo-truong-tiep-dong-nghiep"
    head = "".join(
        f'<link rel="alternate" hreflang="{code}" href="{href}">'
        for code, href in (
            ("zh-cn", f"https://vietnam.vn/zh-cn/{slug}/"),
            ("de", URL),
            ("vi", f"https://www.vietnam.vn/{slug}"),
            ("x-default", f"https://www.vietnam.vn/fr/{slug}"),
            ("en", f"https://example.org/en/{slug}"),
        )
    )
    menu = f'<nav><a href="/ja/{slug}">JA</a><a href="/ko/ein-anderer-slug">KO</a></nav>'
    page = read(article(f"<div>{TEXT}</div>", head, menu))
    assert page.translations == {
        "zh-CN": f"https://www.vietnam.vn/zh-cn/{slug}",
        "vi": f"https://www.vietnam.vn/{slug}",
        "ja": f"https://www.vietnam.vn/ja/{slug}",
    }


def test_headline_without_the_site_s_suffix() -> None:
    for suffix in (" - Vietnam.vn", " | Vietnam.vn - Nền tảng quảng bá Việt Nam", " – Nền tảng quảng bá Việt Nam"):
        head = f'<meta property="og:title" content="{TITLE}{suffix}">'
        page = read(f"<html><head>{head}</head><body><div>{TEXT}</div></body></html>")
        assert page.headline == TITLE


# -- pictures ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<img src="https://cdn.baoquocte.vn/a.jpg?rt=20260403074501">', "https://cdn.baoquocte.vn/a.jpg"),
        ('<img src="https://cdn.baoquocte.vn/a.jpg?w=800&amp;randTime=1775177101&amp;h=600">', "https://cdn.baoquocte.vn/a.jpg?w=800&h=600"),
        ('<img src="https://vstatic.vietnam.vn/a.jpg?start=5&amp;sort=1">', "https://vstatic.vietnam.vn/a.jpg?start=5&sort=1"),
        ('<img src="/img/loading.gif" data-srcset="https://cdn.vietnam.vn/b-600.jpg 600w, https://cdn.vietnam.vn/b.jpg 1200w">',
         "https://cdn.vietnam.vn/b.jpg"),
        ('<picture><source srcset="https://cdn.vietnam.vn/c4.webp 4w, https://cdn.vietnam.vn/c.webp 8w"><img src="data:,"></picture>',
         "https://cdn.vietnam.vn/c.webp"),
        ('<picture><source data-srcset="https://cdn.vietnam.vn/d.webp"><img></picture>', "https://cdn.vietnam.vn/d.webp"),
        ('<picture><source srcset="https://cdn.vietnam.vn/e.webp"><img src="https://cdn.vietnam.vn/e.jpg"></picture>', "https://cdn.vietnam.vn/e.jpg"),
    ],
)  # fmt: skip
def test_a_picture_has_one_address_however_and_whenever_it_is_shown(markup: str, url: str) -> None:
    page = read(article(f"<div>{TEXT}<figure>{markup}<figcaption>Am Kai. (Foto: Marine)</figcaption></figure><p>{LAST}</p></div>"))
    assert [image.url for image in page.images()] == [url]


def test_pictures_in_order_without_furniture() -> None:
    pictures = (
        "<img src='data:image/gif;base64,R0lGOD' data-src='/bild/eins.jpg'>",
        "<img src='/bild/logo.png'><img src='/theme/icon-share.svg'><img src='/x/tracking-pixel.gif'><img src='/k.jpg' width=1 height=1>",
        "<figure><img src='https://vstatic.vietnam.vn/IMAGE/2025/1/2/zwei'><figcaption>Am Kai. Foto: Nguyễn Hồng</figcaption></figure>",
        "<img srcset='/bild/drei-300x200.jpg 300w, /bild/drei-1024x700.jpg 1024w'>",
        "<img src='/bild/drei-150x150.jpg'>",
        "<p><a href='/de/mot-bai-khac-ve-lua'><img src='/bild/anders.jpg'></a></p>",
    )
    page = read(article(f"<div><p>{FIRST}</p>{''.join(pictures)}<p>{SECOND}</p></div>", CLAIM))
    assert [(image.url, image.caption, image.credit) for image in page.images()] == [
        ("https://www.vietnam.vn/bild/eins.jpg", None, None),
        ("https://vstatic.vietnam.vn/IMAGE/2025/1/2/zwei", "Am Kai.", "Nguyễn Hồng"),
        ("https://www.vietnam.vn/bild/drei-1024x700.jpg", None, None),
    ]
    assert page.paragraphs() == [FIRST, SECOND]


# -- pages that are none ---------------------------------------------------------------------------------------------------------


CLAIM = "<meta property='og:type' content='article'>"


def teasers(standfirst: str = "") -> str:
    return "".join(f"<div><h3>{other(number)}</h3><p>{standfirst}</p><span>24/10/2024</span></div>" for number in range(9))


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        (" \n", FailureKind.EMPTY),
        ("<html><body><script>x</script></body></html>", FailureKind.EMPTY),
        ("<html><head><title>Just a moment...</title></head><body><p>Wait</p></body></html>", FailureKind.CHALLENGE),
        (f"<html><body><h1>Seite nicht gefunden</h1><p>{LAW}</p><p>{LAW}</p></body></html>", FailureKind.SOFT_404),
        (f"<html><body><h1>Thema: Marine</h1>{teasers(FIRST)}</body></html>", FailureKind.NOT_ARTICLE),
        (f"<html><body><h1>Vietnam.vn - Nền tảng quảng bá Việt Nam</h1>{teasers()}</body></html>", FailureKind.NOT_ARTICLE),
        (
            f"<html><head>{CLAIM}<meta property='og:title' content='{TITLE}'></head><body><p>Laden</p></body></html>",
            FailureKind.LAYOUT_CHANGED,
        ),
        (f"<html><head>{CLAIM}</head><body><div>{TEXT}</div></body></html>", FailureKind.LAYOUT_CHANGED),
        (f"<html><body><div><h1>{TITLE}</h1><div>{TEXT[:-30]}", FailureKind.TRUNCATED),
        (article(TEXT, "<link rel='canonical' href='https://www.vietnam.vn/de/ganz-etwas-anderes'>"), FailureKind.WRONG_ARTICLE),
    ],
    ids=["empty", "script", "challenge", "soft 404", "tag list", "front page", "no text", "no headline", "truncated", "other article"],
)
def test_failures_say_what_came_instead(html: str, kind: FailureKind) -> None:
    assert refused(html) is kind


def test_a_page_that_ends_after_its_source_line_is_whole() -> None:
    page = read(f"<html><body><div><h1>{TITLE}</h1><div>{TEXT}<p>Quelle: {SOURCE}</p>")
    assert page.paragraphs() == BODY


def test_a_page_that_stops_anywhere_is_read_whole_or_not_at_all() -> None:
    chance = random.Random(7)
    read_whole = 0
    for seed in range(300):
        made = layout("de", seed)
        html = made.html.encode()
        page = SITE.read_article(f"https://www.vietnam.vn/de/{SLUG}", html[: chance.randrange(len(html))])
        if isinstance(page, Page):
            read_whole += 1
            assert page.paragraphs() == made.body, seed
    assert read_whole > 50


def test_broken_markup_breaks_nothing() -> None:
    chance = random.Random(11)
    tag = re.compile(r"<[^>]*>")
    for seed in range(200):
        html = layout("ja", seed).html
        tags = tag.findall(html)
        mixed = tag.sub(lambda found, tags=tags: chance.choice(tags) if chance.random() < 0.1 else found[0], html)  # type: ignore[misc]
        for broken in (mixed, html.replace('href="', 'href="https://['), html.replace("</", "<")):
            url = f"https://www.vietnam.vn/ja/{SLUG}"
            assert isinstance(SITE.read_article(url, broken.encode()), Page | Failure)
            assert isinstance(SITE.read_listing(url, broken.encode()), Listing | Failure)


def test_the_last_resort_says_that_it_was_one() -> None:
    text = "\\n".join(BODY)
    head = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "{TITLE}", "articleBody": "{text}"}}</script>'
    page = read(f"<html><head>{head}</head><body><div id=app></div><p>Laden</p></body></html>")
    assert page.fallback
    assert page.paragraphs() == BODY
    assert page.rules["body"] == "json-ld articleBody"


def test_text_that_is_all_links_is_left_to_the_general_extractor() -> None:
    linked = "".join(f"<p><a href='https://example.org/{number}'>{text}</a></p>" for number, text in enumerate(BODY * 2))
    page = read(article(f"<article>{linked}</article>", CLAIM))
    assert page.fallback
    assert page.rules["body"] == "trafilatura"
    assert FIRST in " ".join(page.paragraphs())


def test_rules_name_where_each_field_was_read() -> None:
    rules: dict[str, Any] = read(article(f"{GLUED}<div>{TEXT}<p>Quelle: {SOURCE}</p></div>")).rules
    assert rules == {
        "headline": "h1",
        "body": "density near anchors",
        "date_published": "visible",
        "source_url": "source line",
        "publisher": "line of publisher and date",
    }
