"""The same kinds once more, in words and markup that were written without a look at the rules.

Tests crawler.sites.baoquocte: mastercms_lines, mastercms_pictures.
"""

# ruff: noqa: E501 - a case a line
from __future__ import annotations

import pytest

from tests.sites.test_baoquocte_kinds import INSIDE, around, page, paragraphs, reading, record, told

GONE = [
    ("vi", '<div><h4>Tin cùng chuyên mục</h4><p><a href="/duong-moi-498001.html">Con đường mới lên bản</a></p></div>', "Con đường mới"),
    ("vi", '<p><em>(Xem thêm: <a href="/duong-moi-498001.html">Con đường mới lên bản</a>)</em></p>', "Con đường mới"),
    ("vi", '<p>👉 <a href="https://baoquocte.vn/duong-moi-498001.html">Con đường mới lên bản</a></p>', "Con đường mới"),
    ("vi", '<p><strong>BÀI LIÊN QUAN:</strong><br><a href="/duong-moi-498001.html">Con đường mới lên bản</a></p>', "Con đường mới"),
    ("en", '<p><i>Also read: </i><a href="/new-road-498005.html">A new road to the hamlet</a>; <a href="/b-498009.html">B</a></p>', "A new road"),
    ("en", '<div class="x"><p><b>You might also be interested in</b></p><ul><li><a href="/new-road-498005.html">A new road</a></li></ul></div>', "A new road"),
    ("en", '<h4>Related:</h4><p>- <a href="/new-road-498005.html">A new road to the hamlet</a></p>', "A new road"),
    ("vi", '<div class="fb"><a href="https://www.facebook.com/share.php?u=x">Facebook</a> | <a href="https://x.com/intent/post?u=x">X</a></div>', "Facebook"),
    ("en", '<p>Share: <a href="https://www.linkedin.com/shareArticle?u=x">LinkedIn</a>, <a href="https://wa.me/?text=x">WhatsApp</a></p>', "WhatsApp"),
    ("vi", '<form class="dk"><p>Để lại thư điện tử để nhận bản tin tuần.</p><input id="email-1" type="text"></form>', "bản tin tuần"),
    ("en", '<section><p>Sign up for the weekly digest</p><div><div><input type="email" placeholder="you@example.org"></div></div></section>', "weekly digest"),
    ("vi", '<div id="cmt"><p><b>Ý kiến bạn đọc (4)</b></p><ul><li>Hoan hô bộ đội công binh!</li></ul></div>', "Hoan hô"),
    ("en", '<div class="bottom"><span>Comments</span><div><b>Ann</b><p>Well built, well told.</p></div></div>', "Well built"),
    ("vi", '<div class="v"><video src="q.mp4"></video></div><p style="text-align:center"><em>Video: Xe qua cầu. (Nguồn: QPVN)</em></p>', "Xe qua cầu"),
    ("en", '<figure class="media"><oembed url="https://youtu.be/x"></oembed><iframe src="x"></iframe><figcaption>Lorries cross.</figcaption></figure>', "Lorries cross"),
    ("vi", '<p style="display:none;">Ghi chú nội bộ</p><p class="hidden">Ghi chú nội bộ hai</p>', "nội bộ hai"),
    ("en", '<div hidden=""><p>Internal remark</p></div><p style="font-size:0">keyword keyword</p>', "keyword keyword"),
    ("en", "<p>Two engineer teams build one bridge</p>", "Two engineer teams"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "piece", "text"), GONE)
def test_what_is_not_the_text_stands_in_removed(language: str, piece: str, text: str) -> None:
    head = (
        '<link rel="canonical" href="https://en.baoquocte.vn/two-engineer-teams-build-one-bridge-512381.html">' if language == "en" else ""
    )
    article = record(language, INSIDE % around(language, piece), head=head)
    assert told(language, article), article.body
    assert any(text in removed.text for removed in article.removed)


SIGNED = [
    ("vi", '<p style="text-align: right;"><strong>Ngân Hà</strong><br><em>(theo AFP)</em></p>', ["Ngân Hà"], "AFP"),
    ("vi", '<p style="text-align:right"><strong>ĐỨC TRÍ - LAN ANH</strong></p>', ["ĐỨC TRÍ", "LAN ANH"], None),
    ("vi", '<p style="text-align:right"><strong>(Theo TTXVN/Vietnam+)</strong></p>', [], "TTXVN"),
    ("vi", "<p><strong>Thu Trang</strong> (tổng hợp)</p>", ["Thu Trang"], None),
    ("vi", '<p class="text-right"><strong>H.L.</strong></p>', ["H.L."], None),
    ("vi", "<p>(Nguồn: Al Jazeera, Reuters)</p>", [], "Al Jazeera, Reuters"),
    ("en", '<p style="text-align:right"><em>Dieu Linh (translated)</em></p>', ["Dieu Linh"], None),
    ("en", "<p>(According to Xinhua/AP)</p>", [], "Xinhua, AP"),
    ("en", '<div align="right"><b>VNA/NDO</b></div>', [], "TTXVN, NDO"),
    ("en", "<p><em>By Hoai Nam</em></p>", ["Hoai Nam"], None),
]


@pytest.mark.parametrize(("language", "end", "authors", "agency"), SIGNED)
def test_who_signs_at_the_end_is_lifted(language: str, end: str, authors: list[str], agency: str | None) -> None:
    article = record(language, INSIDE % around(language, end=end))
    assert (article.authors, article.agency) == (authors, agency)
    assert told(language, article), article.body


@pytest.mark.parametrize(("language", "meta", "authors"), [
    ("vi", '<div class="author-info"><img src="/a.jpg"><h4>Thục Anh</h4><p>Phóng viên</p></div>', ["Thục Anh"]),
    ("vi", "<span>Thục Anh</span> <span>•</span> <span>05:15 sáng</span> <i>(3 bình luận)</i>", ["Thục Anh"]),
    ("en", "<a>Theresa May Nguyen</a><time>4 May</time><span>Updated Tuesday</span>", ["Theresa May Nguyen"]),
    ("en", "<span>Staff Writer</span><span>Hanoi</span>", []),
])  # fmt: skip
def test_only_names_are_authors(language: str, meta: str, authors: list[str]) -> None:
    assert record(language, INSIDE % around(language), meta=meta).authors == authors


KEPT = [
    ("vi", "<p>Ông nói: “Xem thêm, nghĩ thêm rồi mới làm”.</p>"),
    ("vi", '<h2><a href="/nhip-mot-498001.html">Nhịp thứ nhất</a></h2>'),
    ("en", '<p>The plans are on <a href="https://www.facebook.com/engineers/posts/1">the page of the engineers</a> for all to see.</p>'),
    ("en", "<div><h3>Phase two (2027)</h3><p>The second deck follows when the river is low.</p></div>"),
    ("vi", '<div><p>Thư từ xin gửi về ban quản lý cầu, <a href="mailto:cau@example.vn">cau@example.vn</a>.</p></div>'),
    ("en", '<iframe src="x"></iframe><p>The film shows the first lorry on the deck and the cheering pupils behind it.</p>'),
    ("vi", "<table><tr><td><p>Đoạn thứ nhất trong khung do biên tập viên kẻ tay.</p><p>Đoạn thứ hai.</p></td></tr></table>"),
]


@pytest.mark.parametrize(("language", "piece"), KEPT)
def test_what_only_looks_like_it_stays(language: str, piece: str) -> None:
    article = record(language, INSIDE % around(language, piece))
    assert len(article.body.split("\n\n")) > len(paragraphs(language))


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("shape", range(5))
def test_the_text_is_whole(language: str, shape: int) -> None:
    one, two, three, four = (f"<p>{text}</p>" for text in paragraphs(language))
    bare = paragraphs(language)
    content = [
        f'<div id="articleBody"><h2></h2><div id="__MB_MASTERCMS_EL_3"></div><div id="__MB_MASTERCMS_EL_4">{one}{two}{three}{four}</div></div>',
        f'<div id="articleBody"><div id="__MB_MASTERCMS_EL_3">{one}</div><ins class="adsbygoogle">Ad</ins>{two}<div class="bai">{three}</div>{four}</div>',
        f'<div id="articleBody"><div id="__MB_MASTERCMS_EL_3">{one}{two}</div></div></div><p>{bare[2]}</p>{bare[3]}<div>',
        f'<div id="articleBody">{one}<span>{bare[1]}</span><br><br>{bare[2]}</div><div id="__MB_MASTERCMS_EL_9">{four}</div>',
        f'<div id="articleBody"><div id="__MB_MASTERCMS_EL_3">{one}</span></font>{bare[1]}</em>{three}</b></div></p>{bare[3]}</div>',
    ][shape]
    assert told(language, record(language, content))


@pytest.mark.parametrize(("language", "headline", "content"), [
    ("vi", "Hai đội công binh dựng chung cây cầu qua suối", "<p>Bài viết này đã được gỡ bỏ theo yêu cầu của tòa soạn.</p>"),
    ("vi", "Lỗi 404", "<p>Trang bạn yêu cầu không tồn tại hoặc đã bị xóa.</p><p>Quay lại trang chủ</p>"),
    ("en", "This article was taken down", "<p>The editors have withdrawn this story.</p>"),
    ("en", "Oops!", "<p>The article you requested is no longer online.</p>"),
])  # fmt: skip
def test_a_notice_of_removal_is_no_article(language: str, headline: str, content: str) -> None:
    found = reading(language, page(language, INSIDE % content, headline=headline, standfirst=" "))
    assert found.reason.partition(":")[0] in {"removed", "soft-404"}, found.reason


@pytest.mark.parametrize(("language", "headline", "content"), [
    ("en", "Two engineer teams build one bridge", "<p>The old ferry, whose page was removed from the timetable, stops on Friday.</p><p>The bridge takes its place.</p>"),
    ("vi", "Hai đội công binh dựng chung cây cầu qua suối", "<p>Tin vui: bến phà cũ không còn hoạt động từ thứ Sáu, cầu mới thay phà.</p>"),
])  # fmt: skip
def test_a_short_report_is_no_notice(language: str, headline: str, content: str) -> None:
    assert reading(language, page(language, INSIDE % content, headline=headline)).reading.article is not None


MORE = [
    (
        "vi",
        '<div class="hop"><h4>Chuyện bản làng</h4><p><a href="/gia-lang-498021.html">Già làng và cây cầu</a></p></div>',
        "Già làng và",
        "related",
    ),
    (
        "en",
        '<aside><b>From the villages</b><ul><li><a href="/elder-498025.html">The elder and the bridge</a></li></ul></aside>',
        "The elder and",
        "related",
    ),
    (
        "en",
        '<div class="video-box"><video src="x.mp4"></video><p class="desc">The first lorry rolls across.</p></div>',
        "first lorry",
        "caption",
    ),
    (
        "vi",
        '<div class="bx-ban-tin"><b>Tin tuần</b><p>Đọc mỗi sáng thứ Hai, miễn phí. <a href="/bt">Đăng ký</a></p></div>',
        "miễn phí",
        "newsletter",
    ),
    ("vi", '<p><a href="javascript:window.print()">In bài</a> <a href="#">Cỡ chữ</a></p>', "Cỡ chữ", "share_row"),
    ("en", '<p>Read more &gt;&gt;&gt; <a href="/new-road-498005.html">A new road to the hamlet</a></p>', "A new road", "related"),
]


@pytest.mark.parametrize(("language", "piece", "text", "kind"), MORE)
def test_each_piece_has_its_kind(language: str, piece: str, text: str, kind: str) -> None:
    article = record(language, INSIDE % around(language, piece))
    assert told(language, article), article.body
    assert [removed.kind for removed in article.removed if text in removed.text] == [kind]


def test_figures_in_a_pictures_table_are_figures() -> None:
    rows = "".join(f"<tr><td>{year}</td><td>{count}</td></tr>" for year, count in ((2024, 3), (2025, 5)))
    article = record("vi", INSIDE % around("vi", f'<table class="MASTERCMS_TPL_TABLE">{rows}</table>'))
    assert "2024 | 3\n\n2025 | 5" in article.body


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_story_in_pictures_may_have_its_captions_in_paragraphs(language: str) -> None:
    texts = paragraphs(language)[:3]
    label = "Ảnh" if language == "vi" else "Photo"
    content = "".join(f'<p><img src="/{n}.jpg"></p><p><em>{text} ({label}: AP)</em></p>' for n, text in enumerate(texts))
    article = record(language, INSIDE % content)
    assert article.body.split("\n\n") == list(texts)
    assert [(image.caption, image.credit) for image in article.images] == [(text, "AP") for text in texts]


@pytest.mark.parametrize(("language", "end", "agency"), [
    ("vi", "<p>(theo Reuters, The Guardian, Al Jazeera)</p>", "Reuters, The Guardian, Al Jazeera"),
    ("en", "<p>(Compiled from Nikkei Asia and Yonhap)</p>", "Nikkei Asia, Yonhap"),
])  # fmt: skip
def test_agencies_that_no_list_has(language: str, end: str, agency: str) -> None:
    article = record(language, INSIDE % around(language, end=end))
    assert article.agency == agency
    assert told(language, article)


def test_a_place_behind_a_name_is_no_agency() -> None:
    article = record("en", INSIDE % around("en"), meta="<span>Minh Chau from Tokyo</span>")
    assert article.agency is None
