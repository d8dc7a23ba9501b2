"""The readers of the paper: articles in all layouts since 2017, lists, feeds, addresses.

Tests crawler.sites.baoquocte: article, body, bylines, data, lists, mastercms, mastercms_content, mastercms_picture_tables,
mastercms_pictures, trail.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler import sites
from crawler.page import Failure, FailureKind, Image, Listing, Page, Removed
from crawler.sites.baoquocte import SITES
from crawler.sites.base import DailyLists, Seed

if TYPE_CHECKING:
    from crawler.sites.base import Site

PAGES = Path(__file__).parents[1] / "pages" / "baoquocte"
VI: Site = SITES[0]
EN: Site = SITES[1]
G4_URL = "https://baoquocte.vn/hai-bo-truong-quoc-phong-ban-chuyen-cung-huan-luyen-286001.html"
G4_2026_URL = "https://baoquocte.vn/hai-truong-si-quan-trao-doi-hoc-vien-nam-thu-ba-363301.html"
G2_URL = "https://baoquocte.vn/tau-hai-quan-ban-tham-da-nang-70123.html"


def source(name: str) -> str:
    return (PAGES / f"{name}.html").read_text("utf-8")


def article(name: str, url: str, *changes: tuple[str, str]) -> Page:
    page = unread(name, url, *changes)
    assert isinstance(page, Page), page
    return page


def unread(name: str, url: str, *changes: tuple[str, str]) -> Page | Failure:
    text = source(name)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return VI.read_article(url, text.encode(), "utf-8")


def with_body(markup: str) -> Page:
    """Read the G4 page with another body."""
    text = re.sub(
        r'(<div id="__MB_MASTERCMS_EL_3">).*(</div></div></div>\s*<div class="article-tag">)',
        lambda found: found[1] + markup + found[2],
        source("g4"),
        flags=re.DOTALL,
    )
    assert markup in text
    page = VI.read_article(G4_URL, text.encode())
    assert isinstance(page, Page), page
    return page


def listing(name: str, url: str) -> Listing:
    found = VI.read_listing(url, source(name).encode())
    assert isinstance(found, Listing), found
    return found


# ---------------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "url",
    [
        "https://baoquocte.vn/a-2024-b-286044.html",
        "http://baoquocte.vn/a-2024-b-286044.html",
        "HTTPS://BaoQuocTe.VN:443/a-2024-b-286044.html",
        "//baoquocte.vn/a-2024-b-286044.html",
        " https://baoquocte.vn/a-2024-b-286044.html\n",
        "https://baoquocte.vn/a-2024-b-286044.html&mobile=yes",
        "https://baoquocte.vn/a-2024-b-286044.html&mobile=yes&amp=1",
        "https://baoquocte.vn/a-2024-b-286044.html&amp;mobile=yes&amp;amp=1",
        "https://baoquocte.vn/a-2024-b-286044.html%26mobile=yes",
        "https://baoquocte.vn/a-2024-b-286044.html?utm_source=x&utm_medium=y",
        "https://baoquocte.vn/a-2024-b-286044.html#comments",
    ],
)
def test_all_variants_of_an_address_are_one_article(url: str) -> None:
    found = sites.address(url.strip())
    assert found == VI.address(url)
    assert found is not None
    assert (found.key, found.url, found.site, found.language, found.slug, found.number) == (
        "baoquocte.vn/286044",
        "https://baoquocte.vn/a-2024-b-286044.html",
        "baoquocte.vn",
        "vi",
        "a-2024-b",
        286044,
    )


def test_editions_are_sites_of_their_own() -> None:
    url = "https://en.baoquocte.vn/defence-talks-430685.html"
    found = EN.address(url)
    assert found is not None
    assert (found.key, found.site, found.language) == ("en.baoquocte.vn/430685", "en.baoquocte.vn", "en")
    assert VI.address(url) is None
    assert sites.site_of(url) is sites.SITES["en.baoquocte.vn"]


@pytest.mark.parametrize(
    "url",
    [
        "https://baoquocte.vn/",
        "https://baoquocte.vn/the-gioi",
        "https://baoquocte.vn/the-gioi/a-1.html",
        "https://baoquocte.vn/khong-so.html",
        "https://baoquocte.vn/-12.html",
        "https://baoquocte.vn/a-0.html",
        "https://baoquocte.vn/a-12.htmlx",
        "https://baoquocte.vn/a-12.html.bak",
        "https://baoquocte.vn/a-12345678901234567890.html",
        "https://baoquocte.vn/tag/quoc-phong-12.tag",
        "https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=a-12.html",
        "https://baoquocte.vn/apicenter@/print_article&i=286044",
        "https://baoquocte.vn/adsfw/x-1.html",
        "https://www.baoquocte.vn/a-12.html",
        "https://cdn.baoquocte.vn/a-12.html",
        "https://baoquocte.vn.example.org/a-12.html",
        "https://example.org/?u=https://baoquocte.vn/a-12.html",
        "https://baoquocte.vn@example.org/a-12.html",
        "https://baoquocte.vn:8080/a-12.html",
        "ftp://baoquocte.vn/a-12.html",
        "https://[::1/a-12.html",
        "a-12.html",
        "",
    ],
)
def test_other_addresses_are_no_articles(url: str) -> None:
    assert VI.address(url) is None
    assert sites.address(url) is None


@given(st.text(max_size=80))
def test_an_address_is_taken_apart_once_and_for_all(text: str) -> None:
    found = VI.address(f"https://baoquocte.vn/{text}-7.html")
    if found is not None:
        assert VI.address(found.url) == found


# --------------------------------------------------------------------------------------------------------------- registry


def test_registry_knows_both_editions_by_host() -> None:
    assert {"baoquocte.vn", "en.baoquocte.vn"} <= sites.ALLOWED_HOSTS
    assert sites.SITES["baoquocte.vn"] is VI
    assert sites.site_of("http://BAOQUOCTE.VN/x") is VI
    for url in ("https://cdn.baoquocte.vn/x.jpg", "https://example.org/", "https://[bad", "", "baoquocte.vn"):
        assert sites.site_of(url) is None


def test_seeds() -> None:
    seeds = VI.seeds(None)
    assert Seed("https://baoquocte.vn/rss_feed/", "feed") in seeds
    assert Seed("https://baoquocte.vn/the-gioi/binh-luan", "section") in seeds
    assert Seed("https://baoquocte.vn/chu-de/bien-dong.topic", "topic") in seeds
    assert Seed("https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=qu%E1%BB%91c%20ph%C3%B2ng", "search") in seeds
    assert Seed("https://baoquocte.vn/sitemap.xml", "sitemap") in seeds
    assert Seed("https://en.baoquocte.vn/", "front") in EN.seeds(None)
    assert len(set(seeds)) == len(seeds)


def test_seeds_of_chosen_sections() -> None:
    assert VI.seeds(["/ngoai-giao/"]) == (
        Seed("https://baoquocte.vn/rss_feed/ngoai-giao", "feed"),
        Seed("https://baoquocte.vn/ngoai-giao", "section"),
        Seed("https://baoquocte.vn/ngoai-giao/tin-bo-ngoai-giao", "section"),
    )
    assert EN.seeds(["ngoai-giao"]) == ()
    assert [seed.url for seed in EN.seeds(["politics"])] == [
        "https://en.baoquocte.vn/rss_feed/politics",
        "https://en.baoquocte.vn/politics",
    ]
    assert VI.seeds([]) == ()


def test_the_list_of_a_day() -> None:
    assert isinstance(VI, DailyLists)
    assert isinstance(EN, DailyLists)
    assert VI.day_list("2026-08-30") == "https://baoquocte.vn/tin-moi&fv=2026-08-30"
    assert EN.day_list("2026-08-30") is None


# ---------------------------------------------------------------------------------------------------------------- articles


def test_g4_fields() -> None:
    page = article("g4", G4_URL)
    assert page.address == VI.address(G4_URL)
    assert page.headline == "Hai bộ trưởng quốc phòng bàn chuyện cùng huấn luyện"
    assert page.description == "Hai bộ trưởng gặp nhau sáng thứ Năm và hẹn ký thỏa thuận huấn luyện trong năm."
    assert (page.date_published, page.date_modified, page.date_source) == (
        "2024-09-12T15:40:12+07:00",
        "2024-09-12T16:02:00+07:00",
        "json-ld",
    )
    assert page.authors == ["Bảo Minh", "Thu Hà"]
    assert page.agency == "Kyodo"
    assert page.publisher == "Báo Thế giới và Việt Nam"
    assert page.section == ["Thế giới", "Toàn cảnh"]
    assert page.keywords == ["quốc phòng", "Nhật Bản"]
    assert not page.fallback
    assert page.rules["headline"] == "g4:h1.article-detail-title"
    assert page.rules["body"] == "g4:#__MB_MASTERCMS_EL_3"
    assert page.rules["unknown"] == "iframe, table.hop-la"


def test_g4_body_in_page_order() -> None:
    assert article("g4", G4_URL).body == [
        Image(
            "https://cdn.baoquocte.vn/stores/news_dataimages/2024/09/12/hai-bo-truong.jpg?240912034012",
            "Hai bộ trưởng bắt tay tại Tokyo ngày 12/9.",
            "Kyodo",
        ),
        "Sáng thứ Năm, hai\xa0vị bộ trưởng ngồi lại với nhau, bàn về huấn luyện chung giữa hai quân đội.",
        "Hẹn ký trong năm",
        "Cùng tập cứu nạn trên biển",
        "Mở đường dây nóng",
        "Đoạn đầu trong khối.",
        "Đoạn hai trong khối vẫn là đoạn hai.",
        "Hai nước lập quan hệ quốc phòng từ năm 2019.",
        "Năm ngoái họ đã tập chung hai lần.",
        "“Chúng tôi tin nhau”, ông nói.",
        "Chữ nằm thẳng trong khung.",
        "Thư gửi về tok@quodc.vn.",
        "Hộp không ai biết vẫn có chữ của bài, dài hơn một chú thích ảnh thường có.",
        "Ô bên cạnh.",
        Image("https://baoquocte.vn/stores/hinh-2.jpg", "Tàu cập cảng.", "TTXVN"),
    ]


def test_g4_takes_out_what_is_not_the_articles_and_says_so() -> None:
    assert article("g4", G4_URL).removed == [
        Removed("house_prefix", "Baoquocte.vn."),
        Removed("caption", "Hai bộ trưởng bắt tay tại Tokyo ngày 12/9. (Nguồn: Kyodo)"),
        Removed("related", "Tin khác nên xem"),
        Removed("ad_box", "Mua một tặng một"),
        Removed("ad_box", "Quảng cáo vùng"),
        Removed("related", "More from WVR Một tin khác hẳn"),
        Removed("caption", "Tàu cập cảng. Ảnh: TTXVN"),
        Removed("byline", "Bảo Minh"),
    ]


def test_a_page_of_2026() -> None:
    page = article("g4_2026", G4_2026_URL)
    assert page.date_published == "2026-02-26T08:01:12+07:00"
    assert page.authors == ["Hoài Vũ"]
    assert page.agency == "TTXVN"
    assert page.rules["authors"] == "body:byline"
    assert page.section == ["Thời sự"]
    assert page.keywords == ["học viên"]
    assert page.body == [
        Image(
            "https://baoquocte.vn/stores/news_dataimages/2026/022026/26/07/hoc-vien-20260226074548.webp",
            "Học viên khóa hai tại sân trường.",
            "Kim Cương",
        ),
        "Mười hai học viên của trường sĩ quan lục quân sẽ lên đường trong tuần đầu tháng Ba.",
        "Học cùng, ở cùng",
        "Các em học chung lớp bản đồ và tiếng nước bạn trong bốn tháng.",
        "Chương trình bắt đầu từ năm 2024 với sáu học viên.",
        "Mỗi trường lo chỗ ở cho khách của mình.",
        "Khóa tới sẽ có thêm học viên quân y, hai bên cho biết khi kết thúc buổi làm việc.",
    ]
    assert page.removed == [
        Removed("caption", "Học viên khóa hai tại sân trường. (Ảnh: Kim Cương)"),
        Removed("related", "More from WVR Một tin khác hẳn"),
        Removed("attachment", "Chuong trinh.pdf"),
        Removed("byline", "Hoài Vũ (theo TTXVN)"),
    ]
    assert page.rules["body"] == "g4:#__MB_MASTERCMS_EL_3 + strays"
    assert "unknown" not in page.rules


def test_g3_date_is_the_shown_one() -> None:
    page = article("g3", "https://baoquocte.vn/x-165571.html")
    assert (page.date_published, page.date_modified, page.date_source) == ("2021-12-24T17:17:00+07:00", None, "visible")
    assert page.rules["date_published"] == "g3:span.format_time"
    assert page.removed[0] == Removed("house_prefix", "TGVN.")
    assert page.section == ["Thế giới", "Toàn cảnh"]


def test_g2() -> None:
    page = article("g2", G2_URL)
    assert page.headline == "Tàu hải quân bạn thăm Đà Nẵng"
    assert page.description == "Con tàu ở lại cảng bốn ngày, thủy thủ hai bên đá bóng giao hữu."
    assert (page.date_published, page.date_source) == ("2018-02-03T09:05:00+07:00", "visible")
    assert page.authors == ["Lê Na", "Trần Bắc"]
    assert page.keywords == ["hải quân", "Đà Nẵng", "tàu"]
    assert page.body == [
        Image("https://baoquocte.vn/stores/news_dataimages/tau.jpg", "Tàu vào cảng.", "Lê Na"),
        "Buổi sáng, con tàu cập cảng Tiên Sa trong tiếng nhạc.",
        "Chỉ huy tàu đến chào lãnh đạo thành phố và Vùng 3 Hải quân.",
        Image("https://baoquocte.vn/stores/news_dataimages/bong.jpg", "Trận bóng chiều thứ Bảy.", None),
    ]
    assert page.rules["body"] == "g2:.viewsDtailContent"


def test_old_body_in_new_chrome() -> None:
    page = article("g4", G4_URL, ('<div id="articleBody"><div id="__MB_MASTERCMS_EL_3">', '<div class="viewsDtailContent"><div>'))
    assert page.rules["headline"].startswith("g4:")
    assert page.rules["body"] == "g2:.viewsDtailContent"
    assert page.body == article("g4", G4_URL).body


def test_time_of_page_generation_is_never_a_date() -> None:
    without = ('<div class="article-date">15:40 | 12/09/2024</div>', "")
    page = article("g4", G4_URL, ('"datePublished":"2024-09-12T15:40:12+07:00",', ""), without)
    assert page.date_published is None
    assert page.date_source is None
    clock = (
        '<div class="article-date">15:40 | 12/09/2024</div>',
        '<div class="article-date"><span class="ico-systemDate">30/10/2026</span></div>',
    )
    assert article("g4", G4_URL, ('"datePublished":"2024-09-12T15:40:12+07:00",', ""), clock).date_published is None


def test_impossible_date_in_json_ld_gives_way_to_the_shown_one() -> None:
    page = article("g4", G4_URL, ('"datePublished":"2024-09-12T15:40:12+07:00"', '"datePublished":"0000-00-00T00:00:00"'))
    assert (page.date_published, page.date_source) == ("2024-09-12T15:40:00+07:00", "visible")


def test_broken_json_ld_still_gives_its_date() -> None:
    page = article("g4", G4_URL, ('"headline":"Hai bộ trưởng quốc phòng"', '"headline":"Hai "bộ trưởng" quốc phòng"'))
    assert (page.date_published, page.date_source) == ("2024-09-12T15:40:12+07:00", "json-ld")


def test_json_ld_of_another_article_is_not_ours() -> None:
    page = article(
        "g4",
        G4_URL,
        ('"@id":"https://baoquocte.vn/hai-bo-truong-quoc-phong-ban-chuyen-cung-huan-luyen-286001', '"@id":"https://baoquocte.vn/khac-9'),
    )
    assert (page.date_published, page.date_source) == ("2024-09-12T15:40:00+07:00", "visible")


def test_authors_and_dates_of_other_articles_stay_theirs() -> None:
    page = article("g4", G4_URL, ('<div class="article-member">Bảo Minh / Thu Hà (theo Kyodo)</div>', ""), ("Bảo Minh</div>", "</div>"))
    assert page.authors == []
    assert "authors" not in page.rules


def test_description_of_last_choice_is_the_meta_element() -> None:
    page = article("g4", G4_URL, ("article-detail-desc", "moi-doi"))
    assert page.description == "Hai bộ trưởng gặp nhau sáng thứ Năm và hẹn ký thỏa thuận huấn luyện trong năm."
    assert page.rules["description"] == "meta:description"


def test_home_is_no_section() -> None:
    home = '<li class="menu-home"><a href="/"></a></li>'
    for link in ('<a href="/">Báo</a>', '<a href="https://baoquocte.vn/">Báo</a>', '<a href="/trang-chu">Trang chủ</a>'):
        assert article("g4", G4_URL, (home, f"<li>{link}</li>")).section == ["Thế giới", "Toàn cảnh"]


def test_section_of_last_choice_is_the_json_ld_trail() -> None:
    page = article("g4", G4_URL, ('ul class="breadcrumb"', 'ul class="moi"'))
    assert page.section == ["Thế giới"]
    assert page.rules["section"] == "json-ld:BreadcrumbList"


def test_tags_may_stand_anywhere_on_the_page() -> None:
    tags = '<div class="article-tag"><a class="tag-link" href="/tag/x-1.tag">xa</a></div>'
    page = article("g4", G4_URL, ('class="article-tag"', 'class="moi"'), ("</body>", f"{tags}</body>"))
    assert page.keywords == ["xa"]
    page = article("g4", G4_URL, ('class="article-tag"', 'class="moi"'))
    assert page.keywords == ["quốc phòng", "huấn luyện chung"]
    assert page.rules["keywords"] == "meta:news_keywords"


def test_kicker_is_no_part_of_the_headline() -> None:
    page = article(
        "g4",
        G4_URL,
        ('<h1 class="article-detail-title">', '<h1 class="article-detail-title"><span class="article-detail-subtitle">Nóng</span> '),
    )
    assert page.headline == "Hai bộ trưởng quốc phòng bàn chuyện cùng huấn luyện"


def test_headline_of_last_choice_is_og_title() -> None:
    page = article("g4", G4_URL, ('h1 class="article-detail-title"', "p"), ("</h1>", "</p>"))
    assert page.headline == "Hai bộ trưởng quốc phòng bàn chuyện cùng huấn luyện"
    assert page.rules["headline"] == "meta:og:title"


@pytest.mark.parametrize(
    ("text", "prefix", "rest"),
    [
        ("TGVN. Hai bên gặp nhau.", "TGVN.", "Hai bên gặp nhau."),
        ("Baoquocte.vn. Hai bên gặp nhau.", "Baoquocte.vn.", "Hai bên gặp nhau."),
        ("(TG&amp;VN) - Hai bên gặp nhau.", "(TG&VN) -", "Hai bên gặp nhau."),
        ("TGVN tổ chức tọa đàm. Hết.", None, "TGVN tổ chức tọa đàm. Hết."),
        ("Theo TGVN. Hết.", None, "Theo TGVN. Hết."),
    ],
)
def test_house_prefixes(text: str, prefix: str | None, rest: str) -> None:
    page = article(
        "g4",
        G4_URL,
        ('<div class="article-detail-desc">Baoquocte.vn. Hai bộ trưởng', f'<div class="article-detail-desc">{text}</div><div>'),
    )
    assert page.description == rest
    assert [piece.text for piece in page.removed if piece.kind == "house_prefix"] == ([prefix] if prefix else [])


def test_decomposed_vietnamese_is_read_like_any_other() -> None:
    text = unicodedata.normalize("NFD", source("g4"))
    page = VI.read_article(G4_URL, text.encode())
    assert isinstance(page, Page)
    assert unicodedata.normalize("NFC", page.description or "") == article("g4", G4_URL).description
    assert [image.credit for image in page.images()] == ["Kyodo", "TTXVN"]
    assert page.section == [unicodedata.normalize("NFD", name) for name in ("Thế giới", "Toàn cảnh")]


# -------------------------------------------------------------------------------------------------------- inside the body


@pytest.mark.parametrize(
    ("markup", "body"),
    [
        ("<p>a</p>b<br>c<br><br>d<p>e</p>", ["a", "b c", "d", "e"]),
        ("a<br>&nbsp;<br/>b", ["a", "b"]),
        ("<div><div><p>a</p></div><div>b <b>c</b></div></div>d", ["a", "b c", "d"]),
        ("<p>a <a href='x'>b</a><i>c</i></p><p>&nbsp;\u200b</p><p></p>", ["a bc"]),
        ("<ol><li>a</li><li><p>b</p></li></ol><blockquote><p>c</p>d</blockquote>", ["a", "b", "c", "d"]),
        ("<h3>a</h3><center>b</center><pre>c\n\nd</pre>", ["a", "b", "c d"]),
        ("<table><tr><td><table class='__MB_ARTICLE_A'><tr><td>x</td></tr></table><p>a</p></td></tr></table>", ["a"]),
        ("<table class='__MB_template_g'><tr><td><table class='la'><tr><td>a</td><td>b</td></tr></table></td></tr></table>", ["a", "b"]),
        ("<p>a</p><p style='display: none'>x</p><noscript>y</noscript><template>z</template>", ["a"]),
        ("<p>a<img src='/1.jpg'>b</p>", ["ab", Image("https://baoquocte.vn/1.jpg")]),
        ("<p>a</p><img src='/p.gif' width='1' height='1'><img src='data:image/gif;base64,R0'>", ["a"]),
        ("<p>a</p><!--googleoff: all--><p>x</p>y<div class='la'>z</div><!--googleon: all--><p>b</p>", ["a", "b"]),
        ("<!--googleoff: all--><table class='__MB_template_g'><tr><td>a</td></tr></table><!--googleon: all-->b", ["a", "b"]),
        ("<p>a</p><!--googleoff: all--><p>b</p>", ["a", "b"]),
        ("<p>a</p><!--googleoff: all--><!-- x --><p>x</p><!--googleon: all--><p>b</p>", ["a", "b"]),
        # A table of texts that begins with a picture is no picture with captions.
        (
            "<table><tr><td><img src='/1.jpg'></td></tr><tr><td>a</td><td>b</td></tr></table>",
            [Image("https://baoquocte.vn/1.jpg"), "a", "b"],
        ),
        ("<table><tr><td>a</td></tr><tr><td>b</td></tr></table>", ["a", "b"]),
    ],
)
def test_paragraphs_however_they_are_marked_up(markup: str, body: list[str | Image]) -> None:
    assert with_body(markup).body == body


def test_nothing_vanishes_unseen() -> None:
    page = with_body(
        "<p>a</p><!--googleoff: all--><p>x</p>y<!--googleon: all--><p style='display:none'>z</p><aside>w</aside><div class='la'>v</div>"
    )
    assert [(piece.kind, piece.text) for piece in page.removed if piece.kind != "house_prefix"] == [
        ("related", "x"),
        ("related", "y"),
        ("hidden", "z"),
    ]
    assert page.body == ["a", "w", "v"]
    assert page.rules["unknown"] == "aside, div.la"


def test_paragraphs_behind_a_stray_end_tag_are_not_lost() -> None:
    page = with_body("<p>a</p></div><p>b</p><ins class='adsbygoogle'>x</ins><div class='article-detail-author'>Tô Lan - Vũ Hà</div><div>")
    assert page.body == ["a", "b"]
    assert page.rules["body"].endswith("+ strays")
    assert page.authors == ["Bảo Minh", "Thu Hà", "Tô Lan", "Vũ Hà"]


def test_what_stands_beside_the_body_is_not_the_articles_but_noted() -> None:
    page = with_body("<p>a</p></div><section class='la'>x</section><div>")
    assert page.body == ["a"]
    assert page.rules["unknown"] == "beside the body: section.la"


def picture(*rows: str) -> str:
    return f"<p>a</p><table class='MASTERCMS_TPL_TABLE'>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


IMG = "<td><img src='/1.jpg'></td>"


@pytest.mark.parametrize(
    ("markup", "images"),
    [
        (picture(IMG, "<td>b (Nguồn: Kyodo)</td>"), [("1", "b", "Kyodo")]),
        (picture(IMG, "<td><em>b</em> (Ảnh: AP (qua X)).</td>"), [("1", "b", "AP (qua X)")]),
        (picture(IMG, "<td>b (Source: VNA</td>"), [("1", "b", "VNA")]),
        (picture(IMG, "<td>b. Ảnh: Lê Na</td>"), [("1", "b.", "Lê Na")]),
        (picture(IMG, "<td>b (Reuters)</td>"), [("1", "b", "Reuters")]),
        (picture(IMG, "<td>(Nguồn: Kyodo)</td>"), [("1", None, "Kyodo")]),
        (picture(IMG, "<td>b (phải) và c (trái).</td>"), [("1", "b (phải) và c (trái).", None)]),
        (picture(IMG, "<td>Nguồn nước của làng b (bên phải)</td>"), [("1", "Nguồn nước của làng b (bên phải)", None)]),
        (picture(IMG), [("1", None, None)]),
        (picture("<td><img src='/1.jpg'><br>b</td>"), [("1", "b", None)]),
        (picture("<td>b</td>", IMG), [("1", "b", None)]),
        (picture(IMG, "<td>b</td>", "<td><img data-src='/2.jpg' src='/x.gif'></td>", "<td>c</td>"), [("1", "b", None), ("2", "c", None)]),
        (picture(f"{IMG}<td><img src='/2.jpg'></td>", "<td>b</td><td>c</td>"), [("1", "b", None), ("2", "c", None)]),
        (picture(f"{IMG}<td><img src='/2.jpg'></td>", "<td colspan='2'>b</td>"), [("1", "b", None), ("2", "b", None)]),
        (picture("<td></td>", "<td>b (Ảnh: TTXVN)</td>"), [(None, "b", "TTXVN")]),
        ("<p>a</p><figure><img src='/1.jpg'><figcaption>b</figcaption></figure>", [("1", "b", None)]),
        ("<p>a</p><table><tr><td><img src='/1.jpg'></td></tr><tr><td>b (Nguồn: AP)</td></tr></table>", [("1", "b", "AP")]),
    ],
)
def test_pictures(markup: str, images: list[tuple[str | None, str | None, str | None]]) -> None:
    page = with_body(markup)
    expected = [Image(f"https://baoquocte.vn/{name}.jpg" if name else None, caption, credit) for name, caption, credit in images]
    assert page.images() == expected
    assert page.paragraphs() == ["a"]


def test_text_in_a_pictures_table_without_picture_is_kept() -> None:
    page = with_body(picture("<td><p>b</p><p>c</p></td>"))
    assert page.body == ["a", "b", "c"]
    assert page.rules["unknown"] == "table of pictures without any"


def test_photo_story_keeps_its_texts() -> None:
    rows = [
        f"<table class='MASTERCMS_TPL_TABLE'><tr><td><img src='/{n}.jpg'></td></tr><tr><td>Ảnh {n}. (Ảnh: X)</td></tr></table>"
        for n in (1, 2)
    ]
    page = with_body("".join(rows))
    assert page.paragraphs() == ["Ảnh 1.", "Ảnh 2."]
    assert [image.credit for image in page.images()] == ["X", "X"]
    assert "photo story" in page.rules["body"]
    assert not [piece for piece in page.removed if piece.kind == "caption"]


def test_deep_nesting_does_no_harm() -> None:
    page = with_body("<p>a</p>" + "<div>" * 3_000 + "b" + "</div>" * 3_000)
    assert page.body == ["a", "b"]


# ---------------------------------------------------------------------------------------------------------------- failures


def failure(name: str, url: str, *changes: tuple[str, str]) -> FailureKind:
    found = unread(name, url, *changes)
    assert isinstance(found, Failure), found
    assert found.reason
    return found.kind


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf", b"<html><head><title></title></head><body>&nbsp;</body></html>"])
def test_empty(body: bytes) -> None:
    found = VI.read_article(G4_URL, body)
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.EMPTY


def test_challenge() -> None:
    assert failure("challenge", G4_URL) is FailureKind.CHALLENGE
    listed = VI.read_listing("https://baoquocte.vn/the-gioi", source("challenge").encode())
    assert isinstance(listed, Failure)
    assert listed.kind is FailureKind.CHALLENGE


@pytest.mark.parametrize(
    ("body", "mark"),
    [
        ("<title>x</title><body><script>window._cf_chl_opt={};</script>x</body></html>", "markup: _cf_chl_opt"),
        ("<title>x</title><body><p>Verify you are\n human</p></body></html>", "text: verify you are human"),
        ("<title>Attention Required! | Cloudflare</title><body>x", "title: attention required! | cloudflare"),
    ],
)
def test_each_mark_of_a_challenge(body: str, mark: str) -> None:
    assert VI.read_article(G4_URL, body.encode()) == Failure(FailureKind.CHALLENGE, mark)


def test_long_page_or_passive_script_is_no_challenge() -> None:
    for body in (
        f"<title>x</title><body><p>Verify you are human</p>{'Lời dài. ' * 400}</body></html>",
        "<title>x</title><body>x<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script></body></html>",
    ):
        found = VI.read_article(G4_URL, body.encode())
        assert isinstance(found, Failure)
        assert found.kind is FailureKind.NOT_ARTICLE


def test_article_about_bot_checks_is_an_article() -> None:
    page = with_body("<p>Just a moment... Verify you are human. _cf_chl_opt</p>")
    assert page.paragraphs() == ["Just a moment... Verify you are human. _cf_chl_opt"]


def test_page_of_another_article() -> None:
    assert failure("g4", "https://baoquocte.vn/x-286002.html") is FailureKind.WRONG_ARTICLE


def test_slug_is_the_pages_own() -> None:
    page = article("g4", "http://baoquocte.vn/slug-cu-286001.html&mobile=yes")
    assert page.address == VI.address(G4_URL)


def test_list_is_no_article() -> None:
    found = VI.read_article(G4_URL, source("list").encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.NOT_ARTICLE
    assert failure("g4", "https://baoquocte.vn/the-gioi") is FailureKind.NOT_ARTICLE


def test_error_text_is_no_article() -> None:
    body = (
        "<html><head><title>Không tìm thấy trang</title><meta property='og:type' content='article'></head><body><h1>404</h1></body></html>"
    )
    found = VI.read_article(G4_URL, body.encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.NOT_ARTICLE


def test_headline_without_body_is_a_changed_layout() -> None:
    text = re.sub(r'<div class="__MASTERCMS_CONTENT">.*?(?=<div class="article-tag">)', "", source("g4"), flags=re.DOTALL)
    found = VI.read_article(G4_URL, text.encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.LAYOUT_CHANGED


def test_last_resort_is_said() -> None:
    paragraphs = "".join(
        f"<p>Đoạn {n} kể rằng hai bên đã ngồi lại với nhau suốt buổi chiều để bàn về việc huấn luyện chung.</p>" for n in range(6)
    )
    text = re.sub(
        r'<div class="__MASTERCMS_CONTENT">.*?(?=<div class="article-tag">)',
        f"<div class='moi'>{paragraphs}</div>",
        source("g4"),
        flags=re.DOTALL,
    )
    page = VI.read_article(G4_URL, text.encode())
    assert isinstance(page, Page)
    assert page.fallback
    assert page.rules["body"] == "trafilatura"
    assert [paragraph[:6] for paragraph in page.paragraphs()] == [f"Đoạn {n}" for n in range(6)]
    assert (page.section, page.keywords) == (["Thế giới", "Toàn cảnh"], ["quốc phòng", "Nhật Bản"])
    assert page.headline == "Hai bộ trưởng quốc phòng bàn chuyện cùng huấn luyện"


@pytest.mark.parametrize(
    ("name", "url"), [("g4", G4_URL), ("g4_2026", G4_2026_URL), ("g3", "https://baoquocte.vn/x-165571.html"), ("g2", G2_URL)]
)
def test_half_a_page_is_never_taken_for_the_article(name: str, url: str) -> None:
    whole = source(name).encode()
    body = article(name, url).body
    kinds = set()
    for cut in range(0, len(whole), 97):
        found = VI.read_article(url, whole[:cut])
        if isinstance(found, Failure):
            kinds.add(found.kind)
        else:
            assert found.body == body, cut
    assert FailureKind.TRUNCATED in kinds
    assert kinds <= {FailureKind.TRUNCATED, FailureKind.EMPTY, FailureKind.NOT_ARTICLE}


@settings(max_examples=80)
@given(st.data())
def test_no_damage_breaks_the_readers(data: st.DataObject) -> None:
    body = bytearray(source(data.draw(st.sampled_from(["g4", "g4_2026", "g2", "list", "list_g2"]))).encode())
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(body)))
        body[place : place + data.draw(st.integers(0, 80))] = data.draw(
            st.sampled_from([b"", b"<table>", b"</div>", b"<!--", b"\xff", b'"', b"<td>", b"</table>", b"<script>", b"\0", b"&#xD800;"])
        )
    for url in (G4_URL, G2_URL):
        found = VI.read_article(url, bytes(body))
        if isinstance(found, Page):
            assert all(isinstance(block, Image) or (block.strip() and "\n" not in block) for block in found.body)
            assert found.headline.strip()
    for url in ("https://baoquocte.vn/", "https://baoquocte.vn/the-gioi", "https://baoquocte.vn/rss_feed/"):
        assert isinstance(VI.read_listing(url, bytes(body)), Listing | Failure)


def test_half_a_mobile_page_is_truncated() -> None:
    head = f'<head><link rel="canonical" href="{G4_URL}"></head><h1 class="article-detail-title">x</h1>'
    body = f'{head}<div class="__MASTERCMS_CONTENT"><p>a</p><p>b'
    found = VI.read_article(f"{G4_URL}&mobile=yes", body.encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.TRUNCATED
    whole = VI.read_article(f"{G4_URL}&mobile=yes", f"{body}</p></div></html>".encode())
    assert isinstance(whole, Page)
    assert whole.body == ["a", "b"]


def test_unreadable_bytes_are_noted() -> None:
    page = VI.read_article(G4_URL, source("g4").encode().replace(b"Toky", b"Tok\xff"), "utf-8")
    assert isinstance(page, Page)
    assert page.rules["encoding"] == "utf-8, nothing better found, 1 unreadable"


def test_print_view_is_read_by_its_number() -> None:
    view = "https://baoquocte.vn/apicenter@/print_article&i="
    assert article("g4", f"{view}286001").address == VI.address(G4_URL)
    assert failure("g4", f"{view}286002") is FailureKind.NOT_ARTICLE


# ------------------------------------------------------------------------------------------------------------------- lists


def test_section_list() -> None:
    found = listing("list", "https://baoquocte.vn/the-gioi")
    assert [(teaser.address.url, teaser.headline, teaser.description, teaser.date, teaser.date_source) for teaser in found.teasers] == [
        (
            "https://baoquocte.vn/doi-thoai-quoc-phong-286101.html",
            "Đối thoại 'thẳng thắn' về quốc phòng",
            "Hai thứ trưởng nói chuyện gần ba giờ về",
            "2024-09-13T14:20:00+07:00",
            "visible",
        ),
        ("https://baoquocte.vn/tap-tran-286102.html", "Cùng tập trận cứu nạn", None, "2024-09-12", "thumbnail"),
    ]
    assert len(found.unread) == 1
    assert found.lists == ()
    assert found.next_url == "https://baoquocte.vn/the-gioi&s_cond=&BRSR=15"


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("https://baoquocte.vn/the-gioi/", "https://baoquocte.vn/the-gioi&s_cond=&BRSR=15"),
        ("https://baoquocte.vn/the-gioi&s_cond=&BRSR=15", "https://baoquocte.vn/the-gioi&s_cond=&BRSR=30"),
        ("https://baoquocte.vn/the-gioi&fv=2024-09-12&s_cond=&BRSR=0", "https://baoquocte.vn/the-gioi&fv=2024-09-12&s_cond=&BRSR=15"),
        # The pager names nothing further.
        ("https://baoquocte.vn/the-gioi&s_cond=&BRSR=30", None),
    ],
)
def test_next_page_as_the_pager_names_it(url: str, following: str | None) -> None:
    assert listing("list", url).next_url == following


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("https://baoquocte.vn/thoi-su", "https://baoquocte.vn/thoi-su&s_cond=&BRSR=15"),
        ("https://baoquocte.vn/thoi-su&s_cond=&BRSR=45", "https://baoquocte.vn/thoi-su&s_cond=&BRSR=60"),
        ("https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=x", "https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=x&BRSR=2"),
        (
            "https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=x&BRSR=2",
            "https://baoquocte.vn/search_enginer.html?p=tim-kiem&q=x&BRSR=3",
        ),
        ("https://baoquocte.vn/", None),
    ],
)
def test_next_page_by_counting_where_there_is_no_pager(url: str, following: str | None) -> None:
    assert listing("list_g2", url).next_url == following


def test_g2_list() -> None:
    found = listing("list_g2", "https://baoquocte.vn/thoi-su")
    assert [(teaser.address.key, teaser.headline, teaser.description, teaser.date) for teaser in found.teasers] == [
        ("baoquocte.vn/70123", "Tàu bạn thăm cảng", "Con tàu ở lại bốn ngày", "2018-02-03T09:05:00+07:00"),
        ("baoquocte.vn/70124", "Gặp gỡ ở biên giới", None, "2018-02-04"),
    ]


def test_front_page_names_all_its_articles_and_the_menus_sections() -> None:
    found = listing("list", "https://baoquocte.vn")
    assert [teaser.address.number for teaser in found.teasers] == [286101, 286102, 1234]
    assert found.lists == ("https://baoquocte.vn/the-gioi", "https://baoquocte.vn/bien-dong-247", "https://baoquocte.vn/the-gioi/binh-luan")
    assert found.next_url is None


def test_past_the_end_a_list_is_empty_and_not_broken() -> None:
    text = re.sub(r'<div class="article">.*?(?=</div>\s*<div class="__MB)', "", source("list"), flags=re.DOTALL)
    found = VI.read_listing("https://baoquocte.vn/the-gioi&s_cond=&BRSR=990", text.encode())
    assert found == Listing("https://baoquocte.vn/the-gioi&s_cond=&BRSR=990")


def test_list_of_unknown_shape_is_read_by_its_links() -> None:
    body = "<html><body><ul class='moi'><li><a href='/a-1.html'><img src='x'></a><a href='/a-1.html'>Tin một</a></li></ul></body></html>"
    found = VI.read_listing("https://baoquocte.vn/the-gioi", body.encode())
    assert isinstance(found, Listing)
    assert [(teaser.address.number, teaser.headline) for teaser in found.teasers] == [(1, "Tin một")]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", FailureKind.EMPTY),
        ("<html><body></body></html>", FailureKind.EMPTY),
        ("<html><body>x</body></html>", FailureKind.LAYOUT_CHANGED),
        ("<html><body>x", FailureKind.TRUNCATED),
    ],
)
def test_lists_that_cannot_be_read(body: str, kind: FailureKind) -> None:
    found = VI.read_listing("https://baoquocte.vn/the-gioi", body.encode())
    assert isinstance(found, Failure)
    assert found.kind is kind


def test_root_feed_holds_both_editions() -> None:
    feed = (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        "<item><title>Hai bên gặp nhau</title><link>http://baoquocte.vn/a-1.html</link>"
        "<description><![CDATA[<a href='x'><img src='y'></a>TGVN. Họ nói chuyện...]]></description>"
        "<pubDate>Thu, 26 Feb 2026 08:01:12 +0700</pubDate></item>"
        "<item><title>They met</title><link>https://en.baoquocte.vn/b-2.html</link></item>"
        "<item><title>Video</title><link>https://example.org/c-3.html</link></item></channel></rss>"
    )
    found = VI.read_listing("https://baoquocte.vn/rss_feed/", feed.encode())
    assert isinstance(found, Listing)
    assert [
        (teaser.address.key, teaser.address.language, teaser.headline, teaser.description, teaser.date, teaser.date_source)
        for teaser in found.teasers
    ] == [
        ("baoquocte.vn/1", "vi", "Hai bên gặp nhau", "Họ nói chuyện", "2026-02-26T08:01:12+07:00", "feed"),
        ("en.baoquocte.vn/2", "en", "They met", None, None, None),
    ]
    assert len(found.unread) == 1


def test_page_in_a_feeds_place_is_a_failure() -> None:
    found = VI.read_listing("https://baoquocte.vn/rss_feed/the-gioi", source("list").encode())
    assert isinstance(found, Failure)
    assert found.kind is FailureKind.NOT_FEED


def test_sitemaps() -> None:
    index = (
        "<sitemapindex><sitemap><loc>https://baoquocte.vn/sitemap_site_1.xml</loc></sitemap>"
        "<sitemap><loc>https://example.org/s.xml</loc></sitemap></sitemapindex>"
    )
    found = VI.read_listing("https://baoquocte.vn/sitemap.xml", index.encode())
    assert isinstance(found, Listing)
    assert found.lists == ("https://baoquocte.vn/sitemap_site_1.xml",)
    entries = (
        "<urlset><url><loc>https://baoquocte.vn/the-gioi</loc></url>"
        "<url><loc>https://baoquocte.vn/a-1.html</loc><lastmod>2026-02-26T01:00:00Z</lastmod></url></urlset>"
    )
    found = VI.read_listing("https://baoquocte.vn/sitemap_site_1.xml", entries.encode())
    assert isinstance(found, Listing)
    assert [(teaser.address.number, teaser.date, teaser.date_source) for teaser in found.teasers] == [
        (1, "2026-02-26T08:00:00+07:00", "sitemap")
    ]
    assert found.unread == ()
