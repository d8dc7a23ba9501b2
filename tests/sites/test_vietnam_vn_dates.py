"""Which date of a mirror's page is the article's.

Tests crawler.reading.any_layout: article_dates.
"""

from __future__ import annotations

import json

import pytest

from crawler.page import Page
from crawler.record.road import read_article
from crawler.sites.vietnam_vn import SITE
from tests.builders import fetched_from

SLUG = "hai-nuoc-mo-tuyen-tau-cuu-ho-chung"
URL = f"https://www.vietnam.vn/pl/{SLUG}"
TITLE = "Oba kraje uruchamiają wspólną linię statków ratowniczych"
TEXT = "".join(
    f"<p>{text}</p>"
    for text in (
        "Od poniedziałku dwa statki ratownicze wypływają na zmianę z obu portów, aby szybciej docierać do kutrów.",
        "Załogi ćwiczyły przez trzy tygodnie podawanie lin, gaszenie pożarów i przenoszenie rannych przy wysokiej fali.",
        "Dowódcy obu stacji spotkają się w maju, żeby omówić pierwsze doświadczenia i ewentualnie wydłużyć trasę na północ.",
        "Koszty paliwa dzielą po połowie, a rachunki za naprawy płaci ten kraj, w którego porcie statek akurat stoi w doku.",
    )
)
MASTHEAD = "<div>Báo Quốc TếBáo Quốc Tế{}</div>"


def ld(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def page(inner: str = "", *, head: str = "", above: str = "", below: str = "") -> Page:
    article = f"<article><h1>{TITLE}</h1>{inner}<div>{TEXT}</div></article>"
    html = f"<html><head><title>{TITLE}</title>{head}</head><body>{above}<main>{article}</main>{below}</body></html>"
    read = SITE.read_article(URL, html.encode())
    assert isinstance(read, Page), read
    return read


@pytest.mark.parametrize(
    ("label", "later"),
    [("Cập nhật", True), ("Zuletzt aktualisiert", True), ("Mis à jour le", True), ("Обновлено", True), ("Dikemas kini", True),
     ("แก้ไขล่าสุด", True), ("最終更新", True), ("최종수정", True), ("آخر تحديث", True), ("עודכן", True), ("Aktualizacja", True),
     ("Τελευταία ενημέρωση", True), ("अद्यतन", True), ("Güncelleme", True), ("ប្រែប្រួល", None), ("Opublikowano", False), ("掲載", False),
     ("Veröffentlicht", False), ("Дата публикации", False), ("नियोजित", None), ("Termin", None), ("Beginn", None), ("日程", None)],
)  # fmt: skip
def test_a_label_says_what_a_shown_date_is(label: str, *, later: bool | None) -> None:
    read = page(f"<div>{label}: 03/04/2026</div>")
    assert read.date_published == ("2026-04-03" if later is False else None)
    assert read.date_modified == ("2026-04-03" if later else None)


def test_a_change_shown_first_does_not_hide_the_publication() -> None:
    read = page(f"<div>Aktualizacja: 05/04/2026 09:30</div>{MASTHEAD.format('03/04/2026')}")
    assert (read.date_published, read.date_modified) == ("2026-04-03", "2026-04-05T09:30:00+07:00")
    glued = page(MASTHEAD.format("03/04/2026 - 08:15 (cập nhật 05/04/2026)"))
    assert (glued.date_published, glued.date_modified) == ("2026-04-03T08:15:00+07:00", "2026-04-05")


@pytest.mark.parametrize("wrong", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "1899-12-30", "2026-02-31", "", None, 5, ["2026-04-03"]])
def test_an_impossible_date_loses_to_the_next(wrong: object) -> None:
    read = page(MASTHEAD.format("03/04/2026"), head=ld(datePublished=wrong, dateModified=wrong))
    assert (read.date_published, read.date_source, read.date_modified) == ("2026-04-03", "visible", None)
    meta = page(head=ld(datePublished=wrong) + '<meta property="article:published_time" content="2026-04-03T08:15:00+07:00">')
    assert (meta.date_published, meta.date_source) == ("2026-04-03T08:15:00+07:00", "meta")


@pytest.mark.parametrize("ahead", ["2027-01-01T08:00:00+07:00", "2999-12-31"])
def test_a_date_in_the_future_loses_once_the_time_of_the_fetch_is_known(ahead: str) -> None:
    head = ld(datePublished=ahead) + '<meta property="article:published_time" content="2026-04-03T08:15:00+07:00">'
    html = f"<html><head><title>{TITLE}</title>{head}</head><body><main><h1>{TITLE}</h1><div>{TEXT}</div></main></body></html>"
    record = read_article(fetched_from(URL, html.encode(), fetched_at="2026-11-24T03:00:00+07:00")).article
    assert record is not None
    assert (record.date_published, record.date_source) == ("2026-04-03T08:15:00+07:00", "meta")


@pytest.mark.parametrize("mark", ["Z", "+00:00", "+0000"])
def test_vietnam_s_time_marked_as_utc_keeps_its_wall_clock(mark: str) -> None:
    head = ld(datePublished=f"2026-04-03T21:40:12{mark}", dateModified=f"2026-04-03T23:05:00{mark}")
    read = page(MASTHEAD.format(" 21:40 03/04/2026"), head=head)
    assert (read.date_published, read.date_modified) == ("2026-04-03T21:40:12+07:00", "2026-04-03T23:05:00+07:00")
    assert "the site's own time" in read.rules["date_published"]
    right = page(MASTHEAD.format(" 04:40 04/04/2026"), head=head)
    assert right.date_published == "2026-04-04T04:40:12+07:00"
    alone = page(head=head)
    assert alone.date_published == "2026-04-04T04:40:12+07:00"


CLOCK = '<time datetime="2026-11-24T03:00:00+07:00">24/11/2026</time>'
TEASER = f'<a href="/pl/mot-bai-viet-khac-ve-lua-gao">Zbiory ryżu</a> {CLOCK}'


@pytest.mark.parametrize(
    ("above", "inner", "below"),
    [
        (f"<header>{CLOCK}</header>", "", ""), (f"<div class='top'><span>Wtorek</span>{CLOCK}</div>", "", ""),
        ("<div>24/11/2026 03:00</div>", "", ""), ("<nav><ul><li>24/11/2026</li></ul></nav>", "", ""),
        (f"<aside>{TEASER}</aside>", "", ""), (f"<div><div>{TEASER}</div></div>", "", ""), ("", f"<aside>{TEASER}</aside>", ""),
        ("", f"<ul><li>{TEASER}</li></ul>", ""), ("", f"<div><div>{TEASER}</div></div>", ""),
        ("", "", f"<article><header>{CLOCK}</header></article>"),
        ("", "", f"<footer>{CLOCK}</footer>"), ("", "<ul><li>Otwarcie: 24/11/2026</li><li>Koniec 25/11/2026</li></ul>", ""),
        ("", "<table><tr><td>Termin</td><td>24/11/2026</td></tr></table>", ""), ("", "<p>Inauguracja: 24/11/2026</p>", ""),
    ],
)  # fmt: skip
def test_a_clock_a_neighbour_and_an_event_date_nothing(above: str, inner: str, below: str) -> None:
    assert page(inner, above=above, below=below).date_published is None


@pytest.mark.parametrize(
    "inner",
    ['<time datetime="2026-04-03T08:15:00+07:00">3 kwietnia</time>', "<div><span>Opublikowano</span> <time>03/04/2026 08:15</time></div>",
     '<div><a href="/authors/ai-do">Ai Đó</a><time datetime="2026-04-03T01:15:00Z"></time></div>',
     'Aktualizacja <time datetime="2026-04-05">5.</time> Opublikowano <time datetime="2026-04-03T08:15:00+07:00">3.</time>'],
)  # fmt: skip
def test_the_article_s_own_time_element_counts(inner: str) -> None:
    read = page(f"<div>{inner}</div>")
    assert read.date_published == "2026-04-03T08:15:00+07:00"
    assert read.date_modified == ("2026-04-05" if "Aktualizacja" in inner else None)


def person(name: str) -> dict[str, str]:
    return {"@type": "Person", "name": name}


def test_json_ld_of_other_articles_says_nothing_about_this_one() -> None:
    other = {"url": "https://www.vietnam.vn/pl/mot-bai-viet-khac-ve-lua-gao", "datePublished": "2025-01-02", "author": person("Người Khác")}
    longer = {"url": f"{URL}-phan-hai-tiep-theo", "datePublished": "2025-01-02", "author": person("Người Khác")}
    mine = {"datePublished": "2026-04-03", "author": person("Lê An")}
    for head in (
        ld(**other) + ld(**mine, url=URL),
        ld(**longer) + ld(**mine, mainEntityOfPage={"@type": "WebPage", "@id": URL}),
        ld(**other) + ld(**mine),
        ld(headline="Ryż drożeje", datePublished="2025-01-02") + ld(**mine, headline=TITLE),
        ld(**mine, mainEntityOfPage=["#article", {"@id": f"/pl/{SLUG}"}]),
    ):
        read = page(head=head)
        assert (read.date_published, read.authors) == ("2026-04-03", ["Lê An"])
    stranger = page(head=ld(**other))
    assert (stranger.date_published, stranger.authors) == (None, [])


def test_names_behind_references_are_looked_up_and_what_is_no_name_is_none() -> None:
    authors = [None, {"@id": "#a"}, {"@id": "#b"}, {"@id": "#lost"}, {"@type": ["Person"], "name": "Vũ Hà"}]
    graph = {"@graph": [
        {"@type": "NewsArticle", "url": URL, "author": authors},
        {"@type": "Person", "@id": "#a", "name": "Lê An"}, {"@type": "Organization", "@id": "#b", "name": "Toà soạn"}, None,
    ]}  # fmt: skip
    assert page(head=f'<script type="application/ld+json">{json.dumps(graph)}</script>').authors == ["Lê An", "Vũ Hà"]
    assert page(head=ld(author=person("Lê An / Vũ Hà"))).authors == ["Lê An", "Vũ Hà"]
    for no_name in (
        "08:15 | 03/04/2026",
        "1.204 lượt xem",
        "https://www.vietnam.vn/authors/1",
        "toasoan@baoquocte.vn",
        "Tác giả: Lê An",
        "baoquocte.vn",
    ):
        assert page(head=ld(author=person(no_name))).authors == []
        assert page(head=f'<meta name="author" content="{no_name}">').authors == []
