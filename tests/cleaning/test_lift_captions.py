from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.lift_captions import lift_captions
from crawler.page import Image
from tests.pages_for_verbs import page, picture, removed

A = "Die beiden Minister sprachen am Donnerstag in Hanoi über gemeinsame Übungen und über den Austausch von Fachleuten."
B = "Am Nachmittag legten die Gäste einen Kranz nieder und besuchten danach ein Lazarett am Rand der Stadt."
CAPTION = "Die Minister beim Empfang in Hanoi."


@pytest.mark.parametrize(
    ("cell", "caption", "credit"),
    [
        (f"{CAPTION} (Quelle: Kyodo) |", CAPTION, "Kyodo"),
        (f"| {CAPTION} (Foto: Lan Anh/TTXVN) |", CAPTION, "Lan Anh/TTXVN"),
        (f"{CAPTION} |", CAPTION, None),
        (f"{CAPTION} ｜", CAPTION, None),
        (f"{CAPTION} \\|", CAPTION, None),
        (f"{CAPTION} (Kyodo) |", CAPTION, "Kyodo"),
        (f"{CAPTION} (rechts) |", f"{CAPTION} (rechts)", None),
        (f"![]() {CAPTION} Foto: Reuters |", CAPTION, "Reuters"),
        ("歓迎式典での両大臣（右）。（写真：共同通信） |", "歓迎式典での両大臣（右）。", "共同通信"),
        ("환영식의 두 장관. (사진=연합뉴스) |", "환영식의 두 장관.", "연합뉴스"),
        ("حفل الاستقبال في هانوي. (الصورة: رويترز) |", "حفل الاستقبال في هانوي.", "رويترز"),
        ("Cérémonie d'accueil à Hanoï. (Source : AFP) |", "Cérémonie d'accueil à Hanoï.", "AFP"),
        ("Церемония встречи в Ханое. Фото: ТАСС |", "Церемония встречи в Ханое.", "ТАСС"),
        ("Toà nhà Bộ Quốc phòng. (Ảnh: Nguyễn Hồng) |", "Toà nhà Bộ Quốc phòng.", "Nguyễn Hồng"),
        ("Welcoming ceremony in Hanoi. Photo by Tran Lan |", "Welcoming ceremony in Hanoi.", "Tran Lan"),
        ("欢迎仪式。图片来源：新华社 |", "欢迎仪式。", "新华社"),
        ("Ett möte i Hanoi. (Zrdoj: Kyodo) |", "Ett möte i Hanoi.", "Kyodo"),
    ],
)
def test_a_cell_becomes_its_images_caption(cell: str, caption: str, credit: str | None) -> None:
    one = page(A, picture(), cell, B)
    assert lift_captions(one) == {"caption_marker": 1, "lifted": 1}
    assert one.body == [A, picture(caption, credit), B]
    assert removed(one) == [("caption_marker", cell)]


def test_a_cell_before_its_image() -> None:
    one = page(A, f"{CAPTION} |", picture(), B)
    lift_captions(one)
    assert one.body == [A, picture(CAPTION), B]


def test_a_cell_without_an_image_keeps_its_place() -> None:
    one = page(A, f"{CAPTION} (Quelle: Kyodo) |", B)
    lift_captions(one)
    assert one.body == [A, Image(None, CAPTION, "Kyodo"), B]


def test_each_cell_finds_its_own_image() -> None:
    after = page(picture(), "Erste Aufnahme. |", picture(), "Zweite Aufnahme. |", A, B, A + B)
    lift_captions(after)
    assert after.body == [picture("Erste Aufnahme."), picture("Zweite Aufnahme."), A, B, A + B]
    before = page("Erste Aufnahme. |", picture(), "Zweite Aufnahme. |", picture(), A, B, A + B)
    lift_captions(before)
    assert before.body == after.body


@pytest.mark.parametrize("cell", ["|", "![]() |", "N |", "| |", "図 |", "![](https://x.vn/a.jpg) |", " |"])
def test_an_empty_cell_goes(cell: str) -> None:
    one = page(A, picture(), cell, f"{CAPTION} |", B)
    lift_captions(one)
    assert one.body == [A, picture(CAPTION), B]
    assert removed(one) == [("caption_marker", cell), ("caption_marker", f"{CAPTION} |")]


def test_a_file_name_in_a_cell_is_no_caption() -> None:
    one = page(A, picture(), "eefa8c43.jpg |", B)
    lift_captions(one)
    assert one.body == [A, picture(), B]
    assert removed(one) == [("image_filename", "eefa8c43.jpg |")]


def test_a_leftover_between_image_and_caption_does_not_part_them() -> None:
    one = page(A, picture(), "W-1HAI_3481.jpg", f"{CAPTION} |", B)
    lift_captions(one)
    assert one.body == [A, picture(CAPTION), "W-1HAI_3481.jpg", B]


def test_a_photo_storys_cells_stay_text() -> None:
    cells = [f"Aufnahme {number} zeigt, was die Gäste am Morgen sahen." for number in range(5)]
    one = page(A, *[block for cell in cells for block in (picture(), f"{cell} (Foto: Lan) |")])
    counts = lift_captions(one)
    assert counts == {"caption_marker": 5, "kept_as_text": 5}
    assert one.paragraphs() == [A, *[f"{cell} (Foto: Lan)" for cell in cells]]
    assert lift_captions(one) == {}


def test_a_row_of_figures_and_a_long_cell_stay_text() -> None:
    one = page(A, "Land | Soldaten | Schiffe |", B, f"{A} {B} " * 5 + "|", A + B, B + A)
    lift_captions(one)
    assert one.body[1] == "Land | Soldaten | Schiffe"
    assert one.paragraphs()[3] == (f"{A} {B} " * 5).strip()


@pytest.mark.parametrize(
    "credit",
    [
        "(Foto: Lan Anh)",
        "Foto: AFP",
        "(Photo: AFP)",
        "写真：共同通信",
        "(사진: 연합뉴스)",
        "الصورة: رويترز",
        "Фото: ТАСС",
        "Ảnh: TTXVN",
        "（图：新华社）",
        "© Reuters",
    ],
)
def test_a_plain_caption_is_known_by_a_photo_credit(credit: str) -> None:
    line = f"{CAPTION} {credit}"
    beside = page(A, picture(), line, B)
    assert lift_captions(beside) == {"caption": 1, "lifted": 1}
    assert beside.images()[0].caption == CAPTION
    assert beside.images()[0].credit
    assert beside.paragraphs() == [A, B]
    alone = page(A, line, B)
    lift_captions(alone)
    assert alone.paragraphs() == [A, B]
    assert removed(alone) == [("caption", line)]


@pytest.mark.parametrize("credit", ["(Quelle: Kyodo)", "(AFP)", "(Nguồn: TTXVN)", "Quelle: dpa"])
def test_a_source_alone_makes_a_caption_only_beside_an_image(credit: str) -> None:
    line = f"{CAPTION} {credit}"
    beside = page(A, picture(), line, B)
    lift_captions(beside)
    assert beside.body == [A, picture(CAPTION, beside.images()[0].credit), B]
    apart = page(A, line, B)
    assert lift_captions(apart) == {}
    captioned = page(A, picture("Schon beschriftet."), line, B)
    assert lift_captions(captioned) == {}


@pytest.mark.parametrize(
    "text",
    [
        "Wie die Zeitung (Quelle: eigene Recherche) berichtet, einigten sich beide Seiten auf eine Reihe von Übungen.",
        "Der Minister sagte: Ein Foto: das war alles, was er vom Treffen behielt, und mehr wollte er auch nicht.",
        f"{A} {B} {A} (Foto: Lan Anh)",
        f"{A} {B} (Quelle: Kyodo)",
        "Foto: die beiden Minister am Morgen beim Empfang in Hanoi",
        "Die Grafik: ein Überblick über zehn Jahre.",
        "Der General sagte: Wir bleiben. Punkt.",
        "Hai bên nhất trí tăng cường hợp tác (theo thông cáo chung).",
    ],
)
def test_a_sentence_that_mentions_a_source_stays(text: str) -> None:
    one = page(A, picture(CAPTION), text, B)
    assert lift_captions(one) == {}
    uncaptioned = page(A, picture(), text, B)
    assert lift_captions(uncaptioned) == {}


def test_a_last_paragraph_that_names_its_agency_is_no_caption() -> None:
    one = page(picture(), A, "Das Treffen endete am Abend. (Nguồn: Reuters)")
    assert lift_captions(one) == {}


def test_a_credit_alone_beside_its_image() -> None:
    one = page(A, picture(), "Foto: Reuters", B)
    lift_captions(one)
    assert one.body == [A, picture(None, "Reuters"), B]
    alone = page(A, "Foto: Reuters", B)
    assert lift_captions(alone) == {}


@pytest.mark.parametrize(
    "lines",
    [
        (f"{CAPTION} (Foto: Lan) |", f"{CAPTION} (Foto: Lan)"),
        (f"{CAPTION} (Foto: Lan)", f"{CAPTION} (Foto: Lan) |"),
        (f"{CAPTION} (Foto: Lan) |", CAPTION),
        (f"{CAPTION} (Foto: Lan) |", f"{CAPTION} (Foto: Lan) |"),
        (f"{CAPTION} (Foto: Lan)", f"{CAPTION} (Foto: Lan)"),
    ],
)
def test_a_doubled_caption_is_one(lines: tuple[str, str]) -> None:
    one = page(A, picture(), *lines, B)
    lift_captions(one)
    assert one.body == [A, picture(CAPTION, "Lan"), B]
    assert sorted(text for _, text in removed(one)) == sorted(lines)


def test_a_line_that_repeats_the_markups_caption_goes() -> None:
    one = page(A, picture(CAPTION), CAPTION, B)
    assert lift_captions(one) == {"duplicate": 1}
    assert one.body == [A, picture(CAPTION), B]


def test_the_markups_own_caption_is_parted_too() -> None:
    one = page(A, picture(f"{CAPTION} (Nguồn: Kyodo) |"), B)
    assert lift_captions(one) == {"caption_marker": 1}
    assert one.images() == [picture(CAPTION, "Kyodo")]
    kept = page(A, picture(f"{CAPTION} (Kyodo)", "AFP"), B)
    assert lift_captions(kept) == {}


PIECES = [
    A,
    B,
    CAPTION,
    f"{CAPTION} |",
    f"{CAPTION} (Foto: Lan) |",
    f"{CAPTION} (Foto: Lan)",
    "|",
    "N |",
    "a.jpg",
    "x | y |",
    "Wort (AFP)",
    "Foto: X",
    "写真：共同",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(alphabet="ab |(:)Foto", max_size=12), st.builds(picture)), max_size=10))
def test_twice_is_once_and_no_word_is_lost(blocks: list[str | Image]) -> None:
    lines = [" ".join(block.split()) if isinstance(block, str) else block for block in blocks]
    one = page(*[line for line in lines if line != ""])
    before = one.paragraphs()
    lift_captions(one)
    body = list(one.body)
    left = {*one.paragraphs(), *(text for _, text in removed(one))}
    assert set(before) <= left | {line for line in before if line.strip("| ") in left}
    assert lift_captions(one) == {}
    assert one.body == body
