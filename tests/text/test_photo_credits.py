from __future__ import annotations

import pytest

from crawler.text.photo_credits import Credit, find, name_in, split


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Am Kai. (Quelle: Kyodo)", Credit(" (Quelle: Kyodo)", "Kyodo", photo=False)),
        ("Am Kai. (Foto: Kyodo)", Credit(" (Foto: Kyodo)", "Kyodo", photo=True)),
        ("Am Kai. Foto: Lena Brandt", Credit(" Foto: Lena Brandt", "Lena Brandt", photo=True)),
        # Two labels, with "and" of any language between them.
        ("Al muelle. (Foto y fuente: Kyodo)", Credit(" (Foto y fuente: Kyodo)", "Kyodo", photo=True)),
        ("Di dermaga. (Foto dan Sumber: Antara)", Credit(" (Foto dan Sumber: Antara)", "Antara", photo=True)),
        # No colon behind these.
        ("At the quay. Photo by Lena Brandt", Credit(" Photo by Lena Brandt", "Lena Brandt", photo=True)),
        ("At the quay. Photos courtesy of the embassy", Credit(" Photos courtesy of the embassy", "the embassy", photo=True)),
        ("Am Kai. Foto von Lena Brandt", Credit(" Foto von Lena Brandt", "Lena Brandt", photo=True)),
        ("Am Kai. © Lena Brandt", Credit(" © Lena Brandt", "Lena Brandt", photo=True)),
        # The word stands last, behind the name.
        ("两国防长会面。新华社图", Credit("新华社图", "新华社", photo=True)),
        ("양국 장관이 만났다. 외교부 제공", Credit(" 외교부 제공", "외교부", photo=True)),
        ("At the quay - VNA Photo", Credit(" - VNA Photo", "VNA", photo=True)),
        # A bracket inside of the bracket, and one that nobody closed.
        ("Am Kai. (Foto: Lena Brandt (Kyodo))", Credit(" (Foto: Lena Brandt (Kyodo))", "Lena Brandt (Kyodo)", photo=True)),
        ("Am Kai. (Foto: Kyodo", Credit(" (Foto: Kyodo", "Kyodo", photo=True)),
    ],
)
def test_a_credit_ends_a_line(line: str, credit: Credit) -> None:
    assert find(line) == credit


@pytest.mark.parametrize(
    "line",
    [
        "Am Kai.",
        "Am Kai (im Hafen)",
        "She was photographed by Lena Brandt",
        "Foto: die Minister beim Empfang am Morgen in der alten Stadt",
        "两国防长会面时看了一张图",
    ],
)
def test_what_is_no_credit(line: str) -> None:
    assert find(line) is None
    assert split(line) == (line, None)


def test_a_caption_may_have_a_label_that_no_list_has() -> None:
    assert find("Am Kai. (Knipser: Lena Brandt)") is None
    assert split("Am Kai. (Knipser: Lena Brandt)") == ("Am Kai.", "Lena Brandt")


@pytest.mark.parametrize(("text", "name"), [("(Foto: Kyodo)", "Kyodo"), ("Kyodo /", "Kyodo"), ("Foto: Lena", "Lena"), ("( )", None)])
def test_the_name_in_a_credits_element(text: str, name: str | None) -> None:
    assert name_in(text) == name
