"""Kinds of markup that the paper's editors and its CMS produce, each in both editions and in several wordings.

Every page goes the whole road from bytes to record. What a kind must give is told once, in its test; the lists above the tests hold the
markup.

Tests crawler.sites.baoquocte: credits, mastercms_boxes.
"""

# ruff: noqa: E501 - a case a line
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.commands.inspect_page import Inspected, inspect_page
from tests.builders import fetched_from

if TYPE_CHECKING:
    from crawler.items import Article

VI_URL = "https://baoquocte.vn/hai-doi-cong-binh-dung-chung-cay-cau-qua-suoi-512377.html"
EN_URL = "https://en.baoquocte.vn/two-engineer-teams-build-one-bridge-512381.html"
VI = (
    "Sáng mồng Bốn, hai đội công binh bắt tay dựng cây cầu thép đầu tiên qua con suối nằm giữa hai bản.",
    "Các kỹ sư mang theo dầm lắp ghép, còn dân bản góp gỗ kê và dẫn đường cho xe chở vật liệu đi vòng.",
    "Theo kế hoạch, cầu sẽ thông xe trước mùa mưa để học sinh hai bên không phải lội nước tới lớp.",
    "Đại tá phụ trách công trường cho biết đội bạn sẽ ở lại thêm một tuần để hướng dẫn cách bảo dưỡng.",
)
EN = (
    "On the fourth of the month two engineer teams began to bolt together the first steel bridge over the stream.",
    "The engineers brought the girders, the villagers lent timber and showed the lorries a way round the marsh.",
    "The bridge is to open before the rains, so that pupils on both banks no longer wade to their lessons.",
    "The colonel in charge said that the visitors would stay another week and teach the upkeep of the deck.",
)
HEADLINE = {"vi": "Hai đội công binh dựng chung cây cầu qua suối", "en": "Two engineer teams build one bridge"}
STANDFIRST = {
    "vi": "Cây cầu thép nối hai bản là công trình chung đầu tiên của công binh hai nước.",
    "en": "The steel bridge between two villages is the first that the armies have built together.",
}
INSIDE = '<div id="articleBody"><div id="__MB_MASTERCMS_EL_3">%s</div></div>'


def paragraphs(language: str) -> tuple[str, ...]:
    return VI if language == "vi" else EN


def around(language: str, *middle: str, end: str = "") -> str:
    """The four paragraphs with markup between the second and the third, or behind the last."""
    one, two, three, four = (f"<p>{text}</p>" for text in paragraphs(language))
    return f"{one}\n{two}{''.join(middle)}{three}\n{four}{end}"


def page(language: str, content: str, *, head: str = "", meta: str = "", below: str = "", headline: str = "", standfirst: str = "") -> str:  # noqa: PLR0913
    """A page in the structure of the real ones: ``content`` is all that stands in ``__MASTERCMS_CONTENT``."""
    return f"""<!-- MasterCMS --><!DOCTYPE html><html lang="{language}"><head><title>{HEADLINE[language]}</title>{head}</head><body>
<ul class="breadcrumb clearfix"><li class="menu-alias"><a href="/the-gioi">The gioi</a></li></ul>
<div class="bx-detail-left lt"><div class="article-detail fw lt mb clearfix"><span class="article-detail-subtitle"></span>
<h1 class="article-detail-title f0">{headline or HEADLINE[language]}</h1>
<div class="article-social fw lt clearfix"><div class="inforAuthor lt">{meta}<div class="article-date hna-article-date lt">07:20 | 04/05/2026</div>
<script>rate()</script><!--googleoff: all--><div class="author-raterjs lt"><div class="reader-raterjs"><div id="rater-step"></div></div></div>
<!--googleon: all--></div><div class="readFlags rt"></div></div>
<div class="article-detail-desc fw lt f0 mb clearfix">{standfirst or STANDFIRST[language]}</div>
<!--googleoff: all--><div class="bqt-share-social fw lt mb clearfix"><a class="bqt-google-new lt" href="https://news.google.com/x">Theo dõi
Baoquocte.vn trên</a></div><!--googleon: all-->
<div class="__MASTERCMS_CONTENT fw lt clearfix">{content}</div>
<!--googleoff: all--><div style="display: none;"><input type="hidden" name="__printURL" value="x"></div><!--googleon: all--></div>{below}
<div id="user-comment" class="fw lt mb clearfix"></div></div>
<div class="bx-detail-right rt"><div class="article"><h3 class="article-title"><a class="article-link" href="/tin-khac-499001.html">Một tin
bên lề</a></h3></div></div><footer><p>Báo Thế giới và Việt Nam</p></footer></body></html>"""


def reading(language: str, html: str) -> Inspected:
    return inspect_page(fetched_from(VI_URL if language == "vi" else EN_URL, html.encode(), None, fetched_at="2026-05-05T00:00:00+00:00"))


def record(language: str, content: str, **parts: str) -> Article:
    found = reading(language, page(language, content, **parts))
    assert found.reading.article is not None, found.reason
    return found.reading.article


def told(language: str, article: Article) -> bool:
    """Tell whether the body is the four paragraphs and nothing else."""
    return article.body == "\n\n".join(paragraphs(language))


# ------------------------------------------------------------------------------------------------------------------ authors

BESIDE = [
    ("vi", '<div class="article-detail-author clearfix"><b>Quỳnh Chi</b> - Đức Long</div>', ["Quỳnh Chi", "Đức Long"], None),
    ("vi", '<div class="article-detail-author clearfix"> <i>Hoài Thương</i> (tổng hợp từ TASS/AFP)</div>', ["Hoài Thương"], "TASS, AFP"),
    ("vi", '<div class="article-detail-author clearfix"> <i></i></div>', [], None),
    ("vi", '<div class="article-detail-source">Nguồn: TTXVN</div><div class="article-detail-author">Lệ Thủy</div>', ["Lệ Thủy"], "TTXVN"),
    ("vi", '<div class="article-detail-source">Nguồn: Báo Thế giới và Việt Nam</div><div class="article-detail-author">Lệ Thủy</div>', ["Lệ Thủy"], None),
    ("en", '<div class="article-detail-source">Source: World &amp; Vietnam Report</div>', [], None),
    ("en", '<div class="article-detail-author clearfix">Written by: <em>Ngoc Diep</em></div>', ["Ngoc Diep"], None),
    (
        "en",
        '<div class="article-detail-author">Ha Phuong</div><div class="article-detail-source">According to Yonhap</div>',
        ["Ha Phuong"],
        "Yonhap",
    ),
    ("en", '<div class="article-member">Anh Tuan / Mai Linh</div>', ["Anh Tuan", "Mai Linh"], None),
    (
        "vi",
        '<p class="source">08:12 - 3.410 lượt xem</p><span class="cms-author">Khánh An/Bình Minh</span>',
        ["Khánh An", "Bình Minh"],
        None,
    ),
]


@pytest.mark.parametrize(("language", "beside", "authors", "agency"), BESIDE)
def test_the_authors_block_beside_the_body_is_read(language: str, beside: str, authors: list[str], agency: str | None) -> None:
    article = record(language, INSIDE % around(language) + '<div style="clear: both;"></div>' + beside)
    assert (article.authors, article.agency) == (authors, agency)
    assert told(language, article)


ABOVE = [
    ("vi", "", []),
    ("vi", '<span class="name">Tường Vi</span>', ["Tường Vi"]),
    ("vi", '<a href="/tac-gia/tv">Tường Vi</a><span>4.511 lượt xem</span><span>Đánh giá: 4/5</span>', ["Tường Vi"]),
    ("vi", "<b>Tác giả: Tường Vi</b> | Thứ Hai", ["Tường Vi"]),
    ("vi", "<span>PV</span>", []),
    ("vi", "<span>2 phút đọc</span>", []),
    ("en", "<span>By Duc Thinh</span><span>612 views</span>", ["Duc Thinh"]),
    ("en", "<span>Monday</span><span>4 May 2026</span><span>GMT+7</span>", []),
    ("en", "<span>Duc Thinh, Gia Han</span><em>3 min read</em>", ["Duc Thinh", "Gia Han"]),
    ("en", "<span>World &amp; Vietnam Report</span>", []),
]


@pytest.mark.parametrize(("language", "meta", "authors"), ABOVE)
def test_only_names_are_authors(language: str, meta: str, authors: list[str]) -> None:
    article = record(language, INSIDE % around(language), meta=meta)
    assert article.authors == authors
    assert article.date_published == "2026-05-04T07:20:00+07:00"


STRUCTURED = [
    ("vi", '{"@type":"Person","name":"Trần Khánh - Báo Thế giới và Việt Nam"}', ["Trần Khánh"]),
    ("vi", '{"@type":"Organization","name":"Báo Thế giới và Việt Nam"}', []),
    ("en", '[{"@type":"Person","name":"Minh Chau, World & Vietnam Report"},{"name":"Hong Nhung"}]', ["Minh Chau", "Hong Nhung"]),
    ("en", '"Minh Chau"', ["Minh Chau"]),
    ("en", '{"name":"admin 2"}', []),
]


@pytest.mark.parametrize(("language", "author", "authors"), STRUCTURED)
def test_structured_data_may_name_the_author(language: str, author: str, authors: list[str]) -> None:
    address = VI_URL if language == "vi" else EN_URL
    head = f'<script type="application/ld+json">{{"@type":"NewsArticle","url":"{address}","author":{author}}}</script>'
    assert record(language, INSIDE % around(language), head=head).authors == authors


@pytest.mark.parametrize(
    ("language", "value", "authors"),
    [
        ("vi", "Trần Khánh", ["Trần Khánh"]),
        ("en", "https://www.facebook.com/baoquocte", []),
        ("vi", "Báo Thế giới và Việt Nam", []),
        ("en", "Hong Nhung / Minh Chau", ["Hong Nhung", "Minh Chau"]),
    ],
)
def test_a_meta_element_may_name_the_author(language: str, value: str, authors: list[str]) -> None:
    head = f'<meta property="article:author" content="{value}">'
    assert record(language, INSIDE % around(language), head=head).authors == authors


# ------------------------------------------------------------------------------------------------------------ the last lines

SIGNED = [
    ("vi", '<p style="text-align: right;"><b>Vũ Đăng Khoa</b></p>', ["Vũ Đăng Khoa"], None),
    ("vi", '<p align="right"><em>Thảo Nguyên</em></p>', ["Thảo Nguyên"], None),
    ("vi", "<p><strong>Bích Ngọc - Hải Yến</strong></p>", ["Bích Ngọc", "Hải Yến"], None),
    ("vi", '<p class="text-right">Gia Bảo (theo Yonhap)</p>', ["Gia Bảo"], "Yonhap"),
    ("vi", '<div style="text-align:right"><strong>Bài và ảnh: Trúc Lâm</strong></div>', ["Trúc Lâm"], None),
    ("en", '<p style="TEXT-ALIGN: Right"><strong>Lan Chi</strong></p>', ["Lan Chi"], None),
    ("en", "<p><b>Compiled by Thanh Mai</b></p>", ["Thanh Mai"], None),
    ("en", '<p style="text-align:right">By Quang Huy and Bao Tram</p>', ["Quang Huy", "Bao Tram"], None),
    ("vi", '<p style="text-align:right"><strong>Nguồn: TTXVN</strong></p>', [], "TTXVN"),
    ("vi", "<p>(theo Kyodo, THX)</p>", [], "Kyodo, Xinhua"),
    ("vi", "<p><i>Theo Reuters/AP</i></p>", [], "Reuters, AP"),
    ("vi", "<p>(tổng hợp từ Sputnik và Yonhap)</p>", [], "Sputnik, Yonhap"),
    ("vi", "<p><em>(lược dịch từ The Diplomat)</em></p>", [], "The Diplomat"),
    ("en", "<p>(Compiled from AFP, Bernama)</p>", [], "AFP, Bernama"),
    ("en", "<p>According to Anadolu</p>", [], "Anadolu"),
    ("en", "<p>Source: VNA/VOV</p>", [], "TTXVN, VOV"),
    ("en", "<p><strong>(Source: TASS, CNN)</strong></p>", [], "TASS, CNN"),
]


@pytest.mark.parametrize(("language", "end", "authors", "agency"), SIGNED)
def test_who_signs_at_the_end_is_lifted(language: str, end: str, authors: list[str], agency: str | None) -> None:
    article = record(language, INSIDE % around(language, end=end))
    assert (article.authors, article.agency) == (authors, agency)
    assert told(language, article)
    assert {piece.kind for piece in article.removed} & {"byline", "signoff"}


@pytest.mark.parametrize(
    ("language", "end"),
    [
        ("vi", "<p><strong>Hải Phòng đón thêm ba tàu</strong></p>"),
        ("vi", '<p style="text-align:right"><b>Hà Nội, ngày 4/5/2026</b></p>'),
        ("en", "<p><b>What comes next</b></p>"),
        ("en", "<p>According to Anadolu, the deck is of Turkish steel.</p>"),
    ],
)
def test_last_lines_that_sign_nothing_stay(language: str, end: str) -> None:
    article = record(language, INSIDE % around(language, end=end))
    assert article.authors == []
    assert article.agency is None
    assert len(article.body.split("\n\n")) == 5


# ---------------------------------------------------------------------------------------------------------- where the text is


def torn(language: str) -> list[str]:
    one, two, three, four = (f"<p>{text}</p>" for text in paragraphs(language))
    bare = paragraphs(language)
    box = '<div id="__MB_MASTERCMS_EL_%s">'
    return [
        f'<div id="articleBody">{box % 3}{one}</div>{box % 8}{two}{three}</div>{box % 9}{four}</div></div>',
        f'<div id="articleBody">{box % 3}{one}{two}</div><div class="la-tam">{three}{four}</div></div>',
        f'<div id="articleBody">{box % 1}<img src="/x.jpg"></div><div>{one}{two}{three}{four}</div></div>',
        f'<div id="articleBody"><p>{bare[0]}</p>{bare[1]}<div>{three}</div><b>{bare[3][:20]}</b>{bare[3][20:]}</div>',
        INSIDE % f"{bare[0]}{two}{bare[2]}<div></div>{bare[3]}",
        f'<div id="articleBody">{box % 3}{one}</div>{bare[1]}<br /><br />{bare[2]}{four}</div>',
        f'<div id="articleBody">{box % 3}{one}{two}</div></div>{three}{four}<div></div>',
        f'<div id="articleBody">{box % 3}{one}</div></div></section>{bare[1]}<br><br><i>{bare[2]}</i>{four}',
        f'<div id="articleBody">{one}{two}</div><div id="articleBody">{three}{four}</div>',
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("shape", range(9))
def test_the_text_is_whole_however_its_boxes_are_torn(language: str, shape: int) -> None:
    assert told(language, record(language, torn(language)[shape]))


BUILT = [
    '<div class="elementor-widget sidebar-note">',
    '<section class="comment-enabled share-content">',
    '<div class="related-content-main">',
]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("box", BUILT)
def test_a_boxs_name_takes_no_text(language: str, box: str) -> None:
    one, two, three, four = (f"<p>{text}</p>" for text in paragraphs(language))
    end = "</section>" if box.startswith("<section") else "</div>"
    assert told(language, record(language, INSIDE % f"{one}{box}{two}{three}{end}{four}"))


@pytest.mark.parametrize(
    "box",
    [
        '<table class="__MB_template_d __MB_ARTICLE_QUOTE __MB_HL_BOX"><tr><td class="__RE_PLACE_CONTENT">{}<br><br>{}</td></tr></table>',
        '<table class="__MB_template_g"><tbody><tr><td class="__RE_PLACE_CONTENT"><p>{}</p><p>{}</p></td></tr></tbody></table>',
    ],
)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_editorial_boxes_are_text(language: str, box: str) -> None:
    one, two, three, four = paragraphs(language)
    assert told(language, record(language, INSIDE % f"<p>{one}</p>{box.format(two, three)}<p>{four}</p>"))


# ------------------------------------------------------------------------------------------------------- what is not the text

FOREIGN_PIECES = [
    # another article
    ("vi", '<p><em>Đọc thêm: <a href="/cau-treo-499002.html">Cầu treo ở bản bên</a></em></p>', "Cầu treo ở bản bên"),
    ("vi", '<p>Mời quý độc giả xem thêm: <a href="https://baoquocte.vn/cau-treo-499002.html">Cầu treo ở bản bên</a></p>', "Cầu treo ở bản bên"),
    ("vi", '<p><b>TIN LIÊN QUAN</b></p><ul><li><a href="/cau-treo-499002.html">Cầu treo ở bản bên</a></li></ul>', "Cầu treo ở bản bên"),
    ("vi", '<p><strong>»</strong> <a href="/cau-treo-499002.html">Cầu treo ở bản bên</a></p>', "Cầu treo ở bản bên"),
    ("vi", '<p><strong><a href="/cau-treo-499002.html">Cầu treo ở bản bên</a></strong></p>', "Cầu treo ở bản bên"),
    ("en", '<p><b>See also: <a href="/rope-bridge-499006.html">A rope bridge next door</a></b></p>', "A rope bridge next door"),
    ("en", '<p>&gt;&gt; <em><a href="/rope-bridge-499006.html">A rope bridge next door</a></em></p>', "A rope bridge next door"),
    ("en", '<p><b>Related news</b></p><p><a href="/rope-bridge-499006.html">A rope bridge next door</a></p>', "A rope bridge next door"),
    ("en", '<blockquote>Read also: <a href="/rope-bridge-499006.html">A rope bridge next door</a></blockquote>', "A rope bridge next door"),
    # a row of buttons
    ("vi", '<ul class="tools"><li><a href="https://www.facebook.com/sharer/sharer.php?u=x">Chia sẻ</a></li><li><a href="https://zalo.me/share">Zalo</a></li></ul>', "Zalo"),
    ("en", '<p><a href="https://twitter.com/intent/tweet?u=x">Tweet</a> <a href="mailto:?subject=x">E-mail this</a></p>', "Tweet"),
    ("en", '<div class="player"><button>Play</button><label>Speed</label><select><option>1.5x</option></select></div>', "1.5x"),
    ("vi", '<div class="audio"><audio src="a.mp3"></audio><select><option>Giọng miền Bắc</option></select></div>', "Giọng miền Bắc"),
    # the offer of a letter
    ("vi", '<aside class="hop-thu"><h4>Bản tin sáng</h4><p>Nhận tin vắn mỗi sáng qua thư.</p><form><input type="email"></form></aside>', "Nhận tin vắn"),
    ("en", '<div><p>Our letter comes on Fridays, free of charge.</p><form action="/join"><input name="mail" type="email"><button>Join</button></form></div>', "comes on Fridays"),
    # readers
    ("vi", '<section class="ban-doc"><h3>Bình luận (2)</h3><div><b>Hùng</b><p>Cầu đẹp quá, quê tôi cũng cần.</p></div></section>', "quê tôi cũng cần"),
    ("en", '<div class="talk"><h5>Your views (3)</h5><p>We need one here.</p><i>Reply · Report</i><p>Well done.</p><i>Reply · Report</i></div>', "We need one here"),
    # a film's caption
    ("vi", '<div class="clip"><iframe src="https://www.youtube.com/embed/z"></iframe><p>Clip: Lắp nhịp cầu đầu tiên. (Nguồn: QPVN)</p></div>', "Lắp nhịp cầu"),
    ("vi", '<table><tr><td><video src="z.mp4"></video></td></tr><tr><td>Lắp nhịp cầu đầu tiên.</td></tr></table>', "Lắp nhịp cầu"),
    ("en", '<p><video src="z.mp4"></video><br><em>Video: The first span is laid. (Source: VNA)</em></p>', "first span"),
    ("en", '<figure><iframe src="https://player.vimeo.com/1"></iframe><figcaption>The first span is laid.</figcaption></figure>', "first span"),
    # what no reader sees
    ("vi", '<p hidden="hidden">Bản thảo của tổ trực.</p>', "Bản thảo"),
    ("vi", '<div class="d-none"><p>Mã bài 77-B</p></div>', "Mã bài"),
    ("en", '<p style="color:red; DISPLAY : none !important">Desk copy, do not print.</p>', "Desk copy"),
    ("en", '<span class="sr-only">Skip the advertisement</span>', "Skip the"),
    ("en", '<section style="visibility:hidden"><p>Desk copy.</p></section>', "Desk copy"),
    # an attachment
    ("vi", '<p><a class="___widget_file_in_article" href="/stores/ke-hoach.pdf">Ke hoach thi cong.pdf</a></p>', "Ke hoach thi cong"),
    ("en", '<a class="___widget_file_in_article" href="/stores/plan.pdf">Download the plan</a>', "Download the plan"),
    # advertising
    ("vi", '<div class="banner fw lt mb clearfix"><a href="https://qc.example">Mua cầu thang</a></div>', "Mua cầu thang"),
    ("en", '<ins class="adsbygoogle">Buy stairs</ins>', "Buy stairs"),
    # the title without its tones, where an alt text should be
    ("vi", "<p>Hai doi cong binh dung chung cay cau qua suoi</p>", "Hai doi cong binh"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "piece", "text"), FOREIGN_PIECES)
def test_what_is_not_the_text_stands_in_removed(language: str, piece: str, text: str) -> None:
    article = record(language, INSIDE % around(language, piece))
    assert told(language, article), article.body
    assert any(text in removed.text for removed in article.removed)


OWN_PIECES = [
    ("vi", '<p>Xem thêm bản đồ, đại tá chỉ vào <a href="/cau-treo-499002.html">cây cầu treo</a> đã dựng năm ngoái ở bản bên.</p>', "cây cầu treo"),
    ("vi", "<p>Đọc thêm sách kỹ thuật là việc anh em làm mỗi tối.</p>", "Đọc thêm sách"),
    ("en", '<p>Read more than the drawing, he said: <a href="/rope-bridge-499006.html">the river</a> tells where the piers go.</p>', "tells where"),
    ("en", '<p><a href="https://mod.example/statement">The ministry said in a statement that the girders were a gift.</a></p>', "were a gift"),
    ("en", "<h2>Comments from both banks</h2>", "Comments from"),
    ("vi", "<h3>Ý kiến của dân bản</h3>", "Ý kiến của"),
    ("en", "<div><p>The offer was made by letter (2).</p><p>It was accepted.</p></div>", "by letter"),
    ("vi", "<p>Chia sẻ với phóng viên, già làng nói bản đợi cây cầu này đã mười năm.</p>", "già làng"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "piece", "text"), OWN_PIECES)
def test_what_only_looks_like_it_stays_in_the_text(language: str, piece: str, text: str) -> None:
    article = record(language, INSIDE % around(language, piece))
    assert text in article.body
    assert len(article.body.split("\n\n")) > 4


# ------------------------------------------------------------------------------------------------------------------- tables

TABLES = [
    ("vi", "<table><thead><tr><th>Nhịp</th><th>Dài</th><th>Nặng</th></tr></thead><tbody><tr><td>Một</td><td>12 m</td><td>4 tấn</td></tr></tbody></table>",
     ["Nhịp | Dài | Nặng", "Một | 12 m | 4 tấn"]),
    ("en", '<table border="1"><tr><td><b>Team</b></td><td><p>Engineers</p></td></tr><tr><td>North</td><td>31</td></tr><tr><td>South</td><td></td></tr></table>',
     ["Team | Engineers", "North | 31", "South"]),
    ("en", "<table><tr><th>Day</th><td>Span one</td><td>Span two</td></tr></table>", ["Day | Span one | Span two"]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "table", "rows"), TABLES)
def test_a_tables_row_is_a_paragraph(language: str, table: str, rows: list[str]) -> None:
    texts = record(language, INSIDE % around(language, table)).body.split("\n\n")
    assert texts == [*paragraphs(language)[:2], *rows, *paragraphs(language)[2:]]


# ----------------------------------------------------------------------------------------------------------------- pictures


def test_pictures_are_found_where_the_pages_head_says() -> None:
    for language, base in (
        ("vi", '<base href="https://cdn.baoquocte.vn/kho/">'),
        ("en", '<base target="_blank" href="//cdn.baoquocte.vn/kho/">'),
    ):
        for markup in (
            '<p><img src="cau.jpg"></p>',
            '<table class="MASTERCMS_TPL_TABLE"><tr><td><img data-src="cau.jpg"></td></tr></table>',
        ):
            article = record(language, INSIDE % around(language, markup), head=base)
            assert [image.url for image in article.images] == ["https://cdn.baoquocte.vn/kho/cau.jpg"]


LAZY = [
    '<img src="/images/spacer.gif" data-original="{}">',
    '<img src="/images/blank.png" data-lazy-srcset="{} 2x, https://cdn.baoquocte.vn/kho/nho.jpg 1x">',
    '<picture><source data-srcset="{}"><img src="data:image/gif;base64,R0"></picture>',
    '<img src="data:image/svg+xml,x" srcset="https://cdn.baoquocte.vn/kho/nho.jpg 300w,{} 900w">',
    '<table><tr><td><picture><source srcset="{} 900w"><img class="lazy"></picture></td></tr><tr><td>Nhịp cầu (Ảnh: QPVN)</td></tr></table>',
    '<amp-img src="{}" width="600" height="400"></amp-img>',
]


@pytest.mark.parametrize("markup", LAZY)
def test_a_pictures_real_address_is_found(markup: str) -> None:
    article = record("vi", INSIDE % around("vi", markup.format("https://cdn.baoquocte.vn/kho/to.jpg")))
    assert [image.url for image in article.images] == ["https://cdn.baoquocte.vn/kho/to.jpg"]
    assert told("vi", article)


@pytest.mark.parametrize(("language", "first", "later"), [
    ("vi", "/stores/cau.webp?rt=202605040720", "/stores/cau.webp?rt=202605060915"),
    ("en", "/stores/cau.jpg?w=680&amp;randTime=1777000000", "/stores/cau.jpg?w=680&amp;randTime=1777100000"),
    ("en", "/stores/cau.jpg?rt=1", "/stores/cau.jpg"),
])  # fmt: skip
def test_the_time_of_rendering_is_no_part_of_a_picture(language: str, first: str, later: str) -> None:
    markup = '<table class="MASTERCMS_TPL_TABLE"><tr><td><img src="{}"></td></tr></table>'
    hashes = {record(language, INSIDE % around(language, markup.format(src))).provenance.content_hash for src in (first, later)}
    assert len(hashes) == 1


STORIES = [
    ("vi", "".join(f'<table class="MASTERCMS_TPL_TABLE"><tr><td><img src="/{n}.jpg?rt={n}"></td></tr><tr><td>Nhịp cầu số {n} được hạ. (Ảnh: Lê Vinh)</td></tr></table>' for n in (1, 2)),
     [("Nhịp cầu số 1 được hạ.", "Lê Vinh"), ("Nhịp cầu số 2 được hạ.", "Lê Vinh")]),
    ("en", "".join(f"<figure><img src='/{n}.jpg'><figcaption>Span {n} is lowered. (Photo: VNA)</figcaption></figure>" for n in (1, 2, 3)),
     [("Span 1 is lowered.", "VNA"), ("Span 2 is lowered.", "VNA"), ("Span 3 is lowered.", "VNA")]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "content", "pictures"), STORIES)
def test_a_story_in_pictures_is_an_article(language: str, content: str, pictures: list[tuple[str, str]]) -> None:
    article = record(language, INSIDE % content)
    assert [(image.caption, image.credit) for image in article.images] == pictures
    assert article.description == STANDFIRST[language]
    assert article.body.split("\n\n") == [caption for caption, _ in pictures]


FILMS = [
    ("vi", '<p><iframe src="https://www.youtube.com/embed/z"></iframe></p>'),
    ("vi", '<div class="clip"><video src="z.mp4"></video><p>Video: Hạ nhịp cầu. (Nguồn: QPVN)</p></div>'),
    ("en", '<p><img src="/stores/infographic.jpg?rt=1"></p>'),
    ("en", "<script>player()</script><object data='z.swf'></object>"),
    ("vi", '<div class="player" data-video="77"></div><script>player()</script>'),
]


@pytest.mark.parametrize(("language", "content"), FILMS)
def test_a_page_without_text_never_takes_its_neighbours(language: str, content: str) -> None:
    teasers = "".join(
        f'<div class="it"><a href="/tin-{n}-49900{n}.html">Tin {n}</a><p>Giá lúa vụ thứ {n} tăng thêm sau nhiều tuần chờ đợi của nhà nông khắp các tỉnh.</p></div>'
        for n in range(7)
    )
    found = reading(language, page(language, INSIDE % content, below=f'<div class="o-la">{teasers}</div>'))
    assert found.reading.article is None
    assert found.reason.startswith("not-text: ")


# ------------------------------------------------------------------------------------------------------------------- notices

GONE = [
    ("vi", "Bài viết đã bị gỡ", "<p>Rất tiếc, nội dung này không còn trên hệ thống. Mời bạn đọc các tin khác.</p>"),
    ("vi", "Không tìm thấy nội dung", "<p>Bài báo bạn đang tìm đã được xóa hoặc đổi địa chỉ.</p>"),
    ("vi", "Thông báo", "<p>Bài viết này đã bị xóa.</p>"),
    ("en", "Article withdrawn", "<p>Sorry, this article has been deleted. Go back to the home page.</p>"),
    ("en", "Page not found", "<p>The story you are looking for does not exist or has moved.</p>"),
    ("en", "We are sorry", "This content is no longer available."),
]


@pytest.mark.parametrize(("language", "headline", "content"), GONE)
def test_a_notice_of_removal_is_no_article(language: str, headline: str, content: str) -> None:
    for standfirst in (" ", STANDFIRST[language]):
        found = reading(language, page(language, INSIDE % content, headline=headline, standfirst=standfirst))
        assert found.reading.article is None
        assert found.reason.partition(":")[0] in {"removed", "soft-404"}


ABOUT = [
    ("vi", "Bộ Quốc phòng yêu cầu gỡ bài viết sai sự thật", "Bài viết đã bị gỡ bỏ chiều cùng ngày, trang tin đã xin lỗi bạn đọc."),
    ("en", "Old bridge removed after forty years", "The page about the old bridge is no longer available on the ministry's site."),
]


@pytest.mark.parametrize(("language", "headline", "text"), ABOUT)
def test_an_article_about_a_removal_is_one(language: str, headline: str, text: str) -> None:
    article = record(language, INSIDE % around(language, f"<p>{text}</p>"), headline=headline)
    assert text in article.body


# ---------------------------------------------------------------------------------------------------- headline and standfirst

MARKS = [
    ("vi", "(TG&amp;VN) {}"),
    ("vi", "Baoquocte.vn.{}"),
    ("vi", "[TGVN] - {}"),
    ("vi", "TG&amp;VN: {}"),
    ("en", "WVR – {}"),
    ("en", "(World &amp; Vietnam Report) {}"),
    ("en", "WVR.{}"),
]


@pytest.mark.parametrize(("language", "standfirst"), MARKS)
def test_the_houses_mark_is_no_part_of_the_standfirst(language: str, standfirst: str) -> None:
    article = record(language, INSIDE % around(language), standfirst=standfirst.format(STANDFIRST[language]))
    assert article.description == STANDFIRST[language]
    assert article.removed


@pytest.mark.parametrize("headline", [
    "<div>Two engineer</div>teams build one bridge", "Two engineer<br>teams build one bridge", "<span>Two engineer teams</span><p>build one bridge</p>",
    "Two engineer<section>teams</section>build one bridge",
])  # fmt: skip
def test_words_of_a_headline_keep_apart(headline: str) -> None:
    assert record("en", INSIDE % around("en"), headline=headline).headline == HEADLINE["en"]


def test_a_number_given_twice_counts_once() -> None:
    url = "https://baoquocte.vn/hai-doi-cong-binh-512377-512377.html"
    found = inspect_page(fetched_from(url, page("vi", INSIDE % around("vi")).encode(), None, fetched_at="2026-05-05T00:00:00+00:00"))
    assert found.reading.article is not None
    assert (found.reading.article.id, found.reading.article.url) == ("baoquocte.vn/512377", url)
