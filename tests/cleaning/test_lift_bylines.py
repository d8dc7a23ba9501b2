"""Tests crawler.text: agencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.cleaning.lift_bylines import lift_bylines
from crawler.text import agencies
from tests.pages_for_verbs import page, picture, removed

A = "Die beiden Minister sprachen am Donnerstag in Hanoi über gemeinsame Übungen."
B = "Am Nachmittag legten die Gäste einen Kranz nieder und besuchten ein Lazarett."


@pytest.mark.parametrize(
    ("prefix", "agency"),
    [
        ("(NLDO) –", None),
        ("(Bqp.vn) -", None),
        ("( Bqp.vn ) -", None),
        ("(Dân trí) -", None),
        ("（NLDO）—", None),
        ("TTXVN -", "TTXVN"),
        ("VNA –", "TTXVN"),
        ("(TTXVN) –", "TTXVN"),
        ("(Kyodo) :", "Kyodo"),
        ("Tokyo (Kyodo) –", "Kyodo"),
        ("Hà Nội (TTXVN) -", "TTXVN"),
        ("TGVN.", None),
        ("Baoquocte.vn.", None),
        ("(رويترز) -", "Reuters"),
        ("(ВИА) –", "TTXVN"),
        ("(НЛДО) –", None),
        ("(एनएलडीओ) –", None),
        ("（人民報）—", None),
    ],
)
def test_a_prefix_goes(prefix: str, agency: str | None) -> None:
    first = page(f"{prefix} {A}", B)
    assert lift_bylines(first) == {"prefix": 1}
    assert (first.body, first.agency) == ([A, B], agency)
    assert removed(first) == [("prefix", prefix)]
    described = page(A, B, description=f"{prefix} {B}")
    lift_bylines(described)
    assert (described.description, described.agency) == (B, agency)


@pytest.mark.parametrize(
    "text",
    [
        "(Fortsetzung) – Die Minister sprachen weiter.",
        "(EU)-Staaten treffen sich in Hanoi.",
        "Die Minister (rechts) – beide aus dem Norden – sprachen.",
        "Nach Angaben der Agentur (Kyodo) – so hieß es – endete das Treffen.",
        "TTXVN meldete am Abend ein Treffen.",
        "Reuters. Der Name steht für Nachrichten.",
        "Theo TTXVN, hai bên nhất trí tăng cường hợp tác.",
        "Hanoi – Die Minister trafen sich.",
        "AP-Korrespondenten begleiteten die Reise.",
    ],
)
def test_a_first_sentence_stays(text: str) -> None:
    one = page(text, B)
    assert lift_bylines(one) == {}
    assert one.body == [text, B]


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("(theo Kyodo)", "Kyodo"),
        ("(Theo Kyodo)", "Kyodo"),
        ("Theo TTXVN", "TTXVN"),
        ("(Theo Reuters, AFP)", "Reuters, AFP"),
        ("(nach Reuters)", "Reuters"),
        ("(laut Kyodo)", "Kyodo"),
        ("(Selon Kyodo)", "Kyodo"),
        ("(d'après AFP)", "AFP"),
        ("(según EFE)", "EFE"),
        ("(по данным ТАСС)", "TASS"),
        ("(за даними Укрінформ)", "Ukrinform"),
        ("(σύμφωνα με το Ρόιτερς)", "Reuters"),
        ("(وفقا لرويترز)", "Reuters"),
        ("(نقلا عن رويترز)", "Reuters"),
        ("(according to VNA)", "TTXVN"),
        ("（共同通信による）", "Kyodo"),
        ("(교도통신에 따르면)", "Kyodo"),
        ("(रॉयटर्स के अनुसार)", "Reuters"),
        ("(ตามรายงานของรอยเตอร์)", "Reuters"),
        ("（据新华社）", "Xinhua"),
        ("(menurut Antara)", "Antara"),
        ("(Kyodo)", "Kyodo"),
        ("TTXVN", "TTXVN"),
        ("(theo Nikkei Asia)", "Nikkei Asia"),
        ("(tổng hợp từ TASS/AFP)", "TASS, AFP"),
        ("(compiled from Reuters and AP)", "Reuters, AP"),
        ("(zusammengestellt aus Reuters, dpa)", "Reuters, dpa"),
        ("(synthèse de Reuters et AFP)", "Reuters, AFP"),
        ("(síntesis de EFE y Reuters)", "EFE, Reuters"),
        ("(составлено по материалам ТАСС)", "TASS"),
        ("(เรียบเรียงจากรอยเตอร์)", "Reuters"),
        ("（综合自新华社、路透社）", "Xinhua, Reuters"),
        ("(dirangkum dari Antara)", "Antara"),
        ("VNA/VNS", "TTXVN, VNS"),
        ("TASS/RBC", "TASS, RBC"),
        ("(tổng hợp)", None),
        ("(Zusammenfassung)", None),
        ("(総合)", None),
        ("Nguồn: TTXVN", "TTXVN"),
        ("Theo Dân trí", "Dân trí"),
        ("(Theo Tuổi Trẻ)", "Tuổi Trẻ"),
    ],
)
def test_a_signoff_line_goes(line: str, agency: str | None) -> None:
    one = page(A, B, line)
    assert lift_bylines(one) == {"signoff": 1}
    assert (one.body, one.agency, one.authors) == ([A, B], agency, [])
    assert removed(one) == [("signoff", line)]


@pytest.mark.parametrize(
    ("end", "agency"),
    [("(theo Kyodo)", "Kyodo"), ("(Reuters)", "Reuters"), ("(Nguồn: Reuters)", "Reuters"), ("(tổng hợp)", None), ("[TASS]", "TASS")],
)
def test_a_signoff_after_the_last_sentence_goes(end: str, agency: str | None) -> None:
    one = page(A, f"{B} {end}", picture())
    assert lift_bylines(one) == {"signoff": 1}
    assert (one.body, one.agency) == ([A, B, picture()], agency)


@pytest.mark.parametrize(
    "text",
    [
        "Theo Reuters, hai bên nhất trí tăng cường hợp tác trong thời gian tới.",
        "Am Ende einigten sich beide (nach langem Streit) auf ein Papier.",
        "Am Ende einigten sich beide auf ein Papier (nach Reuters).",
        "Am Ende einigten sich beide auf ein Papier. (nach langem Streit)",
        "Am Ende waren es viele (12).",
        "Die Minister gingen.",
        "Le Monde",
        "기자 회견",
        "Von da an ging es bergab",
        "Fortsetzung folgt",
        "Nach dem Treffen",
    ],
)
def test_a_last_sentence_stays(text: str) -> None:
    one = page(A, B, text)
    assert lift_bylines(one) == {}
    assert one.body == [A, B, text]


@pytest.mark.parametrize(
    ("line", "author", "agency"),
    [
        ("Minh Anh (nach Reuters)", "Minh Anh", "Reuters"),
        ("Nguyễn Văn An (theo TTXVN)", "Nguyễn Văn An", "TTXVN"),
        ("Lan Anh (tổng hợp)", "Lan Anh", None),
        ("M.A. (theo Reuters)", "M.A.", "Reuters"),
        ("M.Anh (theo TTXVN/Vietnam+)", "M.Anh", "TTXVN"),
        ("Минь Ань (по данным ТАСС)", "Минь Ань", "TASS"),
    ],
)
def test_a_name_before_the_signoff_is_an_author(line: str, author: str, agency: str | None) -> None:
    one = page(A, B, line)
    assert lift_bylines(one) == {"signoff": 1}
    assert (one.body, one.agency, one.authors) == ([A, B], agency, [author])


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Lan Anh", "Lan Anh"),
        ("Von Lan Anh", "Lan Anh"),
        ("文/李明", "李明"),
        ("作者：李明", "李明"),
        ("글: 김철수", "김철수"),
        ("Tác giả: Lan Anh", "Lan Anh"),
        ("Bài và ảnh: Lan Anh", "Lan Anh"),
        ("بقلم: ليلى", "ليلى"),
    ],
)
def test_a_byline_goes_from_both_ends(line: str, author: str) -> None:
    last = page(A, B, line)
    assert lift_bylines(last) == {"byline": 1}
    assert (last.body, last.authors) == ([A, B], [author])
    first = page(line, A, B)
    lift_bylines(first)
    assert (first.body, first.authors) == ([A, B], [author])


def test_a_known_author_and_a_vietnamese_name_are_bylines() -> None:
    known = page(A, B, "Quynh Q.")
    known.authors = ["Quynh Q"]
    lift_bylines(known)
    assert (known.body, known.authors) == ([A, B], ["Quynh Q"])
    vietnamese = page(A, B, "Nguyễn Hồng")
    lift_bylines(vietnamese)
    assert (vietnamese.body, vietnamese.authors) == ([A, B], ["Nguyễn Hồng"])
    in_the_middle = page(A, "Nguyễn Hồng", B)
    assert lift_bylines(in_the_middle) == {}


def test_byline_and_signoff_one_after_the_other() -> None:
    one = page(f"(TTXVN) – {A}", B, "Nguyễn Hồng", "(theo Kyodo)")
    assert lift_bylines(one) == {"prefix": 1, "signoff": 1, "byline": 1}
    assert (one.body, one.agency) == ([A, B], "TTXVN")
    assert [text for _, text in removed(one)] == ["(TTXVN) –", "Nguyễn Hồng", "(theo Kyodo)"]


def test_the_only_paragraph_stays() -> None:
    one = page("(theo Kyodo)")
    assert lift_bylines(one) == {}


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("kyodo news", "Kyodo"),
        ("共同通信", "Kyodo"),
        ("Thông tấn xã Việt Nam", "TTXVN"),
        ("ТАСС", "TASS"),
        ("AFP/Reuters", "AFP, Reuters"),
        ("AFP, Lan", None),
    ],
)
def test_agencies_have_one_spelling(name: str, spelling: str | None) -> None:
    assert agencies.spelling(name) == spelling


PIECES = [
    A,
    B,
    f"(NLDO) – {A}",
    "(theo Kyodo)",
    f"{B} (Reuters)",
    "By Lan Anh",
    "Nguyễn Hồng",
    "TTXVN",
    "Lan Anh (nach Reuters)",
    "TGVN. TGVN. ",
    "(AP) - (AFP) - x",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=15)), max_size=6), st.sampled_from([None, f"TTXVN - {A}", A]))
def test_twice_is_once_and_nothing_is_lost(lines: list[str], description: str | None) -> None:
    lines = [line for line in (" ".join(line.split()) for line in lines) if line]
    one = page(*lines, description=description)
    lift_bylines(one)
    body = list(one.body)
    pieces = [*one.paragraphs(), *(text for _, text in removed(one)), one.description or ""]
    assert sorted("".join("".join(pieces).split())) == sorted("".join("".join([*lines, description or ""]).split()))
    assert lift_bylines(one) == {}
    assert one.body == body


@pytest.mark.parametrize(
    ("named", "authors", "agency"),
    [
        (["Minh Anh", "08:01 | 26", "02", "2026"], ["Minh Anh"], None),
        (["Reuters", "Hoàng Lam"], ["Hoàng Lam"], "Reuters"),
        (["Báo Quốc Tế"], [], None),
        (["Minh Anh / Thu Hà"], ["Minh Anh", "Thu Hà"], None),
        (["김민지", "Олена Ткач"], ["김민지", "Олена Ткач"], None),
    ],
)
def test_only_names_stay_among_the_authors(named: list[str], authors: list[str], agency: str | None) -> None:
    one = page(A, B)
    one.authors = list(named)
    lift_bylines(one)
    assert (one.authors, one.agency) == (authors, agency)
    assert one.body == [A, B]


def test_an_agency_after_by_is_no_person() -> None:
    one = page(A, B, "By: Reuters")
    lift_bylines(one)
    assert (one.authors, one.agency, one.body) == ([], "Reuters", [A, B])
