"""Which text of a mirror's page is the article's, whatever surrounds it: in layouts that say nothing sure about their end.

Tests crawler.reading: limits; crawler.reading.any_layout: body, density, line_kinds, region, voting.
"""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.page import Page
from crawler.reading.any_layout.voting import Choice, agreement, elect, lines_in
from crawler.reading.limits import MOST_ATTRIBUTES, excess
from crawler.reading.outline import outline
from crawler.sites.vietnam_vn import SITE

TITLE = "Pioniere zweier Länder räumen gemeinsam einen alten Hafen"
BODY = [
    "Pioniere aus zwei Ländern haben am Freitag damit begonnen, das Becken eines alten Hafens von Munition zu räumen.",
    "Jede Gruppe bringt eigenes Gerät mit; die Karten der Funde werden am Abend verglichen und in einem Archiv abgelegt.",
    "Der Leiter der Arbeiten sagte, man habe in drei Tagen mehr gelernt als in einem Jahr voller Vorträge und Planspiele.",
    "Bis zum Herbst sollen auch die beiden Molen frei sein, danach wollen die Fischer des Ortes den Hafen wieder nutzen.",
]
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
LINKS = "".join(f'<li><a href="/de/tin-khac-trong-ngay-{n}">Kurz gemeldet: was sonst noch geschah, Nummer {n}</a></li>' for n in range(9))
PROMISE = "Ein Klick, und der Hafen kommt jeden Morgen in Ihr Postfach, samt Tabellen und Karten."


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the reader to itself: another one's vote would hide what it does wrong."""
    monkeypatch.setattr("trafilatura.extract", lambda *_, **__: "")


def read(inner: str, head: str = "", title: str = f"<h1>{TITLE}</h1>") -> Page:
    html = f'<html><head><meta property="og:type" content="article"><title>{TITLE}</title>{head}</head><body>{title}{inner}</body></html>'
    page = SITE.read_article("https://www.vietnam.vn/de/cong-binh-hai-nuoc-ra-pha-bom-min", html.encode())
    assert isinstance(page, Page), page
    return page


def removed(page: Page, kind: str) -> list[str]:
    return [piece.text for piece in page.removed if piece.kind == kind]


@pytest.mark.parametrize("name", ["sidebar-grid__content", "article-widget", "related-content-main", "share-page-text", "menu-safe-area"])
def test_a_word_on_most_of_the_text_is_no_name_of_furniture(name: str) -> None:
    assert read(f'<div class="wrap"><div class="{name}">{TEXT}</div><aside>{LINKS}</aside></div>').paragraphs() == BODY
    boxes = "".join(f'<div class="{name} {name}-{n}a"><p>{paragraph}</p></div>' for n, paragraph in enumerate(BODY))
    assert read(f'<div class="wrap">{boxes}</div><ul>{LINKS}</ul>').paragraphs() == BODY


def test_a_header_with_standfirst_and_date_is_not_the_text() -> None:
    title = "Nachbarn machen im Schlick reinen Tisch"
    lead = "Ein altes Becken, zwei Trupps und eine gemeinsame Karte: wie Nachbarn im Schlick reinen Tisch machen"
    header = f"<header><h1>{title}</h1><p>{lead}</p><div>Veröffentlicht am 6. März 2026, 17:40 Uhr</div></header>"
    page = read(f'<article>{header}<div class="txt">{TEXT}</div></article>', title="")
    assert page.description == lead
    assert page.paragraphs() == BODY
    assert removed(page, "dateline") == ["Veröffentlicht am 6. März 2026, 17:40 Uhr"]


@pytest.mark.parametrize(
    "other",
    ["<dialog><h1>Diesen Beitrag auf die Merkliste setzen</h1></dialog>", "<div class='logo'><h1>Kaiblatt</h1></div>"],
)
def test_the_h1_of_a_dialog_or_of_the_site_is_no_headline(other: str) -> None:
    head = '<meta property="og:site_name" content="Kaiblatt">'
    page = read(f"{other}<div class='story'><h2><span>Hafen</span> {TITLE}</h2>{TEXT}</div>", head, title="")
    assert page.headline == TITLE
    assert page.paragraphs() == BODY


def test_an_h1_outside_of_dialog_and_footer_is_the_headline_though_the_head_names_another() -> None:
    dialog = "<dialog><h1>Diesen Beitrag auf die lange Merkliste setzen und später lesen</h1></dialog>"
    footer = "<footer><h1>Kaiblatt, das Blatt für alle, die am Wasser leben und arbeiten</h1></footer>"
    assert read(f"{dialog}<div class='story'><h1>Công binh hai nước</h1>{TEXT}</div>{footer}", title="").headline == "Công binh hai nước"


def test_differently_named_boxes_in_a_row_are_one_text() -> None:
    more = [f"{paragraph} Das gilt auch für die zweite Mole." for paragraph in BODY[1:]]
    rest = "".join(f"<p>{paragraph}</p>" for paragraph in more)
    boxes = f'<section class="auftakt">{TEXT}</section><div class="werbung">Anzeige</div><section class="rest">{rest}</section>'
    assert read(f"<main>{boxes}</main>").paragraphs() == [*BODY, *more]
    thread = f'<section class="stimmen"><h3>Stimmen der Leser</h3>{rest}</section>'
    assert read(f'<main><section class="auftakt">{TEXT}</section>{thread}</main>').paragraphs() == BODY


def test_text_beside_lists_of_links_stays() -> None:
    texts = (f'<div class="t"><p>{one}</p><p>{two}</p></div>' for one, two in (BODY[:2], BODY[2:]))
    rows = "".join(f'<div class="row"><ul class="l">{LINKS}</ul>{text}</div>' for text in texts)
    assert read(f'<div class="page">{rows}</div>').paragraphs() == BODY


def test_a_line_of_rights_inside_the_text_takes_nothing_with_it() -> None:
    law = "© 2026 Kaiblatt. Alle Rechte vorbehalten."
    page = read(f"<div class='txt'><p>{BODY[0]}</p><p>{BODY[1]}</p><p>{law}</p><p>{BODY[2]}</p><p>{BODY[3]}</p></div>")
    assert page.paragraphs() == BODY
    assert removed(page, "footer") == [law]


def test_text_behind_a_stray_end_tag_and_bare_text_stay() -> None:
    page = read(f"<div class='page'><div class='txt'><p>{BODY[0]}</p><p>{BODY[1]}</p></div></div>{BODY[2]}<p>{BODY[3]}</p>")
    assert page.paragraphs() == BODY


def test_what_is_hidden_is_noted_and_not_read() -> None:
    unseen = (f"<p style='visibility: hidden'>{PROMISE}</p>", f"<p hidden>{PROMISE}</p>", f"<div class='d-none'>{PROMISE}</div>")
    for box in (*unseen, f"<p>{BODY[1]} <span class='sr-only'>{PROMISE}</span></p>"):
        page = read(f"<div class='txt'><p>{BODY[0]}</p>{box}{TEXT}</div>")
        assert PROMISE not in " ".join(page.paragraphs())
        assert removed(page, "hidden") == [PROMISE]
    assert PROMISE in read(f"<div class='txt'>{TEXT}<p class='hidden md:block'>{PROMISE}</p></div>").paragraphs()


def test_a_box_for_a_picture_gives_it_its_caption_and_its_link_is_none() -> None:
    box = '<div>Taucher an der Mole, früh am Morgen</div><a href="/bilder/7">Alle Bilder (12)</a>'
    box = f'<div class="k"><img src="https://vstatic.vietnam.vn/h.jpg">{box}</div>'
    page = read(f"<div class='txt'><p>{BODY[0]}</p>{box}{''.join(f'<p>{p}</p>' for p in BODY[1:])}</div>")
    assert page.paragraphs() == BODY
    assert [image.caption for image in page.images()] == ["Taucher an der Mole, früh am Morgen"]
    assert removed(page, "links") == ["Alle Bilder (12)"]


def test_a_teaser_with_a_kicker_clock_marks_and_stand_ins_are_not_the_text() -> None:
    link = '<a href="/de/tai-sao-eo-bien-lai-quan-trong">Warum die Enge zählt</a>'
    teaser = f"<div><div>Meinung</div><p>{link}</p><p>Nach Jahren der Stille fahren wieder Schiffe.</p></div>"
    empty = "<div><p>Hier steht sonst eine Karte, die Ihr Gerät nicht zeigen kann.</p></div>"
    page = read("<div class='txt'>" + "".join(f"<h4>17:{n}5</h4><p>{p}</p>{empty}" for n, p in enumerate(BODY)) + teaser + "</div>")
    assert page.paragraphs() == BODY
    assert removed(page, "clock") == ["17:05", "17:15", "17:25", "17:35"]
    assert len(removed(page, "placeholder")) == len(BODY)


def test_a_sentence_that_cites_a_post_stays_and_an_invitation_goes() -> None:
    post = "<a href='https://x.com/taucher/status/771'>noch am selben Tag</a>"
    cited = f"„Das Becken klang wie eine leere Trommel“, schrieb ein Taucher {post}."
    follow = "Folgen Sie dem Hafen auch <a href='https://www.facebook.com/kaiblatt'>bei Facebook</a>."
    page = read(f"<div class='txt'><p>{BODY[0]}</p><p>{cited}</p>{TEXT}<p>{follow}</p></div>")
    assert any(paragraph.startswith("„Das Becken") for paragraph in page.paragraphs())
    assert not any("Facebook" in paragraph for paragraph in page.paragraphs())


def test_the_reading_that_the_others_agree_with_wins() -> None:
    body = LexborHTMLParser(f"<body><div>{TEXT}</div><ul>{LINKS}</ul></body>").body
    assert body is not None
    page = outline(body)
    text, links = frozenset(range(4)), frozenset(range(4, 13))
    assert lines_in(page, "\n".join(BODY).upper(), 0) == text
    assert lines_in(page, "\n".join(BODY), 2) == {2, 3}
    assert agreement(page, text, text) == 1
    assert agreement(page, text, links) == 0
    mine, theirs, third = Choice("mine", links), Choice("theirs", text), Choice("third", frozenset(range(3)))
    assert elect(page, [mine, theirs, third], []).reader == "theirs"
    assert elect(page, [mine, theirs], [third]).reader == "theirs"
    assert elect(page, [mine], [theirs]).reader == "mine"


def test_another_reader_is_heard_where_nothing_holds_the_text_and_only_there(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def extract(text: str, **_: object) -> str:
        asked.append(text)
        return "\n".join(BODY[:3])

    monkeypatch.setattr("trafilatura.extract", extract)
    held = f"<div class='txt'>{TEXT}<p>Quelle: https://baoquocte.vn/cong-binh-hai-nuoc-ra-pha-bom-min-431555.html</p></div>"
    assert read(held).paragraphs() == BODY
    assert asked == []
    page = read(f"<div class='txt'>{TEXT}</div>")
    assert len(asked) == 1
    assert page.paragraphs() == BODY[:3]
    assert removed(page, "beside_body") == BODY[3:]
    assert not page.fallback
    assert "trafilatura" in page.rules["body"]


def test_many_words_are_no_reason_to_refuse_and_many_attributes_of_one_element_are() -> None:
    assert excess(b"<p>" + b"word " * 200_000) is None
    many = b"<p " + b" ".join(b'a%d=">"' % n for n in range(MOST_ATTRIBUTES + 1)) + b">" + b" " * 100_000
    assert "attributes" in (excess(many) or "")
