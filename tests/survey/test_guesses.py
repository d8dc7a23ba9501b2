"""Tests crawler.survey: tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.survey.guesses import ROOT, Table, in_code
from crawler.survey.tables import ALL

if TYPE_CHECKING:
    from collections.abc import Iterator

TOML = """# a comment = "no key"
name = "ship"
[paths]
page = "&s_cond=&page={n}"   # "#" in here
never = [
    "/a#b",     # one
    "/c",
]
[[edition]]
host = "one.example"
[[edition]]
host = "two.example"
tags = []
[names."with.dot"]
"Báo Mây" = ["Mây", "may.example"]
[classes]
box = "related"
box-in-text = "picture"
"""


def table(tmp_path: Path) -> Table:
    path = tmp_path / "site.toml"
    path.write_text(TOML, "utf-8")
    return Table(path)


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("name", None, 2),
        ("paths.page", "&s_cond=&page={n}", 4),
        ("paths.never", None, 5),
        ("paths.never", "/a#b", 6),
        ("paths.never", "/c", 7),
        ("edition[0].host", "one.example", 10),
        ("edition[1].host", None, 12),
        ("edition[1].tags", "nothing of the list", 13),
        ("classes.box-in-text", None, 18),
    ],
)
def test_every_key_and_value_knows_its_line(tmp_path: Path, key: str, value: str | None, line: int) -> None:
    assert table(tmp_path).place(key, value).line == line


def test_a_name_is_found_as_a_whole_word_and_not_in_comments(tmp_path: Path) -> None:
    made = table(tmp_path)
    assert [place.line for place in made.naming("box")] == [17]
    assert [place.line for place in made.naming("b")] == [6]
    assert made.naming("comment") == []


def test_a_key_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        table(tmp_path).place("nothing")


def keys(data: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, value in data.items():
        key = f"{before}.{name}" if before else name
        if isinstance(value, dict):
            yield from keys(value, key)
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for place, inner in enumerate(value):
                yield from keys(inner, f"{key}[{place}]")
        else:
            yield key


def test_in_the_sites_own_tables_every_key_is_found_on_a_line_that_has_it() -> None:
    for made in ALL:
        lines = (ROOT / made.file).read_text("utf-8").splitlines()
        for key in keys(made.data):
            assert key.rpartition(".")[2] in lines[made.place(key).line - 1], f"{made.file}: {key}"


def test_lines_of_code_are_found_by_how_they_begin() -> None:
    place = in_code("crawler/sites/baoquocte/data.py", "_ARTICLE = ")
    assert Path(ROOT / place.file).read_text("utf-8").splitlines()[place.line - 1].startswith("_ARTICLE = ")
