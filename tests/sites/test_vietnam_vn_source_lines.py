"""Which line below a mirror's article names its source: ours, another newspaper's, or none of the many lines that merely look like one.

Tests crawler.reading.any_layout: anchors, source_line.
"""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawler.page import Failure, FailureKind, Page
from crawler.sites.vietnam_vn import SITE

ENDINGS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parents[1] / "pages" / "vietnam_vn" / "endings.toml").read_text("utf-8"))
SLUG = "canh-sat-bien-hai-nuoc-dung-chung-kenh-vo-tuyen"
OURS = f"https://baoquocte.vn/{SLUG}-418837.html"
FOREIGN = f"https://www.nguoiduatin.vn/{SLUG}-204260110.htm"
TARGETS = {
    "licence": "https://abei.gov.vn/van-ban/giay-phep-so-401-gp-ttdt-cap-ngay-12.html",
    "home": "https://bvhttdl.gov.vn/trang-chu-bo-van-hoa",
    "map": "https://www.google.com/maps/place/So+33+Ngo+294/@21.0379,105.8066",
    "store": "https://appgallery.huawei.com/app/C110203040",
}
LINKS = {
    # What else stands below articles: the words of the link, its target.
    "short map": ("33/294", "https://maps.app.goo.gl/QyXwVu98765"),
    "other map": ("33/294", "https://www.openstreetmap.org/?mlat=21.0379&mlon=105.8066#map=17"),
    "apple": ("App Store", "https://itunes.apple.com/vn/app/viet-nam-vn/id998877665"),
    "google": ("Google Play", "https://play.google.com/store/apps/details?id=vn.gov.promotion&hl=vi"),
    "form": ("PDF", "https://cdn.example.vn/uploads/2026/quy-dinh-su-dung-trang-tin-dien-tu.pdf"),
    "maker": ("Công ty phần mềm", "https://softhouse.com.vn/giai-phap/cong-thong-tin-dien-tu"),
    "badge": ("NCSC", "https://tinnhiemmang.vn/danh-ba-tin-nhiem/vietnamvn-1700000001"),
    "partner": ("VOV", "https://vovworld.vn/vi-VN/gioi-thieu/ve-chung-toi-12.vov"),
    "teaser": ("Hà Nội 24/7: mùa hoa sữa", "https://hanoitimes.vn/autumn-flowers-along-the-old-streets-330011.html"),
    "counter": ("", "https://www.statcounter-example.com/project/1234567/?guest=1"),
}


def page(language: str, below: str, *, line: str | None = OURS, counter: bool = True, frame: str = "plain") -> Page | Failure:
    """Read an article with a source line (``line``: the address that it names) and ``below`` it whatever a footer has."""
    story = ENDINGS[language]
    text = "".join(f"<p>{paragraph}</p>" for paragraph in story["paragraphs"])
    source = f'<p>{story["source"]}: <a href="{line}">{line}</a></p>' if line else ""
    comment = f"<p>{story['comment']}</p>" if counter else ""
    article = f"<h1>{story['title']}</h1>{text}{source}{comment}"
    html = {
        "plain": f"<main>{article}</main><footer>{below}</footer>",
        "one box": f'<div class="ant-layout"><div class="ant-layout-content" role="main">{article}<div>{below}</div></div></div>',
        "flat": f"<div>{article}{below}</div>",
        "tail in the box": f"<section><div><div>{article}</div></div>{below}</section>",
    }[frame]
    head = f'<title>{story["title"]}</title><meta property="og:type" content="article">'
    body = f"<html><head><meta charset='utf-8'>{head}</head><body>{html}</body></html>"
    return SITE.read_article(f"https://www.vietnam.vn/{language}/{SLUG}", body.encode())


def imprint(language: str, *, shown: bool = False) -> str:
    """Write the imprint's lines with links; ``shown``: the address itself is what a reader sees."""
    lines = []
    for line in ENDINGS[language]["imprint"]:
        name = line[line.index("{") + 1 : line.index("}")]
        target = TARGETS[name]
        words = target if shown else "33/294 · 401/GP-TTĐT"
        link = f'<a href="{target}">{words}</a>'
        lines.append(f"<p>{line.format(**{name: link})}</p>")
    return "".join(lines)


def assert_ours(language: str, read: Page | Failure) -> None:
    assert isinstance(read, Page), read
    assert read.source_url == OURS
    assert read.paragraphs() == ENDINGS[language]["paragraphs"]


FRAMES = ("plain", "one box", "flat", "tail in the box")


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("language", ENDINGS)
@pytest.mark.parametrize("shown", [False, True])
def test_an_imprint_below_our_source_line_is_none(language: str, frame: str, *, shown: bool) -> None:
    assert_ours(language, page(language, imprint(language, shown=shown), frame=frame))


@pytest.mark.parametrize("language", ENDINGS)
@pytest.mark.parametrize("shown", [False, True])
def test_an_imprint_does_not_make_a_page_another_newspaper_s(language: str, *, shown: bool) -> None:
    for frame in FRAMES:
        read = page(language, imprint(language, shown=shown), line=None, frame=frame)
        assert isinstance(read, Page), (frame, read)
        assert read.source_url is None
        assert [text for text in read.paragraphs() if text in ENDINGS[language]["paragraphs"]] == ENDINGS[language]["paragraphs"]


OFFICES = {
    # An authority's name, a person, a number of the licence as a translator leaves it; the last line is only the platform's request.
    "vi": (
        "BỘ VĂN HÓA, THỂ THAO VÀ DU LỊCH",
        "Chịu trách nhiệm: Bà Trần Thị Ví Dụ, Cục trưởng",
        "Giấy phép số 77/GP-TTĐT cấp ngày 01/02/2024",
    ),
    "en": ("MINISTRY OF CULTURE", "Editor in charge: Ms Tran Thi Vi Du, Director", "Permit No. 77/GP-TTDT of 1 February 2024"),
    "fr": ("MINISTÈRE DE LA CULTURE", "Sous la direction de Mme Tran Thi Vi Du", "Autorisation no 77/GP-TTDT du 1er février 2024"),
    "ru": ("МИНИСТЕРСТВО КУЛЬТУРЫ", "Главный редактор: Чан Тхи Ви Зу", "Разрешение № 77/GP-TTDT от 1 февраля 2024 года"),
    "ko": ("문화체육관광부", "편집인: 쩐 티 비 주 국장", "등록번호 77/GP-TTDT, 2024년 2월 1일"),
    "ja": ("文化スポーツ観光省", "編集責任：チャン・ティ・ヴィ・ズー局長", "免許番号 77/GP-TTDT（2024年2月1日）"),
    "ar": ("وزارة الثقافة", "رئيسة التحرير: تران ثي في زو", "رقم التصريح 77/GP-TTDT بتاريخ 1 فبراير 2024"),
    "el": ("ΥΠΟΥΡΓΕΙΟ ΠΟΛΙΤΙΣΜΟΥ", "Υπεύθυνη: Τραν Θι Βι Ζου", "Αριθμός άδειας 77/GP-TTDT της 1ης Φεβρουαρίου 2024"),
    "sw": ("WIZARA YA UTAMADUNI", "Mhariri: Bi Tran Thi Vi Du", "Kibali namba 77/GP-TTDT cha tarehe 1 Februari 2024"),
}


@pytest.mark.parametrize("language", OFFICES)
@pytest.mark.parametrize("frame", FRAMES)
def test_an_imprint_in_the_article_s_own_box_is_no_text(language: str, frame: str) -> None:
    below = "".join(f"<div>{line}</div>" for line in OFFICES[language])
    for line in (OURS, None):
        read = page(language, below, line=line, counter=False, frame=frame)
        assert isinstance(read, Page), read
        assert read.paragraphs() == ENDINGS[language]["paragraphs"]


def test_an_article_about_a_licence_keeps_it() -> None:
    story = ENDINGS["vi"]
    first, *others = story["paragraphs"]
    law = "Giấy phép số 77/GP-TTĐT được Cục cấp cho đài của lực lượng hôm thứ Hai."
    text = "".join(f"<p>{paragraph}</p>" for paragraph in (first, law, *others))
    html = f"<html><head><title>{story['title']}</title></head><body><div><h1>{story['title']}</h1>{text}</div></body></html>"
    read = SITE.read_article(f"https://www.vietnam.vn/{SLUG}", html.encode())
    assert isinstance(read, Page)
    assert read.paragraphs()[-2:] == others


@pytest.mark.parametrize("kind", LINKS)
@pytest.mark.parametrize(("language", "label"), [("de", "Standort"), ("en", "Built by"), ("ru", "Партнёр"), ("ar", "تابعنا"), ("hi", "पता"),
    ("ko", "제작"), ("th", "ภาพ"), ("vi", "Đơn vị phát triển"), ("fr", "Vidéo "), ("sw", "Mahali")])  # fmt: skip
def test_no_line_with_a_link_below_ours_takes_its_place(kind: str, language: str, label: str) -> None:
    words, target = LINKS[kind]
    language = language if language in ENDINGS else "en"
    for below in (f'<div>{label}: <a href="{target}">{words}</a></div>', f'<div><a href="{target}">{label}: {words}</a></div>',
        f"<p>{label}:</p><p><a href='{target}'>{words or target}</a></p>"):  # fmt: skip
        assert_ours(language, page(language, below))
        assert_ours(language, page(language, below, counter=False, frame="tail in the box"))


@pytest.mark.parametrize("language", ENDINGS)
def test_another_newspaper_s_source_line_is_one_whatever_the_footer(language: str) -> None:
    for frame, counter in itertools.product(FRAMES, (True, False)):
        read = page(language, imprint(language), line=FOREIGN, frame=frame, counter=counter)
        assert isinstance(read, Failure), frame
        assert read.kind is FailureKind.FOREIGN_SOURCE
        assert "nguoiduatin.vn" in read.reason


@pytest.mark.parametrize("label", ["Source", "Nguồn", "ແຫຼ່ງຂ່າວອື່ນ", "Chanzo kingine"])
def test_our_paper_s_line_beats_another_s_further_down_whatever_their_labels(label: str) -> None:
    ours = "https://baoquocte.vn/mot-ten-goc-khac-han-420011.html"
    below = f'<section><p>{label}: <a href="https://tuoitre.vn/bao-so-3-vao-bien-dong-20260301.htm">Tuổi Trẻ</a></p></section>'
    for language, frame in itertools.product(("sw", "en"), FRAMES):
        read = page(language, below, line=ours, counter=False, frame=frame)
        assert isinstance(read, Page), (language, frame, read)
        assert read.source_url == ours


@pytest.mark.parametrize("language", ENDINGS)
def test_a_link_in_the_middle_does_not_end_the_article(language: str) -> None:
    story = ENDINGS[language]
    first, *others = story["paragraphs"]
    middle = {
        "a teaser of our paper": '<p><a href="https://baoquocte.vn/mot-chuyen-tham-khac-cua-hai-quan-417001.html">Hải quân: tàu</a></p>',
        "a teaser of another": '<ul><li><a href="https://hanoitimes.vn/profile-of-a-coast-guard-ship-330.html">Photo: ship</a></li></ul>',
        "a photo's source": f'<p>{story["source"]}: <a href="https://www.flickr.com/photos/navy/51234567890-the-ship">Flickr</a></p>',
    }
    for what, box in middle.items():
        text = f"<p>{first}</p>{box}" + "".join(f"<p>{paragraph}</p>" for paragraph in others)
        end = f'<p>{story["source"]}: <a href="{OURS}">{OURS}</a></p><p>{story["comment"]}</p>'
        html = f"<html><head><title>{story['title']}</title></head><body><div><h1>{story['title']}</h1>{text}{end}</div></body></html>"
        read = SITE.read_article(f"https://www.vietnam.vn/{language}/{SLUG}", html.encode())
        assert isinstance(read, Page), (what, read)
        assert read.source_url == OURS, what
        assert [paragraph for paragraph in read.paragraphs() if paragraph in story["paragraphs"]] == story["paragraphs"], what
        bare = SITE.read_article(f"https://www.vietnam.vn/{language}/{SLUG}", html.replace(end, "").encode())
        assert isinstance(bare, Page), (what, bare)
        assert [paragraph for paragraph in bare.paragraphs() if paragraph in story["paragraphs"]] == story["paragraphs"], what
